"""One unit of work: everything in it happens, or nothing does."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Callable, Container, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ipdoc.casework.core.authorship import is_by
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.casekeys import PARTS
from ipdoc.casework.core.casestate import CaseState
from ipdoc.casework.core.chain import header
from ipdoc.casework.people import sealing
from ipdoc.casework.people.cards import Card
from ipdoc.casework.people.errors import UntrustedPersonError
from ipdoc.casework.people.register import card, card_for_sealing
from ipdoc.errors import IpdocError
from ipdoc.storage.people import device, lock_case
from ipdoc.storage.rows import Rows
from ipdoc.storage.tables import CaseIndexRow, RevisionRow
from ipdoc.vault.ciphers import PartCipher, identity_bytes, tag
from ipdoc.vault.errors import TamperedError

if TYPE_CHECKING:
    from ipdoc.casework.core.openvault import OpenVault


class UnknownCaseError(IpdocError):
    """The vault holds no such case, or it is not open to this person."""

    def __init__(self) -> None:
        super().__init__("There is no such case in this vault; look for it in the list")


class Work:
    """What a use case may do in one transaction.

    Args:
        vault: the open vault.
        rows: of the open transaction.
    """

    def __init__(self, vault: OpenVault, rows: Rows) -> None:
        self.vault = vault
        self.rows = rows
        self.written_files: list[str] = []
        """Attachments written in this transaction; deleted again if it fails."""
        self.new_keys: dict[tuple[str, str, int], PartCipher] = {}
        """(case, part, epoch) → cipher, made in this transaction: the vault's once it succeeds."""
        self._keys = vault.keys
        self._author_keys: dict[str, bytes | None] = {}
        self._locked: set[str] = set()
        self._known = dict(vault.memory.known)
        if vault.register_memory is not vault.memory:
            self._known.update(vault.register_memory.known)
        self._states: dict[str, CaseState] = {}

    def new_case(self, index: dict[str, Any]) -> CaseFile:
        """Make a case with fresh keys, sealed to the person, and its line in the list."""
        case_id = secrets.token_hex(8)
        number = self.rows.add_case(case_id, self.vault.now().date())
        sealing.make_keys(self, case_id, PARTS)
        self.rows.add_to_index(
            CaseIndexRow(
                person_id=self.vault.person_id,
                case_id=case_id,
                case_number=number,
                code_tag=b"",
                blob=b"",
            )
        )
        self.put_index(case_id, index)
        return self.case(case_id)

    def case(self, case_id: str) -> CaseFile:
        """Open a case; a unit of work that writes lets nobody else write to it meanwhile.

        Raises:
            UnknownCaseError: it has no seal for this person.
            AccessEndedError: it was shared until a day that is past.
            TamperedError: a seal was changed or forged.
        """
        self._refuse_register(case_id)
        if self.rows.writing:
            lock_case(self.rows, case_id)
        ciphers = sealing.opened_seals(self, case_id)
        if not ciphers:
            sealing.forget(self.vault, case_id)
            raise UnknownCaseError
        if self.rows.writing:
            self.vault.touched.add(case_id)
        parts = {part for part, _ in ciphers}
        if self.rows.writing and sealing.LOG not in parts and "record" in parts:
            ciphers = sealing.add_log(self, case_id, ciphers)
        return CaseFile(self, case_id, ciphers)

    def state(self, case_id: str) -> CaseState:
        """Return what this unit of work knows of a case."""
        if case_id not in self._states:
            known = self._known.get(case_id)
            memory = self.vault.memory_of(case_id)
            names = case_id, self.vault.person_id
            self._states[case_id] = CaseState(self.rows, memory, names, known)
        return self._states[case_id]

    def forget(self, case_id: str) -> None:
        """Forget what is known of a case, whose rows were written past its file."""
        self._states.pop(case_id, None)
        self._known.pop(case_id, None)
        self.vault.memory_of(case_id).forget(case_id)

    def committed(self) -> None:
        """Remember what was learnt of the cases, and the keys that were made."""
        self._keys.parts.update(self.new_keys)
        for state in self._states.values():
            state.committed()

    def known_keys(self) -> Mapping[tuple[str, str, int], PartCipher]:
        """Return the keys of parts that need not be unsealed any more."""
        parts = self._keys.parts
        return {**parts, **self.new_keys} if self.new_keys else parts

    def register(self, *, write: bool = False) -> CaseFile:
        """Open the register, the vault's own file (casework/people/register.py).

        Args:
            write: let nobody else write to it until the unit of work ends; asked for before any
                case is opened, so that no two units wait for each other.
        """
        register_id = self.vault.register_id
        if write and register_id not in self._locked:
            lock_case(self.rows, register_id)
            self._locked.add(register_id)
            self._states.pop(register_id, None)  # what was read before the lock may be past
            self.vault.touched.add(register_id)
        ciphers = sealing.opened_seals(self, register_id)
        if not ciphers:
            raise TamperedError("register")
        return CaseFile(self, register_id, ciphers)

    def prove_register(self, find: Callable[[str], Card | None]) -> None:
        """See that people of the register made the seals by which it was opened.

        Args:
            find: gives a person's card, if it leads to the pinned root.

        Raises:
            TamperedError: a seal was forged.
            UntrustedPersonError: nobody vouches for who made it.
        """
        sealing.prove_register(self, find)

    def refuse_forged(
        self, row: RevisionRow, told: Mapping[str, Any], strangers: Container[str] = ()
    ) -> None:
        """See that a revision in the name of somebody of this vault was signed by them.

        Args:
            row: the revision.
            told: what its ciphertext holds.
            strangers: devices that are no older than this unit of work.

        Raises:
            TamperedError: it was not.
        """
        key = self._author_key(str(told["who"]))
        if key is None or is_by(told, header(row), key):
            return
        if row.device_id in strangers or not self._is_of_first_release(row.device_id):
            raise TamperedError("author of a change")

    def _author_key(self, person_id: str) -> bytes | None:
        """Return the signing key of a person; None for one of another vault, who wrote there."""
        if person_id not in self._author_keys:
            try:
                self._author_keys[person_id] = card(self, person_id).signing_key
            except UntrustedPersonError:
                self._author_keys[person_id] = None
        return self._author_keys[person_id]

    def _is_of_first_release(self, device_id: str) -> bool:
        there = device(self.rows, device_id)
        return there is not None and not there.person_id

    def _refuse_register(self, case_id: str) -> None:
        if case_id == self.vault.register_id:
            raise UnknownCaseError

    def seal_to(
        self, case_id: str, parts: Iterable[str], person_id: str, until: dt.date | None = None
    ) -> None:
        """Give a person the keys of parts of a case; ``log`` goes with them.

        Only parts that are open to the person at work can be given; others are passed over. What
        they have already is sealed anew, with the new limit.

        Args:
            case_id: the case.
            parts: of ``casefile.PARTS``.
            person_id: for whom.
            until: the last day on which they may open them; None = without limit.

        Raises:
            UntrustedPersonError: nobody vouches for their key as it stands, or they wait or left.
        """
        self._refuse_register(case_id)
        self.case(case_id)
        person = card_for_sealing(self, person_id, lock=True)
        sealing.give(self, case_id, parts, person, until)

    def raw_keys(self, case_id: str) -> dict[tuple[str, int], bytes]:
        """Return (part, epoch) → key, 32 bytes, of what is open to the person at work."""
        self._refuse_register(case_id)
        return sealing.raw_keys(self, case_id)

    def unseal_from(self, case_id: str, person_id: str, parts: Iterable[str] | None = None) -> None:
        """Destroy a person's seals of a case, or of some parts, and then the line in their list.

        Whoever noted the keys before could still open what was written until now: follow it by
        ``new_epoch``.
        """
        self._refuse_register(case_id)
        sealing.take(self, case_id, person_id, parts or ())

    def new_epoch(self, case_id: str, parts: Iterable[str]) -> None:
        """Give parts of a case new keys, sealed to everybody who has access to them.

        A seal that nobody with the old key made is passed over: it is somebody's own forgery.

        Raises:
            NoAccessError: a part is not open to the person at work.
            UntrustedPersonError: somebody with access waits, has left, or their key was changed;
                take their seals away first.
        """
        self.case(case_id)
        sealing.renew(self, case_id, parts)

    def put_index(self, case_id: str, index: dict[str, Any]) -> None:
        """Write a case's line of the list; ``index["code"]`` is what it is found by."""
        row = self.rows.index(self.vault.person_id, case_id)
        if row is None:
            raise UnknownCaseError
        keys = self.vault.keys
        identity = identity_bytes(kind="index", person=self.vault.person_id, case=case_id)
        row.code_tag = tag(keys.search, index.get("code", ""))
        row.blob = keys.index.encrypt(json.dumps(index, ensure_ascii=False).encode(), identity)
        self.rows.flush()

    def index(self, case_id: str) -> dict[str, Any]:
        """Return a case's line of the list.

        Raises:
            UnknownCaseError: there is none for this person.
        """
        row = self.rows.index(self.vault.person_id, case_id)
        if row is None:
            raise UnknownCaseError
        identity = identity_bytes(kind="index", person=self.vault.person_id, case=case_id)
        index: dict[str, Any] = json.loads(self.vault.keys.index.decrypt(row.blob, identity))
        return index

    def keep_form(self, digest: str, form_id: str, version: int, content: bytes) -> None:
        """See that the vault holds a compiled form."""
        self.rows.keep_form(digest, form_id, version, content)

    def undo_files(self) -> None:
        """Delete the attachment files that this unit of work wrote."""
        for attachment_id in self.written_files:
            self.vault.files.remove(attachment_id)
