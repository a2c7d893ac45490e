"""Case files: what is saved is read, what is stale is refused, every change leaves a revision."""

import datetime as dt
import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from ipdoc.casework.core.casefile import StaleVersionError
from ipdoc.casework.core.casekeys import PARTS, NoAccessError
from ipdoc.casework.core.openvault import LockedError, open_vault
from ipdoc.casework.core.work import UnknownCaseError
from ipdoc.errors import IpdocError
from ipdoc.vault.ciphers import PartCipher
from ipdoc.vault.errors import TamperedError
from tests.databases import on_each_database
from tests.vault_builders import PASSPHRASE, a_case, a_vault, below, get, put, sql, verify

pytestmark = on_each_database

START = dt.datetime(2026, 5, 1, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def vault(tmp_path):
    with a_vault(tmp_path, clock=lambda: START) as vault:
        yield vault


@pytest.fixture
def case_id(vault):
    return a_case(vault)


def history(vault, case_id, path):
    with vault.transaction(write=False) as work:
        return work.case(case_id).history(path)


def remove(vault, case_id, path, version):
    with vault.transaction() as work:
        work.case(case_id).remove(path, expected_version=version, why="entered twice")


def test_saved_record_is_read_again_by_another_session(vault, case_id):
    put(vault, case_id, "section/e1/allegations/record", "қолын артына қайырған")
    vault.close()
    with open_vault(vault.place, PASSPHRASE) as again:
        record = get(again, case_id, "section/e1/allegations/record")
        assert record.payload == {"schema": 1, "text": "қолын артына қайырған"}
        assert (record.version, record.part) == (1, "record")
        assert verify(again, case_id) == 2


def test_record_that_was_never_written_is_none(vault, case_id):
    assert get(vault, case_id, "a/1") is None


def test_saved_record_is_returned_as_it_will_be_read(vault, case_id):
    with vault.transaction() as work:
        payload = {"schema": 1, "points": ((1, 2),)}
        written = work.case(case_id).put("a/1", payload, "record", expected_version=None, why="t")
    assert written == get(vault, case_id, "a/1")
    payload["schema"] = 2
    assert written.payload["schema"] == 1


def test_records_below_a_prefix_come_from_all_parts(vault, case_id):
    for part in PARTS:
        put(vault, case_id, f"a/{part}", part, part=part)
    put(vault, case_id, "b/1", "other")
    assert {path: one.part for path, one in below(vault, case_id, "a/").items()} == {
        f"a/{part}": part for part in PARTS
    }


@pytest.mark.parametrize("expected", [None, 2])
def test_stale_save_is_refused_and_shows_what_is_stored(vault, case_id, expected):
    put(vault, case_id, "a/1", "one")
    with pytest.raises(StaleVersionError) as caught:
        put(vault, case_id, "a/1", "mine", expected)
    assert caught.value.stored == get(vault, case_id, "a/1")
    assert caught.value.stored.payload["text"] == "one"
    assert len(history(vault, case_id, "a/1")) == 1


def test_save_on_a_record_that_is_gone_is_refused(vault, case_id):
    with pytest.raises(StaleVersionError) as caught:
        put(vault, case_id, "a/1", "mine", 1)
    assert caught.value.stored is None


def test_every_change_is_one_revision(vault, case_id):
    put(vault, case_id, "a/1", "one")
    put(vault, case_id, "a/1", "two", 1)
    first, second = history(vault, case_id, "a/1")
    assert first.changes == {"schema": [None, 1], "text": [None, "one"]}
    assert second.changes == {"text": ["one", "two"]}
    assert (second.who, second.when, second.why) == (vault.person_id, START, "test")
    assert (second.path, second.version, second.device, second.seq) == (
        "a/1",
        2,
        vault.device_id,
        2,
    )


def test_changes_of_answers_are_told_by_the_keys_of_the_questions(vault, case_id):
    with vault.transaction() as work:
        case = work.case(case_id)
        for version, answers in ((None, {"name": "A", "age": 30}), (1, {"name": "B", "age": 30})):
            payload = {"schema": 1, "answers": answers}
            case.put("s/1", payload, "record", expected_version=version, why="t")
        assert case.history("s/1")[1].changes == {"name": ["A", "B"]}


def test_given_changes_are_kept_as_given(vault, case_id):
    with vault.transaction() as work:
        case = work.case(case_id)
        case.put(
            "a/1", {"schema": 1}, "record", expected_version=None, why="t", changes={"x": [1, 2]}
        )
        assert case.history("a/1")[0].changes == {"x": [1, 2]}


def test_removed_record_is_gone_with_its_history_kept(vault, case_id):
    put(vault, case_id, "a/1", "one")
    remove(vault, case_id, "a/1", 1)
    assert get(vault, case_id, "a/1") is None
    assert below(vault, case_id) == {}
    last = history(vault, case_id, "a/1")[-1]
    assert (last.removed, last.why, last.changes["text"]) == (True, "entered twice", ["one", None])
    assert verify(vault, case_id) == 2


def test_record_put_where_one_was_removed_counts_on(vault, case_id):
    put(vault, case_id, "a/1", "one")
    remove(vault, case_id, "a/1", 1)
    assert put(vault, case_id, "a/1", "again").version == 3
    assert [one.version for one in history(vault, case_id, "a/1")] == [1, 2, 3]
    assert verify(vault, case_id) == 3 + 1


def test_stale_removal_is_refused(vault, case_id):
    put(vault, case_id, "a/1", "one")
    with pytest.raises(StaleVersionError):
        remove(vault, case_id, "a/1", 2)
    assert get(vault, case_id, "a/1").payload["text"] == "one"


def test_record_moved_to_the_intimate_part_is_sealed_under_its_key(vault, case_id):
    put(vault, case_id, "a/1", "one")
    put(vault, case_id, "a/1", "two", 1, part="intimate")
    record = get(vault, case_id, "a/1")
    assert (record.payload["text"], record.part) == ("two", "intimate")
    assert put(vault, case_id, "a/1", "three", record.version, part="record").part == "record"
    assert history(vault, case_id, "a/1")[-1].changes["text"] == [None, "three"]
    verify(vault, case_id)


def test_each_part_keeps_its_own_words_when_a_record_is_moved(vault, case_id):
    put(vault, case_id, "a/1", "seen by all", part="record")
    put(vault, case_id, "a/1", "hidden", 1, part="intimate")
    put(vault, case_id, "a/1", "seen again", 3, part="record")
    put(vault, case_id, "a/1", "seen still", 5, part="record")
    vault.close()
    sql(vault, "DELETE FROM seal WHERE part = 'intimate'")
    with open_vault(vault.place, PASSPHRASE) as again:
        told = [one.changes["text"] for one in history(again, case_id, "a/1")]
        assert told == [
            [None, "seen by all"],
            ["seen by all", None],
            [None, "seen again"],
            ["seen again", "seen still"],
        ]
        assert get(again, case_id, "a/1").version == 6


def test_revision_cut_out_is_noticed_by_a_person_without_a_part_too(vault, case_id):
    for version in range(4):
        put(vault, case_id, "a/1", str(version), version or None)
    vault.close()
    sql(vault, "DELETE FROM seal WHERE part = 'intimate'")
    sql(vault, "DELETE FROM revision WHERE version = 3")
    with open_vault(vault.place, PASSPHRASE) as again, pytest.raises(TamperedError):
        history(again, case_id, "a/1")


def work_that_fails(vault, case_id):
    with vault.transaction() as work:
        case = work.case(case_id)
        case.put("a/1", {"schema": 1}, "record", expected_version=None, why="t")
        case.attach(io.BytesIO(b"left arm"), "photographs")
        case.set_index({"code": "NEW"})
        raise ZeroDivisionError


def test_error_in_a_unit_of_work_undoes_all_of_it(vault, case_id):
    with pytest.raises(ZeroDivisionError):
        work_that_fails(vault, case_id)
    assert get(vault, case_id, "a/1") is None
    assert vault.list_cases(1, 50, "NEW") == ([], 0)
    assert [
        path for path in vault.folder.rglob("*") if path.parent.parent.name == "attachments"
    ] == []


def test_error_of_the_callers_own_file_is_not_told_as_the_vaults(vault):
    with pytest.raises(FileNotFoundError), vault.transaction():
        open(vault.folder / "photo-that-is-not-there.jpg")  # noqa: PTH123, SIM115


def test_reading_unit_of_work_refuses_to_write(vault, case_id):
    with pytest.raises(RuntimeError, match="only reads"), vault.transaction(write=False) as work:
        work.case(case_id).put("a/1", {"schema": 1}, "record", expected_version=None, why="t")
    assert get(vault, case_id, "a/1") is None


def test_reading_goes_on_while_another_writes(vault, case_id):
    put(vault, case_id, "a/1", "one")
    with vault.transaction() as work:
        work.case(case_id).put("a/1", {"schema": 1}, "record", expected_version=1, why="t")
        assert get(vault, case_id, "a/1").payload["text"] == "one"


def test_two_who_save_the_same_record_at_once_lose_nothing(vault, case_id):
    put(vault, case_id, "a/1", "start")
    both = Barrier(2)

    def save(text):
        both.wait()
        try:
            return put(vault, case_id, "a/1", text, 1).payload["text"], None
        except StaleVersionError as error:
            return text, error

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(save, ["left", "right"]))
    (stored,) = [text for text, error in results if error is None]
    (refused,) = [error for _, error in results if error is not None]
    assert get(vault, case_id, "a/1").payload["text"] == stored
    assert refused.stored.payload["text"] == stored
    assert verify(vault, case_id) == 2 + 1


def test_many_threads_that_save_many_records_keep_one_chain(vault, case_id):
    def save(number):
        path = f"a/{number % 4}"
        while True:
            stored = get(vault, case_id, path)
            try:
                return put(vault, case_id, path, str(number), stored.version if stored else None)
            except StaleVersionError:
                continue

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(save, range(40)))
    assert verify(vault, case_id) == 40 + 4
    assert sum(one.version for one in below(vault, case_id).values()) == 40


def test_two_open_vaults_on_one_folder_keep_one_chain(vault, case_id):
    with open_vault(vault.place, PASSPHRASE) as other:
        put(vault, case_id, "a/1", "one")
        put(other, case_id, "a/1", "two", 1)
        with pytest.raises(StaleVersionError):
            put(vault, case_id, "a/1", "three", 1)
        assert verify(vault, case_id) == verify(other, case_id) == 3


def test_file_comes_back_with_the_digest_it_was_given(vault, case_id):
    data = bytes(range(256)) * 9000
    with vault.transaction() as work:
        kept = work.case(case_id).attach(io.BytesIO(data), "photographs")
    assert (kept.size, kept.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    with vault.transaction(write=False) as work:
        pieces = work.case(case_id).read_attachment(kept.id)
    assert b"".join(pieces) == data
    with vault.transaction(write=False) as work:
        work.case(case_id).verify(files=True)
    path = vault.folder / "attachments" / kept.id[:2] / kept.id
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(IpdocError), vault.transaction(write=False) as work:
        work.case(case_id).verify(files=True)


def test_file_of_another_case_is_not_given(vault, case_id):
    other = a_case(vault)
    with vault.transaction() as work:
        kept = work.case(case_id).attach(io.BytesIO(b"x"), "photographs")
    with pytest.raises(IpdocError, match="not in the case"), vault.transaction() as work:
        work.case(other).read_attachment(kept.id)


def test_case_list_shows_the_newest_first_page_by_page(vault):
    for number in range(5):
        a_case(vault, code=f"KZ-{number}")
    rows, total = vault.list_cases(1, 2)
    assert ([row.index["code"] for row in rows], total) == (["KZ-4", "KZ-3"], 5)
    assert [row.index["code"] for row in vault.list_cases(3, 2)[0]] == ["KZ-0"]
    assert rows[0].created_on == START.date()


def test_case_is_found_by_its_exact_code(vault):
    a_case(vault, code="KZ-1")
    wanted = a_case(vault, code="KZ-12")
    rows, total = vault.list_cases(1, 50, " kz-12 ")
    assert ([row.case_id for row in rows], total) == ([wanted], 1)
    with vault.transaction() as work:
        work.case(wanted).set_index({"code": "KG-1"})
    assert vault.list_cases(1, 50, "KZ-12") == ([], 0)
    assert vault.list_cases(1, 50, "kg-1")[1] == 1


@pytest.mark.parametrize("case_id", ["", "0" * 16, "../../etc", "' OR 1=1 --"])
def test_unknown_case_is_named_so(vault, case_id):
    with pytest.raises(UnknownCaseError), vault.transaction() as work:
        work.case(case_id)


def test_person_without_a_parts_seal_neither_reads_nor_writes_it(vault, case_id):
    put(vault, case_id, "a/1", "one")
    put(vault, case_id, "b/1", "hidden", part="intimate")
    vault.close()
    sql(vault, "DELETE FROM seal WHERE part = 'intimate'")
    with open_vault(vault.place, PASSPHRASE) as again:
        assert set(below(again, case_id)) == {"a/1"}
        assert get(again, case_id, "b/1") is None
        assert verify(again, case_id) == 2 + 1
        with pytest.raises(NoAccessError):
            put(again, case_id, "b/2", "new", part="intimate")


def test_rotated_key_is_used_for_new_states_and_old_ones_stay_readable(vault, case_id):
    put(vault, case_id, "a/1", "one")
    put(vault, case_id, "a/2", "untouched")
    with vault.transaction() as work:
        work.new_epoch(case_id, ("record",))
    put(vault, case_id, "a/1", "two", 1)
    put(vault, case_id, "a/3", "new")
    assert {path: one.payload["text"] for path, one in below(vault, case_id).items()} == {
        "a/1": "two",
        "a/2": "untouched",
        "a/3": "new",
    }
    found = sql(vault, "SELECT count(*) FROM record WHERE case_id = ? GROUP BY epoch", case_id)
    assert found == [(1,), (2,)]
    assert len(history(vault, case_id, "a/1")) == 2
    verify(vault, case_id)


def test_closed_vault_lets_nothing_more_be_done(vault, case_id):
    vault.close()
    vault.close()
    for use in (
        lambda: put(vault, case_id, "a/1", "one"),
        lambda: vault.list_cases(1, 50),
        lambda: vault.load_form("0" * 64),
    ):
        with pytest.raises(LockedError):
            use()


def test_independent_keys_name_the_same_path_differently():
    assert PartCipher(bytes(32)).record_id("a/1") != PartCipher(b"\1" * 32).record_id("a/1")
