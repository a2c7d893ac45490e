"""The check of a whole vault: every row, file, chain and signature, and each fault by its name."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from ipdoc.casework.access.gate import allow
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.work import Work
from ipdoc.casework.keeping import casefaults, faults
from ipdoc.casework.keeping.caseaccess import AccessCheck
from ipdoc.casework.keeping.casecheck import BROKEN, PIECE_BYTES, CaseCheck, Found, of_case
from ipdoc.casework.keeping.faults import Fault
from ipdoc.casework.keeping.heads import Head, check_head, told_together
from ipdoc.casework.keeping.outside import OutsideHead
from ipdoc.casework.keeping.state import LASTING, PASSING, Digests, State, vault_rows
from ipdoc.casework.people.cards import Card
from ipdoc.casework.people.profile import own_profile
from ipdoc.casework.people.register import people
from ipdoc.domain.access import Action
from ipdoc.storage.explaining import explained_database
from ipdoc.storage.heads import HeadRows
from ipdoc.storage.packing import unpacked
from ipdoc.storage.raw import Raw, RawRows, any_text
from ipdoc.storage.soundness import damages, orphans, strange_parts
from ipdoc.storage.tables import HeadRow
from ipdoc.vault.errors import TamperedError
from ipdoc.vault.signing import SigningKey

WHOLE_ROWS = {"vault", "person", "device", "erased", "invitation"}
"""Kinds of rows of which an added one is named, once; a form proves itself."""
ERASED = "erased/"
"""Path of the register's records of what was erased."""


@dataclass(frozen=True)
class Step:
    """How far the check has come."""

    done: int
    total: int
    """Rows and pieces of files to check; ``done`` may differ from it a little at the end."""
    faults: tuple[Fault, ...] = ()
    """What was found since the step before."""


def verify_vault(
    vault: OpenVault, outside: OutsideHead | None = None, *, files: bool = False
) -> Iterator[Step]:
    """Check everything, go on after each fault; the last step says that all is done.

    Args:
        vault: the open vault.
        outside: a head that was kept elsewhere: whether the vault still holds all that it tells of.
        files: read every file too, which takes as long as copying them.

    Raises:
        NotAllowedError: the person may not.
    """
    allow(vault, Action.VERIFY)
    with vault.transaction(write=False) as work:
        check = _VaultCheck(work, outside, files)
        with any_text(work.rows.session.connection()):
            yield from check.run()


@dataclass
class _VaultCheck:
    work: Work
    outside: OutsideHead | None
    files: bool
    _raw: RawRows = field(init=False)
    _cases: State = field(default_factory=dict)
    """What the heads tell of the cases."""
    _rows: dict[str, Digests] = field(default_factory=dict)
    _head_digests: list[str] = field(default_factory=list)
    _cards: Mapping[str, Card] = field(default_factory=dict)
    _erased: set[str] = field(default_factory=set)
    """Cases that the register says were erased."""
    _own: set[tuple[str, str]] = field(default_factory=set)
    """Kind and key of rows that the person's own profile proves."""
    _signing_keys: dict[str, bytes] = field(default_factory=dict)
    _unsigned: frozenset[object] = frozenset()
    """Devices of the first release."""

    def run(self) -> Iterator[Step]:
        """Do everything in order, and count."""
        self._raw = HeadRows(self.work.rows).raw
        self._read_register()
        done, total = 0, self._total()
        yield Step(0, total)
        for part in (self._database, self._heads, self._outside, self._vault_rows, self._all_cases):
            for found in self._safely(part):
                if isinstance(found, Fault):
                    yield Step(done, total, (found,))
                else:
                    done += found
                    yield Step(min(done, total), total)
        yield Step(total, total)

    def _read_register(self) -> None:
        """Learn from the register who is trusted and what was erased, if it can be read."""
        vault = self.work.vault
        try:
            with explained_database():
                self._cards = people(self.work)
                records = self.work.register().below(ERASED).values()
        except BROKEN:
            records = {}.values()  # the register is checked among the cases: that says why
        self._erased = {
            record.path.removeprefix(ERASED)
            for record in records
            if record.payload.get("kind") == "erased"
        }
        self._signing_keys = {name: card.signing_key for name, card in self._cards.items()}
        self._signing_keys[vault.person_id] = vault.keys.signing.public

    def _safely(self, part: Callable[[], Found]) -> Found:
        """Go on with the next part when a whole table cannot be read."""
        try:
            with explained_database():
                yield from part()
        except BROKEN as error:
            yield faults.unreadable(type(error).__name__)

    def _total(self) -> int:
        try:
            with explained_database():
                rows = sum(map(self._raw.count, ("revision", "record", "attachment", "case")))
                sizes = [row["size"] for row in self._raw.rows("attachment")] if self.files else []
            return rows + sum(one // PIECE_BYTES for one in sizes if isinstance(one, int))
        except BROKEN:
            return 1

    def _database(self) -> Found:
        connection = self.work.rows.session.connection()
        yield from map(faults.broken_database, damages(connection))
        yield from map(faults.strange_schema, strange_parts(connection))
        for table, row in orphans(connection):
            yield faults.orphan(table, row)

    def _heads(self) -> Found:
        good: list[Head] = []
        before = ""
        expected = 1
        for row in self._raw.rows("head"):
            number = row["number"] if isinstance(row["number"], int) else expected
            for missing in range(expected, min(number, expected + 100)):
                yield faults.missing_head(missing)
            try:
                head = check_head(_typed(row), self._signing_keys)
            except BROKEN:
                yield faults.bad_head(number)
            else:
                if head.said["previous"] != before and number == expected:
                    yield faults.missing_head(number)
                before = head.digest
                good.append(head)
            expected = number + 1
        self._cases, self._rows = told_together(good)
        self._head_digests = [head.digest for head in good]

    def _outside(self) -> Found:
        outside = self.outside
        if outside is None:
            return
        if outside.vault_id and outside.vault_id != self.work.rows.vault().id:
            yield faults.other_vault()
            self.outside = None
            return
        try:
            outside.check(self._signing_keys)
        except TamperedError:
            yield faults.unknown_signer()
        if not any(one.startswith(outside.digest) for one in self._head_digests):
            yield faults.older_vault()

    def _vault_rows(self) -> Found:
        now = vault_rows(self._raw)
        self._find_own()
        yield from self._lasting(now, self._rows)
        yield from self._since(now, self._rows)
        if self.outside and self.outside.rows:
            yield from self._lasting(now, self.outside.rows)
        yield from self._forms()
        yield from self._lists()
        if ("profile", self.work.vault.person_id) not in self._own:
            yield faults.bad_profile()

    def _lasting(self, now: dict[str, Digests], told: dict[str, Digests]) -> Found:
        """Compare the rows that never change once they are written."""
        for kind in sorted(told.keys() & LASTING.keys()):
            for row, said in told[kind].items():
                if row not in now[kind]:
                    yield faults.missing_row(kind, row, certain=True)
                elif now[kind][row] != said:
                    yield faults.changed_row(kind, row, certain=True)

    def _since(self, now: dict[str, Digests], told: dict[str, Digests]) -> Found:
        """Name what may have been done in the ordinary way since the newest head."""
        for kind in sorted(told.keys() & WHOLE_ROWS):
            for row in sorted(now[kind].keys() - told[kind].keys() - self._known(kind)):
                yield faults.added_row(kind, row)
        for kind in sorted(told.keys() & PASSING.keys()):
            for row, said in told[kind].items():
                if row not in now[kind]:
                    yield faults.missing_row(kind, row, certain=False)
                elif now[kind][row] != said and (kind, row) not in self._own:
                    yield faults.changed_row(kind, row, certain=False)

    def _known(self, kind: str) -> set[str]:
        """Return the rows of a kind that the register or the person's own profile proves."""
        if kind == "erased":
            return self._erased
        if kind != "person":
            return {row for proven, row in self._own if proven == kind}
        keys = {row["id"]: row["public_key"] for row in self._raw.rows("person")}
        return {name for name, card in self._cards.items() if keys.get(name) == card.public_key}

    def _forms(self) -> Found:
        for row in self._raw.rows("form"):
            try:
                whole = hashlib.sha256(unpacked(row["content"])).hexdigest()  # type: ignore[arg-type]
            except (ValueError, TypeError):
                whole = ""
            if whole != row["digest"]:
                yield faults.bad_form(str(row["digest"]))

    def _lists(self) -> Found:
        lines = Counter(row["person_id"] for row in self._raw.rows("case_index"))
        for row in self._raw.rows("person"):
            if row["case_count"] != lines[row["id"]]:
                yield faults.bad_count(str(row["id"]))

    def _find_own(self) -> None:
        """Find what the person's own profile proves: itself, and the person's devices."""
        try:
            devices = own_profile(self.work)["devices"]
        except BROKEN:
            return
        self._own.add(("profile", self.work.vault.person_id))
        for row in self._raw.rows("device"):
            seed = devices.get(row["id"])
            if seed and SigningKey(bytes.fromhex(seed)).public == row["public_key"]:
                self._own.add(("device", str(row["id"])))

    def _all_cases(self) -> Found:
        there = [str(row["id"]) for row in self._raw.rows("case")]
        devices = self._raw.rows("device")
        self._unsigned = frozenset(row["id"] for row in devices if not row["person_id"])
        known = self._cases | ((self.outside and self.outside.cases) or {})
        noted = {str(row["case_id"]) for row in self._raw.rows("erased")}
        for case_id in sorted(known.keys() - {*there, *self._erased, *noted}):
            yield of_case(casefaults.CASE_GONE, case_id, "")
        for case_id in sorted(self._erased - noted):
            yield faults.missing_row("erased", case_id, certain=True)
        present = frozenset(self.work.vault.files.ids())
        for case_id in there:
            yield from self._safely(partial(self._case, case_id, present))
        named = {row["id"] for row in self._raw.rows("attachment")}
        yield from (faults.stray_file(one) for one in sorted(present) if one not in named)

    def _case(self, case_id: str, present: frozenset[str]) -> Found:
        states = (self._cases, (self.outside and self.outside.cases) or {})
        told = [state[case_id] for state in states if case_id in state]
        access = AccessCheck(self.work, self._raw, case_id, told, self._cards)
        for one in access.run():
            yield of_case(one, case_id, access.code) if isinstance(one, Fault) else one
        if case_id in self._erased:
            yield of_case(casefaults.ERASED_BACK, case_id, access.code)
        given = (told, access.ciphers, access.held, present, self.files)
        check = CaseCheck(self.work, self._raw, case_id, *given, self._cards, self._unsigned)
        for one in check.run():
            yield of_case(one, case_id, access.code) if isinstance(one, Fault) else one
        yield 1


def _typed(row: Raw) -> HeadRow:
    """Return the row of a head.

    Raises:
        ValueError: its day is none.
    """
    return HeadRow(**{**row, "made_on": dt.date.fromisoformat(str(row["made_on"]))})
