"""What leaves a case needs consent; and who leads it may hand that on."""

import pytest

from ipdoc.casework.access.gate import NotAllowedError
from ipdoc.casework.access.leading import hand_lead
from ipdoc.casework.access.sharing import withdraw
from ipdoc.casework.cases import overview
from ipdoc.casework.core.work import UnknownCaseError
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.fetching import read_edition
from ipdoc.casework.issuing.issue import issue
from ipdoc.casework.people.leaving import leave
from ipdoc.domain.consent import Recipient
from ipdoc.domain.finding import RuleError
from ipdoc.domain.people import Role
from tests.builders import exported
from tests.people_builders import a_second_person
from tests.team_builders import (
    FOR_TEAM,
    LAWYER,
    a_case,
    an_intimate_lesion,
    decide,
    shared,
    write,
)
from tests.team_fixtures import said


def test_an_export_for_a_recipient_asks_for_the_consent_to_all_that_is_in_it(lead):
    ref = a_case(lead, "A-1", "c_share_lawyer")
    assert exported(lead, ref, LAWYER)
    with pytest.raises(NotAllowedError, match="No consent"):
        exported(lead, ref, Recipient.COURT)
    an_intimate_lesion(lead, ref)
    with pytest.raises(NotAllowedError, match="No consent"):
        exported(lead, ref, LAWYER)
    decide(lead, ref, "c_genital_anal_exam")
    assert exported(lead, ref, LAWYER)
    decide(lead, ref, c_share_lawyer="withdrawn")
    with pytest.raises(NotAllowedError, match="has withdrawn"):
        exported(lead, ref, LAWYER)
    assert exported(lead, ref)
    decide(lead, ref, c_storage="withdrawn")
    with pytest.raises(NotAllowedError, match="has withdrawn"):
        exported(lead, ref)


def test_a_report_goes_to_a_recipient_only_with_consent(lead):
    ref = a_case(lead, "A-1", "c_share_lawyer", "c_storage")
    issue(lead, ref, Choice(language="en"))
    assert b"".join(read_edition(lead, ref, 1, "en.full", LAWYER)).startswith(b"%PDF")
    with pytest.raises(NotAllowedError, match="No consent"):
        read_edition(lead, ref, 1, "en.full", Recipient.PROSECUTOR)
    assert [one[1] for one in said(lead, ref)].count("printed") == 1


def test_the_lead_is_handed_on_to_somebody_with_every_part_and_the_old_lead_keeps_reading(
    lead, colleague
):
    ref, whole = a_case(lead, "A-1", *FOR_TEAM), ("record", "photographs", "intimate", "report")
    shared(lead, ref, colleague, "record")
    with pytest.raises(RuleError, match="Share every part with this person first"):
        hand_lead(lead, ref.case_id, colleague.person_id)
    shared(lead, ref, colleague, *whole)
    hand_lead(lead, ref.case_id, colleague.person_id)
    assert said(colleague, ref)[-1] == ("Dr Test", "lead", "Dr Second")
    with pytest.raises(NotAllowedError, match="Only the person who leads"):
        exported(lead, ref)
    assert write(lead, ref, "still a member of the team").answers
    assert exported(colleague, ref)
    withdraw(colleague, ref.case_id, lead.person_id, "moved away")
    with pytest.raises(UnknownCaseError):
        overview(lead, ref)


def test_a_case_whose_lead_has_left_falls_to_who_has_every_part(lead, colleague):
    ref, whole = (
        a_case(colleague, "A-1", *FOR_TEAM),
        ("record", "photographs", "intimate", "report"),
    )
    with a_second_person(lead, Role.CLINICIAN, "Dr Third") as third:
        shared(colleague, ref, lead, *whole)
        shared(colleague, ref, third, "record")
        with pytest.raises(NotAllowedError, match="Only the person who leads"):
            exported(lead, ref)
        leave(lead, colleague.person_id)
        assert exported(lead, ref)
        with pytest.raises(NotAllowedError, match="Only the person who leads"):
            withdraw(third, ref.case_id, lead.person_id, "not mine")
        withdraw(lead, ref.case_id, third.person_id, "finished")
