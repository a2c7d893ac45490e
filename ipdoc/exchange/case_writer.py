"""Write a case file: what was imported comes back as it was, as far as it is unchanged."""

from __future__ import annotations

import json
from typing import Any

from ipdoc.domain.answers import Cells
from ipdoc.exchange.case_cells import MISSING, Verbatim, write_cell
from ipdoc.exchange.case_content import SCHEMAS, CaseContent
from ipdoc.exchange.case_shapes import unshaped
from ipdoc.questionnaire.model import Form, Question, QuestionType, Section

_LINK_ITEMS = {
    "attribution": "event_ref",
    "consistency_level": "consistency",
    "consistency_reason": "reasoning",
    "alternatives": "alternative_causes",
}


def write_case(form: Form, content: CaseContent) -> bytes:
    """Return the case file, JSON in UTF-8, keys in the order of the form."""
    case = _Writer(form, content).write()
    return (json.dumps(case, ensure_ascii=False, indent=1) + "\n").encode()


class _Writer:
    def __init__(self, form: Form, content: CaseContent) -> None:
        self.form = form
        self.content = content
        carried = content.carried
        self.kept = Verbatim.from_json(carried.get("verbatim", [])).index()
        self.moved: dict[str, str] = carried.get("moved", {})
        self.links_made: list[str] = carried.get("links_made", [])

    def write(self) -> dict[str, Any]:
        parts = dict(self.content.carried.get("parts", {}))
        case: dict[str, Any] = {"schema": SCHEMAS[0]}
        for key in ("id", "title", "machine_made", "source_pattern"):
            if key in parts:
                case[key] = parts.pop(key)
        case["evaluation_type"] = self.content.type_code
        case["languages"] = self.content.languages
        case["answers"], case["groups"], case["consent"] = self._answers()
        case["lesions"] = [self._lesion(i, one) for i, one in enumerate(self.content.lesions)]
        case["photos"] = [self._photo(i, one) for i, one in enumerate(self.content.photographs)]
        case["compared"] = self.content.compared
        case["figure"], case["coverage"] = self.content.figure, self.content.coverage
        written = self.content.carried.get("written")
        parts_read = ("languages", "answers", "groups", "consent", "lesions", "photos", "compared")
        for key in (*parts_read, "figure", "coverage"):
            if not case[key] and (written is None or key not in written):
                del case[key]
        beside = unshaped(self.content.beside)
        if written is not None and "begun" not in written:
            beside.pop("begun", None)
        if beside or self.content.says_more():
            case["schema"] = SCHEMAS[1]
        return {**case, **parts, **beside}

    def _answers(self) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        answers: dict[str, Any] = {}
        groups: dict[str, Any] = {}
        consent: dict[str, Any] = {}
        for section in self.form.sections:
            cells = self.content.answers.get(section.key, {})
            for question in section.questions():
                path = self._path(section, question)
                value = write_cell(question, self._cell(question, cells), path, self.kept)
                if value is MISSING:
                    continue
                if path[0] == "groups":
                    groups[question.key] = value
                elif path[0] == "consent":
                    consent[question.key] = value
                else:
                    answers.setdefault(path[1], {})[question.key] = value
        return answers, groups, consent

    def _path(self, section: Section, question: Question) -> tuple[str, ...]:
        if question.type is QuestionType.REPEAT:
            return ("groups", question.key)
        if question.consent:
            return ("consent", question.key)
        return ("answers", self.moved.get(question.key, section.key), question.key)

    def _cell(self, question: Question, cells: Cells) -> Any:
        cell = cells.get(question.key)
        if question.key == "int_findings" and isinstance(cell, list):
            return [row for row in cell if row["row"] not in self.links_made] or None
        return cell

    def _record(self, section: Section, cells: Cells, path: tuple[str | int, ...]) -> Cells:
        written = {}
        for question in section.questions():
            value = write_cell(question, cells.get(question.key), (*path, question.key), self.kept)
            if value is not MISSING:
                written[question.key] = value
        return written

    def _lesion(self, index: int, lesion: dict[str, Any]) -> dict[str, Any]:
        marks = [_mark(mark["drawn"]) for mark in lesion["marks"]]
        written = {
            "number": lesion["number"],
            "type": lesion["type"],
            "region": lesion["region"],
            "side": lesion["side"],
            **(marks[0] if marks else {}),
            "attributes": self._record(
                self.form.lesion, lesion["attributes"], ("lesions", index, "attributes")
            ),
            "photos": lesion["photos"],
        }
        if lesion.get("same_as"):
            written["same_as"] = lesion["same_as"]
        if lesion.get("descriptions"):
            written["descriptions"] = lesion["descriptions"]
        if len(marks) > 1:
            written["more_marks"] = marks[1:]
        if lesion.get("removed") is not None:
            written["removed"] = lesion["removed"]
        rows = self.content.answers.get("interpretation", {}).get("int_findings", [])
        own = [row for row in rows if row.get("finding_ref") == lesion["number"]]
        for key, item in _LINK_ITEMS.items():
            path = ("lesions", index, key)
            if len(own) == 1 and item in own[0]:
                written[key] = own[0][item]
            elif path in self.kept:
                written[key] = self.kept[path][1]
        return written

    def _photo(self, index: int, photograph: dict[str, Any]) -> dict[str, Any]:
        fields = self._record(self.form.photograph, photograph["fields"], ("photos", index))
        more = {
            "number": photograph["number"] if photograph["number"] != index + 1 else None,
            "overlay": [_drawing(one) for one in photograph["overlay"]] or None,
            "file": photograph["file"] or None,
            "removed": photograph["removed"],
        }
        told = {key: value for key, value in more.items() if value is not None}
        return {"id": photograph["id"], **fields, **told}


def _drawing(drawing: dict[str, Any]) -> dict[str, Any]:
    """Return a drawing over a photograph without its id and without what says nothing."""
    return {key: value for key, value in drawing.items() if key != "id" and value not in (None, "")}


def _mark(drawn: dict[str, Any]) -> dict[str, Any]:
    mark = {"view": drawn["view"], "shape": drawn["geometry"]}
    return {**mark, "figure": drawn["figure"]} if drawn.get("figure") else mark
