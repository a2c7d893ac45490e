"""Reports: preview one, issue one, read what was issued.

``issue`` freezes a snapshot of the evaluation and stores it under a number; every edition (a
language, later a rendering) is made from a snapshot and its bytes are stored. An evaluation that
has not changed since keeps the number that it was issued under.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ipdoc.casework.access.gate import check
from ipdoc.casework.access.lines import line_of
from ipdoc.casework.access.log import Event, note
from ipdoc.casework.access.sharing import open_to_pass_on
from ipdoc.casework.bodymap.coverage import load_coverage
from ipdoc.casework.bodymap.figures import chosen_figure
from ipdoc.casework.cases import put_evaluation, situation
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import (
    Ref,
    UnknownRecordError,
    load_answers,
    load_evaluation,
    load_lesions,
    load_photographs,
    opened,
    reading,
)
from ipdoc.casework.formstore import stored_form, words
from ipdoc.casework.reportsubject import subject_of
from ipdoc.casework.sections import computed_values
from ipdoc.casework.visitsnapshot import earlier_snapshot
from ipdoc.domain.access import Action
from ipdoc.domain.answers import Cells
from ipdoc.domain.consent import Recipient
from ipdoc.domain.evaluation import Evaluation
from ipdoc.domain.payloads import Payload, lift
from ipdoc.questionnaire.compiled import CompiledForm
from ipdoc.report.compose.report import compose, report_meta
from ipdoc.report.titles import KINDS, document_title

DEFAULT_KIND = "specialist_opinion"
NEEDS_RULING = "expert_opinion"
"""A title that only an expert appointed by a ruling may use; offered once rulings are recorded."""


def document_kinds(language: str) -> list[tuple[str, str]]:
    """Return key and title of the kinds of document that can be issued, the usual one first."""
    kinds = sorted((kind for kind in KINDS if kind != NEEDS_RULING), key=DEFAULT_KIND.__ne__)
    return [(kind, document_title(kind, language)) for kind in kinds]


@dataclass(frozen=True)
class Edition:
    """One issued PDF."""

    language: str
    attachment: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class IssuedReport:
    """A report as it was issued, with its editions."""

    number: int
    kind: str
    """Kind of document in the country's profile."""
    issued_at: dt.datetime
    """Aware, in the offset in which it was issued."""
    digest: str
    """SHA-256 of the snapshot, 64 hex digits."""
    editions: tuple[Edition, ...]

    def edition(self, language: str) -> Edition | None:
        """Return the edition in a language, or None."""
        return next((one for one in self.editions if one.language == language), None)

    def to_payload(self) -> Payload:
        """Return the report as JSON for the vault."""
        return {
            "schema": 1,
            "number": self.number,
            "kind": self.kind,
            "issued_at": self.issued_at.isoformat(),
            "digest": self.digest,
            "editions": [vars(one) for one in self.editions],
        }

    @classmethod
    def from_payload(cls, payload: Payload) -> IssuedReport:
        """Read a report from the vault."""
        values = lift(payload)
        return cls(
            values["number"],
            values["kind"],
            dt.datetime.fromisoformat(values["issued_at"]),
            values["digest"],
            tuple(Edition(**one) for one in values["editions"]),
        )


def preview(vault: OpenVault, ref: Ref, language: str, kind: str = DEFAULT_KIND) -> bytes:
    """Return the PDF as it would be issued now, under the number 0; the log notes who took it.

    Raises:
        MissingGlyphError: a text holds a character that no font has.
        NotAllowedError: the person may not see all that is in it.
    """
    with opened(vault, ref, Action.PREVIEW) as case:
        compiled, snapshot = _snapshot(vault, case, ref)
        note(case, Event.PRINTED, number=0, language=language, visit=ref.evaluation_id)
        return _typeset(vault, case, compiled, snapshot, _Issue(0, kind, _now(vault), language))


@dataclass(frozen=True)
class _Issue:
    number: int
    kind: str
    at: dt.datetime
    language: str


def issue_report(
    vault: OpenVault, ref: Ref, language: str, kind: str = DEFAULT_KIND
) -> IssuedReport:
    """Issue the report in a language and store its bytes.

    Args:
        vault: the open vault.
        ref: the evaluation.
        language: en, ru or kk.
        kind: kind of document in the country's profile, which gives the title.

    Raises:
        MissingGlyphError: a text holds a character that no font has; nothing is issued.
    """
    with opened(vault, ref, Action.ISSUE) as case:
        compiled, snapshot = _snapshot(vault, case, ref)
        digest = hashlib.sha256(canonical(snapshot)).hexdigest()
        report = _same(case, ref, digest, kind)
        if report is None:
            report = _new(vault, case, ref, digest, kind, snapshot)
        if report.edition(language):
            return report
        issue = _Issue(report.number, kind, report.issued_at, language)
        pdf = _typeset(vault, case, compiled, snapshot, issue)
        kept = case.attach(io.BytesIO(pdf), "report")
        edition = Edition(language, kept.id, kept.size, kept.sha256)
        report = IssuedReport(
            report.number, kind, report.issued_at, digest, (*report.editions, edition)
        )
        record = case.get(_path(ref, report.number))
        version = record.version if record else None
        case.put(
            _path(ref, report.number),
            report.to_payload(),
            "report",
            expected_version=version,
            why="edition issued",
            changes={},
        )
        note(
            case,
            Event.ISSUED,
            number=report.number,
            language=language,
            visit=ref.evaluation_id,
        )
    return report


def _same(case: CaseFile, ref: Ref, digest: str, kind: str) -> IssuedReport | None:
    for report in _load(case, ref):
        if (report.digest, report.kind) == (digest, kind):
            return report
    return None


def _new(
    vault: OpenVault, case: CaseFile, ref: Ref, digest: str, kind: str, snapshot: Payload
) -> IssuedReport:
    evaluation, version = load_evaluation(case, ref)
    evaluation, number = evaluation.next_number("report")
    put_evaluation(case, ref, evaluation, version, "number given to a report")
    path = f"snapshot/{ref.evaluation_id}/{number}"
    case.put(
        path,
        {"schema": 1, "snapshot": snapshot, "digest": digest},
        "report",
        expected_version=None,
        why="report issued",
        changes={},
    )
    return IssuedReport(number, kind, _now(vault), digest, ())


def reports(vault: OpenVault, ref: Ref) -> list[IssuedReport]:
    """Return the reports of an evaluation that are open to the person, the newest first."""
    with reading(vault, ref, Action.SEE_CASE) as case:
        return _load(case, ref)


@dataclass(frozen=True)
class IssuedVisit:
    """An evaluation with what was issued of it."""

    ref: Ref
    type_key: str
    exam_date: str
    """ISO date, or empty."""
    reports: tuple[IssuedReport, ...]
    """The newest first; empty also where reports are not open to the person."""


@dataclass(frozen=True)
class IssuedCase:
    """A case as those see it who read its reports."""

    code: str
    newest: str
    """Id of the newest evaluation."""
    visits: tuple[IssuedVisit, ...]
    """The latest first."""


def issued_of_case(vault: OpenVault, case_id: str) -> IssuedCase:
    """Return all reports of a case that are open to the person, evaluation by evaluation.

    Raises:
        NotAllowedError: nothing of the case is open to them.
    """
    with vault.transaction(write=False) as work:
        case = check(work, case_id, Action.SEE_CASE)
        line = line_of(work, case)
        visits = [
            IssuedVisit(
                Ref(case_id, one["evaluation"]),
                one["type"],
                one["exam_date"],
                tuple(_load(case, Ref(case_id, one["evaluation"]))),
            )
            for one in reversed(line.get("visits") or [line])
        ]
    return IssuedCase(line["code"], line["evaluation"], tuple(visits))


def _load(case: CaseFile, ref: Ref) -> list[IssuedReport]:
    records = case.below(f"report/{ref.evaluation_id}/").values()
    issued = [IssuedReport.from_payload(record.payload) for record in records]
    return sorted(issued, key=lambda report: -report.number)


def read_edition(
    vault: OpenVault,
    ref: Ref,
    number: int,
    language: str,
    recipient: Recipient = Recipient.OWN,
) -> Iterator[bytes]:
    """Return the stored bytes of an edition, in pieces; the log says who took it, and for whom.

    Args:
        vault: the open vault.
        ref: the evaluation.
        number: of the report.
        language: of the edition.
        recipient: for whom it is; the person examined must have agreed.

    Raises:
        NotAllowedError: it is not open to the person, or the person examined has not agreed.
        UnknownRecordError: there is no such edition.
    """
    with vault.transaction() as work:
        act = Action.FETCH_REPORT
        case = open_to_pass_on(work, ref.case_id, act, recipient, ("report",))
        found = [one for one in _load(case, ref) if one.number == number]
        edition = found[0].edition(language) if found else None
        if edition is None:
            raise UnknownRecordError("This edition was not issued; issue it first")
        note(
            case,
            Event.PRINTED,
            number=number,
            language=language,
            recipient=recipient.value,
            visit=ref.evaluation_id,
        )
        return case.read_attachment(edition.attachment)


def canonical(tree: Any) -> bytes:
    """Return JSON in the canonical form of RFC 8785.

    Our numbers are whole or have few decimals, for which Python writes what the RFC asks for;
    keys are plain ASCII, so sorting by code point is sorting by UTF-16 unit.
    """
    text = json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def _path(ref: Ref, number: int) -> str:
    return f"report/{ref.evaluation_id}/{number}"


def _now(vault: OpenVault) -> dt.datetime:
    return vault.now().astimezone().replace(microsecond=0)


def _snapshot(vault: OpenVault, case: CaseFile, ref: Ref) -> tuple[CompiledForm, Payload]:
    """Return the form and all that a report is made of, as plain JSON."""
    evaluation, _ = load_evaluation(case, ref)
    answers, _ = load_answers(case, ref)
    compiled = stored_form(vault, evaluation.form_digest)
    lesions = load_lesions(case, ref)
    photographs = [one for one in load_photographs(case, ref) if one.removed is None]
    return compiled, {
        "schema": 1,
        "form": compiled.digest,
        "type": evaluation.type_code,
        "languages": evaluation.languages,
        "answers": _with_computed(compiled, evaluation, answers),
        "lesions": [one.to_payload() for one in lesions],
        "photographs": [one.to_payload() for one in photographs],
        **earlier_snapshot(case, ref, compiled.form),
        **_map_snapshot(case, ref),
    }


def _map_snapshot(case: CaseFile, ref: Ref) -> Payload:
    """Return the figure chosen by hand and what was examined.

    Where nothing is stated nothing is added: a report that was issued before keeps its digest.
    """
    found: Payload = {"figure": chosen_figure(case, ref), "coverage": load_coverage(case, ref)}
    return {key: value for key, value in found.items() if value}


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


def _typeset(
    vault: OpenVault,
    case: CaseFile,
    compiled: CompiledForm,
    snapshot: Payload,
    issue: _Issue,
) -> bytes:
    translator = words(compiled, issue.language)
    rendering = {
        **snapshot,
        "language": issue.language,
        "number": issue.number,
        "kind": issue.kind,
        "issued_at": issue.at.isoformat(),
    }
    record = canonical(rendering)
    subject = subject_of(case, compiled.form, rendering, record, translator, vault.person_name)
    from ipdoc.report.document import make_report  # what draws is heavy: the start is not to wait

    return make_report(compose(subject, translator), report_meta(subject, translator))
