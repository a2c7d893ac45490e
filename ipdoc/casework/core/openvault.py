"""The open vault: keys in memory, the database and the files beside it."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import secrets
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from ipdoc.casework.core.casestate import CaseMemory
from ipdoc.casework.core.work import Work
from ipdoc.casework.keeping.heads import leave_head
from ipdoc.casework.people.entry import (
    first_profile,
    new_person,
    refuse_absent,
    signed_in,
)
from ipdoc.casework.people.leaving import renew_owed
from ipdoc.casework.people.profile import read_profile
from ipdoc.casework.people.settling import settle
from ipdoc.casework.people.strength import check_new_passphrase
from ipdoc.domain.people import Role
from ipdoc.errors import IpdocError
from ipdoc.storage.attachments import AttachmentStore, attachment_store
from ipdoc.storage.caserows import CaseRows, Look
from ipdoc.storage.database import Database
from ipdoc.storage.errors import FullDiskError, ReadOnlyError, StorageError, whole_rows
from ipdoc.storage.explaining import explained
from ipdoc.storage.people import known_person
from ipdoc.storage.place import Place
from ipdoc.storage.rows import FORMAT, Rows
from ipdoc.storage.sqlite import UNFINISHED, refuse_network_folder
from ipdoc.storage.tables import PersonRow, VaultRow
from ipdoc.vault.ciphers import PartCipher, identity_bytes, subkey, tag
from ipdoc.vault.errors import TamperedError
from ipdoc.vault.keys import KdfCost, PrivateKey
from ipdoc.vault.signing import SigningKey

Clock = Callable[[], dt.datetime]


class LockedError(IpdocError):
    """The vault was locked meanwhile."""

    def __init__(self) -> None:
        super().__init__("The vault is locked; unlock it and go on, nothing saved is lost")


def utc_now() -> dt.datetime:
    """Return the present moment, aware UTC."""
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True)
class ListedCase:
    """One line of the case list."""

    case_id: str
    created_on: dt.date
    index: dict[str, Any]


@dataclass
class Keys:
    """What an open vault holds in memory and drops when it is closed."""

    own: PrivateKey
    signing: SigningKey
    """The person's, derived from ``own``."""
    index: PartCipher
    """Cipher of the case list's lines."""
    search: bytes
    """Key of the tags by which a case is found by its exact code."""
    device: bytes
    """Private half of the device's signing key, 32 bytes; it signs vault heads."""
    parts: dict[tuple[str, str, int], PartCipher]
    """(case, part, epoch) → cipher."""


class Stores(NamedTuple):
    """Where the rows and the files of a vault are, opened."""

    place: Place
    database: Database
    files: AttachmentStore


class OpenVault:
    """A vault that has been unlocked; shared by the threads of one session.

    Args:
        stores: where the vault is, its open database and its files.
        person: id and name of the person.
        keys: unwrapped keys.
        clock: gives the present moment.
    """

    def __init__(
        self,
        stores: Stores,
        person: tuple[str, str],
        keys: Keys,
        clock: Clock = utc_now,
    ) -> None:
        self.place, self._database, self.files = stores
        self.person_id, self.person_name = person
        self.device_id = ""
        """The device that writes: the person's own on this copy of the vault."""
        self.register_id = ""
        """Case id of the register."""
        self.root = b""
        """Signing key of the founder, 32 bytes, as this person's profile has pinned it."""
        self.role = Role.CLINICIAN
        """The person's role, as their card said at the unlocking."""
        self.founder = False
        """Whether the person is the root of trust."""
        self.lock = threading.Lock()
        self.now = clock
        self.memory = CaseMemory()
        self.register_memory = self.memory
        """Of the register; once it is open, shared with all who have it open in this process."""
        self.derived: dict[Any, Any] = {}
        """What was worked out of records and is costly; dropped when the vault is locked."""
        self.touched: set[str] = set()
        """Cases that were written to and that no vault head tells of yet."""
        self._keys: Keys | None = keys

    @property
    def keys(self) -> Keys:
        """The keys.

        Raises:
            LockedError: the vault was closed.
        """
        if self._keys is None:
            raise LockedError
        return self._keys

    @property
    def folder(self) -> Path:
        """The vault's folder; on a server, what has an address of its own lies elsewhere."""
        return self.place.folder

    @property
    def database(self) -> Database:
        """The open database, for what concerns it as a whole."""
        return self._database

    def memory_of(self, case_id: str) -> CaseMemory:
        """Return what remembers a case."""
        return self.register_memory if case_id == self.register_id else self.memory

    def __enter__(self) -> OpenVault:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave a vault head, drop the keys and close the database; a second call does nothing."""
        if self._keys is not None:
            leave_head(self)
        self._keys = None
        for memory in {self.memory, self.register_memory}:
            memory.close()
        self.register_memory = self.memory
        self.derived.clear()
        self._database.close()

    @contextlib.contextmanager
    def transaction(self, *, write: bool = True) -> Iterator[Work]:
        """Open one unit of work; commit at the end, undo everything on an error."""
        _ = self.keys
        work: Work | None = None
        try:
            with self._database.transaction(write=write) as connection:
                work = Work(self, Rows(connection, write=write))
                try:
                    yield work
                except BaseException:
                    work.undo_files()
                    raise
        except (FullDiskError, ReadOnlyError):  # the commit itself; after others nobody knows
            if work is not None:
                work.undo_files()
            raise
        if write:
            self.touched.add(self.register_id)  # people, passphrases and recovery keys too
        work.committed()

    def look(self, case_id: str) -> Look:
        """Return a person's seals and the heads of a case, as they are at this moment."""
        _ = self.keys
        with self._database.statement() as connection:
            return CaseRows(Rows(connection, write=False), case_id).look(self.person_id)

    def list_cases(
        self, page: int, size: int, code: str | None = None
    ) -> tuple[list[ListedCase], int]:
        """Return a page of cases, the newest first, and their number in all.

        Args:
            page: from 1.
            size: cases a page.
            code: only cases that bear exactly this code.
        """
        keys = self.keys
        wanted = tag(keys.search, code) if code else None
        with self._database.transaction(write=False) as connection:
            rows, total = Rows(connection).index_page(
                self.person_id, (page - 1) * size, size, wanted
            )
        cases = []
        for row, created_on in rows:
            identity = index_identity(self.person_id, row.case_id)
            index = json.loads(self.keys.index.decrypt(row.blob, identity))
            cases.append(ListedCase(row.case_id, created_on, index))
        return cases, total

    def load_form(self, digest: str) -> bytes:
        """Return the content of a compiled form.

        Raises:
            StorageError: the vault does not hold it.
            TamperedError: it is not the form that was kept.
        """
        _ = self.keys
        with self._database.transaction(write=False) as connection:
            content = Rows(connection).form(digest)
        if content is None:
            raise StorageError("The form of this evaluation is missing; restore a backup")
        if hashlib.sha256(content).hexdigest() != digest:
            raise TamperedError("form")
        return content


def index_identity(person_id: str, case_id: str) -> bytes:
    """Return the associated data of a line of the case list."""
    return identity_bytes(kind="index", person=person_id, case=case_id)


def create_vault(
    where: Path | Place,
    person_name: str,
    passphrase: str,
    *,
    cost: KdfCost | None = None,
    clock: Clock = utc_now,
) -> OpenVault:
    """Make a new vault and open it; on an error nothing is left behind.

    Args:
        where: the folder does not exist yet, or is empty but for the rest of an attempt that was
            cut off, and its parents are made; a database on a server holds no vault yet.
        person_name: as the record shall show who wrote.
        passphrase: at least 12 characters that are not guessed too soon.
        cost: of the key derivation; lower only in tests.
        clock: gives the present moment.

    Raises:
        WeakPassphraseError: the passphrase is too easily guessed.
        StorageError: the folder is not empty, on a network drive, or cannot be written to.
    """
    place = Place.of(where)
    folder = place.folder
    _check_new(place, person_name, passphrase)
    made = not folder.exists()
    database: Database | None = None
    try:
        with explained():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)
        database = Database(place, UNFINISHED)
        database.create()
        with database.transaction() as connection:
            database.claim(connection)
            _first_rows(Rows(connection), person_name.strip(), passphrase, cost, clock)
        database.put_in_place()
    except BaseException:
        if database is not None:
            database.close()
        _clear(folder, whole=made)
        raise
    return open_vault(place, passphrase, clock=clock)


def _check_new(place: Place, person_name: str, passphrase: str) -> None:
    if not person_name.strip():
        raise StorageError("Give your name; the record shows who wrote it")
    check_new_passphrase(passphrase, [person_name])
    if not place.served:
        _check_folder(place.folder)


def _check_folder(folder: Path) -> None:
    refuse_network_folder(folder)
    with explained():
        there = {path.name for path in folder.iterdir()} if folder.exists() else set()
        if any(not name.startswith(UNFINISHED) for name in there):
            text = "The folder {folder} is not empty; name a new one for the vault"
            raise StorageError(text, folder=str(folder))


def _clear(folder: Path, *, whole: bool) -> None:
    if whole:
        shutil.rmtree(folder, ignore_errors=True)
        return
    for path in folder.glob(f"{UNFINISHED}*"):
        path.unlink(missing_ok=True)


def _first_rows(
    rows: Rows, person_name: str, passphrase: str, cost: KdfCost | None, clock: Clock
) -> None:
    own, person_id = PrivateKey.generate(), secrets.token_hex(8)
    rows.add(VaultRow(id=secrets.token_hex(8), format=FORMAT, created_on=clock().date()))
    rows.add(new_person(own, person_id, passphrase, first_profile(person_name), cost))


def open_vault(
    where: Path | Place, passphrase: str, *, name: str = "", clock: Clock = utc_now
) -> OpenVault:
    """Unlock a vault.

    Args:
        where: its folder or place.
        passphrase: of the person.
        name: sign-in name, needed once the vault has several people.
        clock: gives the present moment.

    Raises:
        WrongPassphraseError: name and passphrase do not belong together.
        NameNeededError: the vault has several people.
        WaitingError: nobody has confirmed the person yet.
        LeftError: the person was taken out.
        StorageError: there is no vault, it is damaged, newer, or on a network drive.
    """
    place = Place.of(where)
    if not place.served:
        refuse_network_folder(place.folder)
    database = Database(place)
    try:
        with whole_rows():
            database.check()
            with database.transaction(write=False) as connection:
                person, own = signed_in(Rows(connection), name, passphrase)
            return _entered(place, database, person, own, clock)
    except BaseException:
        database.close()
        raise


def open_with_key(
    where: Path | Place, person_id: str, own: PrivateKey, *, clock: Clock = utc_now
) -> OpenVault:
    """Open a vault with a private key that was unwrapped before: a session that goes on.

    Raises:
        TamperedError: the key is not the person's.
        LeftError: the person was taken out meanwhile.
        StorageError: there is no vault, or it is damaged.
    """
    place = Place.of(where)
    database = Database(place)
    try:
        with database.transaction(write=False) as connection:
            person = known_person(Rows(connection), person_id)
        return _entered(place, database, person, own, clock)
    except BaseException:
        database.close()
        raise


def _entered(
    place: Place, database: Database, person: PersonRow, own: PrivateKey, clock: Clock
) -> OpenVault:
    profile = read_profile(own, person)
    refuse_absent(person, own)
    index_key = bytes.fromhex(profile["index_key"])
    signing = SigningKey.of_person(own)
    search = subkey(index_key, "search")
    keys = Keys(own, signing, PartCipher(index_key), search, b"", {})
    stores = Stores(place, database, attachment_store(place))
    stores.files.sweep()
    vault = OpenVault(stores, (person.id, profile["name"]), keys, clock)
    try:
        settle(vault)
        renew_owed(vault)
    except BaseException:
        vault.close()
        raise
    return vault
