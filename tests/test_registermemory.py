"""The vaults that one process holds open remember the register together, and prove it each time."""

import datetime as dt
from itertools import product

import pytest

from ipdoc.casework.core import registermemory
from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.people.cards import Card, trusted_card, trusted_cards
from ipdoc.casework.people.leaving import leave
from ipdoc.casework.people.register import card, people
from ipdoc.casework.people.roles import change_role
from ipdoc.domain.people import Role
from ipdoc.vault.errors import TamperedError
from ipdoc.vault.keys import PrivateKey
from ipdoc.vault.signing import SigningKey
from tests.databases import on_each_database
from tests.people_builders import SECOND_NAME, SECOND_PASSPHRASE, a_second_person
from tests.vault_builders import PASSPHRASE, a_vault, sql

pytestmark = on_each_database


@pytest.fixture
def vault(tmp_path):
    with a_vault(tmp_path) as vault:
        yield vault


@pytest.fixture
def second(vault):
    with a_second_person(vault) as second:
        yield second


def role_of(vault, person_id):
    with vault.transaction(write=False) as work:
        return card(work, person_id).role


def test_all_who_hold_the_register_open_share_one_memory(vault, second):
    assert second.register_memory is vault.register_memory
    assert second.memory is not vault.memory


def test_what_is_remembered_of_the_register_goes_with_the_last_who_locks(vault, second):
    assert role_of(second, vault.person_id) == Role.CLINICIAN
    shared = vault.register_memory
    second.close()
    second.close()
    assert shared.known
    vault.close()
    assert not shared.known
    assert not shared.paths(vault.register_id)
    assert shared not in registermemory._shared.values()


def test_whoever_was_refused_at_the_door_leaves_nothing_remembered(vault):
    with vault.transaction(write=False) as work:
        record_id = work.register().keys.id(f"person/{vault.person_id}", "record")
    sql(vault, "UPDATE record SET blob = ? WHERE id = ?", b"x", record_id)
    vault.close()
    before = set(registermemory._shared)
    with pytest.raises(TamperedError) as refused:
        open_vault(vault.place, PASSPHRASE)
    assert refused
    assert not set(registermemory._shared) - before


def test_role_that_one_changes_is_seen_by_another_at_once(vault, second):
    assert role_of(second, second.person_id) == Role.CLINICIAN
    change_role(vault, second.person_id, Role.LAWYER)
    assert role_of(second, second.person_id) == second.role == Role.LAWYER


def test_whoever_was_taken_out_reads_nothing_of_what_others_remember(vault, second):
    with vault.transaction(write=False) as work:
        assert set(people(work)) == {vault.person_id, second.person_id}
    leave(vault, second.person_id)
    with pytest.raises(TamperedError), second.transaction(write=False) as work:
        people(work)


def test_card_that_was_changed_from_outside_is_noticed_though_it_is_remembered(vault, second):
    with a_second_person(vault, name="Dr Third", passphrase="third horse battery staple") as third:
        with vault.transaction(write=False) as work:
            record_id = work.register().keys.id(f"person/{third.person_id}", "record")
        sql(vault, "UPDATE record SET blob = ? WHERE id = ?", b"x", record_id)
        with open_vault(vault.place, SECOND_PASSPHRASE, name=SECOND_NAME) as again:
            assert again.register_memory is vault.register_memory
            assert role_of(again, vault.person_id) == Role.CLINICIAN
            with pytest.raises(TamperedError):
                role_of(again, third.person_id)


def test_one_card_is_trusted_exactly_when_it_is_among_all_trusted_ones():
    """Every way in which three people sign for each other, rightly or not, in two roles."""
    keys = {name: SigningKey.generate() for name in "abc"}
    sealing, day = PrivateKey.generate().public.data, dt.date(2026, 1, 1)
    seen = set()
    for signers in product("abcx", repeat=3):
        for role, liar in product((Role.CLINICIAN, Role.LAWYER), "abc-"):
            cards = {}
            for name, by in zip("abc", signers, strict=True):
                plain = Card(name, name, role, sealing, keys[name].public, day, by)
                key = keys["b" if name == liar else by if by in keys else name]
                cards[name] = plain.signed("register", by, key, 1)
            good = trusted_cards(cards, "register", keys["a"].public)
            for name in "abcx":
                one = trusted_card(name, cards.get, "register", keys["a"].public)
                assert one == good.get(name)
            seen.add(frozenset(good))
    assert len(seen) > 3
