"""A file that somebody hands over is taken for what it can prove, and for nothing else."""

import base64
import zlib

import pytest

from ipdoc.casework.access.gate import NotAllowedError
from ipdoc.casework.access.log import entries
from ipdoc.casework.access.records import Head, load_grant, load_head, put_head
from ipdoc.casework.core.openvault import create_vault
from ipdoc.casework.keeping.merge import ClosedPartError
from ipdoc.casework.keeping.parcel import ParcelError
from ipdoc.casework.keeping.takein import OtherKeysError
from ipdoc.storage.attachments import AttachmentFiles
from ipdoc.storage.errors import LostFileError
from ipdoc.vault.errors import TamperedError
from tests import team_builders
from tests.copies import bring, save
from tests.hostile_parcels import given_to, lines_of, with_keys, with_rows
from tests.people_builders import a_second_person
from tests.vault_builders import CHEAP, PASSPHRASE, a_case, a_vault, get, put, sql, verify


@pytest.fixture
def vault(tmp_path):
    with a_vault(tmp_path) as vault:
        yield vault


@pytest.fixture
def colleague(tmp_path):
    with create_vault(tmp_path / "colleague", "Dr Other", PASSPHRASE, cost=CHEAP) as vault:
        yield vault


@pytest.fixture
def second(vault):
    with a_second_person(vault) as second:
        yield second


def seals(vault, case_id):
    return sql(vault, "SELECT * FROM seal WHERE case_id = ? ORDER BY 2, 3, 4", case_id)


def test_name_of_a_file_leads_nowhere_else(vault, colleague, tmp_path):
    lines = lines_of(vault, [a_case(vault)], tmp_path / "one.age")
    row = {"table": "attachment", "case_id": lines[0]["cases"][0], "part": "record", "epoch": 1}
    row |= {"size": 0, "digest": base64.b64encode(bytes(32)).decode()}
    for name in (str(tmp_path / "letter"), "../../letter", "letter"):
        with pytest.raises(ParcelError):
            given_to(colleague, [*lines[:-2], {**row, "id": name}, *lines[-2:]])


def test_row_from_outside_never_writes_reads_or_deletes_beside_the_vault(tmp_path):
    letter = tmp_path / "letter"
    letter.write_bytes(b"to my mother")
    files = AttachmentFiles(tmp_path / "vault")
    for name in (str(letter), "../../letter", "..", "", "a\n"):
        files.remove(name)
        with pytest.raises(LostFileError):
            next(files.read(name, 12, b""))
        with pytest.raises(LostFileError):
            files.write(name, [b"from somebody else"])
    assert letter.read_bytes() == b"to my mother"


@pytest.mark.parametrize("changed", [{"id": 7}, {"seq": "1"}, {"seen_heads": None}])
def test_row_with_a_value_of_another_kind_is_refused(vault, colleague, tmp_path, changed):
    case_id = a_case(vault)
    save(vault, case_id, a="one")
    lines = lines_of(vault, [case_id], tmp_path / "one.age")
    table = "device" if "id" in changed else "revision"
    with pytest.raises(ParcelError):
        given_to(colleague, with_rows(lines, table, **changed))


def test_row_that_is_not_whole_is_refused(vault, colleague, tmp_path):
    case_id = a_case(vault)
    save(vault, case_id, a="one")
    lines = lines_of(vault, [case_id], tmp_path / "one.age")
    short = [{k: v for k, v in one.items() if k != "created_on"} for one in lines]
    with pytest.raises(ParcelError):
        given_to(colleague, short)


@pytest.mark.parametrize("table", ["person", "seal", "erased", "head", "vault", "invitation"])
def test_rows_of_the_vault_itself_do_not_come_in(vault, colleague, tmp_path, table):
    lines = lines_of(vault, [a_case(vault)], tmp_path / "one.age")
    [row] = sql(vault, "SELECT id FROM person")
    with pytest.raises(ParcelError):
        given_to(colleague, [*lines[:-2], {"table": table, "id": row[0]}, *lines[-2:]])


def test_line_that_is_nested_without_end_is_refused(colleague):
    with pytest.raises(ParcelError):
        given_to(colleague, [b"[" * 2_000_000 + b"\n"])


def a_form(content):
    return {
        "table": "form",
        "digest": "0" * 64,
        "form_id": "istanbul_2022",
        "version": 1,
        "content": base64.b64encode(content).decode(),
    }


@pytest.mark.parametrize(
    "content", [zlib.compress(b"{}"), zlib.compress(bytes(80_000_000)), b"not packed", b""]
)
def test_form_that_is_not_what_its_digest_says_is_refused(colleague, content):
    with pytest.raises(ParcelError):
        given_to(colleague, [{"parcel": 1, "sender": "x", "cases": []}, a_form(content)])


def test_who_knows_only_the_name_of_a_case_adds_no_key_to_it(vault, tmp_path):
    case_id = a_case(vault)
    lines = lines_of(vault, [case_id], tmp_path / "one.age")
    before = seals(vault, case_id)
    for keys in ({("record", 9): bytes(32)}, {("record", 9): bytes(32), ("log", 9): bytes(32)}):
        with pytest.raises(OtherKeysError):
            given_to(vault, with_keys(lines, keys))
    assert seals(vault, case_id) == before


def test_nobody_gives_another_key_to_a_part_that_is_not_open_to_them(vault, second, tmp_path):
    ref = team_builders.a_case(vault, "T-9", *team_builders.FOR_TEAM)
    team_builders.an_intimate_lesion(vault, ref)
    team_builders.shared(vault, ref, second, "record")
    lines = lines_of(vault, [ref.case_id], tmp_path / "one.age")
    with vault.transaction(write=False) as work:
        keys = work.raw_keys(ref.case_id)
    before = seals(vault, ref.case_id)
    forged = {name: bytes(32) if name[0] == "intimate" else key for name, key in keys.items()}
    with pytest.raises(ClosedPartError):
        given_to(second, with_keys(lines, forged))
    assert seals(vault, ref.case_id) == before


def test_who_may_not_write_in_a_case_brings_nothing_into_it(vault, second, tmp_path):
    ref = team_builders.a_case(vault, "T-9", *team_builders.FOR_TEAM)
    team_builders.shared(vault, ref, second, "record")
    lines = lines_of(vault, [ref.case_id], tmp_path / "one.age")
    with vault.transaction(write=False) as work:
        own = {k: v for k, v in work.raw_keys(ref.case_id).items() if k[0] in ("record", "log")}
    team_builders.decide(vault, ref, c_confidentiality_limits="withdrawn")
    with pytest.raises(NotAllowedError, match="withdrawn"):
        given_to(second, with_keys(lines, own))


def change_the_log(colleague, case_id):
    """Do to a case what its pages do not offer to whoever has taken it in."""
    with colleague.transaction() as work:
        case = work.case(case_id)
        for path, record in case.below(("log/", "access/")).items():
            case.remove(path, expected_version=record.version, why="never happened")
        put_head(case, Head(colleague.person_id, load_head(case).line), "mine now")


def test_lead_access_and_log_of_a_case_do_not_change_by_a_file(vault, second, colleague, tmp_path):
    ref = team_builders.a_case(vault, "T-9", *team_builders.FOR_TEAM)
    team_builders.shared(vault, ref, second, "record")
    case_id = ref.case_id
    bring(vault, colleague, [case_id], tmp_path)
    change_the_log(colleague, case_id)
    put(colleague, case_id, "a/1", "from there")
    with vault.transaction(write=False) as work:
        before = entries(work.case(case_id))
        grant = load_grant(work.case(case_id), second.person_id)
    bring(colleague, vault, [case_id], tmp_path, "back.age")
    assert get(vault, case_id, "a/1").payload["text"] == "from there"
    with vault.transaction(write=False) as work:
        case = work.case(case_id)
        assert load_head(case).lead == vault.person_id
        assert load_grant(case, second.person_id) == grant
        after = entries(case)
    assert [one for one in after if one in before] == before
    verify(vault, case_id)


def test_line_of_the_list_is_taken_in_as_plain_words(vault, colleague, tmp_path):
    case_id = a_case(vault)
    lines = lines_of(vault, [case_id], tmp_path / "one.age")
    index = {"code": ["T"], "type": "full", "exam_date": "yesterday", "visits": [7, {}], "x": {}}
    given_to(colleague, [{**one, "index": index} if "begin" in one else one for one in lines])
    [line] = colleague.list_cases(1, 50)[0]
    visit = {"evaluation": "unknown", "type": "", "exam_date": ""}
    assert line.index == {**visit, "type": "full", "code": "['T']", "visits": [visit]}


def test_form_that_cannot_be_unpacked_is_refused_as_changed(vault):
    team_builders.a_case(vault, "T-9")
    sql(vault, "UPDATE form SET content = ?", zlib.compress(bytes(1000))[:-1])
    [row] = sql(vault, "SELECT digest FROM form")
    with pytest.raises(TamperedError):
        vault.load_form(row[0])
