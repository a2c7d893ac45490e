"""Take cases in that a colleague has handed over: whole, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from typing import Any

from ipdoc.casework.access.consent import note_consents
from ipdoc.casework.access.gate import allow, check, checked
from ipdoc.casework.access.lines import line_of, plain_line, refresh_line
from ipdoc.casework.access.log import Event, note
from ipdoc.casework.access.records import LOG, Head, put_head
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.chain import check_chains, read_revision, read_told
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.work import Work
from ipdoc.casework.keeping.erase import ERASED_PATH
from ipdoc.casework.keeping.merge import CaseMerge, ClosedPartError, merge_case
from ipdoc.casework.keeping.parcel import (
    CaseParcel,
    ParcelError,
    ParcelHead,
    ParcelReader,
    checked_id,
    read_case,
    read_form,
    read_head,
    read_row,
)
from ipdoc.casework.keeping.pipes import Pipe, pulled
from ipdoc.casework.keeping.progress import Progress, quiet
from ipdoc.casework.keeping.sides import Side, as_revision, as_stored
from ipdoc.casework.keeping.takenin import TakenIn
from ipdoc.casework.people.register import card_for_sealing, people
from ipdoc.casework.people.sealing import give, keep_keys
from ipdoc.casework.visits import case_index
from ipdoc.domain.access import Action
from ipdoc.errors import IpdocError
from ipdoc.storage import dump
from ipdoc.storage.caserows import CaseRows
from ipdoc.storage.erasing import ERASED, erased, take_back
from ipdoc.storage.people import case_seals, device
from ipdoc.storage.tables import CaseIndexRow, ErasedRow, RevisionRow
from ipdoc.vault.agekeys import Source, open_stream
from ipdoc.vault.errors import TamperedError

WRITER = "writer/"
"""Records of a case: name and role of people of other vaults who wrote in it."""


class ErasedHereError(IpdocError):
    """A case in the file was erased in this vault."""

    def __init__(self, case_id: str) -> None:
        super().__init__(
            "The case {case} was erased in this vault, as the person examined may have wished; it "
            "is not taken in again",
            case=case_id,
        )


class OtherKeysError(IpdocError):
    """Both copies have given one number to two different keys."""

    def __init__(self, case_id: str) -> None:
        super().__init__(
            "The case {case} in the file has other keys than here; it is another case or was "
            "changed, and is not taken in",
            case=case_id,
        )


class ForgedAuthorError(IpdocError):
    """Somebody else wrote in the name of a person of this vault."""

    def __init__(self) -> None:
        super().__init__(
            "The file holds changes in the name of somebody of this vault who did not sign them; "
            "keep it, do not use it, and speak with who sent it"
        )


def take_in(
    vault: OpenVault, source: Source, *, size: int = 0, progress: Progress = quiet
) -> TakenIn:
    """Take in the cases of a file; on an error nothing of it stays.

    Args:
        vault: the open vault.
        source: the age file.
        size: its bytes, for the progress; 0 = not known.
        progress: told bytes read and bytes in all.

    Raises:
        NotAllowedError: the person may not take cases in.
        SealedFileError: it is for somebody else, or damaged.
        ParcelError: its content is not as it must be.
        ErasedHereError: a case of it was erased here.
        ForkedChainError: one device has written two histories of a case.
        ForgedAuthorError: somebody of this vault did not sign what is in their name.
        OtherKeysError: a case has other keys than here.
        ClosedPartError: it holds a part that others here have, and the person has not.
        TamperedError: a chain in it is broken.
    """
    allow(vault, Action.TAKE_IN)
    return _TakingIn(vault).run(_Counted(source, size, progress))


class _Counted:
    """Tells the progress what was read."""

    def __init__(self, source: Source, size: int, progress: Progress) -> None:
        self._source, self._size, self._progress, self._done = source, size, progress, 0

    def read(self, size: int = -1, /) -> bytes:
        piece = self._source.read(size)
        self._done += len(piece)
        self._progress(self._done, max(self._size, self._done))
        return piece


class _TakingIn:
    """One file while it is taken in."""

    def __init__(self, vault: OpenVault) -> None:
        self._vault = vault
        self._written: list[str] = []
        self._forms: list[dict[str, Any]] = []
        self._cases: list[CaseParcel] = []
        self._strangers: set[str] = set()
        """Devices that were not known here."""

    def run(self, source: _Counted) -> TakenIn:
        own = self._vault.keys.own

        def push(sink: Pipe) -> None:
            open_stream(source, sink, own)

        try:
            with closing(pulled(push)) as pieces:
                reader = ParcelReader(pieces)
                head = read_head(reader.line())
                code = self._read(reader, head)
                reader.nothing_more()
            with self._vault.transaction() as work:
                return self._place(work, TakenIn(head.sender, code))
        except BaseException:
            for attachment_id in self._written:
                self._vault.files.remove(attachment_id)
            raise

    def _read(self, reader: ParcelReader, head: ParcelHead) -> str:
        """Read forms and cases; return the code at the end."""
        while "end" not in (said := reader.line()):
            if said.get("table") == "form":
                self._forms.append(read_form(read_row(said)[1]))
            else:
                self._cases.append(read_case(said))
                self._read_case(reader, self._cases[-1])
        if [one.case_id for one in self._cases] != list(head.cases):
            raise ParcelError
        return str(said.get("code", ""))

    def _read_case(self, reader: ParcelReader, parcel: CaseParcel) -> None:
        while (said := reader.line()) != {"finish": parcel.case_id}:
            if "file" in said:
                self._read_file(reader, parcel, checked_id(said["file"]), said.get("size"))
                continue
            name, row = read_row(said)
            owner = row.get("id" if name == "case" else "case_id", parcel.case_id)
            if owner != parcel.case_id or name not in ("case", *parcel.rows):
                raise ParcelError
            if name == "case":
                parcel.created_on = row["created_on"]
                continue
            if name in ("device", "attachment"):
                checked_id(row["id"])
            parcel.rows[name].append(row)

    def _read_file(
        self, reader: ParcelReader, parcel: CaseParcel, attachment_id: str, size: object
    ) -> None:
        row = next((one for one in parcel.rows["attachment"] if one["id"] == attachment_id), None)
        if row is None or row["size"] != size or row["size"] < 0:
            raise ParcelError
        pieces = reader.exactly(row["size"])
        if self._is_here(row):
            for _ in pieces:
                pass
            return
        self._written.append(attachment_id)
        if self._vault.files.write(attachment_id, pieces) != (row["size"], row["digest"]):
            raise ParcelError

    def _is_here(self, row: dict[str, Any]) -> bool:
        """Tell whether the vault has a file already.

        Raises:
            ParcelError: it has another one under this id.
        """
        with self._vault.transaction(write=False) as work:
            here = work.rows.attachment(row["id"])
        if here is not None and (here.case_id, here.digest) != (row["case_id"], row["digest"]):
            raise ParcelError
        return here is not None

    def _place(self, work: Work, result: TakenIn) -> TakenIn:
        dump.write_rows(work.rows.connection, self._missing(work, "form", "digest", self._forms))
        for parcel in sorted(self._cases, key=lambda one: one.case_id):
            line = erased(work.rows, parcel.case_id)
            if line is not None and line.kind == ERASED:
                raise ErasedHereError(parcel.case_id)
            if line is not None:
                _take_back(work, line)
            self._devices(work, parcel)
            files = self._missing(work, "attachment", "id", parcel.rows["attachment"])
            if parcel.case_id in dump.case_ids(work.rows.connection):
                result.merged[parcel.case_id] = self._merge(work, parcel, files)
            else:
                self._insert(work, parcel, files)
                result.new.append(parcel.case_id)
            result.tell(work, parcel)
        return result

    def _missing(
        self, work: Work, table: str, key: str, rows: list[dict[str, Any]]
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        here = dump.keys(work.rows.connection, table, key)
        return ((table, row) for row in rows if row[key] not in here)

    def _devices(self, work: Work, parcel: CaseParcel) -> None:
        for row in parcel.rows["device"]:
            here = device(work.rows, row["id"])
            if here is None:
                self._strangers.add(row["id"])
                dump.write_rows(work.rows.connection, [("device", row)])
            elif here.public_key != row["public_key"]:
                raise ParcelError

    def _insert(
        self, work: Work, parcel: CaseParcel, files: Iterator[tuple[str, dict[str, Any]]]
    ) -> None:
        """Write a case that is new here."""
        vault, case_id = self._vault, parcel.case_id
        number = work.rows.add_case(case_id, parcel.created_on)
        keep_keys(work, case_id, parcel.keys)
        named = {"person_id": vault.person_id, "case_id": case_id, "case_number": number}
        work.rows.add_to_index(CaseIndexRow(**named, code_tag=b"", blob=b""))
        connection = work.rows.connection
        dump.write_rows(connection, files)
        for name in ("revision", "record"):
            dump.write_rows(connection, ((name, row) for row in parcel.rows[name]))
        work.forget(case_id)
        case = work.case(case_id)
        case.verify()
        self._refuse_forged(case, work.rows.revisions(case_id))
        line = case_index(case) if case.below("evaluation/") else plain_line(parcel.index)
        put_head(case, Head(vault.person_id, line), "case taken in")
        self._finish(work, case, parcel, CaseMerge())

    def _merge(
        self, work: Work, parcel: CaseParcel, files: Iterator[tuple[str, dict[str, Any]]]
    ) -> CaseMerge:
        """Bring a case that is known together with what the file holds of it."""
        _, stands = checked(work, parcel.case_id, Action.SEE_CASE)
        if not stands.lead:
            check(work, parcel.case_id, Action.WRITE_SECTION)
        self._unite_keys(work, parcel)
        case = work.case(parcel.case_id)
        dump.write_rows(work.rows.connection, files)
        rows = CaseRows(work.rows, case.case_id)
        mine = Side(case, work.rows.revisions(case.case_id), rows.records())
        theirs = Side(
            case,
            map(as_revision, parcel.rows["revision"]),
            map(as_stored, parcel.rows["record"]),
        )
        check_chains(theirs.revisions, lambda row: _read(case, row))
        self._refuse_forged(case, [row for row in theirs.revisions if not mine.knows(row)])
        merged = merge_case(work, case, mine, theirs)
        case = work.case(parcel.case_id)
        case.verify()
        if "record" in case.keys.parts:
            note_consents(case)
        self._finish(work, case, parcel, merged)
        return merged

    def _refuse_forged(self, case: CaseFile, rows: Iterable[RevisionRow]) -> None:
        """See that nothing is in the name of somebody of this vault who did not sign it.

        Raises:
            ForgedAuthorError: something is.
        """
        for row in rows:
            if case.keys.may_open(row.part, row.epoch):
                told = read_told(row, case.keys.cipher(row.part, row.epoch))
                try:
                    case.work.refuse_forged(row, told, self._strangers)
                except TamperedError:
                    raise ForgedAuthorError from None

    def _unite_keys(self, work: Work, parcel: CaseParcel) -> None:
        """Seal what is new of the keys to the person and to everybody who has the part."""
        case_id = parcel.case_id
        mine = work.raw_keys(case_id)
        _refuse_other_keys(work, parcel, mine)
        new = {name: key for name, key in parcel.keys.items() if name not in mine}
        if not new:
            return
        keep_keys(work, case_id, new)
        parts = {part for part, _ in new}
        for person_id, until in {
            (row.person_id, row.until)
            for row in case_seals(work.rows, case_id)
            if row.person_id != self._vault.person_id
        }:
            held = {
                one.part for one in case_seals(work.rows, case_id) if one.person_id == person_id
            }
            if held & parts:
                give(work, case_id, held & parts, card_for_sealing(work, person_id), until)
        behind = {part for part, epoch in mine if (part, epoch) not in parcel.keys}
        if behind & parts:
            work.new_epoch(case_id, sorted(behind & parts))

    def _finish(self, work: Work, case: CaseFile, parcel: CaseParcel, merge: CaseMerge) -> None:
        """Name those who wrote, note where the case came from, write the line of the list."""
        known = people(work)
        for person_id, named in parcel.people.items():
            path = WRITER + person_id
            if person_id not in known and case.get(path) is None:
                payload = {"schema": 1, **named}
                case.put(path, payload, LOG, expected_version=None, why="taken in", changes={})
        told = {str(there): here for there, here in merge.renumbered.items()}
        note(case, Event.TAKEN_IN, renumbered=told or None, conflicts=merge.conflicts or None)
        if case.below("evaluation/"):
            refresh_line(case)
        else:
            case.set_index(line_of(work, case))


def _refuse_other_keys(
    work: Work, parcel: CaseParcel, mine: Mapping[tuple[str, int], bytes]
) -> None:
    """See that the keys in a file are of the case that is here, and of what is open to the person.

    Each part has a key that both copies know, or nobody here has it: whoever only knows the name of
    a case cannot add keys of his own to it, nor give somebody else's part another key.

    Raises:
        OtherKeysError: they are not of this case.
        ClosedPartError: they are of a part that others here have, and the person has not.
    """
    held, brought = ({part for part, _ in keys} for keys in (mine, parcel.keys))
    shared = {part for part, _ in mine.keys() & parcel.keys.keys()}
    changed = any(parcel.keys.get(name, key) != key for name, key in mine.items())
    if changed or not shared or (brought & held) - shared:
        raise OtherKeysError(parcel.case_id)
    if (brought - held) & {row.part for row in case_seals(work.rows, parcel.case_id)}:
        raise ClosedPartError


def _take_back(work: Work, line: ErasedRow) -> None:
    """Forget that a case was handed over for a journey: it is back."""
    path = ERASED_PATH + line.case_id
    register = work.register(write=True)
    record = register.get(path)
    if record is not None:
        register.remove(path, expected_version=record.version, why="case taken in again")
    take_back(work.rows, line)


def _read(case: CaseFile, row: Any) -> None:
    if case.keys.may_open(row.part, row.epoch):
        read_revision(row, case.keys.cipher(row.part, row.epoch))
