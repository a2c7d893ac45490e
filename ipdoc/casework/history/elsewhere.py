"""What somebody else changed since a version that a person saw, for records without digests."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import Ref
from ipdoc.casework.history.past import Flat
from ipdoc.casework.history.subjects import Subject, open_past
from ipdoc.domain.answers import Cell


@dataclass(frozen=True)
class Since:
    """A record now, and what of a person's wishes somebody else changed since."""

    version: int
    """Of the record now."""
    right: dict[str, Cell | None]
    """What the person changed and nobody else did."""
    clash: dict[str, tuple[Cell | None, Cell | None]]
    """What both changed: key → (own, stored)."""


def since(
    vault: OpenVault,
    ref: Ref,
    subject: Subject,
    version: int,
    wanted: Mapping[str, Cell | None],
    undecided: Collection[str] = (),
) -> Since:
    """Return what of a person's wishes can be stored, and what somebody has to decide.

    Args:
        vault: the open vault.
        ref: the evaluation.
        subject: a photograph, a lesion or the coverage.
        version: of its record, as the person saw it; 0 = it was not there yet.
        wanted: key as the history spreads it → what the person wants there.
        undecided: keys of which both versions were shown, and none was chosen.

    Raises:
        UnknownRecordError: there is no such photograph or lesion.
    """
    past = open_past(vault, ref, subject)
    now = past.state(past.stamp)
    seen: Flat = past.state(str(version))
    changed = {key: cell for key, cell in wanted.items() if cell != seen.get(key)}
    clash = {
        key: (cell, now.get(key))
        for key, cell in changed.items()
        if now.get(key) != cell and (key in undecided or now.get(key) != seen.get(key))
    }
    right = {key: cell for key, cell in changed.items() if key not in clash}
    return Since(past.versions(past.stamp)[0], right, clash)


def sentence_since(
    vault: OpenVault, ref: Ref, number: int, language: str, version: int
) -> tuple[int, str | None]:
    """Return a lesion's version now, and its sentence in a language if somebody else changed it.

    Returns:
        The version, and the text that is stored, "" for the one that the program makes; None when
        nobody changed it since.
    """
    past = open_past(vault, ref, Subject("lesion", str(number)))
    seen, now = (
        (past.state(stamp).get("descriptions") or {}).get(language, {}).get("text", "")
        for stamp in (str(version), past.stamp)
    )
    return past.versions(past.stamp)[0], None if seen == now else now
