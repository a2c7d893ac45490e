"""Whoever can write the table of seals can break it, and never make anybody take a wrong key."""

import datetime as dt
import itertools
import random

import pytest

from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.core.work import UnknownCaseError
from ipdoc.casework.keeping.verify import verify_vault
from ipdoc.casework.people.sealing import seal_identity
from ipdoc.domain.people import Role
from ipdoc.errors import IpdocError
from ipdoc.storage.people import all_people, case_seals
from ipdoc.storage.tables import SealRow
from ipdoc.vault.errors import TamperedError
from ipdoc.vault.keys import PrivateKey, PublicKey
from ipdoc.vault.seals import digest_of_keys, seal
from ipdoc.vault.signing import SigningKey
from tests.people_builders import a_second_person
from tests.vault_builders import PASSPHRASE, a_case, a_vault, get, put, sql

COLUMNS = ("case_id", "part", "epoch", "person_id", "blob", "until", "sealed_by", "signature")
SAMPLE = 60


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    """Two people, two cases shared for a time, one of them with new keys since."""
    with a_vault(tmp_path_factory.mktemp("swaps")) as vault, a_second_person(vault) as second:
        until = vault.now().date() + dt.timedelta(days=30)
        for days in (None, until):
            case_id = a_case(vault)
            put(vault, case_id, "a/1", "one")
            with vault.transaction() as work:
                work.seal_to(case_id, ["record", "report"], second.person_id, days)
        with second.transaction() as work:
            work.new_epoch(case_id, ["record"])
        yield vault, second


def a_reopened(vault):
    return open_vault(vault.place, PASSPHRASE)


def rows_of(vault):
    chosen = f"SELECT {', '.join(COLUMNS)} FROM seal WHERE case_id != ? ORDER BY 1, 2, 3, 4"  # noqa: S608
    return sql(vault, chosen, vault.register_id)


def write(vault, rows):
    sql(vault, "DELETE FROM seal WHERE case_id != ?", vault.register_id)
    places = ", ".join("?" * len(COLUMNS))
    for row in rows:
        sql(vault, f"INSERT OR REPLACE INTO seal ({', '.join(COLUMNS)}) VALUES ({places})", *row)  # noqa: S608


def keys_of(person, case_ids):
    """Return every key that the program takes for a person, unsealed anew."""
    person.keys.parts.clear()
    found = {}
    for case_id in case_ids:
        try:
            with person.transaction(write=False) as work:
                for name, key in work.raw_keys(case_id).items():
                    found[case_id, *name] = key
        except IpdocError:
            continue
    return found


def swaps(rows):
    """Return every way of changing one group of columns between two rows."""
    groups = [(one,) for one in COLUMNS]
    groups += [("blob", "signature"), ("blob", "signature", "sealed_by", "until")]
    return [
        (first, second, group)
        for first, second in itertools.combinations(range(len(rows)), 2)
        for group in groups
        if any(rows[first][COLUMNS.index(one)] != rows[second][COLUMNS.index(one)] for one in group)
    ]


def swapped(rows, first, second, group):
    changed = [list(row) for row in rows]
    for one in group:
        at = COLUMNS.index(one)
        changed[first][at], changed[second][at] = changed[second][at], changed[first][at]
    return changed


def check(people, chosen):
    vault, second = people
    rows = rows_of(vault)
    case_ids = sorted({row[0] for row in rows})
    true = {one: keys_of(one, case_ids) for one in people}
    assert len(true[vault]) == 11
    assert len(true[second]) == 7
    for swap in chosen(swaps(rows)):
        write(vault, swapped(rows, *swap))
        for one in people:
            taken = keys_of(one, case_ids)
            assert taken.items() <= true[one].items(), swap
            assert taken != true[one] or _only_hides(rows, swap, one), swap
    write(vault, rows)
    assert {one: keys_of(one, case_ids) for one in people} == true


def _only_hides(rows, swap, person):
    """Tell whether a swap leaves all seals of this person as they were."""
    first, second, _group = swap
    whose = COLUMNS.index("person_id")
    touched = {rows[first][whose], rows[second][whose]}
    return person.person_id not in touched


def test_columns_that_changed_places_never_give_a_wrong_key(people):
    check(people, lambda every: random.Random(4).sample(every, SAMPLE))  # noqa: S311


@pytest.mark.stress
def test_no_columns_that_changed_places_give_a_wrong_key(people):
    check(people, lambda every: every)


@pytest.mark.parametrize(
    ("column", "value"),
    [("until", "2999-01-01"), ("until", None), ("sealed_by", "0" * 16), ("epoch", 77)],
)
def test_seal_whose_row_says_something_else_is_refused(people, column, value):
    vault, second = people
    rows = rows_of(vault)
    at, who = COLUMNS.index(column), COLUMNS.index("person_id")
    case_id = next(row[0] for row in rows if row[who] == second.person_id and row[5])
    changed = [
        [value if n == at and row[0] == case_id else one for n, one in enumerate(row)]
        for row in rows
        if column != "epoch" or row[2] == 1
    ]
    write(vault, changed)
    second.keys.parts.clear()
    with pytest.raises(IpdocError):
        get(second, case_id, "a/1")
    write(vault, rows)


def forged(vault, person, case_id, part="record"):
    """Write a seal as a colleague can who has the database and his own keys, but no key of it."""
    row = SealRow(case_id=case_id, part=part, epoch=1, person_id=person.person_id)
    row.sealed_by = person.person_id
    own = person.keys.own
    row.blob, row.signature = seal(bytes(32), own.public, person.keys.signing, seal_identity(row))
    values = (case_id, part, 1, person.person_id, row.blob, None, row.sealed_by, row.signature)
    places = ", ".join("?" * len(COLUMNS))
    sql(vault, f"INSERT INTO seal ({', '.join(COLUMNS)}) VALUES ({places})", *values)  # noqa: S608


def test_colleague_who_writes_himself_a_seal_gets_no_new_key(tmp_path):
    with a_vault(tmp_path) as vault, a_second_person(vault, Role.ADMINISTRATOR) as keeper:
        case_id = a_case(vault)
        put(vault, case_id, "a/1", "not for the keeper")
        forged(vault, keeper, case_id)
        with vault.transaction() as work:
            work.new_epoch(case_id, ["record"])
            sealed = [row for row in case_seals(work.rows, case_id) if row.epoch > 1]
        assert {row.person_id for row in sealed} == {vault.person_id}
        assert get(vault, case_id, "a/1").payload["text"] == "not for the keeper"


def test_seal_by_somebody_unknown_is_refused(tmp_path):
    with a_vault(tmp_path) as vault:
        case_id = a_case(vault)
        row = SealRow(case_id=case_id, part="record", epoch=9, person_id=vault.person_id)
        row.sealed_by = "0123456789abcdef"
        stranger = SigningKey.of_person(PrivateKey.generate())
        own = vault.keys.own
        row.blob, row.signature = seal(bytes(32), own.public, stranger, seal_identity(row))
        with vault.transaction() as work:
            work.rows.add(row)
        with pytest.raises(IpdocError, match="Nobody has confirmed"):
            get(vault, case_id, "a/1")


def test_register_of_another_vault_is_refused(tmp_path):
    with a_vault(tmp_path / "one") as vault:
        register = vault.register_id
    sql(vault, "UPDATE vault SET register_id = ?", register[::-1])
    with pytest.raises(TamperedError), a_reopened(vault):
        pass


@pytest.mark.parametrize("part", ["record", "log"])
def test_key_of_the_register_has_no_last_day(tmp_path, part):
    with a_vault(tmp_path) as vault:
        chosen = "UPDATE seal SET until = ? WHERE case_id = ? AND part = ?"
        sql(vault, chosen, "2020-01-01", vault.register_id, part)
        with pytest.raises(TamperedError, match="seal"):
            a_reopened(vault)


def test_device_with_another_key_is_refused(tmp_path):
    with a_vault(tmp_path / "one") as vault:
        pass
    sql(vault, "UPDATE device SET public_key = ?", SigningKey.generate().public)
    with pytest.raises(TamperedError), a_reopened(vault):
        pass


def test_other_copy_of_the_vault_gets_a_device_of_its_own(tmp_path):
    with a_vault(tmp_path / "one") as vault:
        case_id = a_case(vault)
    sql(vault, "UPDATE vault SET copy = 'another'")
    with a_reopened(vault) as again:
        assert again.device_id != vault.device_id
        put(again, case_id, "a/1", "written on the copy")
    with a_reopened(vault) as once_more:
        assert once_more.device_id == again.device_id


def change_keys_and_fail(vault, case_id):
    with vault.transaction() as work:
        work.new_epoch(case_id, ["record"])
        raise UnknownCaseError


def test_keys_made_in_a_unit_of_work_that_fails_are_forgotten(tmp_path):
    with a_vault(tmp_path) as vault:
        case_id = a_case(vault)
        before = dict(vault.keys.parts)
        with pytest.raises(UnknownCaseError):
            change_keys_and_fail(vault, case_id)
        assert vault.keys.parts == before
        put(vault, case_id, "a/1", "one")
        assert get(vault, case_id, "a/1").payload["text"] == "one"


def a_next_key(vault, maker, case_id, held=None):
    """Seal a key that the maker chose to everybody, as the part's next: he has the database."""
    earlier = digest_of_keys(held or {})
    with vault.transaction(write=False) as work:
        rows = [row for row in case_seals(work.rows, case_id) if row.part == "record"]
        people = {row.person_id for row in rows}
        epoch = max(row.epoch for row in rows) + 7
        keys = {one.id: PublicKey(one.public_key) for one in all_people(work.rows)}
    for person_id in people:
        row = SealRow(case_id=case_id, part="record", epoch=epoch, person_id=person_id)
        row.sealed_by = maker.person_id
        given = (maker.keys.signing, seal_identity(row), earlier)
        row.blob, row.signature = seal(bytes(32), keys[person_id], *given)
        values = (case_id, "record", epoch, person_id, row.blob, None, row.sealed_by, row.signature)
        places = ", ".join("?" * len(COLUMNS))
        sql(vault, f"INSERT INTO seal ({', '.join(COLUMNS)}) VALUES ({places})", *values)  # noqa: S608


def refuses_to_write(vault, case_id):
    with pytest.raises(TamperedError):
        put(vault, case_id, "a/2", "for nobody but us")
    vault.keys.parts.clear()
    with pytest.raises(TamperedError):
        put(vault, case_id, "a/2", "for nobody but us")
    assert any(fault.certain for fault in faults(vault))


def faults(vault):
    return [fault for step in verify_vault(vault) for fault in step.faults]


def test_nobody_writes_under_a_key_that_a_colleague_without_access_chose(tmp_path):
    with a_vault(tmp_path) as vault, a_second_person(vault) as other:
        case_id = a_case(vault)
        put(vault, case_id, "a/1", "not for the other")
        a_next_key(vault, other, case_id)
        refuses_to_write(vault, case_id)


def test_nobody_writes_under_a_key_that_somebody_chose_whose_access_was_withdrawn(tmp_path):
    with a_vault(tmp_path) as vault, a_second_person(vault) as other:
        case_id = a_case(vault)
        with vault.transaction() as work:
            work.seal_to(case_id, ["record"], other.person_id)
        noted = other.transaction(write=False)
        with noted as work:
            first = work.raw_keys(case_id)["record", 1]
        with vault.transaction() as work:
            work.unseal_from(case_id, other.person_id)
            work.new_epoch(case_id, ["record", "log"])
        a_next_key(vault, other, case_id, {1: first})
        refuses_to_write(vault, case_id)


@pytest.mark.parametrize("epoch", [0, -3])
def test_no_key_comes_before_the_first(tmp_path, epoch):
    with a_vault(tmp_path) as vault, a_second_person(vault) as other:
        case_id = a_case(vault)
        put(vault, case_id, "a/1", "found by its first key")
        a_next_key(vault, other, case_id)
        row = SealRow(case_id=case_id, part="record", epoch=epoch, person_id=vault.person_id)
        row.sealed_by = other.person_id
        own = vault.keys.own.public
        row.blob, row.signature = seal(bytes(32), own, other.keys.signing, seal_identity(row))
        with vault.transaction() as work:
            work.rows.add(row)
        vault.keys.parts.clear()
        with pytest.raises(TamperedError):
            get(vault, case_id, "a/1")
