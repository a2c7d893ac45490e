"""What belongs to a case beside its form: out of the vault into a case file, and back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial
from typing import Any

from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.record import Ref
from ipdoc.casework.documents.addenda import addendum_path
from ipdoc.casework.documents.letters import letter_path
from ipdoc.casework.documents.mandates import mandate_path
from ipdoc.casework.followup import copied_path, load_copied
from ipdoc.casework.history.authors import IMPORTED
from ipdoc.casework.issuing.naming import ASKED, PSEUDONYMS
from ipdoc.casework.scans.sheets import load_sheets, sheet_path
from ipdoc.casework.scans.sources import sources_path
from ipdoc.casework.transfer.package import Package
from ipdoc.casework.translating.records import put_translation, sources_of, translation_path
from ipdoc.domain.addendum import Addendum
from ipdoc.domain.evaluation import Evaluation
from ipdoc.domain.letter import LetterChoice
from ipdoc.domain.mandate import Mandate
from ipdoc.domain.payloads import Payload
from ipdoc.domain.photograph import StoredFile
from ipdoc.domain.scannedsheet import ScannedSheet
from ipdoc.domain.translation import TranslatedText, Translation
from ipdoc.exchange.case_beside import (
    Beside,
    FiledCopies,
    FiledDocument,
    FiledPseudonym,
    FiledSheet,
    FiledText,
    FiledTranslation,
    FiledWords,
)
from ipdoc.exchange.case_shapes import believed
from ipdoc.imaging.scans import looked_at
from ipdoc.questionnaire.model import Form


def beside_of(
    case: CaseFile,
    ref: Ref,
    evaluation: Evaluation,
    documents: tuple[FiledDocument, ...],
) -> Beside:
    """Return what a case file tells beside the form, but for the numbers that it does not show.

    Args:
        case: the open case.
        ref: the evaluation.
        evaluation: its record.
        documents: what was issued.
    """
    mandate, letter = case.get(mandate_path(ref)), case.get(letter_path(ref))
    copied, words = load_copied(case, ref), case.get(ASKED)
    told, names = case.get(sources_path(ref)), case.get(PSEUDONYMS)
    return Beside(
        evaluation.created_at.isoformat(),
        evaluation.parent,
        {},
        Mandate.from_payload(mandate.payload) if mandate else None,
        LetterChoice.from_payload(letter.payload) if letter else None,
        tuple(one for one in _addenda(case, ref) if one.amends in {d.number for d in documents}),
        _translations(case, ref),
        tuple(_filed(one) for one in load_sheets(case, ref) if one.removed is None),
        dict(told.payload["answers"]) if told else {},
        FiledCopies(copied.evaluation, copied.keys) if copied else None,
        tuple(FiledPseudonym(**one) for one in names.payload["entries"]) if names else (),
        FiledWords(tuple(words.payload["hide"]), tuple(words.payload["keep"])) if words else None,
        documents,
    )


def _addenda(case: CaseFile, ref: Ref) -> list[Addendum]:
    records = case.below(f"addendum/{ref.evaluation_id}/").values()
    found = (Addendum.from_payload(record.payload) for record in records)
    return sorted(found, key=lambda one: one.number)


def _translations(case: CaseFile, ref: Ref) -> dict[str, dict[str, FiledTranslation]]:
    found: dict[str, dict[str, FiledTranslation]] = {}
    for path, record in sorted(case.below(translation_path(ref)).items()):
        _, _, language, part = path.split("/")
        told = Translation.from_payload(record.payload).to_payload()
        texts = {key: FiledText(**one) for key, one in told["answers"].items()}
        found.setdefault(language, {})[part] = FiledTranslation(texts, told["with_originals"])
    return found


def _filed(sheet: ScannedSheet) -> FiledSheet:
    values = {key: one for key, one in vars(sheet).items() if key != "removed"}
    return FiledSheet(
        **{**values, "original": sheet.original.sha256, "straight": sheet.straight.sha256}
    )


def put_beside(case: CaseFile, ref: Ref, form: Form, beside: Beside, package: Package) -> None:
    """Store what a case file tells beside the form, but for what was issued."""
    for path, payload in _payloads(ref, beside):
        case.put(path, payload, "record", expected_version=None, why=IMPORTED, changes={})
    for at, sheet in enumerate(beside.sheets, 1):
        stored = believed(partial(_stored, case, sheet, package), f"sheets.{at}")
        path = sheet_path(ref, sheet.id)
        payload = stored.to_payload()
        case.put(path, payload, stored.part, expected_version=None, why=IMPORTED, changes={})
    _put_translations(case, ref, form, beside)


def _payloads(ref: Ref, beside: Beside) -> Iterator[tuple[str, Payload]]:
    """Yield the records that lie in the part "record"."""
    if beside.mandate is not None:
        yield mandate_path(ref), beside.mandate.to_payload()
    if beside.letter is not None:
        yield letter_path(ref), beside.letter.to_payload()
    for addendum in beside.addenda:
        yield addendum_path(ref, addendum.number), addendum.to_payload()
    if beside.transcribed:
        yield sources_path(ref), {"schema": 1, "answers": beside.transcribed}
    if (copied := beside.copied) is not None:
        told = {"evaluation": copied.evaluation, "keys": list(copied.keys)}
        yield copied_path(ref), {"schema": 1, **told}
    if beside.pseudonyms:
        yield PSEUDONYMS, {"schema": 1, "entries": [vars(one) for one in beside.pseudonyms]}
    if (words := beside.redaction) is not None:
        yield ASKED, {"schema": 1, "hide": list(words.hide), "keep": list(words.keep)}


def _stored(case: CaseFile, sheet: FiledSheet, package: Package) -> ScannedSheet:
    """Return a sheet whose files were taken into the case, looked at as what they are."""
    part = "intimate" if sheet.restricted else "record"
    files: dict[str, Any] = {}
    for key, name in (("original", sheet.original), ("straight", sheet.straight)):
        data = package.read(name)
        seen = looked_at(io.BytesIO(data))
        kept = case.attach(io.BytesIO(data), part)
        files[key] = StoredFile(kept.id, seen[0], kept.size, kept.sha256, *seen[1:])
    return ScannedSheet(**{**vars(sheet), **files})


def _put_translations(case: CaseFile, ref: Ref, form: Form, beside: Beside) -> None:
    """Store translations under the key of what they translate, whatever the file says of it."""
    lies = {one.path: one.part for one in sources_of(case, ref, form)}
    for language, parts in beside.translations.items():
        sorted_out: dict[str, dict[str, TranslatedText]] = {part: {} for part in parts}
        for part, told in parts.items():
            for path, one in told.answers.items():
                own = sorted_out.setdefault(lies.get(path, part), {})
                own[path] = TranslatedText.from_payload(vars(one))
        for part, texts in sorted_out.items():
            shows = part in parts and parts[part].with_originals
            translation = Translation(texts, shows)
            put_translation(case, ref, language, part, translation, IMPORTED)
