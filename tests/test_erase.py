"""An erased case cannot be read again, nothing of it is left on the disk, and the others open."""

import io
import random
import sqlite3
from contextlib import closing

import pytest

from ipdoc.casework.access.gate import NotAllowedError
from ipdoc.casework.access.log import Event, note
from ipdoc.casework.access.records import Head, put_head
from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.core.work import UnknownCaseError
from ipdoc.casework.keeping.erase import (
    WrongCodeError,
    erase_case,
    finish_erasing,
    unfinished_erasures,
)
from ipdoc.casework.keeping.heads import make_head
from ipdoc.casework.keeping.verify import verify_vault
from ipdoc.domain.people import Role
from tests.carving import carved, remains_of
from tests.databases import Place, address, on_each_database
from tests.people_builders import a_second_person
from tests.vault_builders import PASSPHRASE, a_case, a_vault, get, put, sql, verify

WORDS = ("қолын артына қайырған", "swing of the left arm")


@pytest.fixture
def vault(tmp_path):
    with a_vault(tmp_path) as vault:
        yield vault


def a_written_case(vault, code, seed, saves=12):
    """Make a case with records that were saved again and again, and two files."""
    chance = random.Random(seed)  # noqa: S311
    case_id = a_case(vault, code=code)
    versions = {}
    for _ in range(saves):
        path = f"section/e1/{chance.randrange(4)}"
        text = chance.choice(WORDS) * chance.randrange(1, 60)
        versions[path] = put(vault, case_id, path, text, versions.get(path)).version
    for part in ("photographs", "record"):
        with vault.transaction() as work:
            work.case(case_id).attach(io.BytesIO(chance.randbytes(3000)), part)
    return case_id


def two_cases(vault):
    """Return two cases whose rows lie mixed in the same pages."""
    gone, kept = a_written_case(vault, "T-1", 1), a_written_case(vault, "T-2", 2)
    for number in range(4):
        put(vault, gone, f"late/{number}", WORDS[0] * 20)
        put(vault, kept, f"late/{number}", WORDS[1] * 20)
    return gone, kept


def test_carving_finds_a_case_that_is_there(vault):
    gone, _ = two_cases(vault)
    remains = remains_of(vault, gone, WORDS)
    found = carved(vault.place.folder, remains)
    assert found["sealed"] > 100
    assert found["file"] > 100
    assert "key" not in found
    assert "word" not in found


@on_each_database
def test_nothing_of_an_erased_case_lies_in_the_folder(vault):
    gone, kept = two_cases(vault)
    remains = remains_of(vault, gone, WORDS)
    assert erase_case(vault, gone, "T-1")
    assert carved(vault.place.folder, remains) == {}
    assert get(vault, kept, "late/3") is not None
    vault.close()
    assert carved(vault.place.folder, remains) == {}
    with open_vault(vault.place, PASSPHRASE) as again:
        verify(again, kept)
        assert [one.case_id for one in again.list_cases(1, 50)[0]] == [kept]


@on_each_database
def test_erased_case_is_unknown_at_once_and_noted(vault):
    gone, _ = two_cases(vault)
    erase_case(vault, gone, "T-1")
    with pytest.raises(UnknownCaseError):
        get(vault, gone, "late/1")
    assert vault.list_cases(1, 50)[1] == 1
    assert sql(vault, "SELECT case_id, kind, finished FROM erased") == [(gone, "erased", 1)]


@pytest.mark.parametrize("typed", ["", "T-2", "T-1 and more"])
def test_case_is_not_erased_by_another_code(vault, typed):
    gone, _ = two_cases(vault)
    with pytest.raises(WrongCodeError):
        erase_case(vault, gone, typed)
    assert get(vault, gone, "late/1") is not None


def test_case_without_a_code_is_erased_by_its_id(vault):
    case_id = a_case(vault, code="")
    with pytest.raises(WrongCodeError):
        erase_case(vault, case_id, "")
    assert erase_case(vault, case_id, case_id)


def test_reader_holds_an_erase_up_and_the_next_unlock_goes_on(vault):
    gone, kept = two_cases(vault)
    remains = remains_of(vault, gone, WORDS)
    sql(vault, "PRAGMA user_version = 1")
    with closing(sqlite3.connect(vault.folder / "vault.db")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM record").fetchone()
        assert not erase_case(vault, gone, "T-1", wait_s=0.05)
        assert unfinished_erasures(vault) == [gone]
        with pytest.raises(UnknownCaseError):
            get(vault, gone, "late/1")
    vault.close()
    with open_vault(vault.place, PASSPHRASE) as again:
        assert finish_erasing(again)
        assert unfinished_erasures(again) == []
        assert carved(vault.place.folder, remains) == {}
        verify(again, kept)


@pytest.mark.parametrize("step", ["remove", "rows"])
def test_erase_that_was_cut_off_is_finished_later(vault, step):
    gone, kept = two_cases(vault)
    remains = remains_of(vault, gone, WORDS)

    def stop(done, in_all):
        if step == "remove" or done == in_all:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        erase_case(vault, gone, "T-1", progress=stop)
    assert "sealed" in carved(vault.place.folder, remains)
    assert finish_erasing(vault)
    assert carved(vault.place.folder, remains) == {}
    verify(vault, kept)


@pytest.mark.stress
@pytest.mark.parametrize("seed", range(8))
def test_nothing_is_left_however_the_pages_were_laid_out(vault, seed):
    chance = random.Random(seed)  # noqa: S311
    cases = [a_written_case(vault, f"T-{number}", chance.random()) for number in range(6)]
    versions = {}
    for _ in range(300):
        case_id, path = chance.choice(cases), f"a/{chance.randrange(9)}"
        text = "x" * chance.randrange(5, 6000)
        saved = put(vault, case_id, path, text, versions.get((case_id, path)))
        versions[case_id, path] = saved.version
    for number in chance.sample(range(6), 3):
        remains = remains_of(vault, cases[number], WORDS)
        assert erase_case(vault, cases[number], f"T-{number}")
        assert carved(vault.place.folder, remains) == {}
    assert vault.list_cases(1, 50)[1] == 3


@on_each_database
@pytest.mark.parametrize("agreed", [True, False])
def test_who_has_copies_stays_on_record_only_with_consent(vault, agreed):
    gone, _ = two_cases(vault)
    with vault.transaction() as work:
        about = {"recipient": "lawyer", "key": "ab" * 8, "parts": ["report"]}
        note(work.case(gone), Event.HANDED_OVER, **about)
    erase_case(vault, gone, "T-1", keep_recipients=agreed)
    with vault.transaction(write=False) as work:
        told = work.register().get(f"erased/{gone}").payload
    assert told["kind"] == "erased"
    if not agreed:
        assert "recipients" not in told
    else:
        [one] = told["recipients"]
        assert one.pop("on") == vault.now().date().isoformat()
        assert one == {"event": "handed_over", "recipient": "lawyer", "key": "ab" * 8}


def test_only_who_leads_a_case_erases_it(vault):
    gone, _ = two_cases(vault)
    with a_second_person(vault, Role.CLINICIAN) as second:
        with vault.transaction() as work:
            case = work.case(gone)
            put_head(case, Head(vault.person_id, {"code": "T-1"}), "shared")
            work.seal_to(gone, ("record",), second.person_id)
        with pytest.raises(NotAllowedError):
            erase_case(second, gone, "T-1")
        remains = remains_of(vault, gone, WORDS)
        erase_case(vault, gone, "T-1")
        with pytest.raises(UnknownCaseError):
            get(second, gone, "late/1")
        assert carved(vault.place.folder, remains) == {}


def test_erase_is_in_order_for_who_checks_the_vault(vault):
    gone, _ = two_cases(vault)
    make_head(vault, everything=True)
    erase_case(vault, gone, "T-1")
    make_head(vault, everything=True)
    steps = verify_vault(vault, files=True)
    assert [fault for step in steps for fault in step.faults] == []


def test_seals_are_gone_from_the_file_of_the_table_on_postgresql(tmp_path, databases):
    name = databases.take()
    try:
        with a_vault(Place(tmp_path / "vault", address(name))) as vault:
            gone, kept = two_cases(vault)
            seals = [row[0] for row in sql(vault, "SELECT blob FROM seal WHERE case_id=?", gone)]
            assert all(seal in table_file(vault) for seal in seals)
            assert erase_case(vault, gone, "T-1")
            assert not any(seal[:40] in table_file(vault) for seal in seals)
            verify(vault, kept)
    finally:
        databases.give_back(name)


def test_seals_that_a_reader_still_holds_are_not_said_to_be_gone(tmp_path, databases):
    name = databases.take()
    try:
        with a_vault(Place(tmp_path / "vault", address(name))) as vault:
            gone, _kept = two_cases(vault)
            seals = [row[0] for row in sql(vault, "SELECT blob FROM seal WHERE case_id=?", gone)]
            with vault.transaction(write=False) as work:  # begins before, and asks another table
                assert work.rows.vault().id
                assert not erase_case(vault, gone, "T-1", wait_s=0)
                assert any(seal[:40] in table_file(vault) for seal in seals)
                assert unfinished_erasures(vault) == [gone]
            assert finish_erasing(vault)
            assert not any(seal[:40] in table_file(vault) for seal in seals)
    finally:
        databases.give_back(name)


def table_file(vault):
    """Return the bytes of the table of seals as they lie on the server's disk."""
    sql(vault, "CHECKPOINT")
    return sql(vault, "SELECT pg_read_binary_file(pg_relation_filepath('seal'))")[0][0]


def test_keys_of_an_erased_case_go_from_the_memory_of_others_too(vault):
    case_id = a_case(vault)
    with a_second_person(vault) as second:
        with vault.transaction() as work:
            work.seal_to(case_id, ["record"], second.person_id)
        put(vault, case_id, "a/1", "he said")
        assert get(second, case_id, "a/1")
        assert any(name[0] == case_id for name in second.keys.parts)
        erase_case(vault, case_id, "T-1")
        with pytest.raises(UnknownCaseError):
            get(second, case_id, "a/1")
        assert not any(name[0] == case_id for one in (vault, second) for name in one.keys.parts)
