"""A vault head to be kept elsewhere: as a small file, or as a digest on paper.

Whoever can write to the disk can put a whole older vault back, and nothing inside tells. A head
that lies elsewhere does: the vault must still hold all that the head tells of.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ipdoc.casework.access.gate import allow
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.keeping.heads import (
    Head,
    check_signed,
    make_head,
    read_head,
    signer_of,
    told_together,
)
from ipdoc.casework.keeping.state import Digests, State, canonical
from ipdoc.domain.access import Action
from ipdoc.errors import IpdocError
from ipdoc.storage.heads import HeadRows
from ipdoc.vault.errors import TamperedError
from ipdoc.vault.signing import SigningKey

PRINTED_DIGITS = 40
"""Hex digits on paper: 160 bits, as in a fingerprint."""
_KIND = "outside vault head"
_DIGITS = re.compile(r"[0-9a-f]{40,64}")


@dataclass(frozen=True)
class PrintedHead:
    """What a sheet of paper says of a head."""

    vault_id: str
    number: int
    digest: str
    """64 hex digits."""
    made_on: dt.date
    cases: int
    """How many cases the vault held then."""

    @property
    def groups(self) -> str:
        """The first 40 digits in groups of four, to compare and to type."""
        return " ".join(self.digest[at : at + 4] for at in range(0, PRINTED_DIGITS, 4))

    @property
    def code(self) -> str:
        """Text of the QR code."""
        return f"ipdoc vault head {self.number} of {self.vault_id}: {self.digest}"


@dataclass(frozen=True)
class OutsideHead:
    """A head that was kept elsewhere."""

    digest: str
    """At least the first 40 hex digits of the newest head when it was given out."""
    vault_id: str = ""
    """Empty where only the digest is known."""
    cases: State | None = None
    """What the cases looked like; None where only the digest is known."""
    rows: dict[str, Digests] | None = None
    said: Mapping[str, Any] | None = None
    """What was signed, if it came as a file."""
    signature: bytes = b""

    def check(self, signing_keys: Mapping[str, bytes]) -> None:
        """See that somebody whom the vault knows signed the file.

        Raises:
            TamperedError: nobody known did.
        """
        if self.said is not None:
            check_signed(self.said, self.signature, signing_keys, _KIND)


def make_printed(vault: OpenVault) -> PrintedHead:
    """Make a head of everything and return what to put on paper.

    Raises:
        NotAllowedError: the person may not.
    """
    allow(vault, Action.MAKE_HEAD)
    make_head(vault, everything=True)
    printed, _, _ = _newest(vault)
    return printed


def newest_printed(vault: OpenVault) -> PrintedHead | None:
    """Return what to put on paper of the newest head there is, or None without any."""
    allow(vault, Action.MAKE_HEAD)
    with vault.transaction(write=False) as work:
        there = HeadRows(work.rows).newest()
    return _newest(vault)[0] if there else None


def export_head(vault: OpenVault) -> bytes:
    """Make a head of everything and return it as a file to be kept elsewhere.

    The file holds opaque ids, numbers and digests, and no word of any case.

    Raises:
        NotAllowedError: the person may not.
    """
    allow(vault, Action.MAKE_HEAD)
    make_head(vault, everything=True)
    printed, cases, rows = _newest(vault)
    with vault.transaction(write=False) as work:
        about = work.rows.vault()
    device = SigningKey(vault.keys.device)
    said = {
        "schema": 1,
        "kind": _KIND,
        **signer_of(vault, about.id, about.copy, device.public),
        "number": printed.number,
        "digest": printed.digest,
        "made_on": printed.made_on.isoformat(),
        "cases": cases,
        "rows": rows,
    }
    signature = device.sign(_KIND, canonical(said))
    return json.dumps({"signature": signature.hex(), "said": said}, indent=1).encode()


def _newest(vault: OpenVault) -> tuple[PrintedHead, State, dict[str, Digests]]:
    with vault.transaction(write=False) as work:
        heads = [read_head(row) for row in HeadRows(work.rows).all()]
        vault_id = work.rows.vault().id
    cases, rows = told_together(heads)
    newest: Head = heads[-1]
    count = len(cases.keys() - {vault.register_id})
    printed = PrintedHead(vault_id, newest.number, newest.digest, newest.made_on, count)
    return printed, cases, rows


def read_outside(data: bytes) -> OutsideHead:
    """Return the head in a file, its signature unchecked.

    Raises:
        IpdocError: the file is no vault head.
    """
    try:
        file = json.loads(data)
        said = {(1, _KIND): file["said"]}[file["said"]["schema"], file["said"]["kind"]]
        return OutsideHead(
            str(said["digest"]),
            str(said["vault"]),
            dict(said["cases"]),
            dict(said["rows"]),
            said,
            bytes.fromhex(file["signature"]),
        )
    except (ValueError, LookupError, TypeError, AttributeError, TamperedError):
        text = "This file is no vault head; choose the one that ipdoc vault-head wrote"
        raise IpdocError(text) from None


def typed_head(text: str) -> OutsideHead:
    """Return the head that a sheet of paper names, from what was typed or scanned.

    Raises:
        IpdocError: no digest is in it.
    """
    digits = re.sub(r"[\s-]", "", text.lower().rpartition(":")[2])
    if not _DIGITS.fullmatch(digits):
        raise IpdocError("Type the ten groups of four characters from the sheet, all of them")
    return OutsideHead(digits)
