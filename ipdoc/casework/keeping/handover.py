"""Hand cases over to a colleague: one age file that holds their keys, rows and files.

The rows and files stay under the case's own keys inside it, so nothing is decrypted on the way,
and the history comes along with its chains.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ipdoc.casework.access.gate import check
from ipdoc.casework.access.lines import line_of
from ipdoc.casework.access.log import Event, note
from ipdoc.casework.access.records import LOG
from ipdoc.casework.access.sharing import open_to_pass_on
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.work import Work
from ipdoc.casework.keeping.parcel import FORMAT, CaseParcel, case_line, json_line
from ipdoc.casework.keeping.pipes import PieceSource, pulled
from ipdoc.casework.keeping.progress import Progress, quiet
from ipdoc.casework.people.register import people
from ipdoc.domain.access import Action
from ipdoc.domain.consent import Recipient
from ipdoc.errors import IpdocError
from ipdoc.storage import dump
from ipdoc.storage.explaining import explained
from ipdoc.storage.people import device
from ipdoc.storage.tables import AttachmentRow, Base
from ipdoc.vault.agekeys import Sink, age_recipient, check_recipient, seal_stream

_CODE_BYTES = 10
_ROWS = ("case", "revision", "record")
_BINARY = getattr(os, "O_BINARY", 0)


class ChangedOnDiskError(IpdocError):
    """What was read back is not what was written."""

    def __init__(self) -> None:
        super().__init__("The file could not be read back as it was written; take another medium")


@dataclass(frozen=True)
class Destination:
    """For whom a file is."""

    key: str
    """The colleague's ``age1…``."""
    quality: Recipient = Recipient.TEAM
    """In which they are given the cases; the consent of the person examined is to that."""
    parts: frozenset[str] | None = None
    """Parts that go along, ``log`` always; None = all that hold something."""


@dataclass(frozen=True)
class HandedOver:
    """A file that was written."""

    code: str
    """Stands inside the file; whoever reads it aloud has opened it."""
    size: int
    sha256: str
    """Of the file, 64 hex digits."""


def own_recipient(vault: OpenVault) -> str:
    """Return the age key by which cases are handed over to the person at work, ``age1…``."""
    return age_recipient(vault.keys.own)


def hand_over(
    vault: OpenVault,
    case_ids: Sequence[str],
    to: Destination,
    output: Path,
    *,
    progress: Progress = quiet,
) -> HandedOver:
    """Write cases into a file for a colleague, and read the file back.

    Args:
        vault: the open vault.
        case_ids: the cases; what the person may not open of them does not go along.
        to: for whom.
        output: file to write; it is there whole or not at all.
        progress: told cases and attachments done, and their number.

    Raises:
        RecipientError: the key is no age key.
        UnknownCaseError: there is no such case for this person.
        NotAllowedError: the person may not hand it over, or the person examined has not agreed.
        ChangedOnDiskError: the file could not be read back.
    """
    code, key = new_code(), check_recipient(to.key)
    parts = note_passing(vault, case_ids, to)
    size, sha256 = write_file(output, sealed_cases(vault, parts, key, code, progress))
    return HandedOver(code, size, sha256)


def write_file(output: Path, pieces: Iterable[bytes]) -> tuple[int, str]:
    """Write a file whole or not at all, read it back, return its size and SHA-256.

    Raises:
        ChangedOnDiskError: what is read back is not what was written.
    """
    part = output.with_name(output.name + ".part")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY
    with explained():
        try:
            with os.fdopen(os.open(part, flags, 0o600), "wb") as file:
                written = _write(file, pieces)
            _read_back(part, written)
            part.replace(output)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    return written


def new_code() -> str:
    """Return a code of 80 random bits in groups of four letters and digits."""
    digits = base64.b32encode(secrets.token_bytes(_CODE_BYTES)).decode()
    return "-".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def case_of(vault: OpenVault, case_id: str) -> str:
    """Return the code of a case that may be handed over, as far as that is known before."""
    with vault.transaction(write=False) as work:
        return str(line_of(work, work.case(case_id)).get("code") or case_id)


def note_passing(
    vault: OpenVault, case_ids: Sequence[str], to: Destination
) -> dict[str, frozenset[str]]:
    """Note in the cases that they are handed over; return the parts of each that go along.

    Raises:
        RecipientError: the key is no age key.
        UnknownCaseError: there is no such case for this person.
        NotAllowedError: the person may not hand it over, or the person examined has not agreed.
    """
    key, found = check_recipient(to.key), {}
    with vault.transaction() as work:
        for case_id in sorted(case_ids):
            case, chosen = may_pass_on(work, case_id, to)
            about = {"recipient": to.quality.value, "key": key_digest(key), "parts": sorted(chosen)}
            note(case, Event.HANDED_OVER, **about)
            asked = case.keys.parts if to.parts is None else frozenset((*to.parts, LOG))
            found[case_id] = asked & case.keys.parts
    return found


def may_pass_on(work: Work, case_id: str, to: Destination) -> tuple[CaseFile, frozenset[str]]:
    """Open a case to hand it over; return it and the parts with content that go along.

    Raises:
        UnknownCaseError: there is no such case for this person.
        NotAllowedError: the person may not hand it over, or the person examined has not agreed.
    """
    whole = check(work, case_id, Action.HAND_OVER)
    filled = {one.part for one in whole.below("").values()} - {LOG}
    chosen = frozenset(filled if to.parts is None else filled & to.parts)
    return open_to_pass_on(work, case_id, Action.HAND_OVER, to.quality, chosen), chosen


def sealed_cases(
    vault: OpenVault,
    parts: Mapping[str, frozenset[str]],
    key: str,
    code: str,
    progress: Progress = quiet,
) -> Generator[bytes]:
    """Return the encrypted file in pieces.

    Args:
        vault: the open vault.
        parts: case → parts that go along, as ``note_passing`` returns them.
        key: the colleague's age key.
        code: to be read aloud by whoever opens the file.
        progress: told cases and attachments done, and their number.
    """

    def push(sink: Sink) -> None:
        with closing(_content(vault, parts, code, progress)) as content:
            seal_stream(PieceSource(content), sink, key)

    return pulled(push)


def key_digest(key: str) -> str:
    """Return what stands for an age key on record: 16 hex digits."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def _content(
    vault: OpenVault, parts: Mapping[str, frozenset[str]], code: str, progress: Progress
) -> Generator[bytes]:
    with vault.transaction(write=False) as work:
        files = sum(len(_files(work, *one)) for one in parts.items())
        done, in_all = 0, len(parts) + files
        yield json_line({"parcel": FORMAT, "sender": vault.person_name, "cases": list(parts)})
        yield from dump.lines(work.rows.connection, ("form",))
        for case_id, chosen in parts.items():
            for piece in _case(work, case_id, chosen):
                if piece is None:
                    done += 1
                    progress(done, in_all)
                else:
                    yield piece
        yield json_line({"end": len(parts), "code": code})


def _files(work: Work, case_id: str, parts: frozenset[str]) -> list[AttachmentRow]:
    return [one for one in work.rows.attachments(case_id) if one.part in parts]


def _case(work: Work, case_id: str, parts: frozenset[str]) -> Iterator[bytes | None]:
    """Yield the lines and files of a case; None whenever one step is done."""
    devices = [device(work.rows, one) for one in sorted(work.state(case_id).known.heads)]
    writers = {one.person_id for one in devices if one}
    named = {
        person_id: {"name": card.name, "role": card.role.value}
        for person_id, card in people(work).items()
        if person_id in writers
    }
    keys = {name: key for name, key in work.raw_keys(case_id).items() if name[0] in parts}
    line = line_of(work, work.case(case_id))
    yield case_line(CaseParcel(case_id, keys, line, named))
    for row in devices:
        if row is not None:
            yield _line("device", row)
    yield from dump.lines(work.rows.connection, _ROWS, case_id)
    files = _files(work, case_id, parts)
    for attachment in files:
        yield _line("attachment", attachment)
    for attachment in files:
        yield json_line({"file": attachment.id, "size": attachment.size})
        yield from work.vault.files.read(attachment.id, attachment.size, attachment.digest)
        yield None
    yield json_line({"finish": case_id})
    yield None


def _line(name: str, row: Base) -> bytes:
    columns = [column.name for column in dump.table(name).columns]
    return dump.line(name, {key: getattr(row, key) for key in columns})


def _write(file: BinaryIO, pieces: Iterable[bytes]) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    for piece in pieces:
        file.write(piece)
        digest.update(piece)
        size += len(piece)
    file.flush()
    os.fsync(file.fileno())
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return size, digest.hexdigest()


def _read_back(path: Path, written: tuple[int, str]) -> None:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        if (file.tell(), digest) != written:
            raise ChangedOnDiskError
