"""What is inside a file by which cases are handed over (docs/backup-format.md).

Lines of JSON, as in a backup, and files between them: the head, the compiled forms, then for each
case its keys, the devices that wrote, its rows, and its attachments as they are, still under the
case's keys. All of it is inside one age file.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ipdoc.casework.core.casekeys import PARTS
from ipdoc.errors import IpdocError
from ipdoc.storage.dump import UnreadableDumpError, needed, parse
from ipdoc.storage.packing import unpacked
from ipdoc.vault.ciphers import KEY_BYTES

FORMAT = 1
_ID = re.compile(r"[0-9a-f]{16,32}")
_LONGEST_LINE = 64 * 1024 * 1024
_TABLES = ("form", "case", "device", "attachment", "revision", "record")


class ParcelError(IpdocError):
    """The content of a file that was handed over is not as it must be."""

    def __init__(self) -> None:
        super().__init__("This file holds no cases that ipdoc knows; ask for it anew")


class NewerParcelError(IpdocError):
    """A newer program wrote the file."""

    def __init__(self) -> None:
        super().__init__("This file was made by a newer ipdoc; install that version to take it in")


@dataclass
class CaseParcel:
    """One case on its way."""

    case_id: str
    keys: dict[tuple[str, int], bytes]
    """(part, epoch) → key, 32 bytes."""
    index: dict[str, Any]
    """Its line of the list, as the sender sees it."""
    people: dict[str, dict[str, str]]
    """Person → name and role, of those who wrote."""
    created_on: dt.date = dt.date.min
    rows: dict[str, list[dict[str, Any]]] = field(
        default_factory=lambda: {"device": [], "attachment": [], "revision": [], "record": []}
    )


@dataclass(frozen=True)
class ParcelHead:
    """Who hands what over."""

    sender: str
    """Name of the person."""
    cases: tuple[str, ...]


def json_line(said: object) -> bytes:
    """Return one line of the file."""
    return (
        json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
    )


def case_line(parcel: CaseParcel) -> bytes:
    """Return the line with which a case begins."""
    keys = [
        [part, epoch, base64.b64encode(key).decode()]
        for (part, epoch), key in sorted(parcel.keys.items())
    ]
    said = {"keys": keys, "index": parcel.index, "people": parcel.people}
    return json_line({"begin": parcel.case_id, **said})


class ParcelReader:
    """Reads the decrypted content of a file, line by line and file by file.

    Args:
        pieces: the content, in pieces of any size.
    """

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def line(self) -> dict[str, Any]:
        """Return the next line.

        Raises:
            ParcelError: it is none.
        """
        waiting = [self._rest]
        size = len(self._rest)
        while b"\n" not in waiting[-1]:
            piece = next(self._pieces, None)
            if piece is None or size > _LONGEST_LINE:
                raise ParcelError
            waiting.append(piece)
            size += len(piece)
        data, _, self._rest = b"".join(waiting).partition(b"\n")
        try:
            said = json.loads(data)
        except (ValueError, RecursionError):
            raise ParcelError from None
        if not isinstance(said, dict):
            raise ParcelError
        return said

    def exactly(self, size: int) -> Iterator[bytes]:
        """Yield so many bytes.

        Raises:
            ParcelError: there are fewer.
        """
        while size:
            piece = self._rest or next(self._pieces, None)
            if not piece:
                raise ParcelError
            taken, self._rest = piece[:size], piece[size:]
            size -= len(taken)
            yield taken

    def nothing_more(self) -> None:
        """See that the content has ended.

        Raises:
            ParcelError: something follows.
        """
        if self._rest or any(self._pieces):
            raise ParcelError


def read_head(said: dict[str, Any]) -> ParcelHead:
    """Return what the first line says.

    Raises:
        ParcelError: it is of no such file.
        NewerParcelError: it is of a newer one.
    """
    try:
        if said["parcel"] > FORMAT:
            raise NewerParcelError
        return ParcelHead(str(said["sender"]), tuple(map(checked_id, said["cases"])))
    except (KeyError, TypeError):
        raise ParcelError from None


def read_case(said: dict[str, Any]) -> CaseParcel:
    """Return what the first line of a case says.

    Raises:
        ParcelError: it is none.
    """
    try:
        keys = {
            (part, epoch): base64.b64decode(key, validate=True) for part, epoch, key in said["keys"]
        }
        fine = all(
            part in PARTS and type(epoch) is int and epoch > 0 and len(key) == KEY_BYTES
            for (part, epoch), key in keys.items()
        )
        people = {
            checked_id(person): {"name": str(one["name"]), "role": str(one["role"])}
            for person, one in said["people"].items()
        }
        found = CaseParcel(checked_id(said["begin"]), keys, dict(said["index"]), people)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise ParcelError from None
    if not fine or not keys:
        raise ParcelError
    return found


def checked_id(value: object) -> str:
    """Return an opaque id, which may become part of a path.

    Raises:
        ParcelError: it is none.
    """
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise ParcelError
    return value


def read_row(said: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return table and columns of a row.

    Raises:
        ParcelError: it is none, of a table that no such file holds, or lacks a column.
    """
    try:
        name, row = parse(json.dumps(said).encode())
        lacks = needed(name) - row.keys()
    except (UnreadableDumpError, RecursionError):
        raise ParcelError from None
    if lacks or name not in _TABLES:
        raise ParcelError
    return name, row


def read_form(row: dict[str, Any]) -> dict[str, Any]:
    """Return the row of a compiled form, which is what its digest says.

    Raises:
        ParcelError: it is not.
    """
    try:
        whole = hashlib.sha256(unpacked(row["content"], _LONGEST_LINE)).hexdigest()
    except ValueError:
        raise ParcelError from None
    if whole != row["digest"]:
        raise ParcelError
    return row
