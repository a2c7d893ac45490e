"""Nobody writes in another's name: not with the keys of the case, the database and own tools."""

import json
from contextlib import contextmanager

import pytest

from ipdoc.casework.access.log import Event, entries, note
from ipdoc.casework.core.authorship import is_by, signed
from ipdoc.casework.core.openvault import create_vault
from ipdoc.casework.keeping.takein import ForgedAuthorError
from ipdoc.casework.keeping.verify import verify_vault
from ipdoc.vault.errors import TamperedError
from ipdoc.vault.keys import PrivateKey
from ipdoc.vault.signing import SigningKey
from tests.copies import bring
from tests.people_builders import a_second_person
from tests.vault_builders import CHEAP, PASSPHRASE, a_case, a_vault, below, put, sql, verify


@pytest.fixture
def vault(tmp_path):
    with a_vault(tmp_path) as vault:
        yield vault


@pytest.fixture
def second(vault):
    with a_second_person(vault) as second:
        yield second


@pytest.fixture
def case_id(vault, second):
    case_id = a_case(vault)
    put(vault, case_id, "a/1", "he said")
    with vault.transaction() as work:
        work.seal_to(case_id, ["record"], second.person_id)
    return case_id


@contextmanager
def disguised(person, other_id, device_id=""):
    """Let a person write in another's name, as a program of their own can that has their keys."""
    before = person.person_id, person.device_id
    person.person_id, person.device_id = other_id, device_id or before[1]
    try:
        yield
    finally:
        person.person_id, person.device_id = before


def rewrite(person, case_id, text, *disguise):
    """Change a record; in the name of whom ``disguise`` names, in the chain of their device."""
    with person.transaction() as work:
        case = work.case(case_id)
        told = {"expected_version": case.get("a/1").version, "why": "answers changed"}
        with disguised(person, *(disguise or (person.person_id,))):
            case.put("a/1", {"schema": 1, "text": text}, "record", **told)


def faults(vault):
    return [fault for step in verify_vault(vault) for fault in step.faults]


def history(vault, case_id, path="a/1"):
    with vault.transaction(write=False) as work:
        return work.case(case_id).history(path)


def test_signature_holds_for_what_was_written_its_place_and_its_writer_only():
    key, told = SigningKey.of_person(PrivateKey.generate()), {"who": "x", "changes": {"a": [1, 2]}}
    whole = signed(told, b"header", key)
    assert is_by(json.loads(json.dumps(whole)), b"header", key.public)
    assert not is_by(whole, b"Header", key.public)
    assert not is_by({**whole, "who": "y"}, b"header", key.public)
    assert not is_by(whole, b"header", SigningKey.generate().public)
    for wrong in (told, {**told, "signature": 7}, {**told, "signature": "no"}):
        assert not is_by(wrong, b"header", key.public)


def test_revision_in_anothers_name_is_named_by_the_check_and_refused_by_the_history(
    vault, second, case_id
):
    assert [one.who for one in history(vault, case_id)] == [vault.person_id]
    assert faults(vault) == []
    rewrite(second, case_id, "he took it back", vault.person_id, vault.device_id)
    with pytest.raises(TamperedError):
        history(vault, case_id)
    [fault] = [one for one in faults(vault) if one.certain]
    assert "did not sign" in fault.what.text


def test_what_each_wrote_in_their_own_name_is_no_fault(vault, second, case_id):
    put(second, case_id, "a/1", "and more", 1)
    assert [one.who for one in history(vault, case_id)] == [vault.person_id, second.person_id]
    assert faults(vault) == faults(second) == []


def test_device_that_pretends_to_be_of_the_first_release_is_named(vault, second, case_id):
    vault.close()
    sql(vault, "UPDATE device SET person_id = '' WHERE id = ?", vault.device_id)
    assert any(one.certain for one in faults(second))


def test_entry_of_the_log_in_anothers_name_is_named(vault, second, case_id):
    with second.transaction() as work:
        case = work.case(case_id)
        with disguised(second, vault.person_id):
            note(case, Event.EXPORTED)
    with vault.transaction(write=False) as work:
        assert entries(work.case(case_id))[0].who == vault.person_id
    assert any("did not sign" in one.what.text for one in faults(vault))


def test_entry_of_the_log_that_was_changed_later_is_named(vault, second, case_id):
    with vault.transaction() as work:
        note(work.case(case_id), Event.EXPORTED)
    assert faults(vault) == []
    [(path, record)] = below(vault, case_id, "log/").items()
    with second.transaction() as work:
        told = {"expected_version": record.version, "why": "access noted", "changes": {}}
        payload = {**record.payload, "event": "opened"}
        work.case(case_id).put(path, payload, "log", **told)
    assert any(one.certain for one in faults(vault))


def test_file_with_changes_in_the_name_of_somebody_here_is_refused(vault, tmp_path):
    case_id = a_case(vault)
    put(vault, case_id, "a/1", "he said")
    with create_vault(tmp_path / "other", "Dr Other", PASSPHRASE, cost=CHEAP) as other:
        bring(vault, other, [case_id], tmp_path)
        rewrite(other, case_id, "he took it back", vault.person_id)
        sql(other, "UPDATE device SET person_id = '' WHERE id = ?", other.device_id)
        with pytest.raises(ForgedAuthorError):
            bring(other, vault, [case_id], tmp_path, "back.age")
    assert [one.who for one in history(vault, case_id)] == [vault.person_id]
    verify(vault, case_id)
