"""The chain of revisions: one per case and device, over headers and ciphertexts (DESIGN §3)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ipdoc.domain.payloads import Payload
from ipdoc.storage.caserows import Appended
from ipdoc.storage.tables import RevisionRow
from ipdoc.vault.ciphers import PartCipher, identity_bytes
from ipdoc.vault.errors import TamperedError

Changes = dict[str, list[Any]]
"""Key → [before, after]."""
GONE = bytes(32)
"""State digest of a record that was removed, or moved to another part."""
START = bytes(32)
"""What the first revision of a chain names as the digest of the one before."""

MOVED = "moved to another part"
"""Why of the revision that takes a record out of one part; the next one puts it into another. Each
holds the words of its own part only: the one what stood there, the other what stands there now."""


@dataclass(frozen=True)
class Revision:
    """One change of a record."""

    path: str
    who: str
    """Id of the person."""
    when: dt.datetime
    """Aware UTC."""
    why: str
    changes: Changes
    version: int
    device: str
    seq: int
    removed: bool = False
    """True where the change took the record away."""


def header(row: RevisionRow | Appended) -> bytes:
    """Return the canonical bytes of all readable columns but the digest."""
    return identity_bytes(
        kind="revision",
        case=row.case_id,
        device=row.device_id,
        seq=row.seq,
        prev=row.prev.hex(),
        seen=row.seen_heads,
        record=row.record_id.hex(),
        version=row.version,
        part=row.part,
        epoch=row.epoch,
        state=row.state_digest.hex(),
    )


def digest(row: RevisionRow | Appended) -> bytes:
    """Return the SHA-256 of header and ciphertext: what the next revision names."""
    return hashlib.sha256(header(row) + row.blob).digest()


def read_told(row: RevisionRow, cipher: PartCipher) -> dict[str, Any]:
    """Return what the ciphertext of a revision holds, with its signature.

    Raises:
        TamperedError: header or ciphertext was changed.
    """
    told: dict[str, Any] = json.loads(cipher.decrypt(row.blob, header(row)))
    return told


def read_revision(row: RevisionRow, cipher: PartCipher) -> Revision:
    """Return what a revision says.

    Raises:
        TamperedError: header or ciphertext was changed.
    """
    told = read_told(row, cipher)
    return Revision(
        told["path"],
        told["who"],
        dt.datetime.fromisoformat(told["when"]),
        told["why"],
        told["changes"],
        row.version,
        row.device_id,
        row.seq,
        row.state_digest == GONE,
    )


def refuse_gaps(rows: Iterable[RevisionRow], reach: tuple[int, int], whole: bool) -> None:
    """See that no revision of a record is missing.

    Args:
        rows: those of its revisions that are open to the person, by version.
        reach: the version before the first of them, and the newest.
        whole: the person has every part in which a record can lie; otherwise versions may be
            missing before the first, and after one that moved the record out of sight.

    Raises:
        TamperedError: one is missing.
    """
    (before, newest), gone = reach, not whole
    for row in rows:
        if row.version > before + 1 and not gone:
            raise TamperedError("revision missing")
        before, gone = row.version, not whole and row.state_digest == GONE
    if before != newest:
        raise TamperedError("revision missing")


def differences(before: Payload, after: Payload) -> Changes:
    """Return what changed: the answers by their keys, other keys of the payload as they are."""
    found = _changed(before.get("answers") or {}, after.get("answers") or {})
    rest = [{k: v for k, v in one.items() if k != "answers"} for one in (before, after)]
    return {**_changed(*rest), **found}


def _changed(before: Payload, after: Payload) -> Changes:
    keys = sorted(set(before) | set(after))
    return {
        key: [before.get(key), after.get(key)] for key in keys if before.get(key) != after.get(key)
    }


def check_chains(
    rows: Iterable[RevisionRow], read: Callable[[RevisionRow], object]
) -> dict[bytes, tuple[int, bytes]]:
    """Follow the chain of every device; return each record's newest version and state digest.

    Args:
        rows: all revisions of a case, by device and number.
        read: decrypts a revision, where the person may.

    Raises:
        TamperedError: a revision is missing, changed or out of order.
    """
    heads: dict[str, tuple[int, bytes]] = {}
    digests: dict[tuple[str, int], str] = {}
    seen: set[tuple[str, int, str]] = set()
    newest: dict[bytes, tuple[int, bytes]] = {}
    for row in rows:
        seq, before = heads.get(row.device_id, (0, START))
        if row.seq != seq + 1 or row.prev != before or row.digest != digest(row):
            raise TamperedError("chain of revisions")
        read(row)
        heads[row.device_id] = (row.seq, row.digest)
        digests[row.device_id, row.seq] = row.digest.hex()
        seen |= {(name, n, text) for name, (n, text) in json.loads(row.seen_heads).items()}
        state = (row.version, row.state_digest)
        newest[row.record_id] = max(newest.get(row.record_id, state), state)
    if any(digests.get((name, seq)) != text for name, seq, text in seen):
        raise TamperedError("chain of another device")
    return newest
