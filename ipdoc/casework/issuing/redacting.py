"""The JSON of a rendering that does not disclose everything.

Answers whose question says what they disclose are replaced whole; in every other text what
identifies people is found and replaced. What is replaced is gone from the JSON, and so from the
document that is made of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ipdoc.casework.issuing.apart import is_stub, photograph_stub
from ipdoc.casework.issuing.naming import OUTSIDE, Ask, Naming, disclosed, split_names
from ipdoc.casework.translating.texts import texts_of
from ipdoc.domain.answers import AnswerState, Cell, Cells, no_answer, value_of
from ipdoc.domain.payloads import Payload
from ipdoc.domain.rendering import HIDDEN, NAMED, Disclosure, Rendering
from ipdoc.i18n import Translator
from ipdoc.i18n import mark as _
from ipdoc.questionnaire.model import Form, Question, QuestionType, Section
from ipdoc.redaction.folding import fold
from ipdoc.redaction.known import WORD, Known
from ipdoc.redaction.scrub import Replaced, Scrubber, with_replaced

IDENTIFIES = "identifies"
"""Why a photograph is withheld: the person can be recognised."""
_PSEUDONYMS = {
    "person": _("Person {letter}"),
    "officer": _("Officer {number}"),
    "professional": _("Professional {number}"),
    "place": _("Place {number}"),
    "organisation": _("Organisation {number}"),
}
_WITHHELD = {
    Disclosure.PRESENT: _("name withheld"),
    Disclosure.OFFICER: _("name withheld"),
    Disclosure.ADDRESS: _("address withheld"),
    Disclosure.CONTACT: _("contact withheld"),
    Disclosure.ID_NUMBER: _("number withheld"),
    Disclosure.SERVICE_NUMBER: _("number withheld"),
    Disclosure.CASE_NUMBER: _("number withheld"),
    Disclosure.BIRTH_DATE: _("date of birth withheld"),
}
_CODED = re.compile(r"[a-z0-9_.:+|/-]*")
"""Codes, digests, moments: nothing that people wrote, where it is no text."""
_DIGEST = re.compile(r"[0-9a-f]{64}")
_TEXTS = (QuestionType.TEXT, QuestionType.LONG)
_STRUCTURE = frozenset(("schema", "form", "type", "languages", "figure"))
_WRITTEN = ("removed", "descriptions", "overlay")
"""What people write in a lesion or a photograph besides its attributes."""
_BY_FORM = ("answers", "lesions", "photographs", "translation")

Path = tuple[str, ...]
Told = Callable[[Path, str, list[Replaced]], None]
"""Is told of each free text: where it stands, as it was, and what is replaced in it."""


def _nobody(_path: Path, _text: str, _replaced: list[Replaced]) -> None:
    """Tell nobody."""


def scrubber_of(naming: Naming, rendering: Rendering, words: Translator) -> Scrubber:
    """Return what replaces, in one language, what a rendering does not disclose."""

    def label(kind: Disclosure, known: Known | None) -> str:
        return pseudonym_words(naming, kind, known, words)

    kept = frozenset(fold(word) for text in naming.asked.keep for word in WORD.findall(text))
    return Scrubber(HIDDEN[rendering], naming.known, label, naming.asked.hide, kept)


def pseudonym_words(
    naming: Naming, kind: Disclosure, known: Known | None, words: Translator
) -> str:
    """Return what stands in place of somebody or something, in square brackets."""
    found = naming.pseudonyms.of(known) if known is not None and kind in NAMED else None
    if found is not None:
        text = words.text(_PSEUDONYMS[found.group], letter=found.letter, number=found.number)
    elif kind is Disclosure.NAME:
        text = words.text(_PSEUDONYMS["person"], letter="A")
    else:
        text = words.text(_WITHHELD.get(kind, _("withheld")))
    return f"[{text}]"


@dataclass(frozen=True)
class Redactor:
    """Makes the JSON of a rendering out of that of the full one.

    Args:
        form: that the evaluation answers.
        rendering: named_restricted or redacted.
        naming: whom the case names.
        words: of the language of the document.
        told: is told of every free text.
    """

    form: Form
    rendering: Rendering
    naming: Naming
    words: Translator
    told: Told = _nobody

    @cached_property
    def scrubber(self) -> Scrubber:
        """What replaces in free text."""
        return scrubber_of(self.naming, self.rendering, self.words)

    @cached_property
    def _ask(self) -> Ask:
        return disclosed(self.form)

    def redacted(self, whole: Payload) -> Payload:
        """Return the JSON without what the rendering does not disclose."""
        made = {
            key: value if key in _STRUCTURE else self._anything((key,), value)
            for key, value in whole.items()
            if key not in _BY_FORM
        }
        made["answers"] = {
            section.key: self._cells((section.key,), section, whole["answers"][section.key])
            for section in self.form.sections
            if section.key in whole["answers"]
        }
        made["lesions"] = [self._lesion(one) for one in whole["lesions"]]
        made["photographs"] = [self._photograph(one) for one in whole["photographs"]]
        if "translation" in whole:
            made["translation"] = self._translation(whole, made)
        self._earlier_visits(made)
        if self.rendering is Rendering.REDACTED:
            self._name_the_person(made)
        return made

    def _translation(self, whole: Payload, made: Payload) -> Payload:
        """Return the translations scrubbed; of an answer that is withheld there is none."""
        before = {one.path: one.text for one in texts_of(self.form, whole)}
        after = {one.path: one.text for one in texts_of(self.form, made)}
        kept = {
            path for path, text in before.items() if after.get(path) == self.scrubber.scrub(text)
        }
        return {
            language: {
                **told,
                "texts": {
                    path: self._translated(language, path, text)
                    for path, text in told["texts"].items()
                    if path in kept
                },
            }
            for language, told in whole["translation"].items()
        }

    def _translated(self, language: str, path: str, one: Payload) -> Payload:
        text, translator = (
            self._text(("translation", language, path), one["text"]),
            one["translator"],
        )
        if Disclosure.PROFESSIONAL in HIDDEN[self.rendering] and translator:
            known = Known(Disclosure.PROFESSIONAL, translator)
            translator = pseudonym_words(self.naming, known.kind, known, self.words)
        return {**one, "text": text, "translator": translator}

    def _name_the_person(self, made: Payload) -> None:
        """Put the pseudonym of the person examined where the name and the number stood."""
        text = pseudonym_words(self.naming, Disclosure.NAME, self.naming.person, self.words)
        about = made["answers"].get("case_information", {})
        for key in ("subject_given_name", "subject_patronymic"):
            if key in about:
                about[key] = no_answer(AnswerState.WITHHELD)
        if "subject_family_name" in about:
            about["subject_family_name"] = text
        made["person"] = text
        made["public_number"] = self.naming.public

    def _earlier_visits(self, made: Payload) -> None:
        for visit in made.get("earlier", []):
            if Disclosure.CASE_NUMBER in HIDDEN[self.rendering]:
                visit["report_number"] = ""

    def _lesion(self, one: Payload) -> Payload:
        if is_stub(one):
            return one
        path = ("lesion", str(one["number"]))
        attributes = self._cells(path, self.form.lesion, one["attributes"])
        return {**one, **self._written(path, one), "attributes": attributes}

    def _photograph(self, one: Payload) -> Payload:
        if is_stub(one):
            return one
        recognised = one["fields"].get("face_visible") == "yes"
        if self.rendering is Rendering.REDACTED and (
            recognised or one["fields"].get("view") == "identifier"
        ):
            return photograph_stub(one, IDENTIFIES)
        path = ("photograph", str(one["number"]))
        fields = self._cells(path, self.form.photograph, one["fields"])
        return {**one, **self._written(path, one), "fields": fields}

    def _written(self, path: Path, record: Payload) -> Payload:
        """Return what people wrote in a record besides its cells, scrubbed."""
        there = {key: record[key] for key in _WRITTEN if record.get(key)}
        return {key: self._anything((*path, key), value) for key, value in there.items()}

    def _cells(self, path: Path, section: Section, cells: Cells) -> Cells:
        found: Cells = {}
        for question in section.questions():
            if question.key in cells:
                place = (*path, question.key)
                cell = self._cell(place, (section.key, question.key), question, cells[question.key])
                found[question.key] = cell
        return found

    def _cell(self, place: Path, path: Path, question: Question, cell: Cell) -> Cell:
        value = value_of(cell)
        if value is None:
            return self._anything(place, cell)
        kind = self._ask(path, question)
        if kind is not None and kind in HIDDEN[self.rendering]:
            return self._instead(kind, question, value)
        if question.type is QuestionType.FILE:
            return no_answer(AnswerState.WITHHELD)
        if question.type in _TEXTS and isinstance(value, str):
            return value if _DIGEST.fullmatch(value) else self._text(place, value)
        if question.type is QuestionType.GROUP and isinstance(value, dict):
            return self._row(place, path, question, value)
        if question.type is QuestionType.REPEAT and isinstance(value, list):
            return [
                self._row((*place, str(number)), path, question, row)
                for number, row in enumerate(value, 1)
            ]
        return self._anything(place, cell)

    def _row(self, place: Path, path: Path, question: Question, row: Cells) -> Cells:
        items = {item.key: item for item in question.items}
        return {
            key: self._cell((*place, key), (*path, key), items[key], cell)
            if key in items
            else self._anything((*place, key), cell)
            for key, cell in row.items()
        }

    def _instead(self, kind: Disclosure, question: Question, value: object) -> Cell:
        """Return what stands in place of an answer that discloses somebody."""
        if kind not in NAMED or question.type not in _TEXTS or not isinstance(value, str):
            return no_answer(AnswerState.WITHHELD)
        if question.type is QuestionType.LONG:
            return no_answer(AnswerState.WITHHELD)
        called = (
            one.text if one.tells_nothing else pseudonym_words(self.naming, kind, one, self.words)
            for one in split_names(kind, value)
        )
        apart = "; " if ";" in value else ", "
        return apart.join(dict.fromkeys(called)) or no_answer(AnswerState.WITHHELD)

    def _anything(self, place: Path, value: Any) -> Any:
        """Return a value of any shape with its texts scrubbed; codes and digests are none."""
        kind = OUTSIDE.get(place)
        if kind is not None and kind in HIDDEN[self.rendering] and value:
            known = Known(kind, str(value)) if kind in NAMED else None
            return pseudonym_words(self.naming, kind, known, self.words)
        if isinstance(value, dict):
            return {key: self._anything((*place, key), one) for key, one in value.items()}
        if isinstance(value, list):
            return [self._anything(place, one) for one in value]
        if isinstance(value, str) and not _CODED.fullmatch(value):
            return self._text(place, value)
        return value

    def _text(self, place: Path, text: str) -> str:
        replaced = self.scrubber.replaced(text)
        self.told(place, text, replaced)
        return with_replaced(text, replaced)
