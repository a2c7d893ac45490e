"""Merge what two copies of a case have become (DESIGN §3).

Revisions are united: chains of different devices never touch, and a chain of one device that goes
two ways is refused by name. A record that only one side changed is taken as it is. One that both
changed is merged key by key (``threeway``) in a new revision; what clashes stays as it is here and
is kept beside it in ``conflict/<id>``, until somebody chooses.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ipdoc.casework.access.log import LOG_ENTRY
from ipdoc.casework.access.records import ACCESS, CONSENT, HEAD
from ipdoc.casework.cases import put_evaluation
from ipdoc.casework.core.casefile import CaseFile, Record
from ipdoc.casework.core.chain import GONE, differences
from ipdoc.casework.core.record import Ref, lesion_path, load_evaluation, load_lesions
from ipdoc.casework.core.work import Work
from ipdoc.casework.issuing.naming import ASKED, PSEUDONYMS, united
from ipdoc.casework.keeping.sides import Side
from ipdoc.casework.keeping.threeway import Clash, before, merge
from ipdoc.domain.payloads import Payload
from ipdoc.errors import IpdocError
from ipdoc.storage.caserows import CaseRows, Stored, appended

CONFLICT = "conflict/"
WHY = "taken in from a colleague's file"
WHOLE = "*"
"""Key of a conflict about the record as a whole."""
_LESION = "finding/"
_FROZEN = ("snapshot/", "report/", "signed/")
"""What was issued is never mixed: the other side's is kept whole beside it."""
_OF_THIS_VAULT = (HEAD, CONSENT, ACCESS, LOG_ENTRY)
"""Who leads and may see the case here, what was noted of consents, and the log: a file from
elsewhere adds to them, and never changes or removes what is here."""


class ForkedChainError(IpdocError):
    """One device wrote two different histories."""

    def __init__(self, device: str) -> None:
        super().__init__(
            "The device {device} has written two different histories of this case, as happens when "
            "a vault is copied by hand and both copies are used; nothing is merged, nothing is "
            "lost: go on with one of them and enter by hand what the other has more",
            device=device,
        )


class ClosedPartError(IpdocError):
    """The file holds, or both sides changed, what the person may not open."""

    def __init__(self) -> None:
        super().__init__(
            "The file holds a part of this case that is not open to you here; let somebody take it "
            "in who may open all of it"
        )


@dataclass
class CaseMerge:
    """What merging one case did."""

    records: int = 0
    """Records that changed here."""
    conflicts: int = 0
    """Records in which something is to be chosen."""
    renumbered: dict[int, int] = field(default_factory=dict)
    """Lesions of the colleague: their number there → their number here."""


class _Merging:
    """One merge while it goes on.

    Args:
        work: a writing unit of work.
        case: here, with the keys of both sides.
        mine: the copy here, as it was before.
        theirs: the copy that came.
    """

    def __init__(self, work: Work, case: CaseFile, mine: Side, theirs: Side) -> None:
        self._work, self._case, self._mine, self._theirs = work, case, mine, theirs
        self._rows = CaseRows(work.rows, case.case_id)
        self.result = CaseMerge()

    def run(self) -> CaseMerge:
        self._unite_chains()
        apart: set[str] = set()
        for record_id, row in self._theirs.newest.items():
            own = self._mine.newest.get(record_id)
            if self._mine.knows(row):
                continue
            alone = own is None or self._theirs.knows(own)
            if alone and not self._changed_elsewhere(record_id) and not self._is_kept(record_id):
                self._adopt(record_id)
            else:
                apart.add(self._path(record_id))
        self._work.forget(self._case.case_id)
        self._case = self._work.case(self._case.case_id)
        for path in sorted(apart):
            self._settle(path)
        return self.result

    def _unite_chains(self) -> None:
        """Append the revisions that are missing here.

        Raises:
            ForkedChainError: a device has written two different ones under one number.
        """
        here = {(row.device_id, row.seq): row.digest for row in self._mine.revisions}
        for row in self._theirs.revisions:
            known = here.get((row.device_id, row.seq))
            if known is not None and known != row.digest:
                raise ForkedChainError(row.device_id)
            if known is None:
                self._rows.add_revision(appended(row))

    def _changed_elsewhere(self, record_id: bytes) -> bool:
        """Tell whether the same record was changed here in another part of the case."""
        if not self._theirs.may_open(record_id):
            return False
        ids = self._case.keys.ids(self._theirs.told(record_id).path)
        rows = (self._mine.newest.get(one) for one in ids if one != record_id)
        return any(row is not None and not self._theirs.knows(row) for row in rows)

    def _is_kept(self, record_id: bytes) -> bool:
        """Tell whether a record stays as it is here, whatever the other side made of it."""
        if self._mine.row(record_id) is None or not self._mine.may_open(record_id):
            return False
        return self._mine.told(record_id).path.startswith(_OF_THIS_VAULT)

    def _adopt(self, record_id: bytes) -> None:
        """Take a record over as it is on the other side."""
        self._stand(record_id, self._theirs.row(record_id))
        self.result.records += 1

    def _stand(self, record_id: bytes, wanted: Stored | None) -> None:
        """See that a record's row is the one that is wanted."""
        there = next(iter(self._rows.records([record_id])), None)
        if there is not None and wanted is None:
            self._rows.remove_record(record_id)
        elif wanted is not None and there is None:
            self._rows.add_record(wanted)
        elif wanted is not None and there != wanted:
            self._rows.change_record(wanted)

    def _path(self, record_id: bytes) -> str:
        if not (self._mine.may_open(record_id) and self._theirs.may_open(record_id)):
            raise ClosedPartError
        return self._theirs.told(record_id).path

    def _settle(self, path: str) -> None:
        """Bring the two states of a record together."""
        pair = _Pair(path, self._case.keys.ids(path), self._mine, self._theirs)
        for record_id in pair.ids:
            self._stand_as_chained(record_id)
        self.result.records += 1
        if pair.mine and pair.theirs and pair.both_new and path.startswith(_LESION):
            self._renumber(pair.theirs)
            self._write(pair, pair.mine.payload)
            return
        payload, clashes = pair.merged()
        if payload is None:
            return
        self._write(pair, payload)
        if clashes:
            self._keep_conflict(pair, clashes)

    def _stand_as_chained(self, record_id: bytes) -> None:
        """See that a row is there exactly if the united chains say so, until it is written."""
        newest = self._work.state(self._case.case_id).known.newest.get(record_id)
        if newest is None:
            return
        states = [side.row(record_id) for side in (self._mine, self._theirs)]
        told = (newest.device_id, newest.seq)
        wanted = (one for one in states if one and (one.device_id, one.seq) == told)
        self._stand(record_id, None if newest.state_digest == GONE else next(wanted, None))

    def _write(self, pair: _Pair, payload: Payload) -> None:
        """Write what stays as a revision above those of both sides."""
        version, part = pair.version, pair.part
        for one in pair.standing:
            if one.part != part:
                record_id, changes = (
                    self._case.keys.id(one.path, one.part),
                    differences(one.payload, {}),
                )
                self._stand(record_id, self._mine.row(record_id) or self._theirs.row(record_id))
                self._case.end_record(replace(one, version=version), WHY, changes)
                version += 1
        before = pair.mine.payload if pair.mine else {}
        told = (WHY, differences(before, payload))
        self._case.write_as(pair.path, payload, part, version + 1, told)

    def _renumber(self, lesion: Record) -> None:
        """Give the colleague's lesion the next free number: two were begun under the same one."""
        _, evaluation_id, number = lesion.path.split("/")
        ref = Ref(self._case.case_id, evaluation_id)
        evaluation, version = load_evaluation(self._case, ref)
        taken = [one.number for one in load_lesions(self._case, ref)]
        evaluation, new = evaluation.counted_to("lesion", max(taken)).next_number("lesion")
        put_evaluation(self._case, ref, evaluation, version, "number given to a lesion")
        payload = {**lesion.payload, "number": new}
        path = lesion_path(ref, new)
        self._case.put(path, payload, lesion.part, expected_version=None, why=WHY)
        self.result.renumbered[int(number)] = new

    def _keep_conflict(self, pair: _Pair, clashes: Mapping[str, Clash]) -> None:
        """Keep what was not taken, until somebody chooses."""
        mine, theirs = pair.signed()
        payload = {
            "schema": 1,
            "path": pair.path,
            "keys": {key: vars(clash) for key, clash in clashes.items()},
            "mine": mine,
            "theirs": theirs,
            "taken_in": self._work.vault.now().isoformat(),
        }
        path = CONFLICT + secrets.token_hex(8)
        self._case.put(path, payload, pair.part, expected_version=None, why=WHY, changes={})
        self.result.conflicts += 1


class _Pair:
    """The two states of one record."""

    def __init__(self, path: str, ids: list[bytes], mine: Side, theirs: Side) -> None:
        self.path = path
        self.ids = [one for one in ids if one in mine.newest or one in theirs.newest]
        self.mine, self.theirs = (_standing(side, self.ids) for side in (mine, theirs))
        self._changes = mine.own_changes(self.ids, theirs), theirs.own_changes(self.ids, mine)
        self.both_new = not mine.shares(self.ids, theirs)
        self.version = max(
            side.newest[one].version
            for side in (mine, theirs)
            for one in self.ids
            if one in side.newest
        )

    @property
    def standing(self) -> tuple[Record, ...]:
        """The states that are there, one for each part."""
        found = {one.part: one for one in (self.theirs, self.mine) if one is not None}
        return tuple(found.values())

    @property
    def part(self) -> str:
        """Where the record lies from now on: in the part that is shut to more people."""
        parts = [one.part for one in (self.mine, self.theirs) if one is not None]
        return "intimate" if "intimate" in parts else parts[0]

    def merged(self) -> tuple[Payload | None, Mapping[str, Clash]]:
        """Return what stays, None where both removed it, and what clashes."""
        if self.mine is not None and self.path.startswith(_OF_THIS_VAULT):
            return self.mine.payload, {}
        if self.mine is None or self.theirs is None:
            kept = self.mine or self.theirs
            if kept is None:
                return None, {}
            return kept.payload, {WHOLE: Clash(None, kept.payload, None)}
        if self.both_new and self.path.startswith(_FROZEN):
            if self.mine.payload == self.theirs.payload:
                return self.mine.payload, {}
            clash = Clash(None, self.mine.payload, self.theirs.payload)
            return self.mine.payload, {WHOLE: clash}
        mine, theirs = self.mine.payload, self.theirs.payload
        if self.path in (ASKED, PSEUDONYMS):
            return united(self.path, mine, theirs), {}
        bases = [
            before(payload, [one.changes for one in changes])
            for payload, changes in zip((mine, theirs), self._changes, strict=True)
        ]
        found = merge(mine, theirs, (bases[0], bases[1]))
        return found.payload, found.clashes

    def signed(self) -> tuple[dict[str, str], dict[str, str]]:
        """Return who wrote what stays and what does not, and when."""
        mine, theirs = (
            {"who": one[0].who, "when": one[0].when.isoformat()} for one in self._changes
        )
        return (theirs, mine) if self.mine is None else (mine, theirs)


def _standing(side: Side, record_ids: list[bytes]) -> Record | None:
    found = (side.record(one) for one in record_ids)
    return next((one for one in found if one is not None), None)


def merge_case(work: Work, case: CaseFile, mine: Side, theirs: Side) -> CaseMerge:
    """Bring into a case what another copy of it holds.

    Args:
        work: a writing unit of work.
        case: the case here, with the keys of both copies.
        mine: the copy here.
        theirs: the other copy, whose chains have been checked.

    Raises:
        ForkedChainError: one device has written two histories.
        ClosedPartError: both changed what is not open to the person.
        TamperedError: a row is not what its chain says.
    """
    return _Merging(work, case, mine, theirs).run()
