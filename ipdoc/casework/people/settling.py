"""What a vault needs before one works in it: this copy's device, the register, the pinned root.

A new vault gets them when it is first opened; so does a vault of the first release, which had one
person and one device. All in one transaction.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipdoc.casework.core.registermemory import shared_memory
from ipdoc.casework.people.cards import Card
from ipdoc.casework.people.profile import Profile, change_profile, own_profile, own_row
from ipdoc.casework.people.register import PARTS, me, put_card
from ipdoc.casework.people.sealing import make_keys, opened_seals
from ipdoc.domain.people import Role
from ipdoc.storage.people import device
from ipdoc.storage.tables import DeviceRow
from ipdoc.vault.errors import TamperedError
from ipdoc.vault.signing import SigningKey

if TYPE_CHECKING:
    from ipdoc.casework.core.openvault import OpenVault
    from ipdoc.casework.core.work import Work


@dataclass(frozen=True)
class _Standing:
    device_id: str
    device_key: SigningKey
    register_id: str
    root: bytes


def settle(vault: OpenVault) -> None:
    """Find device, register and root of trust of the person at work; make what is missing.

    Raises:
        TamperedError: register, device or card are not those that the profile knows.
    """
    with vault.transaction(write=False) as work:
        ready = _settled(work)
    if not ready:
        with vault.transaction() as work:
            _make(work)
            ready = _settled(work)
    if not ready:
        raise TamperedError("device")
    with vault.transaction(write=False) as work:
        vault.role = me(work).role


def _settled(work: Work) -> bool:
    """Take device, register and root from where they stand; tell whether they were there."""
    standing, vault = _standing(work, own_profile(work)), work.vault
    if standing is None:
        return False
    _stand(vault, standing)
    ciphers = opened_seals(work, vault.register_id)
    vault.register_memory = shared_memory(vault.place, vault.register_id, vault.root, ciphers)
    return True


def _stand(vault: OpenVault, standing: _Standing) -> None:
    vault.device_id, vault.register_id = standing.device_id, standing.register_id
    vault.root, vault.keys.device = standing.root, standing.device_key.seed
    vault.founder = vault.root == vault.keys.signing.public


def _standing(work: Work, profile: Profile) -> _Standing | None:
    """Return what is there, or None if something must be made first."""
    row = work.rows.vault()
    if "register" not in profile:
        return None
    if row.register_id != profile["register"]:
        raise TamperedError("register")
    root = bytes.fromhex(profile["root"])
    for device_id, seed in profile["devices"].items():
        own = device(work.rows, device_id)
        if own is None or own.copy != row.copy or own.person_id != work.vault.person_id:
            continue
        key = SigningKey(bytes.fromhex(seed))
        if key.public != own.public_key:
            raise TamperedError("device")
        return _Standing(device_id, key, row.register_id, root)
    return None


def _make(work: Work) -> None:
    own_row(work, lock=True)
    vault, row = work.vault, work.rows.vault()
    profile = own_profile(work)
    device_id, key = secrets.token_hex(8), SigningKey.generate()
    new_register = "register" not in profile
    if new_register and row.register_id:
        raise TamperedError("register")
    if not row.copy:
        row.copy = secrets.token_hex(8)
    if new_register:
        row.register_id, row.founder_id = secrets.token_hex(8), vault.person_id
        work.rows.add_case(row.register_id, vault.now().date())
    _add_device(work, device_id, key, row.copy)

    def keep(profile: Profile) -> None:
        profile["devices"][device_id] = key.seed.hex()
        if new_register:
            profile["register"] = row.register_id
            profile["root"] = vault.keys.signing.public.hex()

    profile = change_profile(work, keep)
    if new_register:
        _stand(vault, _Standing(device_id, key, row.register_id, vault.keys.signing.public))
        make_keys(work, row.register_id, PARTS)
        put_card(
            work,
            _founder(vault).signed(row.register_id, vault.person_id, vault.keys.signing, 1),
            "vault made",
        )


def _add_device(work: Work, device_id: str, key: SigningKey, copy: str) -> None:
    today = work.vault.now().date()
    work.rows.add(
        DeviceRow(
            id=device_id,
            public_key=key.public,
            created_on=today,
            person_id=work.vault.person_id,
            copy=copy,
        )
    )


def _founder(vault: OpenVault) -> Card:
    keys = vault.keys
    return Card(
        vault.person_id,
        vault.person_name,
        Role.CLINICIAN,
        keys.own.public.data,
        keys.signing.public,
        vault.now().date(),
        vault.person_id,
    )
