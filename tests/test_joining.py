"""From the invitation to the first page: codes, answers, fingerprints, and what is refused."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.people.errors import (
    InvitationError,
    NameTakenError,
    UntrustedPersonError,
)
from ipdoc.casework.people.invitations import invitations, invite, withdraw_invitation
from ipdoc.casework.people.joining import confirm, join, look_at_invitation, refuse, waiting
from ipdoc.casework.people.register import people
from ipdoc.domain.people import Role
from ipdoc.errors import IpdocError
from ipdoc.vault.codes import new_code, read_code
from ipdoc.vault.errors import WrongPassphraseError
from tests.databases import on_each_database
from tests.people_builders import SECOND_NAME, SECOND_PASSPHRASE, a_second_person, a_waiting_person
from tests.vault_builders import CHEAP, a_vault, sql

TODAY = dt.date(2026, 5, 1)


@pytest.fixture
def vault(tmp_path):
    def clock():
        return dt.datetime(2026, 5, 1, 9, tzinfo=dt.UTC)

    with a_vault(tmp_path, clock=clock) as vault:
        yield vault


def answer(vault, code, passphrase=SECOND_PASSPHRASE, today=TODAY):
    return join(vault.place, code, passphrase, today, cost=CHEAP)


def read(vault, question):
    with vault.transaction(write=False) as work:
        return question(work)


def test_code_is_read_however_it_was_written_down():
    code = new_code()
    letters = code.replace("-", "")
    assert read_code(code.lower().replace("-", " ")) == letters
    assert read_code(letters.replace("0", "o").replace("1", "l")) == letters
    assert len(letters) * 5 >= 128
    for other in ("", code[:-1], code + "0", code[:-1] + "?", code[:-1] + "U"):
        assert read_code(other) is None


def test_invitation_says_who_invites_and_as_what(vault):
    code = invite(vault, "  Dr   Second ", Role.LAWYER)
    said = look_at_invitation(vault.place, code, TODAY)
    assert (said.name, said.role) == (SECOND_NAME, Role.LAWYER)
    assert said.inviter_name == "Dr Test"
    assert said.root == vault.root
    assert said.expires_on == TODAY + dt.timedelta(days=7)


def test_code_stands_nowhere_in_the_vault(vault):
    code = invite(vault, SECOND_NAME, Role.LAWYER)
    letters = read_code(code)
    vault.close()
    for file in vault.folder.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            for text in (code, letters, SECOND_NAME):
                assert text.encode() not in data, file.name


def test_wrong_code_and_code_used_before_open_nothing(vault):
    code = invite(vault, SECOND_NAME, Role.LAWYER)
    for wrong in (new_code(), code[:-1], ""):
        with pytest.raises(InvitationError, match="No open invitation"):
            answer(vault, wrong)
    answer(vault, code)
    with pytest.raises(InvitationError, match="No open invitation"):
        answer(vault, code)


def test_invitation_is_good_for_seven_days(vault):
    code = invite(vault, SECOND_NAME, Role.LAWYER)
    late = TODAY + dt.timedelta(days=8)
    with pytest.raises(InvitationError, match="good until"):
        look_at_invitation(vault.place, code, late)
    with pytest.raises(InvitationError, match="good until"):
        answer(vault, code, today=late)
    assert answer(vault, code, today=late - dt.timedelta(days=1))


def test_invitation_prolonged_from_outside_is_past_all_the_same(vault):
    code = invite(vault, SECOND_NAME, Role.LAWYER)
    sql(vault, "UPDATE invitation SET expires_on = '2999-01-01'")
    with pytest.raises(InvitationError, match="good until"):
        answer(vault, code, today=dt.date(2026, 6, 1))


def test_invitation_that_was_changed_from_outside_is_refused(vault):
    code = invite(vault, SECOND_NAME, Role.LAWYER)
    ((blob,),) = sql(vault, "SELECT blob FROM invitation")
    sql(vault, "UPDATE invitation SET blob = ?", blob[:-1] + bytes((blob[-1] ^ 1,)))
    with pytest.raises(IpdocError):
        answer(vault, code)


def test_withdrawn_invitation_opens_nothing(vault):
    code = invite(vault, SECOND_NAME, Role.LAWYER)
    (listed,) = read(vault, invitations)
    withdraw_invitation(vault, listed.id)
    with pytest.raises(InvitationError):
        answer(vault, code)
    assert read(vault, invitations) == []


def test_one_name_is_given_once(vault):
    invite(vault, SECOND_NAME, Role.LAWYER)
    for name in ("dr test", "DR  SECOND"):
        with pytest.raises(NameTakenError):
            invite(vault, name, Role.LAWYER)


@on_each_database
def test_person_who_joined_waits_until_the_fingerprint_was_compared(vault):
    code = invite(vault, SECOND_NAME, Role.LAWYER)
    fingerprint = answer(vault, code)
    (one,) = read(vault, waiting)
    assert (one.name, one.role, one.fingerprint) == (SECOND_NAME, Role.LAWYER, fingerprint)
    with pytest.raises(UntrustedPersonError):
        confirm(vault, one.person_id, fingerprint[::-1])
    card = confirm(vault, one.person_id, fingerprint)
    assert card.fingerprint == fingerprint
    assert read(vault, waiting) == []
    assert read(vault, invitations) == []
    with pytest.raises(InvitationError):
        confirm(vault, one.person_id, fingerprint)


def test_role_is_the_one_that_was_given_not_the_one_that_was_answered(vault):
    with a_second_person(vault, Role.LAWYER) as second:
        assert second.role is Role.LAWYER


def test_keys_put_in_the_place_of_an_answer_are_not_shown_for_confirming(vault):
    a_waiting_person(vault)
    sql(
        vault,
        "UPDATE person SET public_key = ? WHERE status = 'waiting'",
        vault.keys.own.public.data,
    )
    assert read(vault, waiting) == []


def test_answer_to_another_invitation_cannot_take_this_ones_place(vault):
    first, _ = a_waiting_person(vault, name="Dr First")
    second, _ = a_waiting_person(vault, name="Dr Other", passphrase="a third horse battery staple")
    ((card,),) = sql(vault, "SELECT card FROM person WHERE id = ?", first)
    sql(vault, "UPDATE person SET card = ? WHERE id = ?", card, second)
    assert [one.name for one in read(vault, waiting)] == ["Dr First"]


def test_person_who_was_refused_is_gone_and_can_be_invited_anew(vault):
    person_id, _ = a_waiting_person(vault)
    refuse(vault, person_id)
    assert not sql(vault, "SELECT 1 FROM person WHERE id = ?", person_id)
    with pytest.raises(WrongPassphraseError):
        open_vault(vault.place, SECOND_PASSPHRASE)
    with a_second_person(vault) as second:
        assert second.person_name == SECOND_NAME


@pytest.mark.parametrize("role", [Role.LAWYER, Role.CLINICIAN])
def test_who_does_not_look_after_people_invites_nobody(vault, role):
    with a_second_person(vault, role) as second, pytest.raises(IpdocError, match="Your role"):
        invite(second, "Dr Third", Role.REVIEWER)


def test_administrator_lets_people_in_and_holds_no_case(vault):
    with a_second_person(vault, Role.ADMINISTRATOR) as keeper:
        passphrase = "a third horse battery"
        with a_second_person(keeper, Role.COORDINATOR, "Third", passphrase) as third:
            assert third.role is Role.COORDINATOR
        assert sql(vault, "SELECT count(*) FROM seal WHERE person_id = ?", keeper.person_id) == [
            (2,)
        ], "of the register's two parts"


def at_once(*acts):
    """Do things at the same moment, each in a thread; return the results or errors."""
    started = threading.Barrier(len(acts))

    def run(act):
        started.wait()
        try:
            return act()
        except IpdocError as error:
            return error

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@on_each_database
def test_one_of_two_who_answer_one_invitation_at_once_is_refused(vault):
    code = invite(vault, SECOND_NAME, Role.LAWYER)
    answers = at_once(*[lambda: answer(vault, code)] * 4)
    assert sum(isinstance(one, str) for one in answers) == 1
    assert all(isinstance(one, str | InvitationError | NameTakenError) for one in answers)
    assert len(read(vault, waiting)) == 1


@on_each_database
def test_person_who_is_let_in_twice_at_once_is_let_in_once(vault):
    person_id, fingerprint = a_waiting_person(vault)
    told = at_once(*[lambda: confirm(vault, person_id, fingerprint)] * 3)
    assert sum(isinstance(one, InvitationError) for one in told) == 2
    assert len(read(vault, people)) == 2


@on_each_database
def test_person_who_signs_in_several_times_at_once_keeps_every_device(vault):
    a_second_person(vault).close()

    def enter():
        with open_vault(vault.place, SECOND_PASSPHRASE, name=SECOND_NAME) as second:
            return second.device_id

    sql(vault, "UPDATE vault SET copy = 'another'")
    devices = at_once(enter, enter, enter)
    assert all(isinstance(one, str) for one in devices)
    assert enter() in devices
