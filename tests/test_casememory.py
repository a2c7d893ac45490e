"""What an open vault remembers of a case is never more than what its chains prove."""

import threading

import pytest

from ipdoc.casework.core.casekeys import PARTS
from ipdoc.casework.core.casestate import MOST_CASES, CaseMemory
from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.core.work import UnknownCaseError
from ipdoc.vault.errors import TamperedError
from tests.databases import on_each_database
from tests.vault_builders import PASSPHRASE, a_case, a_vault, below, get, put, sql, verify

pytestmark = on_each_database


@pytest.fixture
def vault(tmp_path):
    with a_vault(tmp_path) as vault:
        yield vault


@pytest.fixture
def case_id(vault):
    """A case with two records that have been read."""
    case_id = a_case(vault)
    put(vault, case_id, "a/1", "one")
    put(vault, case_id, "b/1", "other", part="intimate")
    below(vault, case_id)
    return case_id


def texts(vault, case_id, prefix=""):
    return {path: one.payload["text"] for path, one in below(vault, case_id, prefix).items()}


def test_what_another_session_wrote_is_seen_by_the_next_read(vault, case_id):
    with open_vault(vault.place, PASSPHRASE) as other:
        put(other, case_id, "a/1", "two", 1)
        put(other, case_id, "a/2", "new")
        with other.transaction() as work:
            work.case(case_id).remove("b/1", expected_version=1, why="test")
    assert texts(vault, case_id) == {"a/1": "two", "a/2": "new"}
    assert get(vault, case_id, "b/1") is None
    assert put(vault, case_id, "a/1", "three", 2).version == 3
    assert verify(vault, case_id) == 6 + 2


def test_only_what_is_asked_for_is_read(vault, case_id):
    sql(vault, "UPDATE record SET blob = ? WHERE part = 'intimate'", b"x")
    assert texts(vault, case_id, "a/") == {"a/1": "one"}
    with pytest.raises(TamperedError):
        below(vault, case_id, "b/")


def test_end_of_a_chain_cut_off_is_noticed_though_the_record_fits(vault, case_id):
    old = sql(vault, "SELECT id, version, device_id, seq, blob FROM record WHERE part = 'record'")
    put(vault, case_id, "a/1", "two", 1)
    sql(vault, "DELETE FROM revision WHERE seq = 3")
    identity, *values = old[0]
    change = "UPDATE record SET version = ?, device_id = ?, seq = ?, blob = ? WHERE id = ?"
    sql(vault, change, *values, identity)
    for read in (lambda: get(vault, case_id, "a/1"), lambda: below(vault, case_id)):
        with pytest.raises(TamperedError, match="changed from outside"):
            read()


@pytest.mark.parametrize("column", ["prev", "digest"])
def test_link_that_does_not_fit_the_chain_is_noticed(vault, case_id, column):
    with open_vault(vault.place, PASSPHRASE) as other:
        put(other, case_id, "a/1", "two", 1)
        put(other, case_id, "a/1", "three", 2)
    sql(vault, f"UPDATE revision SET {column} = ? WHERE seq = 3", bytes(32))  # noqa: S608
    with pytest.raises(TamperedError):
        get(vault, case_id, "a/1")


def test_unit_of_work_that_fails_is_not_remembered(vault, case_id):
    with pytest.raises(ZeroDivisionError):
        fail_after_saving(vault, case_id)
    assert texts(vault, case_id) == {"a/1": "one", "b/1": "other"}
    assert put(vault, case_id, "a/1", "two", 1).version == 2
    assert verify(vault, case_id) == 3 + 2


def fail_after_saving(vault, case_id):
    with vault.transaction() as work:
        case = work.case(case_id)
        case.put("a/1", {"schema": 1, "text": "lost"}, "record", expected_version=1, why="t")
        assert case.below("a/")["a/1"].payload["text"] == "lost"
        raise ZeroDivisionError


def test_reader_who_began_before_a_save_ends_with_what_stood_then(vault, case_id):
    with vault.transaction(write=False) as work:
        work.case(case_id)
        put(vault, case_id, "a/1", "two", 1)
        below(vault, case_id)
        assert work.case(case_id).get("a/1").payload["text"] == "one"
    assert texts(vault, case_id)["a/1"] == "two"


def test_readers_and_writers_at_once_never_take_each_other_for_an_intruder(vault, case_id):
    ended = threading.Event()
    seen, failed = [], []

    def read():
        try:
            while not ended.is_set():
                seen.append(int(texts(vault, case_id, "n/").get("n/1", -1)))
        except Exception as error:
            failed.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for one in readers:
        one.start()
    for number in range(60):
        put(vault, case_id, "n/1", str(number), number or None)
    ended.set()
    for one in readers:
        one.join()
    assert failed == []
    assert max(seen) <= 59
    assert verify(vault, case_id) == 62 + 3


def test_part_that_is_taken_away_is_not_shown_from_memory(vault, case_id):
    sql(vault, "DELETE FROM seal WHERE part = 'intimate'")
    assert texts(vault, case_id) == {"a/1": "one"}
    assert get(vault, case_id, "b/1") is None


def test_case_whose_seals_are_gone_is_forgotten(vault, case_id):
    sql(vault, "DELETE FROM seal")
    with pytest.raises(UnknownCaseError):
        below(vault, case_id)
    assert case_id not in vault.memory.known


def test_locked_vault_remembers_nothing(vault, case_id):
    memory = vault.memory
    assert case_id in memory.known
    vault.close()
    assert not memory.known
    assert not memory.paths(case_id)


def test_memory_keeps_few_cases_and_few_bytes(vault):
    cases = [a_case(vault) for _ in range(MOST_CASES + 2)]
    for case_id in cases:
        put(vault, case_id, "a/1", "one")
        below(vault, case_id)
    assert set(vault.memory.known) == set(cases[2:])
    vault.memory = CaseMemory(most_bytes=400)
    for number in range(9):
        put(vault, cases[0], f"n/{number}", "x" * 90)
    assert len(texts(vault, cases[0])) == 10
    kept = [vault.memory._records[name][2] for name in vault.memory._records]
    assert 0 < sum(kept) <= 400


def test_record_written_with_a_version_of_its_own_counts_on_from_there(vault, case_id):
    with vault.transaction() as work:
        case = work.case(case_id)
        payload = {"schema": 1, "text": "merged"}
        case.write_as("a/1", payload, "record", 7, ("taken in", {"text": ["one", "merged"]}))
    assert get(vault, case_id, "a/1").version == 7
    assert put(vault, case_id, "a/1", "next", 7).version == 8
    assert PARTS[0] == get(vault, case_id, "a/1").part
