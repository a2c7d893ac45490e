"""Read a case file (schema ``ipdoc-case-1``, docs/case-format.md).

Nothing is guessed: an unknown part, section, key or option is refused by its name, and a file is
taken whole or not at all.
"""

from __future__ import annotations

import json
import re
from typing import Any

from ipdoc.domain.answers import Cell, Cells
from ipdoc.errors import Message
from ipdoc.exchange.case_beside import BESIDE_PARTS, Beside, check_file_name
from ipdoc.exchange.case_cells import BLANK, Verbatim, is_empty, to_cell
from ipdoc.exchange.case_content import CARRIED_PARTS, SCHEMAS, CaseContent, files_in
from ipdoc.exchange.case_errors import CaseFormatError
from ipdoc.exchange.case_map import (
    read_descriptions,
    read_figure,
    read_link,
    read_links,
    read_marks,
    read_overlay,
    read_same_as,
)
from ipdoc.exchange.case_shapes import refuse_twice, shaped
from ipdoc.questionnaire.check import check_answers, check_cell
from ipdoc.questionnaire.errors import AnswerError
from ipdoc.questionnaire.model import Form, Question, QuestionType, Section

READ_PARTS = (
    "schema",
    "evaluation_type",
    "languages",
    "answers",
    "groups",
    "consent",
    "lesions",
    "photos",
    "compared",
    "figure",
    "coverage",
)
_LESION_KEYS = (
    "number",
    "type",
    "region",
    "side",
    "view",
    "figure",
    "shape",
    "more_marks",
    "attributes",
    "photos",
    "same_as",
    "descriptions",
)
_LATER_KEYS = ("removed",)
"""Of lesions, in files of the second version."""
_PHOTO_KEYS = ("id", "overlay")
_LATER_PHOTO_KEYS = ("number", "file", "removed")
_GONE = ("healed", "not_found", "not_examined")
_LINK_KEYS = {
    "attribution": "event_ref",
    "consistency_level": "consistency",
    "consistency_reason": "reasoning",
    "alternatives": "alternative_causes",
}
"""Convenience fields of a lesion → items of its row in ``int_findings``."""


def read_case(form: Form, data: bytes) -> CaseContent:
    """Return the content of a case file.

    Args:
        form: the form whose keys the file must use.
        data: the file, JSON in UTF-8.

    Raises:
        CaseFormatError: the file is no case, or a key or option is unknown; names it.
    """
    case = _parsed(data)
    if not isinstance(case, dict) or case.get("schema") not in SCHEMAS:
        raise CaseFormatError(
            "The file is not a case of the schema {schema}", schema=" / ".join(SCHEMAS)
        )
    later = BESIDE_PARTS if case["schema"] == SCHEMAS[1] else ()
    unknown = sorted(set(case) - set(READ_PARTS) - set(CARRIED_PARTS) - set(later))
    if unknown:
        raise CaseFormatError("Nothing is called {key} in a case file", key=unknown[0])
    try:
        return _Reader(form, case).read()
    except AnswerError as error:
        place = ".".join(error.path)
        text = "In {place}: {problem}"
        raise CaseFormatError(text, place=place, problem=error.message) from error


def _parsed(data: bytes) -> Any:
    """Return the JSON of a file that can be written as JSON again."""
    try:
        case = json.loads(data)
        json.dumps(case, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError) as error:
        raise CaseFormatError("The file is not JSON in UTF-8; export the case again") from error
    return case


class _Reader:
    """Reads one file; keeps what has been gathered so far."""

    def __init__(self, form: Form, case: dict[str, Any]) -> None:
        self.form = form
        self.case = case
        self.later = case["schema"] == SCHEMAS[1]
        self.verbatim = Verbatim()
        self.moved: dict[str, str] = {}
        self.answers: dict[str, Cells] = {section.key: {} for section in form.sections}
        self.links_made: list[str] = []

    def read(self) -> CaseContent:
        self._read_answers()
        self._read_groups()
        self._read_consent()
        lesions = [self._lesion(i, raw) for i, raw in enumerate(self._list("lesions"))]
        numbers = {one["number"] for one in lesions}
        raw_photographs = enumerate(self._list("photos"))
        photographs = [self._photograph(i, raw, numbers) for i, raw in raw_photographs]
        refuse_twice((one["number"] for one in lesions), "lesions", "number")
        refuse_twice((one["id"] for one in photographs), "photos", "id")
        refuse_twice((one["number"] for one in photographs), "photos", "number")
        for key, cells in self.answers.items():
            check_answers(self.form, self.form.section(key), cells)
            for name in files_in(cells):
                check_file_name(name, f"answers.{key}")
        told = {key: self.case[key] for key in BESIDE_PARTS if key in self.case}
        beside = shaped(Beside, told, "case")
        for name in beside.files():
            check_file_name(name, "sheets, documents")
        return CaseContent(
            self._type_code(),
            self._languages(),
            {key: cells for key, cells in self.answers.items() if cells},
            lesions,
            photographs,
            [self._statement(i, raw) for i, raw in enumerate(self._list("compared"))],
            self._carried(),
            read_figure(self.case),
            self._table("coverage"),
            beside,
        )

    def _type_code(self) -> str:
        try:
            return self.form.evaluation_type(str(self.case.get("evaluation_type"))).code
        except KeyError:
            raise CaseFormatError("Give as evaluation_type one of F, S, W, P") from None

    def _languages(self) -> dict[str, str]:
        languages = self._table("languages")
        texts = all(isinstance(one, str) for one in languages.values())
        if not texts or set(languages) - {"interview", "record"}:
            raise CaseFormatError("Give in languages only interview and record")
        return languages

    def _carried(self) -> dict[str, Any]:
        return {
            "parts": {key: self.case[key] for key in CARRIED_PARTS if key in self.case},
            "verbatim": self.verbatim.to_json(),
            "moved": self.moved,
            "links_made": self.links_made,
            "written": [key for key in (*READ_PARTS, *BESIDE_PARTS) if key in self.case],
        }

    def _table(self, key: str) -> dict[str, Any]:
        table = self.case.get(key, {})
        if not isinstance(table, dict):
            raise CaseFormatError("Give {key} as a table of keys", key=key)
        return table

    def _list(self, key: str) -> list[dict[str, Any]]:
        rows = self.case.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise CaseFormatError("Give {key} as a list of entries", key=key)
        return rows

    def _read_answers(self) -> None:
        known = {section.key for section in self.form.sections}
        for section_key, answers in self._table("answers").items():
            if section_key not in known or not isinstance(answers, dict):
                raise CaseFormatError("No section is called {key}", key=section_key)
            for key, raw in answers.items():
                section, question = self._question(section_key, key)
                self._put(section, question, raw, ("answers", section_key, key))

    def _question(self, section_key: str, key: str) -> tuple[Section, Question]:
        """Find a question in its section or, where the case format keeps it elsewhere, by key."""
        named = self.form.section(section_key)
        for section in (named, *self.form.sections):
            for question in section.questions():
                if question.key == key:
                    if section is not named:
                        self.moved[key] = section_key
                    return section, question
        raise CaseFormatError(
            "No question is called {key} in {section}", key=key, section=section_key
        )

    def _put(self, section: Section, question: Question, raw: Any, path: tuple[str, ...]) -> None:
        cell = to_cell(question, raw, path, self.verbatim)
        if cell is not BLANK:
            self.answers[section.key][question.key] = cell

    def _read_groups(self) -> None:
        repeats = {
            question.key: (section, question)
            for section in self.form.sections
            for question in section.questions()
            if question.type is QuestionType.REPEAT
        }
        for key, raw in self._table("groups").items():
            if key not in repeats:
                raise CaseFormatError("No group of entries is called {key}", key=key)
            section, question = repeats[key]
            self._put(section, question, raw, ("groups", key))

    def _read_consent(self) -> None:
        section = self.form.section("consent_conditions")
        elements = {q.key: q for q in section.questions() if q.consent}
        for key, raw in self._table("consent").items():
            if key not in elements:
                raise CaseFormatError("No element of consent is called {key}", key=key)
            self._put(section, elements[key], raw, ("consent", key))

    def _record(self, section: Section, raw: Any, path: tuple[str | int, ...]) -> Cells:
        """Read the cells of a record that is built like a section: lesion or photograph."""
        questions = {question.key: question for question in section.questions()}
        cells: Cells = {}
        if not isinstance(raw, dict):
            place = ".".join(str(part) for part in path)
            raise CaseFormatError("Give {key} as a table of keys", key=place)
        for key, value in raw.items():
            here = (*path, key)
            if key not in questions:
                place = ".".join(str(part) for part in path)
                raise CaseFormatError("Nothing is called {key} in {place}", key=key, place=place)
            cell = to_cell(questions[key], value, here, self.verbatim)
            if cell is not BLANK:
                check_cell(self.form, questions[key], cell, tuple(str(part) for part in here))
                cells[key] = cell
        return cells

    def _lesion(self, index: int, raw: dict[str, Any]) -> dict[str, Any]:
        place = f"lesions.{index + 1}"
        known = (*_LESION_KEYS, *_LINK_KEYS, *(_LATER_KEYS if self.later else ()))
        unknown = sorted(set(raw) - set(known))
        if unknown:
            raise CaseFormatError("Nothing is called {key} in {place}", key=unknown[0], place=place)
        self._coded("finding_types", raw.get("type"), place)
        if not _is_number(raw.get("number")):
            raise CaseFormatError("Give {place} its number", place=place)
        if region := raw.get("region"):
            bone = isinstance(region, str) and region in self.form.vocabularies["bones"]
            self._coded("bones" if bone else "regions", raw["region"], place)
        given = raw.get("attributes", {})
        attributes = self._record(self.form.lesion, given, ("lesions", index, "attributes"))
        self._link(index, raw, attributes)
        return {
            "number": raw["number"],
            "type": raw["type"],
            "region": raw.get("region") or None,
            "side": _side(raw.get("side"), place),
            "attributes": attributes,
            "marks": read_marks(raw, place),
            "photos": read_links(raw.get("photos", []), place),
            **read_same_as(raw, place),
            **read_descriptions(raw, place),
            **_removed(raw, place),
        }

    def _statement(self, index: int, raw: dict[str, Any]) -> dict[str, Any]:
        place = f"compared {index + 1}"
        status, note = raw.get("status"), raw.get("note", "")
        if set(raw) - {"evaluation", "number", "status", "note"} or not isinstance(note, str):
            raise CaseFormatError(
                "In {place}: give evaluation, number, status and note", place=place
            )
        if status not in _GONE:
            states = ", ".join(_GONE)
            raise CaseFormatError(
                "In {place}: give as status one of {states}", place=place, states=states
            )
        return {**read_link(raw, place), "status": status, "note": note}

    def _coded(self, vocabulary: str, key: Any, place: str) -> None:
        if not isinstance(key, str) or key not in self.form.vocabularies[vocabulary]:
            text = "In {place}: no entry of {vocabulary} is called {key}"
            raise CaseFormatError(text, place=place, vocabulary=vocabulary, key=key)

    def _link(self, index: int, raw: dict[str, Any], attributes: Cells) -> None:
        """See that the lesion's level stands in ``int_findings``, where levels live."""
        given = {item: raw[key] for key, item in _LINK_KEYS.items() if not is_empty(raw.get(key))}
        for key in _LINK_KEYS:
            if key in raw and is_empty(raw[key]):
                self.verbatim.remember(("lesions", index, key), BLANK, raw[key])
        rows = self._interpretations()
        own = [row for row in rows if row.get("finding_ref") == raw["number"]]
        if own or not given:
            self._compare(index, raw, own, given)
            return
        identity = f"r{len(rows) + 1}"
        rows.append({"row": identity, "finding_ref": raw["number"], **given})
        self.links_made.append(identity)

    def _interpretations(self) -> list[dict[str, Cell]]:
        rows: list[dict[str, Cell]] = self.answers["interpretation"].setdefault("int_findings", [])
        return rows

    def _compare(
        self, index: int, raw: dict[str, Any], own: list[dict[str, Cell]], given: dict[str, Any]
    ) -> None:
        for key, item in _LINK_KEYS.items():
            if item in given and (len(own) != 1 or own[0].get(item) != given[item]):
                if len(own) == 1:
                    text = "Lesion {number}: {key} differs from its row in int_findings"
                    raise CaseFormatError(text, number=raw["number"], key=key)
                self.verbatim.remember(("lesions", index, key), "several", given[item])

    def _photograph(self, index: int, raw: dict[str, Any], lesions: set[Any]) -> dict[str, Any]:
        place = f"photos.{index + 1}"
        own = (*_PHOTO_KEYS, *(_LATER_PHOTO_KEYS if self.later else ()))
        if not isinstance(raw.get("id"), str) or not _ID.fullmatch(raw["id"]):
            raise AnswerError(("photos", str(index + 1)), Message("Give the photograph its id"))
        fields = {key: value for key, value in raw.items() if key not in own}
        number, file = raw.get("number", index + 1), raw.get("file")
        if not _is_number(number):
            raise CaseFormatError("Give {place} its number", place=place)
        return {
            "id": raw["id"],
            "number": number,
            "fields": self._record(self.form.photograph, fields, ("photos", index)),
            "overlay": read_overlay(raw.get("overlay", []), lesions, f"photos {index + 1}"),
            "file": check_file_name(file, place) if file is not None else "",
            "removed": None,
            **_removed(raw, place),
        }


_ID = re.compile(r"[^/\x00-\x1f]{1,80}")


def _is_number(value: Any) -> bool:
    return type(value) is int and value > 0


def _side(side: Any, place: str) -> str | None:
    if side not in (None, "", "l", "r", "m"):
        raise CaseFormatError("In {place}: give as side l, r or m", place=place)
    return str(side) if side is not None else None


def _removed(raw: dict[str, Any], place: str) -> dict[str, Any]:
    """Return why something was taken out; nothing where it was not."""
    reason = raw.get("removed")
    if reason is not None and not (isinstance(reason, str) and reason.strip()):
        raise CaseFormatError("In {place}: say why it was taken out", place=place)
    return {} if reason is None else {"removed": reason}
