"""Cases that are handed over arrive whole, with their history; two copies come together again."""

import io
import random

import pyrage
import pytest

from ipdoc.casework.access.gate import NotAllowedError
from ipdoc.casework.access.log import entries
from ipdoc.casework.access.records import load_head
from ipdoc.casework.casefile import CaseFile
from ipdoc.casework.cases import put_evaluation, start_case
from ipdoc.casework.keeping.erase import erase_case
from ipdoc.casework.keeping.handover import Destination, hand_over, key_digest, own_recipient
from ipdoc.casework.keeping.merge import CONFLICT, ForkedChainError
from ipdoc.casework.keeping.parcel import ParcelError
from ipdoc.casework.keeping.takein import ErasedHereError, OtherKeysError, take_in
from ipdoc.casework.openvault import create_vault, open_vault
from ipdoc.casework.record import lesion_path, load_evaluation, load_lesions
from ipdoc.domain.consent import Recipient
from ipdoc.domain.finding import Lesion
from ipdoc.errors import IpdocError
from ipdoc.storage.errors import StorageError
from ipdoc.vault.agekeys import RecipientError, SealedFileError
from tests.carving import raw_bytes
from tests.copies import a_copy, bring, content, own
from tests.vault_builders import CHEAP, PASSPHRASE, a_case, a_vault, below, get, put, sql, verify


@pytest.fixture
def vault(tmp_path):
    with a_vault(tmp_path) as vault:
        yield vault


@pytest.fixture
def colleague(tmp_path):
    with create_vault(tmp_path / "colleague", "Dr Other", PASSPHRASE, cost=CHEAP) as vault:
        yield vault


def answers(vault, case_id, path="section/e1/background/record"):
    return get(vault, case_id, path).payload["answers"]


def save(vault, case_id, **changed):
    """Change answers of one section."""
    path = "section/e1/background/record"
    with vault.transaction() as work:
        case = work.case(case_id)
        record = case.get(path)
        before = record.payload["answers"] if record else {}
        kept = {key: value for key, value in {**before, **changed}.items() if value is not None}
        version = record.version if record else None
        payload = {"schema": 1, "answers": kept}
        case.put(path, payload, "record", expected_version=version, why="test")


def attach(vault, case_id, content, part="photographs"):
    with vault.transaction() as work:
        return work.case(case_id).attach(io.BytesIO(content), part).id


def file_of(vault, case_id, attachment_id):
    with vault.transaction(write=False) as work:
        return b"".join(work.case(case_id).read_attachment(attachment_id))


def conflicts(vault, case_id):
    return [one.payload for one in below(vault, case_id, CONFLICT).values()]


def test_case_arrives_whole_at_a_colleague(vault, colleague, tmp_path):
    case_id = a_case(vault)
    save(vault, case_id, a="one")
    save(vault, case_id, a="two")
    content = random.Random(1).randbytes(2_500_000)  # noqa: S311
    file = attach(vault, case_id, content)
    taken = bring(vault, colleague, [case_id], tmp_path)
    assert (taken.sender, taken.new, taken.merged) == ("Dr Test", [case_id], {})
    assert answers(colleague, case_id) == {"a": "two"}
    assert file_of(colleague, case_id, file) == content
    assert [one.index["code"] for one in colleague.list_cases(1, 50)[0]] == ["T-1"]
    verify(colleague, case_id)
    save(colleague, case_id, b="three")
    with colleague.transaction(write=False) as work:
        history = work.case(case_id).history("section/e1/background/record")
    assert [one.who for one in history] == [vault.person_id] * 2 + [colleague.person_id]
    named = get(colleague, case_id, f"writer/{vault.person_id}")
    assert named.payload["name"] == "Dr Test"


def test_file_opens_for_nobody_else_and_tells_nothing(vault, colleague, tmp_path):
    case_id = a_case(vault, code="T-77")
    save(vault, case_id, a="қолын артына қайырған")
    hand_over(vault, [case_id], own(own_recipient(colleague)), tmp_path / "one.age")
    data = (tmp_path / "one.age").read_bytes()
    assert data.startswith(b"age-encryption.org/v1\n-> X25519 ")
    assert not any(word.encode() in data for word in ("қолын", "T-77", case_id, "Dr Test"))
    with pytest.raises(SealedFileError):
        take_in(vault, io.BytesIO(data))


def test_ordinary_age_tool_opens_the_file(vault, tmp_path):
    case_id = a_case(vault)
    key = pyrage.x25519.Identity.generate()
    hand_over(vault, [case_id], own(str(key.to_public())), tmp_path / "one.age")
    plain = pyrage.decrypt((tmp_path / "one.age").read_bytes(), [key])
    assert plain.startswith(b'{"cases":["' + case_id.encode())


@pytest.mark.parametrize("recipient", ["", "age1", "ssh-ed25519 AAAA", "somebody"])
def test_what_is_no_recipient_is_refused(vault, recipient, tmp_path):
    with pytest.raises(RecipientError):
        hand_over(vault, [a_case(vault)], own(recipient), tmp_path / "one.age")
    assert list(tmp_path.glob("*.age*")) == []


def test_damaged_or_cut_file_leaves_nothing(vault, colleague, tmp_path):
    case_id = a_case(vault)
    attach(vault, case_id, bytes(300_000))
    hand_over(vault, [case_id], own(own_recipient(colleague)), tmp_path / "one.age")
    data = (tmp_path / "one.age").read_bytes()
    before = sorted(raw_bytes(colleague.folder))
    chance = random.Random(3)  # noqa: S311
    spoilt = [data[: chance.randrange(len(data))] for _ in range(10)]
    for _ in range(10):
        at = chance.randrange(len(data))
        spoilt.append(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    for one in (*spoilt, b"", data + b"x"):
        with pytest.raises(SealedFileError):
            take_in(colleague, io.BytesIO(one))
    assert colleague.list_cases(1, 50)[1] == 0
    assert sorted(raw_bytes(colleague.folder)) == before


def test_taking_in_can_be_stopped_and_leaves_nothing(vault, colleague, tmp_path):
    case_id = a_case(vault)
    attach(vault, case_id, bytes(900_000))
    hand_over(vault, [case_id], own(own_recipient(colleague)), tmp_path / "one.age")
    before = sorted(raw_bytes(colleague.folder))

    def stop(done, in_all):
        if done > in_all / 2:
            raise KeyboardInterrupt

    size = (tmp_path / "one.age").stat().st_size
    with (tmp_path / "one.age").open("rb") as file, pytest.raises(KeyboardInterrupt):
        take_in(colleague, file, size=size, progress=stop)
    assert sorted(raw_bytes(colleague.folder)) == before
    assert colleague.list_cases(1, 50)[1] == 0


def test_handing_over_can_be_stopped_and_leaves_nothing(vault, colleague, tmp_path):
    case_id = a_case(vault)
    attach(vault, case_id, bytes(900_000))

    def stop(_done, _all):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        hand_over(
            vault, [case_id], own(own_recipient(colleague)), tmp_path / "a.age", progress=stop
        )
    assert list(tmp_path.glob("*.age*")) == []
    save(vault, case_id, a="still works")


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


def test_erased_case_is_not_taken_in_again(vault, tmp_path):
    case_id = a_case(vault)
    hand_over(vault, [case_id], own(own_recipient(vault)), tmp_path / "one.age")
    erase_case(vault, case_id, "T-1")
    with (tmp_path / "one.age").open("rb") as file, pytest.raises(ErasedHereError):
        take_in(vault, file)
    assert vault.list_cases(1, 50)[1] == 0


def test_case_with_other_keys_is_refused(vault, colleague, tmp_path):
    case_id = a_case(vault)
    bring(vault, colleague, [case_id], tmp_path)
    with colleague.transaction() as work:
        raw = dict(work.raw_keys(case_id))
    forged = {name: bytes(32) for name in raw}
    hand = tmp_path / "forged.age"
    with vault.transaction() as work:
        assert isinstance(work.case(case_id), CaseFile)
    written = _with_keys(vault, case_id, forged, own_recipient(colleague), hand)
    with hand.open("rb") as file, pytest.raises(OtherKeysError):
        take_in(colleague, file)
    assert written


def _with_keys(vault, case_id, forged, recipient, output):
    """Write a file as an intruder would, who knows the rows and makes up the keys."""
    mine = pyrage.x25519.Identity.generate()
    hand_over(vault, [case_id], own(str(mine.to_public())), output)
    import base64
    import json

    lines = pyrage.decrypt(output.read_bytes(), [mine]).split(b"\n")
    for number, line in enumerate(lines):
        if line.startswith(b'{"begin"'):
            said = json.loads(line)
            said["keys"] = [
                [part, epoch, base64.b64encode(key).decode()]
                for (part, epoch), key in forged.items()
            ]
            lines[number] = json.dumps(said).encode()
    data = pyrage.encrypt(b"\n".join(lines), [pyrage.x25519.Recipient.from_str(recipient)])
    return output.write_bytes(data)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"[]\n",
        b'{"parcel":1}\n',
        b'{"parcel":1,"sender":"x","cases":["../../etc"]}\n',
        b'{"parcel":1,"sender":"x","cases":[]}\n{"table":"vault","id":"x"}\n',
        b'{"parcel":1,"sender":"x","cases":[]}\n{"end":0,"code":"x"}\nmore',
        b'{"parcel":1,"sender":"x","cases":["' + b"a" * 16 + b'"]}\n{"end":1,"code":"x"}\n',
    ],
)
def test_content_that_is_no_parcel_is_refused(vault, content):
    recipient = pyrage.x25519.Recipient.from_str(own_recipient(vault))
    with pytest.raises((ParcelError, StorageError)):
        take_in(vault, io.BytesIO(pyrage.encrypt(content, [recipient])))


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


def test_handing_over_needs_the_consent_of_the_person_examined(vault, colleague, tmp_path):
    ref = start_case(vault, "F", "T-1", "1", {"record": "en"})
    to = Destination(own_recipient(colleague), Recipient.LAWYER)
    with pytest.raises(NotAllowedError, match="consent"):
        hand_over(vault, [ref.case_id], to, tmp_path / "one.age")
    assert list(tmp_path.glob("*.age*")) == []
    path = f"section/{ref.evaluation_id}/consent_conditions/record"
    with vault.transaction() as work:
        said = {"c_share_lawyer": {"decision": "agreed"}}
        payload = {"schema": 1, "answers": said}
        work.case(ref.case_id).put(path, payload, "record", expected_version=None, why="test")
    hand_over(vault, [ref.case_id], to, tmp_path / "one.age")
    with vault.transaction(write=False) as work:
        [entry] = [one for one in entries(work.case(ref.case_id)) if one.event == "handed_over"]
    assert entry.about["recipient"] == "lawyer"
    assert entry.about["key"] == key_digest(own_recipient(colleague))


def test_only_the_chosen_part_can_be_opened(vault, colleague, tmp_path):
    case_id = a_case(vault)
    save(vault, case_id, a="not for you")
    put(vault, case_id, "report/e1/1", "the report", part="report")
    photograph, report = attach(vault, case_id, b"p" * 99), attach(vault, case_id, b"r", "report")
    to = own(own_recipient(colleague), frozenset({"report"}))
    hand_over(vault, [case_id], to, tmp_path / "one.age")
    with (tmp_path / "one.age").open("rb") as file:
        take_in(colleague, file)
    assert get(colleague, case_id, "report/e1/1").payload["text"] == "the report"
    assert file_of(colleague, case_id, report) == b"r"
    assert get(colleague, case_id, "section/e1/background/record") is None
    with pytest.raises(IpdocError):
        file_of(colleague, case_id, photograph)
    verify(colleague, case_id)


def test_who_takes_a_case_in_leads_it(vault, colleague, tmp_path):
    ref = start_case(vault, "F", "T-1", "1", {"record": "en"})
    bring(vault, colleague, [ref.case_id], tmp_path)
    with colleague.transaction(write=False) as work:
        case = work.case(ref.case_id)
        assert load_head(case).lead == colleague.person_id
        assert {one.event for one in entries(case)} == {"handed_over", "taken_in"}
