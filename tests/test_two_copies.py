"""Two copies of a case that were changed apart from each other come together again."""

import pytest

from ipdoc.casework.cases import put_evaluation, start_case
from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.core.record import lesion_path, load_evaluation, load_lesions
from ipdoc.casework.keeping.merge import ForkedChainError
from ipdoc.domain.finding import Lesion
from tests.copies import a_copy, answers, attach, bring, conflicts, content, file_of, save
from tests.vault_builders import PASSPHRASE, a_case, a_vault, below, get, sql, verify


@pytest.fixture
def vault(tmp_path):
    with a_vault(tmp_path) as vault:
        yield vault


def test_changes_of_two_copies_come_together(vault, tmp_path):
    case_id = a_case(vault)
    save(vault, case_id, a="first", b="first", c="first")
    with a_copy(vault, tmp_path) as copy:
        save(vault, case_id, a="here")
        save(copy, case_id, b="there")
        here, there = attach(vault, case_id, b"here" * 9), attach(copy, case_id, b"there" * 9)
        taken = bring(copy, vault, [case_id], tmp_path)
        assert taken.merged[case_id].conflicts == 0
        assert answers(vault, case_id) == {"a": "here", "b": "there", "c": "first"}
        assert file_of(vault, case_id, there) == b"there" * 9
        verify(vault, case_id)
        bring(vault, copy, [case_id], tmp_path, "back.age")
        assert content(copy, case_id) == content(vault, case_id)
        assert file_of(copy, case_id, here) == b"here" * 9
        verify(copy, case_id)


def test_answer_that_both_changed_is_kept_twice(vault, tmp_path):
    case_id = a_case(vault)
    save(vault, case_id, a="first")
    with a_copy(vault, tmp_path) as copy:
        save(vault, case_id, a="here")
        save(copy, case_id, a="there")
        taken = bring(copy, vault, [case_id], tmp_path)
        assert taken.merged[case_id].conflicts == 1
        assert answers(vault, case_id) == {"a": "here"}
        [conflict] = conflicts(vault, case_id)
        assert conflict["path"] == "section/e1/background/record"
        assert conflict["keys"] == {"a": {"base": "first", "mine": "here", "theirs": "there"}}
        assert conflict["mine"]["who"] == vault.person_id
        bring(vault, copy, [case_id], tmp_path, "back.age")
        assert content(copy, case_id) == content(vault, case_id)


def test_taking_the_same_file_in_again_changes_nothing(vault, tmp_path):
    case_id = a_case(vault)
    save(vault, case_id, a="first")
    with a_copy(vault, tmp_path) as copy:
        save(copy, case_id, a="there")
        bring(copy, vault, [case_id], tmp_path)
        state = content(vault, case_id)
        taken = bring(copy, vault, [case_id], tmp_path, "again.age")
        assert taken.merged[case_id].conflicts == 0
        assert content(vault, case_id) == state


def test_record_that_one_side_removed_and_the_other_changed_stays(vault, tmp_path):
    case_id = a_case(vault)
    save(vault, case_id, a="first")
    path = "section/e1/background/record"
    with a_copy(vault, tmp_path) as copy:
        with vault.transaction() as work:
            work.case(case_id).remove(path, expected_version=1, why="entered twice")
        save(copy, case_id, a="there")
        bring(copy, vault, [case_id], tmp_path)
        assert answers(vault, case_id) == {"a": "there"}
        [conflict] = conflicts(vault, case_id)
        assert conflict["keys"]["*"]["theirs"] is None
        assert conflict["mine"]["who"] == copy.person_id
        verify(vault, case_id)
        bring(vault, copy, [case_id], tmp_path, "back.age")
        assert content(copy, case_id) == content(vault, case_id)


def test_record_that_moved_to_another_part_is_merged_there(vault, tmp_path):
    case_id = a_case(vault)
    payload = {"schema": 1, "attributes": {"colour": "red"}, "region": "back"}

    def write(one, part, version, **changed):
        with one.transaction() as work:
            case = work.case(case_id)
            case.put(
                "finding/e1/3", {**payload, **changed}, part, expected_version=version, why="t"
            )

    write(vault, "record", None)
    with a_copy(vault, tmp_path) as copy:
        write(vault, "record", 1, attributes={"colour": "red", "size": 4})
        write(copy, "intimate", 1, region="perineum")
        bring(copy, vault, [case_id], tmp_path)
        found = get(vault, case_id, "finding/e1/3")
        assert found.part == "intimate"
        assert found.payload == {
            "schema": 1,
            "attributes": {"colour": "red", "size": 4},
            "region": "perineum",
        }
        assert len(below(vault, case_id, "finding/")) == 1
        verify(vault, case_id)
        bring(vault, copy, [case_id], tmp_path, "back.age")
        assert content(copy, case_id) == content(vault, case_id)
        verify(copy, case_id)


def test_device_that_wrote_two_histories_is_refused_by_name(vault, tmp_path):
    case_id = a_case(vault)
    save(vault, case_id, a="first")
    with a_copy(vault, tmp_path) as copy:
        sql(copy, "UPDATE vault SET copy = ?", sql(vault, "SELECT copy FROM vault")[0][0])
        device = vault.device_id
    with open_vault(tmp_path / "copy", PASSPHRASE) as twin:
        assert twin.device_id == device
        save(vault, case_id, a="here")
        save(twin, case_id, a="there")
        state = below(vault, case_id)
        with pytest.raises(ForkedChainError, match=device):
            bring(twin, vault, [case_id], tmp_path)
        assert below(vault, case_id) == state
        verify(vault, case_id)


def test_lesions_begun_under_one_number_both_stay(vault, tmp_path):
    ref = start_case(vault, "F", "T-1", "1", {"record": "en"})
    with a_copy(vault, tmp_path) as copy:
        add_lesion(vault, ref, "abrasion", "back")
        for region in ("chest", "neck"):
            add_lesion(copy, ref, "scar", region)
        taken = bring(copy, vault, [ref.case_id], tmp_path)
        assert taken.merged[ref.case_id].renumbered == {1: 3}
        assert conflicts(vault, ref.case_id) == []
        with vault.transaction(write=False) as work:
            found = load_lesions(work.case(ref.case_id), ref)
        assert [(one.number, one.region) for one in found] == [
            (1, "back"),
            (2, "neck"),
            (3, "chest"),
        ]
        bring(vault, copy, [ref.case_id], tmp_path, "back.age")
        assert content(copy, ref.case_id) == content(vault, ref.case_id)


def add_lesion(vault, ref, kind, region):
    """Add a lesion as its page does, under the next number."""
    with vault.transaction() as work:
        case = work.case(ref.case_id)
        evaluation, version = load_evaluation(case, ref)
        evaluation, number = evaluation.next_number("lesion")
        put_evaluation(case, ref, evaluation, version, "number given to a lesion")
        payload = Lesion(number, kind, region).to_payload()
        path = lesion_path(ref, number)
        case.put(path, payload, "record", expected_version=None, why="lesion recorded")


def test_index_of_a_merged_case_is_written_anew(vault, tmp_path):
    ref = start_case(vault, "F", "T-1", "1", {"record": "en"})
    with a_copy(vault, tmp_path) as copy:
        path = f"section/{ref.evaluation_id}/case_information/record"
        with copy.transaction() as work:
            case = work.case(ref.case_id)
            record = case.get(path)
            said = {
                **record.payload["answers"],
                "subject_code": "T-2",
            }
            payload = {**record.payload, "answers": said}
            case.put(path, payload, "record", expected_version=record.version, why="test")
        bring(copy, vault, [ref.case_id], tmp_path)
        assert [one.index["code"] for one in vault.list_cases(1, 50)[0]] == ["T-2"]
