"""Seals within a unit of work: opened for the person at work, made for others, taken away."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from ipdoc.casework.core.casekeys import Ciphers, NoAccessError
from ipdoc.casework.people.cards import Card
from ipdoc.casework.people.errors import AccessEndedError, UntrustedPersonError
from ipdoc.casework.people.register import card, card_for_sealing, people
from ipdoc.storage.caserows import Limits
from ipdoc.storage.people import case_seals, remove_line, remove_seals
from ipdoc.storage.tables import SealRow
from ipdoc.vault.ciphers import PartCipher, identity_bytes, new_key
from ipdoc.vault.errors import TamperedError
from ipdoc.vault.keys import PublicKey
from ipdoc.vault.seals import (
    digest_of_keys,
    is_first_format,
    proves,
    seal,
    unseal,
    unseal_first,
)

if TYPE_CHECKING:
    from ipdoc.casework.core.openvault import OpenVault
    from ipdoc.casework.core.work import Work

LOG = "log"
Finder = Callable[[str], Card | None]
"""Gives a person's card, if it leads to the pinned root."""
_PROVEN = "register proven"
_FIRST = 1
"""Epoch of the first key of every part; by it the ids of records are made."""
_MOST_SKIPPED = 2**20
"""Epochs are numbered with random gaps: two copies of a vault that both change a key must not give
one number to two keys, or their cases could never be put together again."""


def first_identity(case_id: str, part: str, epoch: int, person_id: str) -> bytes:
    """Return what a seal of the first release was bound to."""
    return identity_bytes(kind="seal", case=case_id, part=part, epoch=epoch, person=person_id)


def seal_identity(row: SealRow) -> bytes:
    """Return what a seal is bound to: its row, the limit and who answers for it."""
    return identity_bytes(
        kind="seal",
        case=row.case_id,
        part=row.part,
        epoch=row.epoch,
        person=row.person_id,
        until=row.until.isoformat() if row.until else "",
        by=row.sealed_by,
    )


def opened_seals(work: Work, case_id: str) -> Ciphers:
    """Return the ciphers of all parts and epochs that are open to the person at work.

    Raises:
        AccessEndedError: all that was shared was shared until a day that is past.
        TamperedError: a seal was changed, moved, or made by somebody without access.
        UntrustedPersonError: nobody vouches for the person who made a seal.
    """
    vault, known = work.vault, work.known_keys()
    limits, today = work.state(case_id).look(), vault.now().date()
    standing = in_force(limits, today)
    if limits and not standing:
        forget(vault, case_id)
        raise AccessEndedError(max(day for day in limits.values() if day).isoformat())
    if any((case_id, *name) not in known for name in standing):
        opened: Ciphers = {}
        for row in work.rows.seals(case_id, vault.person_id):
            if (row.part, row.epoch) in standing:
                opened[row.part, row.epoch] = _opened(work, row, opened)
        return opened
    return {name: known[case_id, *name] for name in standing}


def in_force(limits: Limits, today: dt.date) -> list[tuple[str, int]]:
    """Return (part, epoch) of the seals that may be opened on a day."""
    return [name for name, until in limits.items() if until is None or until >= today]


def _opened(work: Work, row: SealRow, before: Ciphers) -> PartCipher:
    known, name = work.known_keys(), (row.case_id, row.part, row.epoch)
    if name in known:
        return known[name]
    cipher = PartCipher(_secret(work, row, before))
    with work.vault.lock:
        return work.vault.keys.parts.setdefault(name, cipher)


def open_seal(work: Work, row: SealRow, before: Ciphers, cards: Mapping[str, Card]) -> PartCipher:
    """Return the cipher in a seal of the person at work, opened and proven anew.

    Args:
        work: the unit of work.
        row: the seal.
        before: what the person's seals of earlier epochs hold.
        cards: everybody who is trusted.

    Raises:
        TamperedError: the seal was changed, moved, or made by somebody without access.
        UntrustedPersonError: nobody vouches for the person who made it.
    """
    secret = _unsealed(work, row)
    if not is_first_format(row.blob):
        _prove(work, row, _held(row, secret, before), cards.get)
    return PartCipher(secret)


def _secret(work: Work, row: SealRow, before: Ciphers) -> bytes:
    secret = _unsealed(work, row)
    if row.case_id != work.vault.register_id and not is_first_format(row.blob):
        held = _held(row, secret, before)
        _prove(work, row, held, lambda person_id: card(work, person_id))
    return secret


def _held(row: SealRow, secret: bytes, ciphers: Ciphers) -> tuple[bytes, bytes]:
    """Return what it takes to make a seal: its key, and those of the part's earlier epochs."""
    earlier = {
        epoch: cipher.key
        for (part, epoch), cipher in ciphers.items()
        if part == row.part and epoch < row.epoch
    }
    return secret, digest_of_keys(earlier)


def _unsealed(work: Work, row: SealRow) -> bytes:
    own = work.vault.keys.own
    if row.epoch < _FIRST:
        raise TamperedError("seal")
    if is_first_format(row.blob):
        identity = first_identity(row.case_id, row.part, row.epoch, row.person_id)
        if row.until is not None or row.sealed_by or row.signature:
            raise TamperedError("seal")
        return unseal_first(row.blob, own, identity)
    return unseal(row.blob, own, seal_identity(row))


def _prove(work: Work, row: SealRow, held: tuple[bytes, bytes], find: Finder) -> None:
    vault = work.vault
    if row.sealed_by == vault.person_id:
        key = vault.keys.signing.public
    else:
        signer = find(row.sealed_by)
        if signer is None:
            raise UntrustedPersonError
        key = signer.signing_key
    if not proves(row.blob, held, seal_identity(row), key, row.signature):
        raise TamperedError("seal")


def prove_register(work: Work, find: Finder) -> None:
    """See that people of the register made the seals by which the register was opened.

    Its seals can be proven only once its cards have been read, and once is enough.
    """
    vault, ciphers = work.vault, opened_seals(work, work.vault.register_id)
    if all((_PROVEN, *name) in vault.derived for name in ciphers):
        return
    for row in work.rows.seals(vault.register_id, vault.person_id):
        cipher = ciphers.get((row.part, row.epoch))
        if cipher is None:  # keys of the register have no last day: somebody wrote one
            raise TamperedError("seal")
        _prove(work, row, _held(row, cipher.key, ciphers), find)
        vault.derived[_PROVEN, row.part, row.epoch] = True


def forget(vault: OpenVault, case_id: str) -> None:
    """Drop from memory the keys of a case that is not open any more, and what they opened."""
    with vault.lock:
        for name in [name for name in vault.keys.parts if name[0] == case_id]:
            del vault.keys.parts[name]
    vault.memory.forget(case_id)


def raw_keys(work: Work, case_id: str) -> dict[tuple[str, int], bytes]:
    """Return the keys themselves of what is open to the person at work, 32 bytes each."""
    return {name: cipher.key for name, cipher in opened_seals(work, case_id).items()}


def make_keys(work: Work, case_id: str, parts: Iterable[str]) -> None:
    """Give parts of a case their first key, sealed to the person at work."""
    keep_keys(work, case_id, {(part, _FIRST): new_key() for part in parts})


def keep_keys(work: Work, case_id: str, keys: Mapping[tuple[str, int], bytes]) -> None:
    """Seal keys of a case, by part and epoch, to the person at work.

    Seals of these parts that are there are made anew: each answers for the keys before its own.
    """
    vault, parts = work.vault, {part for part, _ in keys}
    there = {(row.part, row.epoch): row for row in work.rows.seals(case_id, vault.person_id)}
    new = {name: PartCipher(key) for name, key in keys.items()}
    mine = {**opened_seals(work, case_id), **new}
    for part, epoch in mine:
        if part in parts:
            row = there.get((part, epoch)) or _row(case_id, part, epoch, vault.person_id)
            _close(work, row, mine, (vault.keys.own.public, row.until))
    work.new_keys.update({(case_id, *name): cipher for name, cipher in new.items()})


def _row(case_id: str, part: str, epoch: int, person_id: str) -> SealRow:
    return SealRow(case_id=case_id, part=part, epoch=epoch, person_id=person_id)


def _close(
    work: Work, row: SealRow, ciphers: Ciphers, to: tuple[PublicKey, dt.date | None]
) -> None:
    """Seal the key of a row's part and epoch, out of all that the sealer has, until a day."""
    work.vault.touched.add(row.case_id)
    row.until, row.sealed_by = to[1], work.vault.person_id
    secret, earlier = _held(row, ciphers[row.part, row.epoch].key, ciphers)
    signing = work.vault.keys.signing
    row.blob, row.signature = seal(secret, to[0], signing, seal_identity(row), earlier)
    work.rows.add(row)


def add_log(work: Work, case_id: str, ciphers: Ciphers) -> Ciphers:
    """Give a case of the first release its part ``log``; others than its owner cannot miss it.

    Raises:
        TamperedError: the case has the part already, only the person's own seal is gone.
    """
    if any(row.part == LOG for row in case_seals(work.rows, case_id)):
        raise TamperedError("seal missing")
    make_keys(work, case_id, (LOG,))
    return {**ciphers, (LOG, 1): work.new_keys[case_id, LOG, 1]}


def give(
    work: Work, case_id: str, parts: Iterable[str], person: Card, until: dt.date | None
) -> None:
    """Seal all epochs of parts to a person; seals that are there are made anew."""
    mine = opened_seals(work, case_id)
    wanted = {*parts, LOG}
    there = {
        (row.part, row.epoch): row
        for row in case_seals(work.rows, case_id)
        if row.person_id == person.person_id
    }
    for part, epoch in mine:
        if part in wanted:
            row = there.get((part, epoch)) or _row(case_id, part, epoch, person.person_id)
            _close(work, row, mine, (person.sealing_key(), until))
    _renew_first(work, case_id, mine)


def _renew_first(work: Work, case_id: str, mine: Ciphers) -> None:
    """Sign one's own seals of the first release, so that others can tell them from forged ones."""
    for row in work.rows.seals(case_id, work.vault.person_id):
        if is_first_format(row.blob):
            _close(work, row, mine, (work.vault.keys.own.public, None))


def take(work: Work, case_id: str, person_id: str, parts: Iterable[str] = ()) -> None:
    """Destroy a person's seals; where no part but ``log`` is left, of the whole case."""
    work.vault.touched.add(case_id)
    there = {row.part for row in case_seals(work.rows, case_id) if row.person_id == person_id}
    gone = set(parts) or there
    if there - gone <= {LOG}:
        remove_seals(work.rows, person_id, case_id)
        remove_line(work.rows, person_id, case_id)
    else:
        remove_seals(work.rows, person_id, case_id, sorted(gone - {LOG}))


def renew(work: Work, case_id: str, parts: Iterable[str]) -> None:
    """Give parts a new epoch, sealed to everybody whose present seal somebody with the key made.

    Args:
        work: a writing unit of work.
        case_id: the case.
        parts: each open to the person at work.

    Raises:
        NoAccessError: a part is not open to the person at work.
        UntrustedPersonError: somebody who has access may not be sealed to any more; take their
            seals away first.
    """
    mine = opened_seals(work, case_id)
    for part in parts:
        epochs = [epoch for name, epoch in mine if name == part]
        if not epochs:
            raise NoAccessError
        _renew_part(work, case_id, (part, max(epochs)), mine)


def _renew_part(work: Work, case_id: str, old: tuple[str, int], mine: Ciphers) -> None:
    vault, cards, fresh = work.vault, people(work), PartCipher(new_key())
    new = (old[0], old[1] + 1 + secrets.randbelow(_MOST_SKIPPED))
    for row in case_seals(work.rows, case_id):
        if (row.part, row.epoch) != old or _is_over(work, row, cards):
            continue
        if row.person_id == vault.person_id:
            key = vault.keys.own.public
        elif is_true_seal(row, mine, cards):
            key = card_for_sealing(work, row.person_id).sealing_key()
        else:
            continue
        _close(work, _row(case_id, *new, row.person_id), {**mine, new: fresh}, (key, row.until))
    work.new_keys[case_id, *new] = fresh


def _is_over(work: Work, row: SealRow, cards: Mapping[str, Card]) -> bool:
    """Tell whether a seal is of somebody who has left, or whose last day is past."""
    card, today = cards.get(row.person_id), work.vault.now().date()
    past = row.until is not None and row.until < today
    return past or (card is not None and card.left is not None)


def is_true_seal(row: SealRow, ciphers: Ciphers, cards: Mapping[str, Card]) -> bool:
    """Tell whether somebody who held the key made a seal: a stranger's own forgery is passed by.

    Args:
        row: the seal, of a part and epoch that ``ciphers`` has.
        ciphers: what is open to the person at work.
        cards: everybody who is trusted.
    """
    signer = cards.get(row.sealed_by)
    held = _held(row, ciphers[row.part, row.epoch].key, ciphers)
    return signer is not None and proves(
        row.blob, held, seal_identity(row), signer.signing_key, row.signature
    )
