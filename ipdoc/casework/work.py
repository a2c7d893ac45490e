"""One unit of work: everything in it happens, or nothing does."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any

from ipdoc.casework.casefile import CaseFile
from ipdoc.casework.casekeys import PARTS
from ipdoc.casework.casestate import CaseState
from ipdoc.errors import IpdocError
from ipdoc.storage.rows import Rows
from ipdoc.storage.tables import CaseIndexRow, SealRow
from ipdoc.vault.ciphers import PartCipher, identity_bytes, new_key, tag
from ipdoc.vault.seals import seal, unseal

if TYPE_CHECKING:
    from ipdoc.casework.openvault import OpenVault


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
        self._known = vault.memory.known
        self._states: dict[str, CaseState] = {}

    def new_case(self, index: dict[str, Any]) -> CaseFile:
        """Make a case with fresh keys, sealed to the person, and its line in the list."""
        case_id = secrets.token_hex(8)
        number = self.rows.add_case(case_id, self.vault.now().date())
        for part in PARTS:
            key = new_key()
            identity = _seal_identity(case_id, part, 1, self.vault.person_id)
            blob = seal(key, self.vault.keys.own, identity)
            self.rows.add(
                SealRow(
                    case_id=case_id,
                    part=part,
                    epoch=1,
                    person_id=self.vault.person_id,
                    blob=blob,
                )
            )
            self.vault.keys.parts[case_id, part, 1] = PartCipher(key)
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
        """Open a case.

        Raises:
            UnknownCaseError: it has no seal for this person.
        """
        ciphers = self._ciphers(case_id)
        if not ciphers:
            self.vault.memory.forget(case_id)
            raise UnknownCaseError
        if self.rows.writing:
            self.vault.touched.add(case_id)
        return CaseFile(self, case_id, ciphers)

    def state(self, case_id: str) -> CaseState:
        """Return what this unit of work knows of a case."""
        if case_id not in self._states:
            known = self._known.get(case_id)
            self._states[case_id] = CaseState(self.rows, self.vault.memory, case_id, known)
        return self._states[case_id]

    def forget(self, case_id: str) -> None:
        """Forget what is known of a case, whose rows were written past its file."""
        self._states.pop(case_id, None)
        self._known = {name: one for name, one in self._known.items() if name != case_id}
        self.vault.memory.forget(case_id)

    def committed(self) -> None:
        """Remember what was learnt of the cases."""
        for state in self._states.values():
            state.committed()

    def _ciphers(self, case_id: str) -> dict[tuple[str, int], PartCipher]:
        known = self.vault.keys.parts
        found: dict[tuple[str, int], PartCipher] = {}
        for row in self.rows.seals(case_id, self.vault.person_id):
            name = (case_id, row.part, row.epoch)
            with self.vault.lock:
                if name not in known:
                    identity = _seal_identity(*name, self.vault.person_id)
                    known[name] = PartCipher(unseal(row.blob, self.vault.keys.own, identity))
                found[row.part, row.epoch] = known[name]
        return found

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


def _seal_identity(case_id: str, part: str, epoch: int, person_id: str) -> bytes:
    return identity_bytes(kind="seal", case=case_id, part=part, epoch=epoch, person=person_id)
