"""What is known of a case: kept while the vault is open, checked again in every unit of work.

To open a section everything in a case had to be read and decrypted. Now the newest revisions, the
paths and the payloads that were decrypted stay in the memory of the open vault, and are dropped
when it is locked. Every unit of work first looks at the heads of the case's chains: what was
appended since is followed link by link, and whoever cut a chain or put an older one back is
noticed. Rows are still read and compared with their newest revision, bit for bit, each time that
they are shown or written over; what the memory spares is to decrypt once more what is proven to be
the same. What a save only looks at it recalls (recalled.py).
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipdoc.casework.core.chain import START
from ipdoc.storage.caserows import Appended, CaseRows, Heads, Limits, Link, Newest
from ipdoc.storage.rows import Rows
from ipdoc.vault.errors import TamperedError

if TYPE_CHECKING:
    from ipdoc.casework.core.casefile import Record

MOST_CASES = 8
"""Cases whose revisions are remembered; the one that was used longest ago is forgotten first."""
MOST_BYTES = 1 << 20
"""Decrypted JSON that one open vault keeps; as objects it takes some five times as much."""


@dataclass(frozen=True)
class Known:
    """The chains of a case as one committed unit of work saw them."""

    heads: Mapping[str, tuple[int, bytes]]
    """Device → number and digest of its newest revision."""
    newest: Mapping[bytes, Newest]
    """Record id → its newest revision."""

    def with_revision(self, row: Appended) -> Known:
        """Return what is known once a revision has been appended."""
        said = (row.version, row.part, row.epoch, row.device_id, row.seq, row.state_digest)
        return Known(
            {**self.heads, row.device_id: (row.seq, row.digest)},
            {**self.newest, row.record_id: Newest(*said)},
        )


def learn(rows: CaseRows, before: Known | None, heads: Heads) -> Known:
    """Return what the transaction says of a case.

    Args:
        rows: of the case.
        before: what was known before the transaction began; None for nothing.
        heads: of its chains, as they are now.

    Raises:
        TamperedError: a chain does not go on from where it was.
    """
    if before is None:
        return Known(heads, rows.newest())
    if heads == before.heads:
        return before
    if before.heads.keys() - heads.keys():
        raise TamperedError("chain of revisions")
    newest = dict(before.newest)
    for device, head in heads.items():
        seq, digest = before.heads.get(device, (0, START))
        if head != (seq, digest):
            _follow(rows.after(device, seq), (seq, digest), head, newest)
    return Known(heads, newest)


def _follow(
    links: Iterable[Link],
    place: tuple[int, bytes],
    head: tuple[int, bytes],
    newest: dict[bytes, Newest],
) -> None:
    for link in links:
        if (link.newest.seq - 1, link.prev) != place:
            raise TamperedError("chain of revisions")
        place = (link.newest.seq, link.digest)
        known = newest.get(link.record_id)
        if known is None or known.version < link.newest.version:
            newest[link.record_id] = link.newest
    if place != head:
        raise TamperedError("chain of revisions")


class CaseMemory:
    """What an open vault remembers of the cases that were used last.

    Args:
        most_bytes: decrypted JSON that is kept.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.known: Mapping[str, Known] = {}
        """Never changed in place: a unit of work takes it as it is when it begins."""
        self._most_bytes = most_bytes
        self._paths: dict[str, dict[bytes, str]] = {}
        self._records: OrderedDict[tuple[str, bytes], tuple[bytes, Record, int]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def keep(self, case_id: str, before: Known | None, known: Known) -> None:
        """Remember what a unit of work learnt, unless another one learnt something meanwhile."""
        with self._lock:
            if self.known.get(case_id) is not before or self._most_bytes == 0:
                return
            others = {name: one for name, one in self.known.items() if name != case_id}
            for name in list(others)[: max(0, len(others) - MOST_CASES + 1)]:
                del others[name]
                self._paths.pop(name, None)
            self.known = {**others, case_id: known}

    def forget(self, case_id: str) -> None:
        """Forget a case that is not open any more."""
        with self._lock:
            self.known = {name: one for name, one in self.known.items() if name != case_id}
            self._paths.pop(case_id, None)
            for name in [name for name in self._records if name[0] == case_id]:
                self._bytes -= self._records.pop(name)[2]

    def paths(self, case_id: str) -> Mapping[bytes, str]:
        """Return record id → path, for the records that have been decrypted."""
        return self._paths.setdefault(case_id, {})

    def record(self, case_id: str, record_id: bytes, state: bytes) -> Record | None:
        """Return a record that was decrypted from a blob with this digest."""
        with self._lock:
            found = self._records.get((case_id, record_id))
            if found is None or found[0] != state:
                return None
            self._records.move_to_end((case_id, record_id))
            return found[1]

    def keep_record(
        self, case_id: str, record_id: bytes, state: bytes, record: Record, size: int
    ) -> None:
        """Remember what a blob holds; what was used longest ago gives way.

        Args:
            case_id: the case.
            record_id: the record.
            state: SHA-256 of the blob.
            record: what was decrypted from it.
            size: bytes of its JSON.
        """
        with self._lock:
            if size > self._most_bytes:
                return
            self._paths.setdefault(case_id, {})[record_id] = record.path
            before = self._records.pop((case_id, record_id), None)
            self._bytes += size - (before[2] if before else 0)
            self._records[case_id, record_id] = (state, record, size)
            while self._bytes > self._most_bytes:
                self._bytes -= self._records.popitem(last=False)[1][2]

    def close(self) -> None:
        """Forget everything, and keep nothing from now on."""
        with self._lock:
            self.known, self._most_bytes, self._bytes = {}, 0, 0
            self._paths.clear()
            self._records.clear()


class CaseState:
    """A case within one unit of work.

    Args:
        rows: of the transaction.
        memory: of the open vault.
        names: ids of the case and of the person at work.
        before: what was known of the case before the transaction began.
    """

    def __init__(
        self, rows: Rows, memory: CaseMemory, names: tuple[str, str], before: Known | None
    ) -> None:
        case_id, self._person_id = names
        self.rows = CaseRows(rows, case_id)
        self.opened: dict[bytes, Record] = {}
        """Records that this unit of work has read or written."""
        self.memory = memory
        self._case_id = case_id
        self._before = before
        self.limits: Limits = {}
        """The person's seals, as the last look found them."""
        self._heads: Heads | None = None
        self._known: Known | None = None

    def look(self) -> Limits:
        """Return the person's seals as they are now; the heads come by the same statement."""
        self.limits, self._heads = self.rows.look(self._person_id)
        return self.limits

    @property
    def known(self) -> Known:
        """The chains of the case, with what this unit of work has appended.

        Raises:
            TamperedError: a chain does not go on from where it was.
        """
        if self._known is None:
            if self._heads is None:
                self.look()
            self._known = learn(self.rows, self._before, self._heads or {})
        return self._known

    @property
    def paths(self) -> Mapping[bytes, str]:
        """Record id → path, for the records that have been decrypted."""
        return self.memory.paths(self._case_id)

    def append(self, row: Appended) -> None:
        """Write a revision at the end of its chain."""
        self.rows.add_revision(row)
        self._known = self.known.with_revision(row)

    def committed(self) -> None:
        """Remember what was learnt: the unit of work has come to its end."""
        if self._known is not None:
            self.memory.keep(self._case_id, self._before, self._known)


def others(heads: Heads | Mapping[str, tuple[int, bytes]], own: str) -> dict[str, tuple[int, str]]:
    """Return the heads of all devices but one, digests in hex."""
    return {name: (seq, digest.hex()) for name, (seq, digest) in heads.items() if name != own}
