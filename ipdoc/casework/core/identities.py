"""What sealed rows are bound to: nothing can be moved to another case, part, version or place."""

from __future__ import annotations

from typing import Protocol

from ipdoc.vault.ciphers import identity_bytes


class RecordHeader(Protocol):
    """The readable columns of a record's row."""

    @property
    def id(self) -> bytes:
        """Opaque id of the record."""

    @property
    def part(self) -> str:
        """Part of the case."""

    @property
    def epoch(self) -> int:
        """Epoch of the part's key."""

    @property
    def version(self) -> int:
        """Version of the record."""

    @property
    def device_id(self) -> str:
        """Device that wrote it."""

    @property
    def seq(self) -> int:
        """Number of the revision that wrote it."""


def record_identity(case_id: str, row: RecordHeader) -> bytes:
    """Return what a record's ciphertext is bound to."""
    return identity_bytes(
        kind="record",
        case=case_id,
        id=row.id.hex(),
        part=row.part,
        epoch=row.epoch,
        version=row.version,
        device=row.device_id,
        seq=row.seq,
    )


def attachment_identity(case_id: str, attachment_id: str, part: str, epoch: int) -> bytes:
    """Return what the frames of a file are bound to."""
    return identity_bytes(kind="attachment", case=case_id, id=attachment_id, part=part, epoch=epoch)
