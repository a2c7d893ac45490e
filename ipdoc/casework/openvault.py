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
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ipdoc.casework.casestate import CaseMemory
from ipdoc.casework.keeping.heads import leave_head
from ipdoc.casework.work import Work
from ipdoc.errors import IpdocError
from ipdoc.storage.attachments import AttachmentFiles
from ipdoc.storage.database import UNFINISHED, Database, explained, refuse_network_folder
from ipdoc.storage.errors import StorageError
from ipdoc.storage.rows import FORMAT, Rows
from ipdoc.storage.tables import DeviceRow, PersonRow, VaultRow
from ipdoc.vault.ciphers import PartCipher, identity_bytes, new_key, subkey, tag
from ipdoc.vault.errors import TamperedError
from ipdoc.vault.keys import KdfCost, PrivateKey

SHORTEST_PASSPHRASE = 12
"""Characters; six random words are far above it."""
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
    index: PartCipher
    """Cipher of the case list's lines."""
    search: bytes
    """Key of the tags by which a case is found by its exact code."""
    device: bytes
    """Private half of the device's signing key, 32 bytes; it signs vault heads."""
    parts: dict[tuple[str, str, int], PartCipher]
    """(case, part, epoch) → cipher."""


class OpenVault:
    """A vault that has been unlocked; shared by the threads of one session.

    Args:
        folder: the vault's folder.
        database: the open database.
        person: id and name of the person.
        device_id: the device that writes.
        keys: unwrapped keys.
        clock: gives the present moment.
    """

    def __init__(
        self,
        folder: Path,
        database: Database,
        person: tuple[str, str],
        device_id: str,
        keys: Keys,
        clock: Clock = utc_now,
    ) -> None:
        self.folder = folder
        self.person_id, self.person_name = person
        self.device_id = device_id
        self.files = AttachmentFiles(folder)
        self.lock = threading.Lock()
        self.now = clock
        self.memory = CaseMemory()
        self.derived: dict[Any, Any] = {}
        """What was worked out of records and is costly; dropped when the vault is locked."""
        self.touched: set[str] = set()
        """Cases that were written to and that no vault head tells of yet."""
        self._database = database
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
    def database(self) -> Database:
        """The open database, for what concerns it as a whole."""
        return self._database

    def __enter__(self) -> OpenVault:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave a vault head, drop the keys and close the database; a second call does nothing."""
        if self._keys is not None:
            leave_head(self)
        self._keys = None
        self.memory.close()
        self.derived.clear()
        self._database.close()

    @contextlib.contextmanager
    def transaction(self, *, write: bool = True) -> Iterator[Work]:
        """Open one unit of work; commit at the end, undo everything on an error."""
        _ = self.keys
        with self._database.transaction(write=write) as connection:
            work = Work(self, Rows(connection, write=write))
            try:
                yield work
            except BaseException:
                work.undo_files()
                raise
        work.committed()

    def list_cases(
        self, page: int, size: int, code: str | None = None
    ) -> tuple[list[ListedCase], int]:
        """Return a page of cases, the newest first, and their number in all.

        Args:
            page: from 1.
            size: cases a page.
            code: only cases that bear exactly this code.
        """
        wanted = tag(self.keys.search, code) if code else None
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


def _profile_identity(person_id: str) -> bytes:
    return identity_bytes(kind="profile", person=person_id)


def _profile_cipher(own: PrivateKey) -> PartCipher:
    """Return the cipher of the profile: symmetric, as anybody could make a seal for the person."""
    return PartCipher(own.derive("profile"))


def _read_profile(own: PrivateKey, person: PersonRow) -> dict[str, Any]:
    if own.public.data != person.public_key:
        raise TamperedError("public key")
    sealed = _profile_cipher(own).decrypt(person.profile, _profile_identity(person.id))
    profile: dict[str, Any] = json.loads(sealed)
    return profile


def create_vault(
    folder: Path,
    person_name: str,
    passphrase: str,
    *,
    cost: KdfCost | None = None,
    clock: Clock = utc_now,
) -> OpenVault:
    """Make a new vault and open it; on an error nothing is left behind.

    Args:
        folder: does not exist yet, or is empty but for the rest of an attempt that was cut off;
            its parents are made.
        person_name: as the record shall show who wrote.
        passphrase: at least 12 characters.
        cost: of the key derivation; lower only in tests.
        clock: gives the present moment.

    Raises:
        StorageError: the folder is not empty, on a network drive, or cannot be written to.
    """
    _check_new(folder, person_name, passphrase)
    made = not folder.exists()
    database: Database | None = None
    try:
        with explained():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)
        database = Database(folder, UNFINISHED)
        database.create()
        with database.transaction() as connection:
            _first_rows(Rows(connection), person_name.strip(), passphrase, cost, clock)
        database.put_in_place()
    except BaseException:
        if database is not None:
            database.close()
        _clear(folder, whole=made)
        raise
    return open_vault(folder, passphrase, clock=clock)


def _check_new(folder: Path, person_name: str, passphrase: str) -> None:
    refuse_network_folder(folder)
    if not person_name.strip():
        raise StorageError("Give your name; the record shows who wrote it")
    if len(passphrase) < SHORTEST_PASSPHRASE:
        text = "Take a longer passphrase: at least {count} characters, better six random words"
        raise StorageError(text, count=SHORTEST_PASSPHRASE)
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
    own, device = PrivateKey.generate(), Ed25519PrivateKey.generate()
    person_id, device_id = secrets.token_hex(8), secrets.token_hex(8)
    today = clock().date()
    profile = {
        "name": person_name,
        "index_key": new_key().hex(),
        "devices": {device_id: device.private_bytes_raw().hex()},
    }
    sealed = _profile_cipher(own).encrypt(
        json.dumps(profile).encode(), _profile_identity(person_id)
    )
    rows.add(VaultRow(id=secrets.token_hex(8), format=FORMAT, created_on=today))
    rows.add(
        PersonRow(
            id=person_id,
            public_key=own.public.data,
            wrapped_key=own.wrap(passphrase, person_id, cost),
            profile=sealed,
            case_count=0,
        )
    )
    public = device.public_key().public_bytes_raw()
    rows.add(DeviceRow(id=device_id, public_key=public, created_on=today))


def open_vault(folder: Path, passphrase: str, *, clock: Clock = utc_now) -> OpenVault:
    """Unlock a vault.

    Raises:
        WrongPassphraseError: the passphrase is not the one.
        StorageError: there is no vault, it is damaged, newer, or on a network drive.
    """
    refuse_network_folder(folder)
    database = Database(folder)
    try:
        database.check()
        with database.transaction(write=False) as connection:
            rows = Rows(connection)
            rows.vault()
            person, device = rows.person(), rows.device()
        own = PrivateKey.unwrap(person.wrapped_key, passphrase, person.id)
        profile = _read_profile(own, person)
    except BaseException:
        database.close()
        raise
    index_key = bytes.fromhex(profile["index_key"])
    signing = bytes.fromhex(profile["devices"][device.id])
    keys = Keys(own, PartCipher(index_key), subkey(index_key, "search"), signing, {})
    AttachmentFiles(folder).sweep()
    return OpenVault(folder, database, (person.id, profile["name"]), device.id, keys, clock)
