"""Draw on the body map: new lesions, further marks, marks reshaped, erased, taken out, restored.

Everything is checked before anything is stored: a drawing that is no sensible shape, that leaves
the body, or that was made on an older state of the lesion changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ipdoc.anatomy.geometry import Geometry
from ipdoc.anatomy.place import Region
from ipdoc.anatomy.spans import region_of_trace
from ipdoc.anatomy.trace import Trace, trace
from ipdoc.anatomy.views import UnknownViewError, view
from ipdoc.casework.bodymap.marks import trace_of
from ipdoc.casework.cases import put_evaluation
from ipdoc.casework.core.casefile import CaseFile, StaleVersionError
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import Ref, load_evaluation, opened
from ipdoc.casework.findings import NO_FINDING, check_coded, load_lesion, put_lesion
from ipdoc.casework.formstore import stored_form
from ipdoc.domain.access import Action
from ipdoc.domain.finding import Lesion, RuleError
from ipdoc.questionnaire.model import Form

Change = Callable[[Lesion], Lesion]


@dataclass(frozen=True)
class Drawing:
    """A shape as it was drawn on a view."""

    view_key: str
    figure: str
    geometry: Geometry
    """Points are fractions 0..1 of the view box."""

    @classmethod
    def from_payload(cls, raw: Any) -> Drawing:
        """Read a drawing from JSON ``{view, figure, geometry}``.

        Raises:
            RuleError: something is missing.
            GeometryError: the shape is none: a number that is none, too many points, a crossing.
        """
        if not isinstance(raw, dict):
            raise RuleError("Mark where the lesion is on the diagram, or choose its region")
        key, figure, geometry = raw.get("view"), raw.get("figure"), raw.get("geometry")
        if not isinstance(key, str) or not isinstance(figure, str):
            raise RuleError("There is no such view of the body; load the page again")
        if not isinstance(geometry, dict):
            raise RuleError("Mark where the lesion is on the diagram, or choose its region")
        return cls(key, figure, Geometry.from_payload(geometry))

    def to_payload(self) -> dict[str, Any]:
        """Return the drawing as JSON, as it is kept with the mark."""
        return {
            "view": self.view_key,
            "figure": self.figure,
            "geometry": self.geometry.to_payload(),
        }

    def traced(self) -> Trace:
        """Return where the drawing lies on the body.

        Raises:
            RuleError: there is no such view.
            GeometryError: it leaves the body.
        """
        try:
            diagram = view(self.figure, self.view_key)
        except UnknownViewError as error:
            raise RuleError("There is no such view of the body; load the page again") from error
        return trace(diagram, self.geometry)


@dataclass(frozen=True)
class Target:
    """What a drawing belongs to; all None = a new lesion."""

    number: int | None = None
    """The lesion that gets it."""
    mark: str | None = None
    """Its mark that is drawn anew; None = one more mark."""
    version: int | None = None
    """Version of the lesion on which it was drawn."""
    duplicate_of: int | None = None
    """For a new lesion: the one whose kind it repeats. Nothing else is taken over: what was not
    looked at on this lesion is not known of it."""


def draw(
    vault: OpenVault,
    ref: Ref,
    drawing: Drawing,
    type_key: str | None = None,
    target: Target = Target(),
) -> Lesion:
    """Record a drawing: a new lesion, one more mark, or a mark reshaped.

    Region and side of a lesion follow from its first mark, and from its only one when that is
    reshaped, unless they were corrected by hand.

    Raises:
        RuleError: kind, view, lesion or mark is unknown.
        GeometryError: the shape is no sensible one or leaves the body.
        StaleVersionError: the lesion was changed elsewhere since.
    """
    traced = drawing.traced()
    if target.number is None:
        return _draw_new(vault, ref, drawing, traced, type_key, target.duplicate_of)
    drawn, place = drawing.to_payload(), traced.to_payload()

    def change(lesion: Lesion) -> Lesion:
        if target.mark is None:
            return _named(lesion.marked(drawn, place), traced)
        start = _unnamed(lesion, target.mark)
        return _named(start.remarked(target.mark, drawn, place), traced)

    why = "mark placed" if target.mark is None else "mark reshaped"
    return change_lesion(vault, ref, target.number, target.version, why, change)


def _draw_new(
    vault: OpenVault,
    ref: Ref,
    drawing: Drawing,
    traced: Trace,
    type_key: str | None,
    duplicate_of: int | None,
) -> Lesion:
    with opened(vault, ref, Action.WRITE_FINDING) as case:
        evaluation, version = load_evaluation(case, ref)
        form = stored_form(vault, evaluation.form_digest).form
        if duplicate_of is not None:
            type_key = load_lesion(case, ref, duplicate_of)[0].type
        _check_kind(form, type_key)
        evaluation, number = evaluation.next_number("lesion")
        put_evaluation(case, ref, evaluation, version, "number given to a lesion")
        lesion = Lesion(number, str(type_key)).marked(drawing.to_payload(), traced.to_payload())
        lesion = _named(lesion, traced)
        put_lesion(case, ref, form, lesion, None, "lesion recorded")
    return lesion


def _check_kind(form: Form, type_key: str | None) -> None:
    check_coded(form, "" if type_key in (None, NO_FINDING) else str(type_key), None, None)


def _named(lesion: Lesion, traced: Trace) -> Lesion:
    if lesion.region is not None:
        return lesion
    region = region_of_trace(traced)
    return replace(lesion, region=region.key, side=region.side)


def _unnamed(lesion: Lesion, mark_id: str) -> Lesion:
    """Return the lesion without its region if that came from the mark that is drawn anew."""
    marks = lesion.marks
    if len(marks) != 1 or marks[0].id != mark_id or marks[0].place is None:
        return lesion
    before = trace_of(marks[0].place, marks[0].drawn)
    stated = Region(str(lesion.region), lesion.side or "m")
    derived = before is not None and region_of_trace(before) == stated
    return replace(lesion, region=None, side=None) if derived else lesion


def erase_mark(
    vault: OpenVault, ref: Ref, number: int, mark_id: str, version: int | None
) -> Lesion:
    """Take one mark away; the lesion stays.

    Raises:
        RuleError: the mark is gone already.
        StaleVersionError: the lesion was changed elsewhere since.
    """
    return change_lesion(
        vault, ref, number, version, "mark removed", lambda one: one.unmarked(mark_id)
    )


def take_out(vault: OpenVault, ref: Ref, number: int, reason: str, version: int | None) -> Lesion:
    """Take a lesion out of the record; its number stays as a gap with the reason.

    Raises:
        RuleError: no reason was given.
        StaleVersionError: the lesion was changed elsewhere since.
    """
    return change_lesion(
        vault, ref, number, version, "lesion taken out", lambda one: one.taken_out(reason)
    )


def restore(vault: OpenVault, ref: Ref, number: int, version: int | None) -> Lesion:
    """Put a lesion that was taken out back, with its number and all it held.

    Raises:
        RuleError: it is in the record.
        StaleVersionError: the lesion was changed elsewhere since.
    """
    return change_lesion(
        vault, ref, number, version, "lesion put back", Lesion.restored, removed=True
    )


def change_type(
    vault: OpenVault, ref: Ref, number: int, type_key: str, version: int | None
) -> Lesion:
    """Call a lesion another kind.

    Raises:
        RuleError: the kind is unknown.
        StaleVersionError: the lesion was changed elsewhere since.
    """

    def change(lesion: Lesion) -> Lesion:
        return replace(lesion, type="" if type_key == NO_FINDING else type_key)

    return change_lesion(vault, ref, number, version, "kind of lesion changed", change)


def describe_by_hand(
    vault: OpenVault,
    ref: Ref,
    number: int,
    told: tuple[str, str, str],
    version: int | None,
) -> Lesion:
    """Keep a sentence that was edited by hand, or go back to the program's.

    Args:
        vault: the open vault.
        ref: the evaluation.
        number: the lesion.
        told: language, text ("" = as the program makes it), and what the program makes now.
        version: of the lesion that was shown.

    Raises:
        RuleError: the text is too long.
        StaleVersionError: the lesion was changed elsewhere since.
    """
    language, text, made = told
    if len(text) > LONGEST_SENTENCE:
        raise RuleError("Write at most {most} characters", most=LONGEST_SENTENCE)
    own = "" if text.strip() == made.strip() else text
    return change_lesion(
        vault,
        ref,
        number,
        version,
        "sentence edited",
        lambda one: one.described(language, own, made),
    )


LONGEST_SENTENCE = 4000
"""Characters of an edited sentence."""


def change_lesion(
    vault: OpenVault,
    ref: Ref,
    number: int,
    version: int | None,
    why: str,
    change: Change,
    *,
    removed: bool = False,
) -> Lesion:
    """Change a lesion as it was seen in a version, or as it is now where that is None.

    Args:
        vault: the open vault.
        ref: the evaluation.
        number: the lesion.
        version: that the person saw; None = the newest.
        why: one short sentence in English for the history.
        change: makes the new state of the old one.
        removed: the lesion may be one that was taken out.

    Raises:
        UnknownRecordError: there is no lesion of this number.
        RuleError: it was taken out, or the change breaks a rule.
        StaleVersionError: it was changed elsewhere since.
    """
    with opened(vault, ref, Action.WRITE_FINDING) as case:
        lesion, stored = load_lesion(case, ref, number)
        if version not in (None, stored):
            raise StaleVersionError(None)
        if lesion.removed is not None and not removed:
            raise RuleError("This lesion was taken out of the record; put it back first")
        _put(vault, case, ref, lesion, change(lesion), stored, why)
        return load_lesion(case, ref, number)[0]


def _put(
    vault: OpenVault,
    case: CaseFile,
    ref: Ref,
    before: Lesion,
    after: Lesion,
    version: int,
    why: str,
) -> None:
    evaluation, _ = load_evaluation(case, ref)
    form: Form = stored_form(vault, evaluation.form_digest).form
    check_coded(form, after.type, after.region, after.side)
    if after != before:
        put_lesion(case, ref, form, after, version, why)
