"""Standing to a case is worked out once, and anew as soon as anything that it rests on changes."""

import pytest

from ipdoc.casework.access.entering import enter
from ipdoc.casework.access.gate import NotAllowedError
from ipdoc.casework.access.sharing import withdraw
from ipdoc.casework.core.work import UnknownCaseError
from ipdoc.casework.people.errors import AccessEndedError
from ipdoc.domain.access import Action
from tests.counting import statements
from tests.databases import on_each_database
from tests.team_builders import FOR_TEAM, a_case, decide, shared, write
from tests.vault_builders import sql

pytestmark = on_each_database


@pytest.fixture
def ref(lead, colleague, clock):
    """A case that was shared until tomorrow, and to which both have come twice."""
    ref = a_case(lead, "A-1", *FOR_TEAM)
    shared(lead, ref, colleague, "record", "photographs", until=clock().date())
    for vault in (lead, colleague) * 2:
        come(vault, ref)
    return ref


def come(vault, ref, action=Action.WRITE_SECTION):
    return enter(vault, ref.case_id, action)


def test_who_comes_again_is_looked_at_by_one_statement(lead, colleague, ref):
    write(colleague, ref, "one")
    for vault, most in ((colleague, 1), (lead, 10), (lead, 1)):
        with statements() as told:
            come(vault, ref)
        assert len(told) <= most, told


def test_consent_that_is_withdrawn_shuts_the_case_to_who_was_in_it(lead, colleague, ref):
    decide(lead, ref, c_confidentiality_limits="withdrawn")
    with pytest.raises(NotAllowedError, match="withdrawn consent"):
        come(colleague, ref)
    assert come(lead, ref).lead
    decide(lead, ref, c_confidentiality_limits="agreed")
    assert not come(colleague, ref).lead


def test_consent_to_one_part_that_is_withdrawn_shuts_that_part(lead, colleague, ref):
    assert "photographs" in come(colleague, ref).parts
    decide(lead, ref, c_photos_body="withdrawn")
    assert "photographs" not in come(colleague, ref).parts
    with pytest.raises(NotAllowedError, match="withdrawn consent"):
        come(colleague, ref, Action.OPEN_PHOTOGRAPHS)


def test_access_that_is_taken_back_ends_with_the_next_act(lead, colleague, ref):
    withdraw(lead, ref.case_id, colleague.person_id, "not needed any more")
    with pytest.raises(UnknownCaseError):
        come(colleague, ref)


def test_access_ends_with_its_last_day(colleague, ref, clock):
    clock(days=1)
    with pytest.raises(AccessEndedError):
        come(colleague, ref)


def test_seals_that_are_gone_or_shortened_are_missed_at_once(colleague, ref):
    mine = "WHERE case_id = ? AND person_id = ?", ref.case_id, colleague.person_id
    sql(colleague, f"DELETE FROM seal {mine[0]} AND part = 'photographs'", *mine[1:])  # noqa: S608
    assert "photographs" not in come(colleague, ref).parts
    sql(colleague, f"UPDATE seal SET until = '2026-05-03' {mine[0]}", *mine[1:])  # noqa: S608
    with pytest.raises(AccessEndedError):
        come(colleague, ref)


def test_act_that_the_role_does_not_include_is_refused_however_often_one_came(colleague, ref):
    with pytest.raises(NotAllowedError, match="leads the case"):
        come(colleague, ref, Action.SHARE)
