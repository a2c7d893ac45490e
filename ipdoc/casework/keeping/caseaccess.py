"""The check of who may open one case: its row, its seals, its lines of the case list."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ipdoc.casework.core.openvault import index_identity
from ipdoc.casework.core.work import Work
from ipdoc.casework.keeping import casefaults as faults
from ipdoc.casework.keeping.casecheck import BROKEN, Ciphers, Found
from ipdoc.casework.keeping.casefaults import at
from ipdoc.casework.keeping.faults import Fault
from ipdoc.casework.keeping.state import OF_CASES, CaseState
from ipdoc.casework.people.cards import Card
from ipdoc.casework.people.sealing import is_true_seal, open_seal
from ipdoc.casework.visits import case_index
from ipdoc.storage.raw import Raw, RawRows, row_digest
from ipdoc.storage.tables import SealRow
from ipdoc.vault.ciphers import tag

_KEY = {"seals": ("part", "epoch", "person_id"), "lines": ("person_id",), "files": ("id",)}


@dataclass
class AccessCheck:
    """The check of the rows that say who may open a case.

    Args:
        work: a reading unit of work.
        raw: its tables.
        case_id: the case.
        told: what the vault heads say of it, and an outside one; empty if they do not know it.
        cards: everybody who is trusted.
    """

    work: Work
    raw: RawRows
    case_id: str
    told: Sequence[CaseState]
    cards: Mapping[str, Card]
    code: str = ""
    """The case's code, where the person has it in the list."""
    ciphers: Ciphers = field(default_factory=dict)
    """What is open to the person."""
    held: set[tuple[Any, Any]] = field(default_factory=set)
    """Part and epoch of all seals that the person has, also of those that do not open."""
    broken: set[str] = field(default_factory=set)
    """Seals of the person that do not open."""

    def run(self) -> Found:
        """Check the rows; afterwards the ciphers are known."""
        lines = list(self.raw.rows("case_index", [self.case_id]))
        yield from self._own_line(lines)
        yield from self._row(lines)
        yield from self._seals()
        yield from self._told_lines(lines)
        yield from self._files()

    def _row(self, lines: Sequence[Raw]) -> Found:
        (row,) = self.raw.rows("case", [self.case_id])
        same = all(row_digest(row, OF_CASES["row"][1]) == one["row"] for one in self.told)
        numbered = all(line["case_number"] == row["number"] for line in lines)
        try:
            known_day = dt.date.fromisoformat(str(row["created_on"])) <= self._tomorrow()
        except ValueError:
            known_day = False
        if not (same and numbered and known_day):
            yield at(faults.CASE_ROW, row["number"])

    def _tomorrow(self) -> dt.date:
        return self.work.vault.now().date() + dt.timedelta(days=1)

    def _seals(self) -> Found:
        rows = {_key("seals", row): row for row in self.raw.rows("seal", [self.case_id])}
        there = {key: row_digest(row, OF_CASES["seals"][1]) for key, row in rows.items()}
        for key, row in rows.items():
            if row["person_id"] == self.work.vault.person_id:
                self.held.add((row["part"], row["epoch"]))
                if not self._opens(row):
                    self.broken.add(key)
        self.broken |= {key for key, row in rows.items() if self._is_forged(row)}
        for key in sorted(self.broken):
            yield at(faults.SEAL, key)
        if not rows and not self.told:
            yield at(faults.CASE_EMPTY)
        yield from self._told_seals(there)
        if self._has_line and not self.held:
            yield at(faults.SEAL_GONE)

    def _told_seals(self, there: dict[str, str]) -> Found:
        mine = f"/{self.work.vault.person_id}"
        for one in self.told[:1]:
            for key, said in one["seals"].items():
                if key not in there and key.endswith(mine) and self.ciphers:
                    yield at(faults.SEAL_GONE, key)
                elif there.get(key) != said and key not in self.broken:
                    yield at(faults.SEAL_SINCE, key)

    def _opens(self, raw: Raw) -> bool:
        """Open a seal of the person; True as well where its time is over."""
        try:
            row = _typed(raw)
            cipher = open_seal(self.work, row, self.ciphers, self.cards)
        except BROKEN:
            return False
        if row.until is None or row.until >= self.work.vault.now().date():
            self.ciphers[row.part, row.epoch] = cipher
        return True

    def _is_forged(self, raw: Raw) -> bool:
        """Tell whether another person's seal is of nobody who had the key, which the person has."""
        known = (raw["part"], raw["epoch"]) in self.ciphers
        if raw["person_id"] == self.work.vault.person_id or not known:
            return False
        try:
            return not is_true_seal(_typed(raw), self.ciphers, self.cards)
        except BROKEN:
            return True

    def _own_line(self, rows: Sequence[Raw]) -> Found:
        mine = [row for row in rows if row["person_id"] == self.work.vault.person_id]
        self._has_line = bool(mine)
        for row in mine:
            fault = self._line_fault(row, row_digest(row, OF_CASES["lines"][1]))
            if fault is not None:
                yield at(fault, self.work.vault.person_id)

    def _told_lines(self, rows: Sequence[Raw]) -> Found:
        there = {str(one["person_id"]): row_digest(one, OF_CASES["lines"][1]) for one in rows}
        me = self.work.vault.person_id
        for one in self.told[:1]:
            if self.held and me in one["lines"] and me not in there:
                yield at(faults.LINE_GONE, me)
            for person, said in one["lines"].items():
                if person != me and there.get(person) != said:
                    yield at(faults.LINE_SINCE, person)

    def _line_fault(self, row: Raw, digest: str) -> Fault | None:
        keys, vault = self.work.vault.keys, self.work.vault
        try:
            identity = index_identity(vault.person_id, self.case_id)
            index = json.loads(keys.index.decrypt(row["blob"], identity))  # type: ignore[arg-type]
            self.code = str(index.get("code", ""))
            if row["code_tag"] != tag(keys.search, self.code):
                return faults.LINE
        except BROKEN:
            return faults.LINE
        as_told = any(one["lines"].get(vault.person_id) == digest for one in self.told[:1])
        return None if as_told or row["stale"] or self._fits(index) else faults.LINE

    def _fits(self, index: dict[str, Any]) -> bool:
        """Tell whether a line that no head tells of shows what the case holds."""
        try:
            expected = case_index(self.work.case(self.case_id))
        except BROKEN:
            return True  # not open, or damaged: the check of the records says so
        return all(index.get(key) == value for key, value in expected.items())

    def _files(self) -> Found:
        there = {
            _key("files", row): row_digest(row, OF_CASES["files"][1])
            for row in self.raw.rows("attachment", [self.case_id])
        }
        for one in self.told:
            for key, said in one["files"].items():
                if there.get(key) != said:
                    yield at(faults.FILE_ROW, key)


def _key(kind: str, row: Raw) -> str:
    return "/".join(str(row[name]) for name in _KEY[kind])


def _typed(raw: Raw) -> SealRow:
    """Return the row of a seal.

    Raises:
        ValueError: its limit is no day.
    """
    until = raw["until"]
    return SealRow(**{**raw, "until": until and dt.date.fromisoformat(str(until))})
