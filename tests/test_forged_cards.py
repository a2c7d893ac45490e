"""Cards that a colleague puts into the register past the rules count for nothing."""

import pytest

from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.people.cards import Leave
from ipdoc.casework.people.errors import UntrustedPersonError
from ipdoc.casework.people.leaving import leave
from ipdoc.casework.people.register import PERSON, card, people
from ipdoc.casework.people.roles import change_role
from ipdoc.domain.people import Role
from tests.people_builders import SECOND_NAME, SECOND_PASSPHRASE, a_second_person
from tests.vault_builders import a_vault

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


def stored_card(vault, person_id):
    with vault.transaction(write=False) as work:
        return dict(work.register().get(PERSON + person_id).payload)


def put_back(intruder, person_id, payload):
    """Write a card as everybody can who has the keys of the register and leaves the rules aside."""
    with intruder.transaction() as work:
        register, path = work.register(write=True), PERSON + person_id
        version = register.get(path).version
        told = {"expected_version": version, "why": "role changed", "changes": {}}
        register.put(path, payload, "record", **told)


def seen(vault, person_id):
    with vault.transaction(write=False) as work:
        return people(work).get(person_id)


def test_older_card_that_is_put_back_gives_no_role(vault, second, third):
    before = stored_card(vault, second.person_id)
    change_role(vault, second.person_id, Role.ADMINISTRATOR)
    as_keeper = stored_card(vault, second.person_id)
    change_role(vault, second.person_id, Role.CLINICIAN)
    for older in (before, as_keeper, {**as_keeper, "version": 6}):
        put_back(third, second.person_id, older)
        assert seen(vault, second.person_id) is None
        with vault.transaction(write=False) as work, pytest.raises(UntrustedPersonError):
            card(work, second.person_id)


def test_nobody_who_has_left_comes_back_by_an_older_card(vault, second, third):
    before = stored_card(vault, second.person_id)
    leave(vault, second.person_id)
    gone = stored_card(vault, second.person_id)
    for older in (before, {**gone, "left": None}):
        put_back(third, second.person_id, older)
        assert seen(vault, second.person_id) is None


def test_only_who_looks_after_people_can_say_that_somebody_left(vault, second, third):
    with third.transaction(write=False) as work:
        whole = card(work, second.person_id)
    said = Leave(vault.now().date(), third.person_id, whole.version + 1)
    forged = whole.gone(vault.register_id, said, third.keys.signing)
    put_back(third, second.person_id, forged.to_payload())
    assert seen(vault, second.person_id) is None
    with vault.transaction(write=False) as work, pytest.raises(UntrustedPersonError):
        card(work, second.person_id)


def test_who_was_taken_out_stays_out_when_the_role_of_who_did_it_changes(vault, second, third):
    change_role(vault, second.person_id, Role.COORDINATOR)
    with open_vault(vault.place, SECOND_PASSPHRASE, name=SECOND_NAME) as keeper:
        leave(keeper, third.person_id)
    change_role(vault, second.person_id, Role.CLINICIAN)
    assert seen(vault, third.person_id).left.by == vault.person_id


def test_card_that_is_none_is_passed_by(vault, second, third):
    put_back(third, second.person_id, {"schema": 1, "name": 7})
    assert seen(vault, second.person_id) is None
    assert seen(vault, third.person_id) is not None
