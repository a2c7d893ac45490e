"""What a link question can point at, with words for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ipdoc.casework.visits import Visit, visit_label
from ipdoc.domain.answers import Cells, head_value, value_of
from ipdoc.domain.finding import Lesion
from ipdoc.domain.photograph import Photograph
from ipdoc.i18n import Translator, mark
from ipdoc.questionnaire.model import Form

LinkId = str | int
SIDE_LABELS = {"l": mark("left"), "r": mark("right"), "m": mark("midline")}

_LONGEST = 60
"""Characters of a person's words in a list of choices."""


@dataclass(frozen=True)
class Links:
    """All that the links of one evaluation can point at."""

    form: Form
    answers: dict[str, Cells]
    lesions: tuple[Lesion, ...]
    photographs: tuple[Photograph, ...]
    visits: tuple[Visit, ...] = ()
    """The other evaluations of the case, the earliest first."""

    def choices(self, target: str, words: Translator) -> list[tuple[LinkId, str]]:
        """Return id and label of everything of one kind, in order.

        Args:
            target: finding, event, place, question, consent, evaluation or photo.
            words: the reader's language.
        """
        listing: dict[str, Callable[[Translator], list[tuple[LinkId, str]]]] = {
            "finding": self._findings,
            "event": self._events,
            "place": self._places,
            "question": self._questions,
            "consent": self._consents,
            "photo": self._photographs,
            "evaluation": self._evaluations,
        }
        return listing[target](words) if target in listing else []

    def label(self, target: str, link: LinkId, words: Translator) -> str:
        """Return the label of one target, or the link itself where it is free text."""
        return dict(self.choices(target, words)).get(link, str(link))

    def _rows(self, key: str) -> list[Cells]:
        for cells in self.answers.values():
            if isinstance(rows := value_of(cells.get(key)), list):
                return rows
        return []

    def _findings(self, words: Translator) -> list[tuple[LinkId, str]]:
        return [
            (one.number, f"{one.number} · {describe_lesion(self.form, one, words)}")
            for one in self.lesions
            if one.removed is None
        ]

    def _events(self, words: Translator) -> list[tuple[LinkId, str]]:
        methods = self.form.vocabularies["methods"]
        found: list[tuple[LinkId, str]] = []
        for row in self._rows("events"):
            if not (identity := row.get("event_id")):
                continue
            codes = [code for code in value_of(row.get("methods")) or [] if code in methods]
            named = ", ".join(words.text(methods.code(code).label) for code in codes[:2])
            day = str(value_of(row.get("datetime_start")) or "")[:10]
            found.append((identity, " · ".join(filter(None, (identity, day, named)))))
        return found

    def _places(self, _words: Translator) -> list[tuple[LinkId, str]]:
        return [
            (row["seq"], f"{row['seq']} · {_short(value_of(row.get('name')))}")
            for row in self._rows("detention_places")
            if row.get("seq")
        ]

    def _questions(self, _words: Translator) -> list[tuple[LinkId, str]]:
        return [
            (row["no"], f"{row['no']} · {_short(value_of(row.get('question')))}")
            for row in self._rows("questions_posed")
            if row.get("no")
        ]

    def _consents(self, words: Translator) -> list[tuple[LinkId, str]]:
        section = self.form.section("consent_conditions")
        cells = self.answers.get(section.key, {})
        found: list[tuple[LinkId, str]] = []
        for question in section.questions():
            if question.consent:
                decision = head_value(cells.get(question.key))
                label = words.text(question.label)
                if isinstance(decision, str):
                    option = self.form.label_of(question.item("decision"), decision)
                    label = f"{label}: {words.text(option)}"
                found.append((question.key, label))
        return found

    def _evaluations(self, words: Translator) -> list[tuple[LinkId, str]]:
        return [
            (visit.ref.evaluation_id, visit_name(self.form, visit, words)) for visit in self.visits
        ]

    def _photographs(self, _words: Translator) -> list[tuple[LinkId, str]]:
        return [
            (one.id, f"{one.number} · {_short(value_of(one.fields.get('caption')))}")
            for one in self.photographs
            if one.removed is None
        ]


def visit_name(form: Form, visit: Visit, words: Translator) -> str:
    """Return day, type and report number of an evaluation."""
    kind = words.text(form.evaluation_type(visit.type_code).label)
    number = words.text(mark("report {number}"), number=visit.report_number)
    return " · ".join((visit_label(visit, words), kind, *([number] * bool(visit.report_number))))


def describe_lesion(form: Form, lesion: Lesion, words: Translator) -> str:
    """Return type and place of a lesion: "Bruise, around the eye, left"."""
    types = form.vocabularies["finding_types"]
    label = types.code(lesion.type).label if lesion.type in types else lesion.type
    return ", ".join(filter(None, (words.text(label), describe_place(form, lesion, words))))


def describe_place(form: Form, lesion: Lesion, words: Translator) -> str:
    """Return region and side of a lesion in words, or an empty text."""
    return place_words(form, lesion.region, lesion.side, words) if lesion.region else ""


def place_words(form: Form, region: str, side: str | None, words: Translator) -> str:
    """Return a region of the skin, or a bone, and its side in words; "" for an unknown one."""
    for name in ("regions", "bones"):
        codes = form.vocabularies.get(name)
        if codes is not None and region in codes:
            label = words.text(codes.code(region).label)
            return f"{label}, {words.text(SIDE_LABELS[side])}" if side in ("l", "r") else label
    return ""


def lesion_size(lesion: Lesion, words: Translator) -> str:
    """Return the measured size: "118 × 32 mm", or an empty text."""
    sizes = [value_of(lesion.attributes.get(key)) for key in ("length_mm", "width_mm")]
    given = [words.number(size) for size in sizes if isinstance(size, int | float)]
    across = value_of(lesion.attributes.get("diameter_mm"))
    if not given and isinstance(across, int | float):
        given = [f"⌀ {words.number(across)}"]
    return in_one_line(words.text(mark("{size} mm"), size=" × ".join(given))) if given else ""


def in_one_line(size: str) -> str:
    """Return a size that no line breaks: no-break spaces round × and before the unit."""
    return size.replace(" ", "\u00a0")


def _short(text: object) -> str:
    words = str(text or "")
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "…"
