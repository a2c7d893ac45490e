"""Translations in the vault: one record for each language and each part of the case."""

from __future__ import annotations

from collections.abc import Iterable

from ipdoc.casework.bodymap.coverage import load_coverage
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.record import (
    PARTS,
    Ref,
    load_answers,
    load_lesions,
    load_photographs,
)
from ipdoc.casework.translating.texts import Source, texts_of
from ipdoc.domain.payloads import Payload
from ipdoc.domain.translation import TranslatedText, Translation
from ipdoc.questionnaire.model import Form


def translation_path(ref: Ref, language: str = "", part: str = "") -> str:
    """Return the path of a translation; without language and part, the beginning of all."""
    start = f"translation/{ref.evaluation_id}/"
    return f"{start}{language}/{part}" if language else start


def load_translation(case: CaseFile, ref: Ref, language: str) -> Translation:
    """Return what is translated into a language, as far as its parts are open."""
    return joined(part_of_translation(case, ref, language, part)[0] for part in PARTS)


def joined(parts: Iterable[Translation]) -> Translation:
    """Return the translations of several parts as one."""
    texts: dict[str, TranslatedText] = {}
    shows = False
    for own in parts:
        texts |= own.texts
        shows = shows or own.with_originals
    return Translation(texts, shows)


def part_of_translation(
    case: CaseFile, ref: Ref, language: str, part: str
) -> tuple[Translation, int | None]:
    """Return what is translated of one part, and the version of its record."""
    record = case.get(translation_path(ref, language, part))
    if record is None:
        return Translation(), None
    return Translation.from_payload(record.payload), record.version


def put_translation(
    case: CaseFile, ref: Ref, language: str, part: str, new: Translation, why: str
) -> None:
    """Store what is translated of one part; the history names the texts, never their words."""
    before, version = part_of_translation(case, ref, language, part)
    if new == before:
        return
    path = translation_path(ref, language, part)
    case.put(path, new.to_payload(), part, expected_version=version, why=why)


def frozen_translations(case: CaseFile, ref: Ref) -> Payload:
    """Return all translations as they are now: language → part → record; may be empty."""
    told: Payload = {}
    for path, record in sorted(case.below(translation_path(ref)).items()):
        _, _, language, part = path.split("/")
        if Translation.from_payload(record.payload).texts:
            told.setdefault(language, {})[part] = record.payload
    return told


def sources_of(case: CaseFile, ref: Ref, form: Form) -> list[Source]:
    """Return the free texts of an evaluation that are open, taken out photographs left aside."""
    from ipdoc.casework.issuing.earlier import earlier_snapshot

    answers, _ = load_answers(case, ref)
    photographs = [one for one in load_photographs(case, ref) if one.removed is None]
    content = {
        "answers": answers,
        "lesions": [one.to_payload() for one in load_lesions(case, ref)],
        "photographs": [one.to_payload() for one in photographs],
        "coverage": load_coverage(case, ref),
        **earlier_snapshot(case, ref, form),
    }
    return texts_of(form, content)
