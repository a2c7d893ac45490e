"""Sharing a case: consent first, parts by their keys, ends, withdrawals, the log of all of it."""

import datetime as dt

import pytest

from ipdoc.casework.access.circle import circle
from ipdoc.casework.access.entering import enter
from ipdoc.casework.access.gate import NotAllowedError
from ipdoc.casework.access.sharing import Offer, OfferError, share, withdraw
from ipdoc.casework.cases import find_case, list_cases, overview, start_case
from ipdoc.casework.core.casekeys import NoAccessError
from ipdoc.casework.core.work import UnknownCaseError
from ipdoc.casework.findings import lesions, record_by_region
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.fetching import issued_of_case, read_edition, reports
from ipdoc.casework.issuing.issue import issue, preview
from ipdoc.casework.people.errors import AccessEndedError, UntrustedPersonError
from ipdoc.casework.photographs import photographs
from ipdoc.casework.sections import open_section
from ipdoc.domain.access import Action
from ipdoc.domain.people import Role
from tests.builders import exported
from tests.databases import on_each_database
from tests.people_builders import a_second_person, a_waiting_person
from tests.team_builders import (
    FOR_TEAM,
    LAWYER,
    TEAM,
    a_case,
    an_intimate_lesion,
    decide,
    shared,
    write,
)
from tests.team_fixtures import said
from tests.vault_builders import below, sql


def codes(vault):
    return [row.code for row in list_cases(vault).rows]


def answers(vault, ref, section="allegations"):
    return open_section(vault, ref, section).answers


def test_without_a_recorded_consent_nothing_is_shared_and_nothing_is_sealed(lead, colleague):
    ref = a_case(lead, "A-1")
    with pytest.raises(NotAllowedError, match="No consent to this is recorded"):
        shared(lead, ref, colleague, "record")
    decide(lead, ref, "c_share_lawyer", "c_share_treating")
    with pytest.raises(NotAllowedError, match="No consent to this is recorded"):
        shared(lead, ref, colleague, "record")
    decide(lead, ref, c_confidentiality_limits="refused")
    with pytest.raises(NotAllowedError, match="has refused this"):
        shared(lead, ref, colleague, "record")
    mine = "SELECT 1 FROM seal WHERE person_id=? AND case_id=?"
    assert not sql(lead, mine, colleague.person_id, ref.case_id)
    with pytest.raises(UnknownCaseError):
        overview(colleague, ref)
    assert codes(colleague) == []


def test_photographs_and_intimate_findings_need_a_consent_of_their_own(lead, colleague):
    ref = a_case(lead, "A-1", "c_confidentiality_limits")
    for part in ("photographs", "intimate"):
        with pytest.raises(NotAllowedError, match="No consent"):
            shared(lead, ref, colleague, "record", part)
    decide(lead, ref, "c_photos_body", "c_genital_anal_exam")
    shared(lead, ref, colleague, "record", "photographs", "intimate")
    assert enter(colleague, ref.case_id, Action.OPEN_PHOTOGRAPHS).parts == {
        "record", "photographs", "intimate", "log",
    }  # fmt: skip


def test_a_colleague_opens_what_was_shared_and_nothing_of_another_case(lead, colleague):
    ref, other = a_case(lead, "A-1", *FOR_TEAM), a_case(lead, "B-2", *FOR_TEAM)
    write(lead, ref, "first account")
    shared(lead, ref, colleague, "record")
    assert codes(colleague) == ["A-1"]
    assert find_case(colleague, "A-1") == ref
    assert answers(colleague, ref)["al_summary"] == "first account"
    for asked in (other, type(other)(other.case_id, ref.evaluation_id)):
        with pytest.raises(UnknownCaseError):
            overview(colleague, asked)
    with pytest.raises(UnknownCaseError):
        find_case(colleague, other.case_id)


def test_two_clinicians_write_in_one_case_and_a_reviewer_only_reads(lead, colleague):
    ref = a_case(lead, "A-1", *FOR_TEAM)
    shared(lead, ref, colleague, "record")
    write(colleague, ref, "from the colleague")
    assert answers(lead, ref)["al_summary"] == "from the colleague"
    with a_second_person(lead, Role.REVIEWER, "Dr Reviewer") as reviewer:
        shared(lead, ref, reviewer, "record")
        assert answers(reviewer, ref)["al_summary"] == "from the colleague"
        with pytest.raises(NotAllowedError, match="Your role"):
            write(reviewer, ref, "from the reviewer")
        with pytest.raises(NotAllowedError, match="Your role"):
            record_by_region(reviewer, ref, "bruise", "forehead", "m")


def test_only_the_person_who_leads_the_case_shares_exports_and_withdraws(lead, colleague, lawyer):
    ref = a_case(lead, "A-1", *FOR_TEAM, "c_share_lawyer")
    shared(lead, ref, colleague, "record", "photographs", "intimate", "report")
    with pytest.raises(NotAllowedError, match="Only the person who leads"):
        shared(colleague, ref, lawyer, "report", recipient=LAWYER)
    with pytest.raises(NotAllowedError, match="Only the person who leads"):
        withdraw(colleague, ref.case_id, lead.person_id, "no reason")
    with pytest.raises(NotAllowedError, match="Only the person who leads"):
        exported(colleague, ref)


def test_what_is_intimate_is_not_even_counted_for_who_has_not_the_part(lead, colleague):
    ref = a_case(lead, "A-1", *FOR_TEAM)
    plain = record_by_region(lead, ref, "bruise", "forehead", "m")
    hidden = an_intimate_lesion(lead, ref)
    shared(lead, ref, colleague, "record", "photographs", "report")
    assert [one.number for one in lesions(colleague, ref)] == [plain.number]
    assert overview(colleague, ref).lesions == 1
    assert not any(one.part == "intimate" for one in below(colleague, ref.case_id).values())
    with pytest.raises(NotAllowedError, match="not open to you"):
        preview(colleague, ref, Choice(language="en"))
    shared(lead, ref, colleague, "record", "photographs", "intimate", "report")
    assert [one.number for one in lesions(colleague, ref)] == [plain.number, hidden.number]


@on_each_database
def test_a_withdrawn_consent_shuts_the_case_at_the_next_opening_for_all_but_the_lead(
    lead, colleague, lawyer
):
    ref = a_case(lead, "A-1", *FOR_TEAM, "c_share_lawyer")
    issue(lead, ref, Choice(language="en"))
    shared(lead, ref, colleague, "record")
    shared(lead, ref, lawyer, "report", recipient=LAWYER)
    assert b"".join(read_edition(lawyer, ref, 1, "en.full")).startswith(b"%PDF")
    decide(lead, ref, c_share_lawyer="withdrawn")
    with pytest.raises(NotAllowedError, match="has withdrawn consent"):
        read_edition(lawyer, ref, 1, "en.full")
    assert reports(lawyer, ref) == []
    assert answers(colleague, ref) == {}
    decide(lead, ref, c_confidentiality_limits="withdrawn")
    with pytest.raises(NotAllowedError, match="has withdrawn consent"):
        answers(colleague, ref)
    with pytest.raises(NotAllowedError, match="has withdrawn consent"):
        write(colleague, ref, "too late")
    write(lead, ref, "still open to the lead")
    decide(lead, ref, "c_confidentiality_limits")
    assert answers(colleague, ref)["al_summary"] == "still open to the lead"


def test_a_withdrawn_consent_to_intimate_content_shuts_that_part_alone(lead, colleague):
    ref = a_case(lead, "A-1", *FOR_TEAM)
    lesion = an_intimate_lesion(lead, ref)
    shared(lead, ref, colleague, "record", "photographs", "intimate")
    assert [one.number for one in lesions(colleague, ref)] == [lesion.number]
    decide(lead, ref, c_genital_anal_exam="withdrawn")
    assert lesions(colleague, ref) == []
    with pytest.raises(NotAllowedError, match="has withdrawn consent"):
        enter(colleague, ref.case_id, Action.SEE_INTIMATE)


@on_each_database
def test_withdrawn_access_ends_at_once_and_new_words_get_new_keys(lead, colleague):
    ref = a_case(lead, "A-1", *FOR_TEAM)
    shared(lead, ref, colleague, "record")
    assert codes(colleague) == ["A-1"]
    old = dict(colleague.keys.parts)
    withdraw(lead, ref.case_id, colleague.person_id, "left the project")
    with pytest.raises(UnknownCaseError):
        overview(colleague, ref)
    assert codes(colleague) == []
    write(lead, ref, "written afterwards")
    newest = sql(lead, "SELECT max(epoch) FROM record WHERE case_id=?", ref.case_id)[0][0]
    assert (ref.case_id, "record", newest) not in old
    assert answers(lead, ref)["al_summary"] == "written afterwards"
    found = circle(lead, ref.case_id)
    assert found.others == ()
    assert found.former[0].grant.ended.reason == "left the project"


@on_each_database
def test_access_ends_on_its_last_day_and_is_swept_when_the_lead_comes_by(lead, colleague, clock):
    ref = a_case(lead, "A-1", *FOR_TEAM)
    shared(lead, ref, colleague, "record", until=clock().date() + dt.timedelta(2))
    clock(2)
    assert overview(colleague, ref).code == "A-1"
    clock(1)
    with pytest.raises(AccessEndedError, match="2026-05-06"):
        overview(colleague, ref)
    mine = "SELECT 1 FROM seal WHERE person_id=? AND case_id=?"
    assert sql(lead, mine, colleague.person_id, ref.case_id)
    enter(lead, ref.case_id, Action.OPEN_RECORD)
    assert not sql(lead, mine, colleague.person_id, ref.case_id)
    assert ("Dr Test", "ended", "Dr Second") in said(lead, ref)
    with pytest.raises(UnknownCaseError):
        overview(colleague, ref)


def test_a_part_that_is_taken_from_an_offer_is_taken_from_the_person(lead, colleague):
    ref = a_case(lead, "A-1", *FOR_TEAM)
    shared(lead, ref, colleague, "record", "photographs")
    shared(lead, ref, colleague, "record")
    assert enter(colleague, ref.case_id, Action.OPEN_RECORD).parts == {"record", "log"}
    with pytest.raises(NotAllowedError, match="not open to you"):
        enter(colleague, ref.case_id, Action.OPEN_PHOTOGRAPHS)


def test_a_lawyer_with_the_report_reads_reports_and_the_log_and_nothing_else(lead, lawyer):
    ref = a_case(lead, "A-1", *FOR_TEAM, "c_share_lawyer")
    write(lead, ref, "not for the lawyer")
    issue(lead, ref, Choice(language="ru"))
    shared(lead, ref, lawyer, "report", recipient=LAWYER)
    (visit,) = issued_of_case(lawyer, ref.case_id).visits
    assert [one.number for one in visit.reports] == [1]
    assert b"".join(read_edition(lawyer, ref, 1, "ru.full")) == b"".join(
        read_edition(lead, ref, 1, "ru.full")
    )
    for refused in (overview, lesions):
        with pytest.raises(NotAllowedError, match="not open to you"):
            refused(lawyer, ref)
    assert {record.part for record in below(lawyer, ref.case_id).values()} == {"report", "log"}
    assert said(lawyer, ref)[-1] == ("Dr Test", "printed", "")


def test_an_administrator_is_offered_nothing_and_given_nothing(lead):
    ref = a_case(lead, "A-1", *FOR_TEAM)
    with a_second_person(lead, Role.ADMINISTRATOR, "Admin") as admin:
        for parts in ((), ("report",)):
            with pytest.raises(OfferError, match="administrator never"):
                shared(lead, ref, admin, *parts)
        with pytest.raises(NotAllowedError, match="Your role"):
            list_cases(admin)
        with pytest.raises(NotAllowedError, match="Your role"):
            start_case(admin, "full", "X-1", "", {})


def test_a_coordinator_knows_that_there_is_a_case_and_reads_its_log(lead):
    ref = a_case(lead, "A-1", *FOR_TEAM)
    with a_second_person(lead, Role.COORDINATOR, "Coordinator") as coordinator:
        with pytest.raises(OfferError, match="does not go with these parts"):
            shared(lead, ref, coordinator, "report")
        shared(lead, ref, coordinator)
        assert codes(coordinator) == ["A-1"]
        assert said(coordinator, ref)[-1] == ("Dr Test", "shared", "Coordinator")
        with pytest.raises(NotAllowedError, match="Your role"):
            overview(coordinator, ref)


def test_somebody_whom_nobody_has_confirmed_is_given_nothing(lead):
    ref = a_case(lead, "A-1", *FOR_TEAM)
    person_id, _ = a_waiting_person(lead)
    with pytest.raises(UntrustedPersonError):
        share(lead, ref.case_id, Offer(person_id, ("record",), TEAM, "why"))
    with pytest.raises(UntrustedPersonError):
        share(lead, ref.case_id, Offer("0" * 16, ("record",), TEAM, "why"))


@pytest.mark.parametrize(
    ("place", "change"),
    [
        ("parts", {"parts": ("intimate",)}),
        ("parts", {"parts": ("log",)}),
        ("recipient", {"recipient": LAWYER}),
        ("reason", {"reason": "  "}),
        ("until", {"until": dt.date(2026, 5, 3)}),
    ],
)
def test_an_offer_that_does_not_do_names_its_field(lead, colleague, place, change):
    ref = a_case(lead, "A-1", *FOR_TEAM)
    offer = {"parts": ("record",), "recipient": TEAM, "reason": "why", "until": None, **change}
    with pytest.raises(OfferError) as refused:
        share(lead, ref.case_id, Offer(colleague.person_id, **offer))
    assert refused.value.place == place
    with pytest.raises(OfferError) as refused:
        share(lead, ref.case_id, Offer(lead.person_id, ("record",), TEAM, "why"))
    assert refused.value.place == "person"


@on_each_database
def test_the_line_in_everybodys_list_follows_the_case(lead, colleague):
    ref = a_case(lead, "A-1", *FOR_TEAM)
    shared(lead, ref, colleague, "record")
    assert codes(colleague) == ["A-1"]
    write(lead, ref, "A-9", "subject_code", "case_information")
    assert codes(colleague) == ["A-9"]
    write(colleague, ref, "A-10", "subject_code", "case_information")
    assert codes(lead) == ["A-10"]
    assert list_cases(lead, code="A-10").total == list_cases(colleague).total == 1


def test_the_log_tells_who_opened_shared_issued_took_out_and_withdrew(lead, colleague):
    ref = a_case(lead, "A-1", *FOR_TEAM)
    for _ in range(3):
        enter(lead, ref.case_id, Action.OPEN_RECORD)
    shared(lead, ref, colleague, "record", "report")
    for _ in range(3):
        enter(colleague, ref.case_id, Action.OPEN_RECORD)
    issue(lead, ref, Choice(language="en"))
    issue(lead, ref, Choice(language="en"))
    read_edition(colleague, ref, 1, "en.full")
    exported(lead, ref)
    withdraw(lead, ref.case_id, colleague.person_id, "finished")
    assert said(lead, ref) == [
        ("Dr Test", "opened", ""),
        ("Dr Test", "shared", "Dr Second"),
        ("Dr Second", "opened", ""),
        ("Dr Test", "issued", ""),
        ("Dr Second", "printed", ""),
        ("Dr Test", "exported", ""),
        ("Dr Test", "withdrawn", "Dr Second"),
    ]


def test_a_part_that_was_not_shared_cannot_be_written_to_either(lead, colleague):
    ref = a_case(lead, "A-1", *FOR_TEAM)
    shared(lead, ref, colleague, "record")
    with pytest.raises(NoAccessError):
        an_intimate_lesion(colleague, ref)
    assert lesions(lead, ref) == []


def test_seal_that_was_put_back_or_invented_opens_nothing_that_was_not_shared(lead, colleague):
    ref = a_case(lead, "A-1", *FOR_TEAM)
    shared(lead, ref, colleague, "record")
    assert overview(colleague, ref)
    with lead.transaction() as work:
        work.seal_to(ref.case_id, ["photographs"], colleague.person_id)
    with pytest.raises(NotAllowedError, match="not open to you"):
        photographs(colleague, ref)
    withdraw(lead, ref.case_id, colleague.person_id, "a test")
    with lead.transaction() as work:
        work.seal_to(ref.case_id, ["record"], colleague.person_id)
    with pytest.raises(NotAllowedError, match="not open to you"):
        overview(colleague, ref)
