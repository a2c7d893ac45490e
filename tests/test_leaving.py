"""People who leave and people whose role changes: what is shut, renewed, owed and still trusted."""

import contextlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.core.work import UnknownCaseError
from ipdoc.casework.people.errors import LeavingError, LeftError, UntrustedPersonError
from ipdoc.casework.people.leaving import ROTATE, leave, only_theirs
from ipdoc.casework.people.register import people
from ipdoc.casework.people.roles import change_role
from ipdoc.domain.people import Role
from ipdoc.errors import IpdocError
from tests.databases import on_each_database
from tests.people_builders import SECOND_NAME, SECOND_PASSPHRASE, a_second_person
from tests.vault_builders import a_case, a_vault, get, put, sql

THIRD = ("Dr Third", "a third horse battery staple")


@pytest.fixture
def vault(tmp_path):
    with a_vault(tmp_path) as vault:
        yield vault


@pytest.fixture
def second(vault):
    with a_second_person(vault) as second:
        yield second


@pytest.fixture
def third(vault):
    with a_second_person(vault, Role.CLINICIAN, *THIRD) as third:
        yield third


def share(vault, case_id, parts, *persons):
    with vault.transaction() as work:
        for person in persons:
            work.seal_to(case_id, parts, person.person_id)


def epochs(vault, case_id, person, part="record"):
    chosen = "SELECT count(*) FROM seal WHERE case_id = ? AND person_id = ? AND part = ?"
    return sql(vault, chosen, case_id, person.person_id, part)[0][0]


@on_each_database
def test_person_who_left_opens_nothing_any_more(vault, second):
    case_id = a_case(vault)
    put(vault, case_id, "a/1", "before")
    share(vault, case_id, ["record"], second)
    told = leave(vault, second.person_id)
    assert (told.renewed, told.owed, told.only_theirs) == (1, 0, 0)
    with pytest.raises(UnknownCaseError):
        get(second, case_id, "a/1")
    with pytest.raises(LeftError):
        open_vault(vault.place, SECOND_PASSPHRASE, name=SECOND_NAME)
    assert epochs(vault, case_id, vault) == 2
    put(vault, case_id, "a/1", "after", 1)
    assert get(vault, case_id, "a/1").payload["text"] == "after"


def test_keys_that_a_person_noted_before_leaving_open_nothing_written_later(vault, second):
    case_id = a_case(vault)
    share(vault, case_id, ["record"], second)
    with second.transaction(write=False) as work:
        noted = work.raw_keys(case_id)
    leave(vault, second.person_id)
    put(vault, case_id, "a/1", "after")
    ((epoch,),) = sql(vault, "SELECT epoch FROM record WHERE case_id = ?", case_id)
    assert ("record", epoch) not in noted
    with vault.transaction(write=False) as work:
        assert work.raw_keys(case_id)["record", epoch] not in noted.values()


def test_nothing_is_sealed_to_somebody_who_left(vault, second):
    case_id = a_case(vault)
    leave(vault, second.person_id)
    for status in ("left", "active"):
        sql(vault, "UPDATE person SET status = ? WHERE id = ?", status, second.person_id)
        with pytest.raises(UntrustedPersonError):
            share(vault, case_id, ["record"], second)


@on_each_database
def test_keys_that_the_remover_lacks_are_renewed_when_a_holder_unlocks(vault, second, third):
    case_id = a_case(second)
    put(second, case_id, "a/1", "before")
    share(second, case_id, ["record"], third)
    told = leave(vault, third.person_id)
    assert (told.renewed, told.owed) == (0, 1)
    with pytest.raises(UnknownCaseError):
        get(third, case_id, "a/1")
    assert epochs(vault, case_id, second) == 1
    with open_vault(vault.place, SECOND_PASSPHRASE, name=SECOND_NAME) as again:
        assert epochs(vault, case_id, again) == 2
        put(again, case_id, "a/1", "after", 1)
    with vault.transaction(write=False) as work:
        assert not work.register().below(ROTATE)


def test_case_that_nobody_else_can_open_is_not_destroyed(vault, second):
    case_id = a_case(second)
    put(second, case_id, "a/1", "hers alone")
    with vault.transaction(write=False) as work:
        assert only_theirs(work, second.person_id) == 1
    assert leave(vault, second.person_id).only_theirs == 1
    assert epochs(vault, case_id, second) == 1


def test_part_that_nobody_else_has_is_not_destroyed(vault, second):
    case_id = a_case(second)
    put(second, case_id, "a/1", "for both")
    put(second, case_id, "b/1", "hers alone", part="intimate")
    share(second, case_id, ["record"], vault)
    told = leave(vault, second.person_id)
    assert (told.renewed, told.only_theirs) == (1, 1)
    assert epochs(vault, case_id, second, "record") == 0
    assert epochs(vault, case_id, second, "intimate") == 1
    assert get(vault, case_id, "a/1").payload["text"] == "for both"


def test_register_gets_new_keys_without_the_person_who_left(vault, second):
    leave(vault, second.person_id)
    assert epochs(vault, vault.register_id, second) == 0
    assert epochs(vault, vault.register_id, vault) == 2
    with vault.transaction(write=False) as work:
        assert people(work)[second.person_id].left.by == vault.person_id


def test_who_may_not_take_people_out_takes_nobody_out(vault, second, third):
    with pytest.raises(IpdocError, match="Your role"):
        leave(second, third.person_id)
    with pytest.raises(LeavingError):
        leave(vault, vault.person_id)
    leave(vault, third.person_id)
    with pytest.raises(LeavingError):
        leave(vault, third.person_id)


def test_person_let_in_by_somebody_who_left_stays_trusted(vault, second):
    change_role(vault, second.person_id, Role.COORDINATOR)
    with a_second_person(second, Role.CLINICIAN, *THIRD) as third:
        leave(vault, second.person_id)
        case_id = a_case(vault)
        share(vault, case_id, ["record"], third)
        put(vault, case_id, "a/1", "one")
        assert get(third, case_id, "a/1")


def test_changed_role_holds_from_the_next_unlocking(vault, second):
    change_role(vault, second.person_id, Role.REVIEWER)
    with open_vault(vault.place, SECOND_PASSPHRASE, name=SECOND_NAME) as again:
        assert again.role is Role.REVIEWER


def test_people_let_in_stay_trusted_when_the_role_of_who_let_them_in_changes(vault, second):
    change_role(vault, second.person_id, Role.COORDINATOR)
    with a_second_person(second, Role.CLINICIAN, *THIRD) as third:
        change_role(vault, second.person_id, Role.LAWYER)
        with vault.transaction(write=False) as work:
            assert people(work)[third.person_id].signed_by == vault.person_id


def test_role_is_changed_only_by_who_looks_after_people_and_not_upwards(vault, second):
    with pytest.raises(IpdocError, match="Your role"):
        change_role(second, vault.person_id, Role.LAWYER)
    change_role(vault, second.person_id, Role.ADMINISTRATOR)
    with pytest.raises(LeavingError):
        change_role(second, vault.person_id, Role.LAWYER)
    with a_second_person(second, Role.COORDINATOR, *THIRD) as third, pytest.raises(LeavingError):
        change_role(third, second.person_id, Role.LAWYER)


def test_founder_changes_their_own_role_and_stays_the_root(vault, second):
    change_role(vault, vault.person_id, Role.COORDINATOR)
    with second.transaction(write=False) as work:
        assert people(work)[vault.person_id].role is Role.COORDINATOR
        assert second.person_id in people(work)


@on_each_database
def test_case_that_is_shared_while_somebody_leaves_is_not_left_open_to_them(vault, second):
    """Whichever comes first: no seal of a case stays with somebody who has left."""
    case_ids = [a_case(vault) for _ in range(6)]
    with a_second_person(vault, Role.ADMINISTRATOR, *THIRD) as keeper:

        def give():
            for case_id in case_ids:
                with contextlib.suppress(UntrustedPersonError):
                    share(vault, case_id, ["record"], second)

        with ThreadPoolExecutor(2) as pool:
            sharing, going = pool.submit(give), pool.submit(leave, keeper, second.person_id)
            sharing.result()
            going.result()
    left = "SELECT count(*) FROM seal WHERE person_id = ?"
    assert sql(vault, left, second.person_id) == [(0,)]
