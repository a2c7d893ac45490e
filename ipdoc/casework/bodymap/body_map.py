"""The body map of an evaluation: its figure, views, lesions and what is stated of the regions."""

from __future__ import annotations

from dataclasses import dataclass

from ipdoc.anatomy import symbols, views
from ipdoc.anatomy.measure import BodyScale, body_scale
from ipdoc.anatomy.trace import Trace
from ipdoc.anatomy.views import DiagramView
from ipdoc.casework.bodymap.coverage import Coverage, load_coverage
from ipdoc.casework.bodymap.figures import figure_of
from ipdoc.casework.bodymap.sights import Sights
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import (
    Ref,
    load_answers,
    load_evaluation,
    load_lesion_versions,
    load_photographs,
    reading,
)
from ipdoc.casework.findings import part_of
from ipdoc.casework.formstore import stored_form
from ipdoc.casework.links import Links
from ipdoc.casework.visits import Visit, earlier_visits
from ipdoc.domain.access import Action
from ipdoc.domain.answers import Cells, value_of
from ipdoc.domain.finding import Lesion, Mark, RuleError
from ipdoc.questionnaire.compiled import CompiledForm

FIRST_VIEW = "full_ant"
EXAMINATION = "physical_exam"


@dataclass(frozen=True)
class MapLesion:
    """A lesion as the map knows it."""

    lesion: Lesion
    version: int
    restricted: bool
    """It is kept under the key of the restricted part."""
    events: tuple[str, ...] = ()
    """Ids of the events that it is interpreted with."""
    ref: Ref | None = None
    """The earlier evaluation that found it; None for one of this evaluation."""

    @property
    def family(self) -> str:
        """Family of colours of its kind."""
        return symbols.symbol(self.lesion.type).family


@dataclass(frozen=True)
class EarlierVisit:
    """An earlier evaluation of the case with its lesions; the map shows them pale."""

    visit: Visit
    lesions: tuple[MapLesion, ...]


@dataclass(frozen=True)
class BodyMap:
    """All that the pages of the map show."""

    ref: Ref
    code: str
    form: CompiledForm
    figure: str
    height_cm: float | None
    weight_kg: float | None
    lesions: tuple[MapLesion, ...]
    coverage: Coverage
    links: Links
    sights: Sights
    open_restricted: bool
    """The person has asked for the restricted views."""
    earlier: tuple[EarlierVisit, ...] = ()
    """The earliest first."""
    record_language: str = ""
    """Language of the doctor's own texts."""

    @property
    def scale(self) -> BodyScale:
        """The body's size: by height and weight as measured, else the figure's own."""
        return body_scale(self.figure, self.height_cm, self.weight_kg)

    @property
    def views(self) -> tuple[DiagramView, ...]:
        """Views in the order of the strip; restricted ones only when they are open."""
        listed = views.views_for(self.figure)
        return tuple(one for one in listed if self.open_restricted or not one.restricted)

    def view(self, key: str) -> DiagramView:
        """Return one view.

        Raises:
            RuleError: there is no such view, or it is restricted and not open.
        """
        key = views.OLDER_KEYS.get(key, key)
        for one in self.views:
            if one.key == key:
                return one
        raise RuleError("There is no such view of the body; load the page again")

    def lesion(self, number: int) -> MapLesion:
        """Return one lesion.

        Raises:
            RuleError: there is none of this number.
        """
        for one in self.lesions:
            if one.lesion.number == number:
                return one
        raise RuleError("There is no lesion of this number; go back to the list")

    def traces(self, one: MapLesion) -> tuple[Trace, ...]:
        """Return where the marks of a lesion lie, in their order."""
        found = (self.sights.trace(mark) for mark in one.lesion.marks)
        return tuple(trace for trace in found if trace is not None)

    def state(self, one: MapLesion) -> tuple[object, ...]:
        """Return what tells this state of a lesion, as seen on this body, from all others."""
        return (one.ref or self.ref, one.lesion.number, one.version, self.scale)

    def sealed(self, one: MapLesion) -> bool:
        """Return whether a lesion is only a number until the restricted views are open."""
        return one.restricted and not self.open_restricted

    def shows(self, one: MapLesion, view: DiagramView) -> bool:
        """Return whether a view may show the marks of a lesion: restricted ones stay apart."""
        if not one.restricted:
            return True
        return self.open_restricted and (view.restricted or view.group not in ("", "whole"))

    def on_view(self, view: DiagramView) -> list[tuple[MapLesion, Mark]]:
        """Return the marks of which a view shows something, by number."""
        return [
            (one, mark)
            for one in self.lesions
            if self.shows(one, view)
            for mark in one.lesion.marks
            if self.sights.pieces(mark, view)
        ]

    def earlier_on_view(self, view: DiagramView) -> list[tuple[Visit, MapLesion, Mark]]:
        """Return the marks of earlier visits of which a view shows something."""
        return [
            (seen.visit, one, mark)
            for seen in self.earlier
            for one in seen.lesions
            if self.shows(one, view)
            for mark in one.lesion.marks
            if self.sights.pieces(mark, view)
        ]

    def counts(self) -> dict[str, int]:
        """Return for each view the number of lesions that it shows."""
        found = dict.fromkeys((one.key for one in self.views), 0)
        for one in self.lesions:
            seen: set[str] = set()
            for mark in one.lesion.marks:
                seen |= self.sights.views(mark, self.figure)
            for view in self.views:
                if view.key in seen and self.shows(one, view):
                    found[view.key] += 1
        return found


def open_map(vault: OpenVault, ref: Ref, *, restricted: bool = False) -> BodyMap:
    """Return the body map of an evaluation.

    Args:
        vault: the open vault.
        ref: the evaluation.
        restricted: show the restricted views and what lies on them.
    """
    with reading(vault, ref, Action.OPEN_RECORD) as case:
        return _read(vault, case, ref, restricted)


def _read(vault: OpenVault, case: CaseFile, ref: Ref, restricted: bool) -> BodyMap:
    evaluation, _ = load_evaluation(case, ref)
    answers, _ = load_answers(case, ref)
    compiled = stored_form(vault, evaluation.form_digest)
    kept = [one for one in load_lesion_versions(case, ref) if one[0].removed is None]
    events = _events(answers)
    lesions = tuple(
        MapLesion(
            lesion,
            version,
            _is_intimate(vault, compiled, lesion, version, ref),
            events.get(lesion.number, ()),
        )
        for lesion, version in kept
    )
    exam = answers.get(EXAMINATION, {})
    about = answers.get("case_information", {})
    photographs = [one for one in load_photographs(case, ref) if one.removed is None]
    return BodyMap(
        ref,
        str(value_of(about.get("subject_code")) or ""),
        compiled,
        figure_of(case, ref, answers),
        _number(exam.get("pe_height_cm")),
        _number(exam.get("pe_weight_kg")),
        lesions,
        load_coverage(case, ref),
        Links(compiled.form, answers, tuple(one[0] for one in kept), tuple(photographs)),
        Sights(vault),
        restricted,
        _earlier(vault, case, ref, compiled),
        evaluation.languages.get("record", ""),
    )


def _earlier(
    vault: OpenVault, case: CaseFile, ref: Ref, compiled: CompiledForm
) -> tuple[EarlierVisit, ...]:
    return tuple(
        EarlierVisit(
            visit,
            tuple(
                MapLesion(
                    one,
                    version,
                    _is_intimate(vault, compiled, one, version, visit.ref),
                    ref=visit.ref,
                )
                for one, version in load_lesion_versions(case, visit.ref)
                if one.removed is None
            ),
        )
        for visit in earlier_visits(case, ref)
    )


def _is_intimate(
    vault: OpenVault, compiled: CompiledForm, lesion: Lesion, version: int, ref: Ref
) -> bool:
    key = ("intimate", ref, lesion.number, version)
    return Sights(vault).remember(key, lambda: part_of(compiled.form, lesion) == "intimate")


def _events(answers: dict[str, Cells]) -> dict[int, tuple[str, ...]]:
    """Return for each lesion the events that it is interpreted with, in their order."""
    rows = value_of(answers.get("interpretation", {}).get("int_findings")) or []
    found: dict[int, list[str]] = {}
    for row in rows:
        number, event = row.get("finding_ref"), value_of(row.get("event_ref"))
        if isinstance(number, int) and isinstance(event, str):
            found.setdefault(number, []).append(event)
    return {number: tuple(dict.fromkeys(events)) for number, events in found.items()}


def _number(cell: object) -> float | None:
    value = value_of(cell)
    return float(value) if isinstance(value, int | float) else None
