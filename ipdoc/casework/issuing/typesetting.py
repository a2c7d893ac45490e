"""From a snapshot to the bytes of one document."""

from __future__ import annotations

from dataclasses import dataclass

from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.formstore import words
from ipdoc.casework.issuing.renderings import Issue, rendered
from ipdoc.casework.issuing.snapshot import canonical
from ipdoc.casework.issuing.subject import subject_of
from ipdoc.casework.keeping.progress import Progress
from ipdoc.domain.payloads import Payload
from ipdoc.questionnaire.compiled import CompiledForm
from ipdoc.report.compose.report import compose, report_meta

STEPS = 4
"""Steps that are told of: the rendering, its pictures, its words, its pages."""


@dataclass(frozen=True)
class Typeset:
    """One document, made."""

    pdf: bytes
    record_sha256: str
    """Digest of the JSON that is embedded, 64 hex digits."""


def typeset(
    vault: OpenVault,
    case: CaseFile,
    compiled: CompiledForm,
    snapshot: Payload,
    issue: Issue,
    progress: Progress,
) -> Typeset:
    """Return one document.

    Raises:
        MissingGlyphError: a text holds a character that no font has.
        RuleError: there is nothing for the document that was chosen.
    """
    progress(0, STEPS)
    translator = words(compiled, issue.choice.language)
    rendering = rendered(compiled.form, snapshot, issue)
    record = canonical(rendering)
    progress(1, STEPS)
    subject = subject_of(case, compiled.form, rendering, record, translator, vault.person_name)
    progress(2, STEPS)
    blocks, meta = compose(subject, translator), report_meta(subject, translator)
    from ipdoc.report.document import make_report  # what draws is heavy: the start is not to wait

    progress(3, STEPS)
    pdf = make_report(blocks, meta)
    progress(STEPS, STEPS)
    return Typeset(pdf, subject.digest)
