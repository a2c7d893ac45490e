"""People of a vault: let in by an invitation, trusted by signature, given keys of parts."""

import datetime as dt

import pytest

from ipdoc.casework.core.casekeys import NoAccessError
from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.core.work import UnknownCaseError
from ipdoc.casework.people.errors import (
    AccessEndedError,
    NameNeededError,
    UntrustedPersonError,
    WaitingError,
)
from ipdoc.casework.people.register import people
from ipdoc.domain.people import Role
from ipdoc.vault.errors import TamperedError, WrongPassphraseError
from tests.databases import on_each_database
from tests.people_builders import SECOND_NAME, SECOND_PASSPHRASE, a_second_person, a_waiting_person
from tests.vault_builders import PASSPHRASE, a_case, a_vault, get, put, sql

pytestmark = on_each_database


@pytest.fixture
def vault(tmp_path):
    with a_vault(tmp_path) as vault:
        yield vault


@pytest.fixture
def second(vault):
    with a_second_person(vault) as second:
        yield second


def everybody(vault):
    with vault.transaction(write=False) as work:
        return people(work)


def share(vault, case_id, parts, person, until=None):
    with vault.transaction() as work:
        work.seal_to(case_id, parts, person.person_id, until)


def test_founder_stands_in_the_register_of_a_new_vault(vault):
    (card,) = everybody(vault).values()
    assert (card.name, card.role, card.left) == ("Dr Test", Role.CLINICIAN, None)
    assert vault.founder


def test_person_who_was_let_in_sees_the_same_people(vault, second):
    assert everybody(second) == everybody(vault)
    assert {card.name for card in everybody(vault).values()} == {"Dr Test", SECOND_NAME}
    assert (second.role, second.founder) == (Role.CLINICIAN, False)


def test_person_who_waits_is_told_what_to_read_aloud(vault):
    _, fingerprint = a_waiting_person(vault)
    with pytest.raises(WaitingError) as told:
        open_vault(vault.place, SECOND_PASSPHRASE, name=SECOND_NAME)
    assert told.value.fingerprint == fingerprint


def test_name_is_asked_for_once_there_are_several_people(vault, second):
    with pytest.raises(NameNeededError):
        open_vault(vault.place, PASSPHRASE)
    with open_vault(vault.place, PASSPHRASE, name=" dr  TEST ") as again:
        assert again.person_id == vault.person_id
    for name in (SECOND_NAME, "Dr Nobody"):
        with pytest.raises(WrongPassphraseError):
            open_vault(vault.place, PASSPHRASE, name=name)


def test_case_of_one_person_does_not_open_for_another(vault, second):
    case_id = a_case(vault)
    with pytest.raises(UnknownCaseError):
        get(second, case_id, "a/1")


def test_shared_part_opens_and_the_others_stay_shut(vault, second):
    case_id = a_case(vault)
    put(vault, case_id, "a/1", "he said")
    put(vault, case_id, "b/1", "only for the doctor", part="intimate")
    share(vault, case_id, ["record"], second)
    assert get(second, case_id, "a/1").payload["text"] == "he said"
    assert get(second, case_id, "b/1") is None
    put(second, case_id, "a/1", "he said, corrected", 1)
    put(second, case_id, "l/1", "seen", part="log")
    with pytest.raises(NoAccessError):
        put(second, case_id, "b/2", "new", part="intimate")
    assert get(vault, case_id, "a/1").payload["text"] == "he said, corrected"


def test_part_that_was_withdrawn_is_shut_and_its_new_key_too(vault, second):
    case_id = a_case(vault)
    put(vault, case_id, "a/1", "before")
    share(vault, case_id, ["record"], second)
    known = dict(second.keys.parts) | {("kept", "", 0): None}
    assert get(second, case_id, "a/1")
    with vault.transaction() as work:
        work.unseal_from(case_id, second.person_id)
        work.new_epoch(case_id, ("record", "log"))
    with pytest.raises(UnknownCaseError):
        get(second, case_id, "a/1")
    put(vault, case_id, "a/1", "after", 1)
    assert get(vault, case_id, "a/1").payload["text"] == "after"
    assert known


def test_everybody_who_stays_reads_on_after_a_new_key(vault, second):
    case_id = a_case(vault)
    put(vault, case_id, "a/1", "before")
    share(vault, case_id, ["record"], second)
    with second.transaction() as work:
        work.new_epoch(case_id, ("record",))
    put(second, case_id, "a/2", "after")
    assert get(vault, case_id, "a/2").payload["text"] == "after"
    assert get(second, case_id, "a/1").payload["text"] == "before"


def test_access_ends_with_its_last_day(vault, second):
    case_id = a_case(vault)
    put(vault, case_id, "a/1", "he said")
    today = vault.now().date()
    share(vault, case_id, ["record"], second, today)
    assert get(second, case_id, "a/1")
    share(vault, case_id, ["record"], second, today - dt.timedelta(days=1))
    with pytest.raises(AccessEndedError):
        get(second, case_id, "a/1")


def test_limit_that_was_changed_from_outside_is_noticed(vault, second):
    case_id = a_case(vault)
    share(vault, case_id, ["record"], second, vault.now().date())
    sql(vault, "UPDATE seal SET until = '2999-01-01' WHERE person_id = ?", second.person_id)
    with pytest.raises(TamperedError):
        get(second, case_id, "a/1")


def test_nothing_is_sealed_to_a_key_that_was_changed_from_outside(vault, second):
    case_id = a_case(vault)
    sql(
        vault,
        "UPDATE person SET public_key = ? WHERE id = ?",
        vault.keys.own.public.data,
        second.person_id,
    )
    with pytest.raises(UntrustedPersonError):
        share(vault, case_id, ["record"], second)
    assert not sql(
        vault, "SELECT 1 FROM seal WHERE case_id = ? AND person_id = ?", case_id, second.person_id
    )


def test_nothing_is_sealed_to_somebody_who_waits_or_whom_an_intruder_let_in(vault):
    case_id = a_case(vault)
    person_id, _ = a_waiting_person(vault)
    for status in ("waiting", "active"):
        sql(vault, "UPDATE person SET status = ? WHERE id = ?", status, person_id)
        with pytest.raises(UntrustedPersonError), vault.transaction() as work:
            work.seal_to(case_id, ["record"], person_id)


def test_register_is_no_case(vault, second):
    with vault.transaction() as work:
        for use in (
            lambda: work.case(vault.register_id),
            lambda: work.seal_to(vault.register_id, ["record"], second.person_id),
            lambda: work.unseal_from(vault.register_id, second.person_id),
            lambda: work.new_epoch(vault.register_id, ["record"]),
        ):
            with pytest.raises(UnknownCaseError):
                use()


def test_each_person_writes_a_chain_of_their_own(vault, second):
    case_id = a_case(vault)
    put(vault, case_id, "a/1", "one")
    share(vault, case_id, ["record"], second)
    put(second, case_id, "a/2", "two")
    put(vault, case_id, "a/3", "three")
    chains = sql(
        vault, "SELECT device_id, count(*) FROM revision WHERE case_id = ? GROUP BY 1", case_id
    )
    assert dict(chains) == {vault.device_id: 2, second.device_id: 1}
    with second.transaction(write=False) as work:
        assert work.case(case_id).verify() == 3 + 3
