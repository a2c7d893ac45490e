"""From a snapshot to the bytes of one document."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace

from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.formstore import words
from ipdoc.casework.issuing.garbage import nothing_thrown_away
from ipdoc.casework.issuing.record_schema import record_schema
from ipdoc.casework.issuing.renderings import Issue, rendered
from ipdoc.casework.issuing.snapshot import canonical, digest_of
from ipdoc.casework.issuing.subject import subject_of
from ipdoc.casework.keeping.progress import Progress
from ipdoc.casework.translating.overlay import in_language
from ipdoc.domain.payloads import Payload
from ipdoc.domain.rendering import Rendering
from ipdoc.i18n import Translator
from ipdoc.questionnaire.compiled import CompiledForm
from ipdoc.report.blocks import Block
from ipdoc.report.compose.bilingual import bilingual, bilingual_meta
from ipdoc.report.compose.report import compose, report_meta
from ipdoc.report.compose.shape import Shape
from ipdoc.report.compose.subject import ReportSubject
from ipdoc.report.metadata import DocumentMeta

STEPS = 100
"""Hundredths that are told of: 5 for the JSON, 20 for pictures and words, the rest for pages."""
_JSON, _SUBJECT, _WORDS = 5, 15, 25


@dataclass(frozen=True)
class Typeset:
    """One document, made."""

    pdf: bytes
    record_sha256: str
    """Digest of the JSON that is embedded, 64 hex digits."""
    translation_sha256: str = ""
    """Digest of the translations in it; empty when there are none."""


@nothing_thrown_away()
def typeset(
    vault: OpenVault,
    case: CaseFile,
    compiled: CompiledForm,
    snapshot: Payload,
    issue: Issue,
    progress: Progress,
) -> Typeset:
    """Return one document.

    Args:
        vault: the open vault.
        case: the open case.
        compiled: the form that the evaluation answers.
        snapshot: whole, with what is intimate in its places.
        issue: what is issued.
        progress: is told of each step.

    Raises:
        MissingGlyphError: a text holds a character that no font has.
        RuleError: there is nothing for the document that was chosen.
    """
    progress(0, STEPS)
    translator = words(compiled, issue.choice.language)
    rendering = rendered(compiled.form, snapshot, issue, translator)
    record = canonical(rendering)
    progress(_JSON, STEPS)
    choice = issue.choice
    spoken = [one for one in (choice.language, choice.second) if one]
    editions = [_Spoken(words(compiled, one), _other(spoken, one)) for one in spoken]
    for one in editions:
        told = rendering
        if one is not editions[0] and choice.rendering is not Rendering.FULL:
            told = rendered(compiled.form, snapshot, issue, one.translator)  # its pseudonyms
        content, marks = in_language(compiled.form, told, one.translator.language)
        subject = subject_of(
            case, compiled.form, content, record, one.translator, vault.person_name
        )
        one.subject = replace(subject, marks=marks)
    progress(_SUBJECT, STEPS)
    blocks, meta = _composed(editions)
    meta = replace(meta, record_schema=record_schema(compiled, rendering))
    from ipdoc.report.document import make_report  # what draws is heavy: the start is not to wait

    progress(_WORDS, STEPS)
    rest = STEPS - _WORDS
    pdf = make_report(
        blocks, meta, lambda done, all_of: progress(_WORDS + rest * done // all_of, STEPS)
    )
    progress(STEPS, STEPS)
    return Typeset(pdf, hashlib.sha256(record).hexdigest(), translation_digest(rendering))


def translation_digest(rendering: Payload) -> str:
    """Return the SHA-256 of the translations in the JSON of a document, empty without any."""
    told = rendering.get("translation")
    return digest_of(told) if told else ""


@dataclass
class _Spoken:
    """A document in one of its languages."""

    translator: Translator
    second: str
    """Its other language, empty when it has none."""
    subject: ReportSubject = field(init=False)


def _other(languages: list[str], language: str) -> str:
    return next((one for one in languages if one != language), "")


def _composed(editions: list[_Spoken]) -> tuple[list[Block], DocumentMeta]:
    """Return blocks and meta; those of two languages side by side."""
    shape = Shape() if len(editions) > 1 else None
    made = [
        (
            compose(one.subject, one.translator, shape),
            report_meta(one.subject, one.translator, one.second),
        )
        for one in editions
    ]
    blocks, meta = made[0]
    for (other, other_meta), one in zip(made[1:], editions[1:], strict=True):
        blocks = bilingual(blocks, other, one.translator.language)
        meta = bilingual_meta(meta, other_meta)
    return blocks, meta
