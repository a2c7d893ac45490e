"""Preview a document, and issue one.

``issue`` freezes a snapshot of the evaluation and stores it under a number; every edition
(language, rendering, document) is made from a snapshot and its bytes are stored. An evaluation that
has not changed since keeps the number that it was issued under.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass

from ipdoc.anatomy.spans import remembering
from ipdoc.casework.access.log import Event, note
from ipdoc.casework.access.sharing import open_to_pass_on
from ipdoc.casework.cases import put_evaluation
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import Ref, load_evaluation, opened, reading
from ipdoc.casework.documents.addenda import addendum_snapshot
from ipdoc.casework.documents.letters import letter_snapshot
from ipdoc.casework.formstore import words
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.fetching import act_and_parts
from ipdoc.casework.issuing.issued import Edition, IssuedReport, load_reports, report_path
from ipdoc.casework.issuing.naming import MadeOf, Naming, naming_for, put_pseudonyms
from ipdoc.casework.issuing.renderings import Issue, rendered
from ipdoc.casework.issuing.snapshot import digest_of, put_snapshot, stored_snapshot, taken
from ipdoc.casework.issuing.typesetting import Typeset, translation_digest, typeset
from ipdoc.casework.keeping.progress import Progress, quiet
from ipdoc.casework.signing.ownkey import key_in
from ipdoc.casework.translating.records import frozen_translations
from ipdoc.domain.access import Action
from ipdoc.domain.consent import Recipient
from ipdoc.domain.payloads import Payload
from ipdoc.domain.rendering import ADDENDUM, LETTER, SEALED_ANNEX, Rendering
from ipdoc.errors import IpdocError
from ipdoc.questionnaire.compiled import CompiledForm

_ATTEMPTS = 3


class ChangedMeanwhileError(IpdocError):
    """The record was changed again and again while the document was made."""

    def __init__(self) -> None:
        super().__init__("The record was changed while the report was made; issue it again")


@dataclass(frozen=True)
class _Draft:
    """What is about to be issued."""

    report: IssuedReport
    compiled: CompiledForm
    snapshot: Payload
    new: bool
    """The snapshot is not in the vault yet."""
    translations: Payload
    """As they are now; no part of the snapshot, so that one that is made later keeps the number."""
    naming: Naming
    signing_key: str
    """Fingerprint of the own key of the person at work, or empty."""

    def issue(self, choice: Choice) -> Issue:
        """Return what is issued of it."""
        report = self.report
        return Issue(
            report.number,
            report.issued_at,
            choice,
            self.naming,
            self.translations,
            self.signing_key,
        )


@remembering()
def preview(vault: OpenVault, ref: Ref, choice: Choice, progress: Progress = quiet) -> bytes:
    """Return the PDF as it would be issued now, under the number 0; the log notes who took it.

    Raises:
        MissingGlyphError: a text holds a character that no font has.
        NotAllowedError: the person may not see all that is in it.
        RuleError: there is nothing for the document that was chosen.
    """
    with reading(vault, ref, Action.PREVIEW) as case:
        compiled, snapshot = _taken(vault, case, ref, choice)
        translations = frozen_translations(case, ref)
        naming = naming_for(
            vault, case, MadeOf(compiled.form, snapshot, translations), choice.rendering
        )
        issue = Issue(0, _now(vault), choice, naming, translations, _fingerprint(case))
        made = typeset(vault, case, compiled, snapshot, issue, progress)
    with opened(vault, ref, Action.PREVIEW) as case:
        _note(case, ref, Event.PRINTED, 0, choice)
    return made.pdf


@remembering()
def issue(vault: OpenVault, ref: Ref, choice: Choice, progress: Progress = quiet) -> IssuedReport:
    """Issue a document and store its bytes; an edition that there is already stays as it is.

    The pages are made before anything is written, so that nobody waits for them.

    Args:
        vault: the open vault.
        ref: the evaluation.
        choice: what is issued.
        progress: is told how far it has come; may raise to stop, then nothing is issued.

    Raises:
        ChangedMeanwhileError: somebody changed the record each time while the pages were made.
        MissingGlyphError: a text holds a character that no font has; nothing is issued.
        NotAllowedError: the person may not issue it, or the person examined has not agreed to whom
            it is for.
        RuleError: there is nothing for the document that was chosen.
    """
    _may_be_for(vault, ref, choice)
    for _ in range(_ATTEMPTS):
        with reading(vault, ref, Action.ISSUE) as case:
            draft = _draft(vault, case, ref, choice)
            if draft.report.edition(choice.key):
                return draft.report
            made = typeset(
                vault, case, draft.compiled, draft.snapshot, draft.issue(choice), progress
            )
        with opened(vault, ref, Action.ISSUE) as case:
            if _still(_draft(vault, case, ref, choice), draft):
                return _store(case, ref, draft, choice, made)
    raise ChangedMeanwhileError


def _may_be_for(vault: OpenVault, ref: Ref, choice: Choice) -> None:
    """See that the person examined agreed to whom it is for, before anything is made.

    Raises:
        NotAllowedError: they did not.
    """
    if choice.recipient is not Recipient.OWN:
        act, parts = act_and_parts(choice.key)
        with vault.transaction(write=False) as work:
            open_to_pass_on(work, ref.case_id, act, choice.recipient, parts)


def _draft(vault: OpenVault, case: CaseFile, ref: Ref, choice: Choice) -> _Draft:
    compiled, snapshot = _taken(vault, case, ref, choice)
    digest, translations = digest_of(snapshot), frozen_translations(case, ref)
    key = _fingerprint(case)
    for report in load_reports(case, ref):
        if _is_it(report, digest, choice):
            kept = stored_snapshot(case, ref, report.number)
            naming = naming_for(
                vault, case, MadeOf(compiled.form, kept, translations), choice.rendering
            )
            draft = _Draft(report, compiled, kept, False, translations, naming, key)
            if not _translated_anew(draft, choice):
                return draft
    evaluation, _ = load_evaluation(case, ref)
    _, number = evaluation.next_number("report")
    amends = snapshot.get("addendum", {}).get("amends", 0)
    addendum = choice.addendum if amends else 0
    report = IssuedReport(number, choice.kind, _now(vault), digest, (), addendum, amends)
    naming = naming_for(
        vault, case, MadeOf(compiled.form, snapshot, translations), choice.rendering
    )
    return _Draft(report, compiled, snapshot, True, translations, naming, key)


def _fingerprint(case: CaseFile) -> str:
    own = key_in(case.work)
    return own.fingerprint if own else ""


def _taken(
    vault: OpenVault, case: CaseFile, ref: Ref, choice: Choice
) -> tuple[CompiledForm, Payload]:
    """Return the form and what the chosen document would be made of now."""
    compiled, snapshot = taken(vault, case, ref)
    if choice.document == ADDENDUM:
        return compiled, addendum_snapshot(case, ref, snapshot, choice.addendum)
    if choice.document == LETTER:
        return compiled, letter_snapshot(case, ref, compiled.form, snapshot)
    return compiled, snapshot


def _is_it(report: IssuedReport, digest: str, choice: Choice) -> bool:
    """Return whether a report is what would be issued; an addendum stays as it was issued.

    What was issued in another vault is never it: no further edition of that can be made here.
    """
    if report.origin is not None:
        return False
    if choice.document == ADDENDUM and report.addendum == choice.addendum:
        return True
    return (report.digest, report.kind) == (digest, choice.kind)


def _translated_anew(draft: _Draft, choice: Choice) -> bool:
    """Return whether a language of an edition that was issued is translated otherwise by now."""
    edition = draft.report.edition(choice.key)
    if edition is None:
        return False
    translator = words(draft.compiled, choice.language)
    now = rendered(draft.compiled.form, draft.snapshot, draft.issue(choice), translator)
    return translation_digest(now) != edition.translation_sha256


def _still(now: _Draft, before: _Draft) -> bool:
    """Return whether the pages that were made are still those that would be made now."""
    return _state(now) == _state(before)


def _state(draft: _Draft) -> tuple[object, ...]:
    report = draft.report
    made_of = draft.new, report.number, report.digest, report.editions
    return *made_of, draft.translations, draft.naming


def _store(case: CaseFile, ref: Ref, draft: _Draft, choice: Choice, made: Typeset) -> IssuedReport:
    report = draft.report
    if draft.new:
        evaluation, version = load_evaluation(case, ref)
        evaluation, _ = evaluation.next_number("report")
        put_evaluation(case, ref, evaluation, version, "number given to a report")
        put_snapshot(case, ref, report.number, draft.compiled.form, draft.snapshot)
    if choice.rendering is not Rendering.FULL:
        put_pseudonyms(case, draft.naming)
    part = "intimate" if choice.document == SEALED_ANNEX else "report"
    kept = case.attach(io.BytesIO(made.pdf), part)
    edition = Edition(
        choice.key, kept.id, kept.size, kept.sha256, made.record_sha256, made.translation_sha256
    )
    report = report.with_edition(edition)
    path = report_path(ref, report.number)
    record = case.get(path)
    case.put(
        path,
        report.to_payload(),
        "report",
        expected_version=record.version if record else None,
        why="edition issued",
        changes={},
    )
    _note(case, ref, Event.ISSUED, report.number, choice)
    return report


def _note(case: CaseFile, ref: Ref, event: Event, number: int, choice: Choice) -> None:
    about = {"number": number, "language": choice.language, "edition": choice.key}
    note(case, event, **about, visit=ref.evaluation_id)


def _now(vault: OpenVault) -> dt.datetime:
    return vault.now().astimezone().replace(microsecond=0)
