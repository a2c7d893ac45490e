"""The JSON Schema of the record that a document embeds, made of the form that it answers.

It lies beside the record in the file, so that another program can read the record, and check it,
without ipdoc. It tells nothing of the case but which questions were answered, which the record
itself tells.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from typing import Any

from ipdoc.domain.addendum import Addendum, Amended, AmendedEdition
from ipdoc.domain.consent import ConsentState
from ipdoc.domain.letter import FoundThing, Letter
from ipdoc.domain.mandate import Declared, Independence, Mandate, Order, Warned
from ipdoc.domain.overlay import POINTS
from ipdoc.domain.payloads import Payload
from ipdoc.domain.photograph import StoredFile
from ipdoc.domain.rendering import ADDENDUM, LETTER, REPORT, SEALED_ANNEX, Rendering
from ipdoc.questionnaire.answer_schema import COUNT, TEXT, AnswerSchema, Schema, closed, listed
from ipdoc.questionnaire.compiled import CompiledForm
from ipdoc.questionnaire.model import TYPE_CODES, Form, Question, Required, Section

SCHEMA_FILE = "record.schema.json"
"""Name of the file in the PDF, and what the record calls its schema."""
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NONE: Schema = {"const": []}
_YES_NO: Schema = {"type": "boolean"}
_DIGEST: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
_DAY: Schema = {"type": "string", "format": "date"}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_OF_TYPE: dict[object, Schema] = {"str": TEXT, "int": COUNT, "bool": _YES_NO}
_TITLES = {
    REPORT: "Record of a report",
    SEALED_ANNEX: "Record of a sealed annex",
    ADDENDUM: "Record of an addendum",
    LETTER: "Record of a letter to the person examined",
}
_WITHHELD = "Content to which the person examined did not agree, and what is known of the decision"
_ALSO = {
    REPORT: ("coverage", "figure", "mandate", "earlier", "copied", "withheld"),
    SEALED_ANNEX: ("figure", "earlier", "withheld"),
    ADDENDUM: ("mandate",),
    LETTER: (),
}
"""What a document may hold besides what every document does."""


def record_schema(compiled: CompiledForm, record: Payload) -> bytes:
    """Return the schema of the record of one document, UTF-8; the same input gives the same bytes.

    Only what such a document can hold is in it: the questions of the type of evaluation in a
    report, those with an answer in other documents.

    Args:
        compiled: the form that the record answers.
        record: the JSON of the document, from ``renderings.rendered``.
    """
    document, form = record["document"], compiled.form
    of = AnswerSchema(form)
    needed = {
        **_about(compiled, document),
        "answers": of.answers(_asked(form, record)),
        "lesions": _lesions(of, record),
        "photographs": _photographs(of, record),
        **_own(document),
    }
    known = _besides()
    said = {"title": _TITLES[document]}
    if document != LETTER:  # which others may find: it does not tell what was examined
        said["description"] = form.title
    optional = {
        key: known[key]
        for key in ("second", "signing_key", "person", "public_number", "translation")
        + _ALSO[document]
    }
    whole = {
        "$schema": _DIALECT,
        "$id": f"urn:ipdoc:record:{document}:{record['type']}:{compiled.digest}",
        **closed(needed, optional, **said),
        "$defs": of.definitions,
    }
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def _asked(form: Form, record: Payload) -> Iterator[tuple[Section, list[Question]]]:
    """Yield the sections with the questions that a report asks, or that were answered."""
    code, whole = record["type"], record["document"] == REPORT
    for section in form.sections:
        shown = whole and section.required(code) is not Required.NOT_SHOWN
        answered = record["answers"].get(section.key, {})
        questions = [
            one
            for one in section.questions()
            if one.key in answered or (shown and one.required(code) is not Required.NOT_SHOWN)
        ]
        if questions:
            yield section, questions


def _about(compiled: CompiledForm, document: str) -> dict[str, Schema]:
    """Return what every record says of itself."""
    told = "; ".join(f"{one.code} = {one.label}" for one in compiled.form.types)
    return {
        "$schema": {"const": SCHEMA_FILE},
        "schema": {"const": 1, "title": "Version of the layout"},
        "form": {"const": compiled.digest, "title": "SHA-256 of the form that was answered"},
        "type": {"enum": list(TYPE_CODES), "title": "Type of evaluation", "description": told},
        "languages": {
            "title": "Languages of the interview and of the record",
            "type": "object",
            "additionalProperties": TEXT,
        },
        "document": {"const": document},
        "rendering": {"enum": [one.value for one in Rendering]},
        "language": {**TEXT, "title": "Language of the edition, BCP 47"},
        "number": {**COUNT, "title": "Number of the document in its case; 0 = a preview"},
        "kind": {**TEXT, "title": "Kind of document in the country's profile"},
        "issued_at": {**_MOMENT, "title": "Time of issue, with the offset from UTC"},
    }


def _own(document: str) -> dict[str, Schema]:
    """Return what only this document holds."""
    if document == LETTER:
        clinicians, found = listed(closed({"name": TEXT})), listed(_of(FoundThing))
        letter = _of(Letter, clinicians=clinicians, found=found, advice=listed(TEXT))
        return {"letter": letter}
    if document == ADDENDUM:
        editions = listed(_of(AmendedEdition))
        amended = _of(Amended, editions=editions, issued_at=_MOMENT, digest=_DIGEST)
        return {"addendum": _of(Addendum, schema=COUNT), "amended": amended}
    return {}


def _of(kind: type, **given: Schema) -> Schema:
    """Return the schema of a dataclass as JSON.

    Args:
        kind: its fields are texts, numbers or yes and no.
        given: schemas of the other fields, and of what is told besides.
    """
    plain = {
        one.name: _OF_TYPE[one.type] for one in dataclasses.fields(kind) if one.name not in given
    }
    return closed({**plain, **given})


def _besides() -> dict[str, Schema]:
    """Return what a record may hold besides: key → schema."""
    state = {"state": {"enum": ["examined", "not_examined", "withheld"]}}
    mandate = _of(
        Mandate,
        schema=COUNT,
        order=_of(Order),
        warned=_of(Warned),
        independence=_of(Independence),
        declared=listed(_of(Declared)),
    )
    return {
        "second": {**TEXT, "title": "Second language of an edition in two languages"},
        "signing_key": {**TEXT, "title": "Fingerprint of the key of who issued it"},
        "person": {**TEXT, "title": "Pseudonym of the person examined"},
        "public_number": {**TEXT, "title": "Number of the case in editions without names"},
        "translation": _translation(),
        "coverage": {
            "title": "What was examined: region|side",
            "type": "object",
            "additionalProperties": closed(state, {"reason": TEXT}),
        },
        "figure": {**TEXT, "title": "Figure of the body diagrams, where chosen by hand"},
        "mandate": {**mandate, "title": "Ground on which the document was made"},
        "earlier": listed(_visit(), title="Earlier evaluations, and what became of their lesions"),
        "copied": closed({"evaluation": TEXT, "keys": listed(TEXT)}, title="Answers taken over"),
        "withheld": {
            "title": _WITHHELD,
            "type": "object",
            "additionalProperties": {"enum": [one.value for one in ConsentState]},
            "propertyNames": {"enum": ["photographs", "faces", "intimate", "tests"]},
        },
    }


def _translation() -> Schema:
    by_whom = {"translator": TEXT, "certified": _YES_NO, "translated_on": _DAY}
    texts = {"type": "object", "additionalProperties": closed({"text": TEXT, **by_whom})}
    return {
        "title": "Translations of what was typed: language → path of the text → its translation",
        "type": "object",
        "additionalProperties": closed({"texts": texts, "with_originals": _YES_NO}),
    }


def _visit() -> Schema:
    """Return the schema of an earlier visit; it may answer an older form, so its codes are open."""
    attributes: Schema = {"type": "object"}
    compared = {
        "lesion": {"anyOf": [_recorded(TEXT, _TEXT_OR_NULL, attributes), _stub_of_lesion()]},
        "now": listed(COUNT),
        "status": _TEXT_OR_NULL,
        "note": _TEXT_OR_NULL,
        "restricted": _YES_NO,
    }
    return closed(
        {
            "evaluation": TEXT,
            "type": {"enum": list(TYPE_CODES)},
            "day": _DAY,
            "dated": _YES_NO,
            "report_number": TEXT,
            "lesions": listed(closed(compared)),
        }
    )


def _link() -> Schema:
    return closed({"evaluation": TEXT, "number": COUNT})


def _stub_of_lesion() -> Schema:
    return closed({"number": COUNT, "withheld": {"const": SEALED_ANNEX}}, {"same_as": _link()})


def _lesions(of: AnswerSchema, record: Payload) -> Schema:
    """Return the schema of the lesions; a document without them says no word of them."""
    if not record["lesions"]:
        return _NONE
    kind, region = of.code("finding_types"), of.code("regions")
    whole = _recorded(
        {"anyOf": [kind, {"const": ""}]},
        {"anyOf": [region, {"type": "null"}]},
        of.section(of.form.lesion),
    )
    either: Schema = {"anyOf": [whole, _stub_of_lesion()]}
    return listed(either, title="Lesions and local findings")


def _recorded(kind: Schema, region: Schema, attributes: Schema) -> Schema:
    """Return the schema of a lesion that is told."""
    told = {"text": TEXT, "made_of": TEXT}
    mark = {
        "id": TEXT,
        "drawn": {"type": "object", "title": "As drawn: fractions of the view, from its top left"},
        "place": {"type": ["object", "null"], "title": "Where that is on the body"},
    }
    return closed(
        {
            "schema": COUNT,
            "number": COUNT,
            "type": kind,
            "region": region,
            "side": {"enum": ["l", "r", "m", "", None]},
            "attributes": attributes,
            "marks": listed(closed(mark)),
            "photos": listed(TEXT),
            "removed": _TEXT_OR_NULL,
        },
        {
            "same_as": _link(),
            "descriptions": {"type": "object", "additionalProperties": closed(told)},
            "marks_given": COUNT,
        },
    )


def _photographs(of: AnswerSchema, record: Payload) -> Schema:
    """Return the schema of the photographs."""
    if not record["photographs"]:
        return _NONE
    file: Schema = {"anyOf": [_of(StoredFile, sha256=_DIGEST), {"type": "null"}]}
    place = {"id": TEXT, "number": COUNT, "position": {"type": "integer"}}
    point = listed({"type": "number"}, minItems=2, maxItems=2)
    drawing = {
        "id": TEXT,
        "kind": {"enum": list(POINTS)},
        "points": listed(point),
        "lesion": {"type": ["integer", "null"]},
        "text": TEXT,
    }
    files: dict[str, Any] = dict.fromkeys(("original", "printed", "shown"), file)
    whole = closed(
        {
            "schema": COUNT,
            **place,
            "fields": of.section(of.form.photograph),
            "removed": _TEXT_OR_NULL,
            **files,
        },
        {"overlay": listed(closed(drawing)), "drawings_given": COUNT},
    )
    either: Schema = {"anyOf": [whole, closed({**place, "withheld": TEXT})]}
    return listed(either, title="Photographs")
