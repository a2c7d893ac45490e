"""The body map: which views there are, what is marked on them, what lies under a point."""

from __future__ import annotations

from dataclasses import dataclass

from ipdoc.anatomy import symbols, views
from ipdoc.anatomy.place import Place, project, region_at
from ipdoc.casework.findings import FIGURES
from ipdoc.casework.formstore import stored_form
from ipdoc.casework.links import SIDE_LABELS, describe_place
from ipdoc.casework.openvault import OpenVault
from ipdoc.casework.record import Ref, load_answers, load_evaluation, load_lesions, reading
from ipdoc.domain.answers import value_of
from ipdoc.domain.finding import Lesion, RuleError
from ipdoc.i18n import Translator
from ipdoc.imaging.diagram import draw_diagram
from ipdoc.questionnaire.compiled import CompiledForm

VIEWS = ("full_ant", "full_post")


@dataclass(frozen=True)
class MapMark:
    """A numbered mark on one view."""

    number: int
    mark_id: str
    x: float
    """Fraction 0..1 from the left of the picture."""
    y: float
    """Fraction 0..1 from its top."""
    type: str
    family: str


@dataclass(frozen=True)
class ListedLesion:
    """A line of the list beside the map."""

    lesion: Lesion
    kind: str
    place: str
    size: str
    views: tuple[str, ...]
    """Views on which it shows; empty = it has no mark yet, or on no built view."""


@dataclass(frozen=True)
class BodyMap:
    """All that the page of the map shows."""

    ref: Ref
    code: str
    form: CompiledForm
    figure: str
    lesions: tuple[Lesion, ...]
    views: dict[str, views.DiagramView]

    def marks(self, view_key: str) -> list[MapMark]:
        """Return the marks that show on a view, by number."""
        diagram = self.views[view_key]
        found = []
        for lesion in self.lesions:
            family = symbols.symbol(lesion.type).family
            for mark in lesion.marks:
                if mark.place is None:
                    continue
                at = project(Place.from_payload(mark.place), diagram)
                if at is not None:
                    found.append(MapMark(lesion.number, mark.id, at[0], at[1], lesion.type, family))
        return found

    def picture_size(self, view_key: str, width_px: int) -> tuple[int, int]:
        """Return width and height in pixels of a picture of this width.

        Raises:
            RuleError: there is no such view.
        """
        if view_key not in self.views:
            raise RuleError("There is no such view of the body; load the page again")
        diagram = self.views[view_key]
        return width_px, round(width_px * diagram.height / diagram.width)

    def listed(self, words: Translator) -> list[ListedLesion]:
        """Return the lesions for the list beside the map."""
        types = self.form.form.vocabularies["finding_types"]
        shown = {key: {mark.number for mark in self.marks(key)} for key in self.views}
        return [
            ListedLesion(
                lesion,
                words.text(types.code(lesion.type).label),
                describe_place(self.form.form, lesion, words),
                lesion_size(lesion, words),
                tuple(key for key in self.views if lesion.number in shown[key]),
            )
            for lesion in self.lesions
        ]

    def regions(self, words: Translator) -> list[tuple[str, str, str]]:
        """Return (key, label, side) of all regions, head to foot."""
        codes = self.form.form.vocabularies["regions"].codes
        return [
            (code.key, words.text(code.label), str(code.attributes.get("side", "")))
            for code in codes
        ]

    def types(self, words: Translator) -> list[tuple[str, str]]:
        """Return (key, label) of all kinds of lesion."""
        codes = self.form.form.vocabularies["finding_types"].codes
        return [(c.key, words.text(c.label)) for c in codes if c.key != "normal_area"]

    def place_words(self, region: str, side: str, words: Translator) -> str:
        """Return region and side in words."""
        label = words.text(self.form.form.vocabularies["regions"].code(region).label)
        return f"{label}, {words.text(SIDE_LABELS[side])}" if side in ("l", "r") else label


def open_map(vault: OpenVault, ref: Ref) -> BodyMap:
    """Return the body map of an evaluation."""
    with reading(vault, ref) as case:
        evaluation, _ = load_evaluation(case, ref)
        answers, _ = load_answers(case, ref)
        lesions = tuple(one for one in load_lesions(case, ref) if one.removed is None)
    about = answers.get("case_information", {})
    figure = FIGURES.get(str(value_of(about.get("subject_sex_recorded"))), "female")
    return BodyMap(
        ref,
        value_of(about.get("subject_code")) or "",
        stored_form(vault, evaluation.form_digest),
        figure,
        lesions,
        {key: views.view(figure, key) for key in VIEWS},
    )


@dataclass(frozen=True)
class NamedPoint:
    """Region and side under a point."""

    key: str
    side: str


def name_point(vault: OpenVault, ref: Ref, view_key: str, x: float, y: float) -> NamedPoint:
    """Return the region under a point of a view.

    Args:
        vault: the open vault.
        ref: the evaluation, whose person chooses the figure.
        view_key: the view.
        x: fraction 0..1 from the left.
        y: fraction 0..1 from the top.

    Raises:
        RuleError: the point is beside the body, or there is no such view.
    """
    shown = open_map(vault, ref)
    if view_key not in shown.views:
        raise RuleError("There is no such view of the body; load the page again")
    named = region_at(shown.views[view_key], (x, y))
    if named is None:
        raise RuleError("This point is beside the body; mark the lesion on the body")
    return NamedPoint(named.key, named.side)


def picture(shown: BodyMap, view_key: str, preview: tuple[float, float] | None) -> bytes:
    """Return a view with its numbered marks as PNG bytes."""
    marks = [(mark.number, mark.x, mark.y) for mark in shown.marks(view_key)]
    return draw_diagram(shown.views[view_key].png(), marks, preview)


def lesion_size(lesion: Lesion, words: Translator) -> str:
    """Return the measured size: "118 × 32 mm", or an empty text."""
    sizes = [value_of(lesion.attributes.get(key)) for key in ("length_mm", "width_mm")]
    given = [words.number(size) for size in sizes if isinstance(size, int | float)]
    if not given and isinstance(across := value_of(lesion.attributes.get("diameter_mm")), int):
        given = [f"⌀ {words.number(across)}"]
    return f"{' × '.join(given)} mm" if given else ""
