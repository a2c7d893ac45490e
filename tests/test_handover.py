"""Cases that are handed over arrive whole, with their history; two copies come together again."""

import io
import json
import random

import pyrage
import pytest

from ipdoc.casework.access.gate import NotAllowedError
from ipdoc.casework.access.log import entries
from ipdoc.casework.access.records import load_head
from ipdoc.casework.cases import start_case
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import create_vault
from ipdoc.casework.keeping.erase import erase_case
from ipdoc.casework.keeping.handover import Destination, hand_over, key_digest, own_recipient
from ipdoc.casework.keeping.parcel import ParcelError
from ipdoc.casework.keeping.takein import ErasedHereError, OtherKeysError, take_in
from ipdoc.domain.consent import Recipient
from ipdoc.errors import IpdocError
from ipdoc.storage.errors import StorageError
from ipdoc.vault.agekeys import RecipientError, SealedFileError, open_stream
from tests.carving import raw_bytes
from tests.copies import answers, attach, bring, file_of, own, save
from tests.vault_builders import CHEAP, PASSPHRASE, a_case, a_vault, get, put, verify


@pytest.fixture
def vault(tmp_path):
    with a_vault(tmp_path) as vault:
        yield vault


@pytest.fixture
def colleague(tmp_path):
    with create_vault(tmp_path / "colleague", "Dr Other", PASSPHRASE, cost=CHEAP) as vault:
        yield vault


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


def lines_of(content):
    """Return the lines of a parcel, as JSON, and the files between them, as bytes."""
    found = []
    while content:
        line, _, content = content.partition(b"\n")
        said = json.loads(line)
        found.append(said)
        if "file" in said:
            found.append(content[: said["size"]])
            content = content[said["size"] :]
    return found


def written(lines):
    return b"".join(
        one if isinstance(one, bytes) else json.dumps(one).encode() + b"\n" for one in lines
    )


def test_odd_values_in_a_parcel_are_refused_in_a_sentence(vault, colleague, tmp_path):
    case_id = a_case(vault)
    save(vault, case_id, a="one")
    attach(vault, case_id, b"p" * 99)
    hand_over(vault, [case_id], own(own_recipient(colleague)), tmp_path / "one.age")
    with (tmp_path / "one.age").open("rb") as file:
        sink = io.BytesIO()
        open_stream(file, sink, colleague.keys.own)
    lines = lines_of(sink.getvalue())
    recipient = pyrage.x25519.Recipient.from_str(own_recipient(colleague))
    odd = [None, True, 1.5, 2**70, "x", [], {}]
    spoilt = [b"[" * 100_000 + b"\n", b'{"a":' * 100_000 + b"\n"]
    for at, line in enumerate(lines):
        for number, key in enumerate(line if isinstance(line, dict) else ()):
            changed = {**line, key: odd[(at + number) % len(odd)]}
            without = {name: value for name, value in line.items() if name != key}
            spoilt += [written([*lines[:at], one, *lines[at + 1 :]]) for one in (changed, without)]
    refused = 0
    for content in spoilt:
        try:
            take_in(colleague, io.BytesIO(pyrage.encrypt(content, [recipient])))
        except IpdocError:
            refused += 1
    assert refused > len(spoilt) * 3 // 4


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
