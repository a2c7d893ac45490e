"""Vault heads: what the whole vault looked like at a moment, signed by the device that made it.

A head tells what changed since the head before and names its digest; so the digest of one head,
kept elsewhere, stands for the whole vault up to that moment. One is made when the vault is locked
and something was changed, before a backup, and on demand (docs/decisions/0013).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ipdoc.casework.keeping.state import (
    Digests,
    State,
    canonical,
    case_states,
    changed,
    digest_of,
    merged,
    vault_rows,
)
from ipdoc.storage.heads import HeadRows
from ipdoc.storage.packing import packed, unpacked
from ipdoc.storage.tables import HeadRow
from ipdoc.vault.ciphers import identity_bytes
from ipdoc.vault.errors import TamperedError
from ipdoc.vault.signing import SigningKey, check_signature

if TYPE_CHECKING:
    from ipdoc.casework.core.openvault import OpenVault
    from ipdoc.casework.core.work import Work

SCHEMA = 1
_RECENT = 50
"""Heads that are looked at, lest a case be told twice that was opened and not changed."""
_PURPOSE = "vault head"
_DEVICE = "device of a person"


@dataclass(frozen=True)
class Head:
    """A head that was read; its signature is checked apart."""

    number: int
    """From 1, without a gap."""
    digest: str
    """SHA-256 in hex of what was signed; the next head names it."""
    said: Mapping[str, Any]
    """What was signed."""

    @property
    def made_on(self) -> dt.date:
        """The day on which it was made."""
        return dt.date.fromisoformat(self.said["made_on"])


def make_head(vault: OpenVault, *, everything: bool = False) -> Head | None:
    """Sign a head over what this session changed; return the newest head then.

    Args:
        vault: the open vault.
        everything: look at all cases, also those that others or a killed program changed; it
            takes as long as reading their keys and lines.

    Returns:
        The new head, or the one before where nothing was changed since. None where this session
        touched nothing and not everything was asked for.
    """
    cases = set(vault.touched)
    if not everything and not cases:
        return None
    with vault.transaction() as work:
        table = HeadRows(work.rows)
        table.take_turns()
        newest = table.newest()
        before = read_head(newest) if newest else None
        change = _change(table, before, None if everything else sorted(cases))
        head = _write(work, table, before, *change) if change else before
    vault.touched -= cases | {vault.register_id}
    return head


def leave_head(vault: OpenVault) -> None:
    """Make a head of what was changed before the vault is locked; nothing may hinder locking."""
    with contextlib.suppress(Exception):  # a full disk, a row that was changed from outside
        make_head(vault)


def _change(
    table: HeadRows, before: Head | None, case_ids: Sequence[str] | None
) -> tuple[dict[str, Any], dict[str, Digests]] | None:
    """Return what is new of cases, and the other rows; None if nothing is."""
    rows = vault_rows(table.raw)
    now = case_states(table.raw, case_ids)
    cases: dict[str, Any]
    if case_ids is None:
        cases = changed(now, merged(head.said["cases"] for head in map(read_head, table.all())))
    else:
        said: dict[str, Any] = {}
        for head in map(read_head, table.newest_few(_RECENT)):
            said |= head.said["cases"]
        touched = dict.fromkeys(case_ids) | now
        cases = {one: state for one, state in touched.items() if said.get(one, {}) != state}
    if not cases and before and before.said["rows_digest"] == digest_of(rows):
        return None
    return cases, rows


def _write(
    work: Work,
    table: HeadRows,
    before: Head | None,
    cases: dict[str, Any],
    rows: dict[str, Digests],
) -> Head:
    vault, about = work.vault, work.rows.vault()
    device = SigningKey(vault.keys.device)
    today = vault.now().date()
    said = {
        "schema": SCHEMA,
        "kind": _PURPOSE,
        **signer_of(vault, about.id, about.copy, device.public),
        "number": before.number + 1 if before else 1,
        "made_on": today.isoformat(),
        "previous": before.digest if before else "",
        "cases": cases,
        "rows_digest": digest_of(rows),
    }
    if before is None or before.said["rows_digest"] != said["rows_digest"]:
        said["rows"] = rows
    signed = canonical(said)
    row = HeadRow(
        number=said["number"],
        device_id=vault.device_id,
        made_on=today,
        blob=packed(signed),
        signature=device.sign(_PURPOSE, signed),
    )
    table.add(row)
    return read_head(row)


def signer_of(vault: OpenVault, vault_id: str, copy: str, public: bytes) -> dict[str, str]:
    """Return who signs: the device, and the person who vouches that it is theirs."""
    said = {
        "vault": vault_id,
        "copy": copy,
        "device": vault.device_id,
        "device_key": public.hex(),
        "person": vault.person_id,
    }
    vouched = SigningKey.of_person(vault.keys.own).sign(_DEVICE, identity_bytes(**said))
    return {**said, "vouched": vouched.hex()}


def read_head(row: HeadRow) -> Head:
    """Return what a head says, its signature unchecked.

    Raises:
        TamperedError: it cannot be read, or its row says otherwise.
    """
    try:
        signed = unpacked(row.blob)
        said = json.loads(signed)
        shown = (said["schema"], said["kind"], said["number"], said["device"], said["made_on"])
        as_it_should = (SCHEMA, _PURPOSE, row.number, row.device_id, row.made_on.isoformat())
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise TamperedError("vault head") from None
    if shown != as_it_should or canonical(said) != signed:
        raise TamperedError("vault head")
    return Head(row.number, hashlib.sha256(signed).hexdigest(), said)


def check_signed(
    said: Mapping[str, Any], signature: bytes, signing_keys: Mapping[str, bytes], purpose: str
) -> None:
    """See that a device signed, and that a person of the vault vouches for the device.

    Args:
        said: what was signed, as read.
        signature: 64 bytes.
        signing_keys: person → public signing key, of everybody who is trusted.
        purpose: of the signature.

    Raises:
        TamperedError: the signature is not of that device, or nobody known vouches for it.
    """
    try:
        named = ("vault", "copy", "device", "device_key", "person")
        about = {key: str(said[key]) for key in named}
        vouched, public = bytes.fromhex(said["vouched"]), bytes.fromhex(said["device_key"])
        person_key = signing_keys[about["person"]]
    except (LookupError, ValueError, TypeError):
        raise TamperedError("signature of a vault head") from None
    check_signature(person_key, _DEVICE, identity_bytes(**about), vouched)
    check_signature(public, purpose, canonical(said), signature)


def check_head(row: HeadRow, signing_keys: Mapping[str, bytes]) -> Head:
    """Return a head whose signature is good.

    Raises:
        TamperedError: it was changed, or nobody known signed it.
    """
    head = read_head(row)
    check_signed(head.said, row.signature, signing_keys, _PURPOSE)
    return head


def told_together(heads: Sequence[Head]) -> tuple[State, dict[str, Digests]]:
    """Return what heads, the oldest first, say of the cases and of all other rows."""
    rows: dict[str, Digests] = {}
    for head in heads:
        rows = head.said.get("rows", rows)
    return merged(head.said["cases"] for head in heads), rows
