"""Translation files: give the texts to a translator outside, take the translation in."""

from __future__ import annotations

from dataclasses import dataclass

from ipdoc.casework.access.log import Event, note
from ipdoc.casework.access.sharing import open_to_pass_on
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import Ref
from ipdoc.casework.formstore import words
from ipdoc.casework.translating.sheet import NewText, Row, keep_texts, open_sheet, sheet_of
from ipdoc.domain.access import Action
from ipdoc.domain.consent import Recipient
from ipdoc.domain.translation import TextState, TranslationError, Translator, digest_of
from ipdoc.exchange.xliff import Unit, XliffFile, read_xliff, write_xliff


@dataclass(frozen=True)
class TakenIn:
    """What became of the texts of a file."""

    kept: int
    changed_since: int
    """Whose original reads otherwise by now; left out."""
    unknown: int
    """That the record does not have; left out."""
    empty: int


def export_texts(
    vault: OpenVault, ref: Ref, language: str, recipient: Recipient = Recipient.OWN
) -> bytes:
    """Return the texts of an evaluation as an XLIFF file for a translator, unencrypted.

    Texts of the part "intimate" are not in it: they are translated on the page only.

    Args:
        vault: the open vault.
        ref: the evaluation.
        language: of the translation.
        recipient: in which quality somebody gets it; the person examined must have agreed.

    Raises:
        NotAllowedError: the person at work may not, or the person examined has not agreed.
        TranslationError: there is nothing to translate into this language.
    """
    with vault.transaction() as work:
        act = Action.EXPORT_TEXTS
        case = open_to_pass_on(work, ref.case_id, act, recipient, ("record",))
        sheet = sheet_of(vault, case, ref, language)
        note(
            case,
            Event.EXPORTED,
            language=language,
            recipient=recipient.value,
            visit=ref.evaluation_id,
        )
    t = words(sheet.form, sheet.record_language or "en")
    rows = [row for row in sheet.rows if row.source.part == "record"]
    units = tuple(_unit(row, " · ".join(t.text(one) for one in _where(row))) for row in rows)
    return write_xliff(XliffFile(ref.evaluation_id, sheet.record_language, language, units))


def _where(row: Row) -> list[str]:
    return [row.source.heading, *(one for one in row.source.label.split(" · ") if one)]


def _unit(row: Row, where: str) -> Unit:
    target = row.stored.text if row.stored else ""
    return Unit(row.source.path, row.source.text, target, where, row.state is TextState.CURRENT)


def take_in_texts(
    vault: OpenVault, ref: Ref, language: str, data: bytes, translator: Translator
) -> TakenIn:
    """Keep the translation that a file holds.

    A text is kept when the record has it and it still reads as in the file.

    Raises:
        XliffError: the file cannot be read.
        TranslationError: it is of another evaluation or language; nothing is kept.
    """
    file = read_xliff(data)
    if file.original != ref.evaluation_id:
        raise TranslationError("Choose the file of this evaluation; this one is of another")
    if file.target_language.partition("-")[0] != language:
        raise TranslationError("Choose the file in this language; this one is in another")
    sheet = open_sheet(vault, ref, language)
    known = {row.source.path: row.source.text for row in sheet.rows}
    found = [unit for unit in file.units if unit.id in known]
    current = [unit for unit in found if digest_of(unit.source) == digest_of(known[unit.id])]
    filled = [unit for unit in current if unit.target.strip()]
    new = [NewText(unit.id, unit.target, digest_of(unit.source)) for unit in filled]
    keep_texts(vault, ref, language, new, translator)
    return TakenIn(
        len(filled),
        len(found) - len(current),
        len(file.units) - len(found),
        len(current) - len(filled),
    )
