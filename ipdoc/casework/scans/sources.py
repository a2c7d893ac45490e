"""From which sheet an answer was transcribed."""

from __future__ import annotations

from collections.abc import Iterable

from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.record import Ref

_WHY = "source of answers noted"


def note_sources(
    case: CaseFile, ref: Ref, section_key: str, keys: Iterable[str], sheet: int | None
) -> None:
    """Note that answers come from a sheet, or that they no longer do.

    Args:
        case: the case, open to write.
        ref: the evaluation.
        section_key: the section.
        keys: questions whose answers were just changed.
        sheet: number of the sheet beside which they were typed; None = typed without one.
    """
    record = case.get(sources_path(ref))
    known: dict[str, int] = dict(record.payload["answers"]) if record else {}
    now = dict(known)
    for key in keys:
        place = f"{section_key}/{key}"
        if sheet is None:
            now.pop(place, None)
        else:
            now[place] = sheet
    if now != known:
        payload = {"schema": 1, "answers": now}
        version = record.version if record else None
        case.put(sources_path(ref), payload, "record", expected_version=version, why=_WHY)


def sources(case: CaseFile, ref: Ref, section_key: str) -> dict[str, int]:
    """Return question → number of the sheet that its answer was transcribed from."""
    record = case.get(sources_path(ref))
    if record is None:
        return {}
    own = f"{section_key}/"
    return {
        place.removeprefix(own): number
        for place, number in record.payload["answers"].items()
        if place.startswith(own)
    }


def sources_path(ref: Ref) -> str:
    """Return the path of the note on where answers come from."""
    return f"transcribed/{ref.evaluation_id}"
