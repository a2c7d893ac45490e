"""The snapshot: all that a report is made of, frozen under the number of the report.

What is kept under the key of the part "intimate" is kept so in the snapshot too: whoever may read
the reports of a case cannot read it there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from ipdoc.casework.access.consent import consents_of
from ipdoc.casework.bodymap.coverage import load_coverage
from ipdoc.casework.bodymap.figures import chosen_figure
from ipdoc.casework.cases import situation
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import (
    Ref,
    load_answers,
    load_evaluation,
    load_lesions,
    load_photographs,
)
from ipdoc.casework.documents.mandates import load_mandate
from ipdoc.casework.formstore import stored_form
from ipdoc.casework.issuing.apart import Apart, joined, set_apart
from ipdoc.casework.issuing.consented import withheld_now
from ipdoc.casework.issuing.earlier import earlier_snapshot
from ipdoc.casework.issuing.naming import Asked, load_asked
from ipdoc.casework.sections import computed_values
from ipdoc.domain.answers import Cells
from ipdoc.domain.evaluation import Evaluation
from ipdoc.domain.payloads import Payload, lift
from ipdoc.questionnaire.compiled import CompiledForm
from ipdoc.questionnaire.model import Form


def canonical(tree: Any) -> bytes:
    """Return JSON in the canonical form of RFC 8785.

    Our numbers are whole or have few decimals, for which Python writes what the RFC asks for;
    keys are plain ASCII, so sorting by code point is sorting by UTF-16 unit.
    """
    text = json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def digest_of(snapshot: Payload) -> str:
    """Return the SHA-256 of a snapshot, 64 hex digits."""
    return hashlib.sha256(canonical(snapshot)).hexdigest()


def taken(vault: OpenVault, case: CaseFile, ref: Ref) -> tuple[CompiledForm, Payload]:
    """Return the form and all that a report would be made of now, as plain JSON."""
    evaluation, _ = load_evaluation(case, ref)
    answers, _ = load_answers(case, ref)
    compiled = stored_form(vault, evaluation.form_digest)
    lesions = load_lesions(case, ref)
    photographs = [one for one in load_photographs(case, ref) if one.removed is None]
    snapshot: Payload = {
        "schema": 1,
        "form": compiled.digest,
        "type": evaluation.type_code,
        "languages": evaluation.languages,
        "answers": _with_computed(compiled, evaluation, answers),
        "lesions": [one.to_payload() for one in lesions],
        "photographs": [one.to_payload() for one in photographs],
        **earlier_snapshot(case, ref, compiled.form),
        **_map_snapshot(case, ref),
        **_mandate_snapshot(case, ref),
        **_asked(case),
    }
    return compiled, {**snapshot, **withheld_now(consents_of(case), snapshot)}


def _asked(case: CaseFile) -> Payload:
    """Return which words a person asked to hide or to keep; nothing where nobody did."""
    asked = load_asked(case)
    return {"redaction": asked.to_payload()} if asked != Asked() else {}


def _map_snapshot(case: CaseFile, ref: Ref) -> Payload:
    """Return the figure chosen by hand and what was examined.

    Where nothing is stated nothing is added: a report that was issued before keeps its digest.
    """
    found: Payload = {"figure": chosen_figure(case, ref), "coverage": load_coverage(case, ref)}
    return {key: value for key, value in found.items() if value}


def _mandate_snapshot(case: CaseFile, ref: Ref) -> Payload:
    """Return on what ground the documents are made, if that was recorded."""
    mandate, version = load_mandate(case, ref)
    return {"mandate": mandate.to_payload()} if version else {}


def _with_computed(
    compiled: CompiledForm, evaluation: Evaluation, answers: dict[str, Cells]
) -> dict[str, Cells]:
    """Freeze calculated values where nobody has overruled them."""
    frozen: dict[str, Cells] = {}
    for section in compiled.form.sections:
        seen = situation(compiled.form, evaluation, section.key, answers)
        cells = {**computed_values(section, seen), **answers.get(section.key, {})}
        if cells:
            frozen[section.key] = cells
    return frozen


def put_snapshot(case: CaseFile, ref: Ref, number: int, form: Form, snapshot: Payload) -> None:
    """Store a snapshot under a new number."""
    halves, told = set_apart(form, snapshot), {"digest": digest_of(snapshot)}
    _put(case, (ref, number), halves, told, "report issued")


def _put(
    case: CaseFile, at: tuple[Ref, int], halves: tuple[Payload, Apart], told: Payload, why: str
) -> None:
    """Store the two halves of a snapshot, what is intimate under the key of that part."""
    kept, apart = halves
    told = {"schema": 2, "snapshot": kept, **told}
    case.put(_path(*at), told, "report", expected_version=None, why=why, changes={})
    if apart:
        told = {"schema": 1, "apart": apart}
        case.put(_apart(*at), told, "intimate", expected_version=None, why=why, changes={})


def put_foreign_snapshot(
    case: CaseFile, ref: Ref, number: int, form: Form, snapshot: Payload, why: str
) -> None:
    """Store what was frozen in another vault; the files that it names lie there, not here."""
    elsewhere = list(_attachments(snapshot, []))
    halves = set_apart(form, joined(snapshot, [{**one, "value": ""} for one in elsewhere]))
    told = {"digest": digest_of(snapshot), "elsewhere": elsewhere}
    _put(case, (ref, number), halves, told, why)


def _attachments(tree: Any, path: list[Any]) -> Iterator[Payload]:
    """Yield where a snapshot names a file, and how."""
    steps = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for step, one in steps:
        if step == "attachment" and one:
            yield {"at": [*path, step], "value": one}
        elif isinstance(one, dict | list):
            yield from _attachments(one, [*path, step])


def frozen_snapshot(case: CaseFile, ref: Ref, number: int) -> Payload:
    """Return the whole snapshot letter for letter, also one that was frozen in another vault.

    Raises:
        KeyError: no report was issued under this number.
    """
    record = case.get(_path(ref, number))
    elsewhere = record.payload.get("elsewhere", []) if record else []
    return joined(stored_snapshot(case, ref, number), elsewhere)


def kept_snapshot(case: CaseFile, ref: Ref, number: int) -> Payload:
    """Return what of a snapshot lies with the reports: whole but for what is intimate."""
    record = case.get(_path(ref, number))
    return dict(lift(record.payload, SNAPSHOT_UPCASTERS)["snapshot"]) if record else {}


def stored_snapshot(case: CaseFile, ref: Ref, number: int) -> Payload:
    """Return the whole snapshot of an issued report; both its parts must be open.

    Raises:
        KeyError: no report was issued under this number.
    """
    record, apart = case.get(_path(ref, number)), case.get(_apart(ref, number))
    if record is None:
        raise KeyError(number)
    kept: Payload = lift(record.payload, SNAPSHOT_UPCASTERS)["snapshot"]
    return joined(kept, lift(apart.payload)["apart"]) if apart else kept


def _whole(payload: Payload) -> Payload:
    return payload


SNAPSHOT_UPCASTERS = (_whole,)
"""To schema 2: what is intimate is kept apart; in schema 1 it stood in its place."""


def _path(ref: Ref, number: int) -> str:
    return f"snapshot/{ref.evaluation_id}/{number}"


def _apart(ref: Ref, number: int) -> str:
    return f"snapshot/{ref.evaluation_id}/{number}/intimate"
