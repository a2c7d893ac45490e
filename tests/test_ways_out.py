"""Every way by which something of a case leaves the vault asks for consent, and is noted."""

import io

import pytest

from ipdoc.casework.access.gate import NotAllowedError
from ipdoc.casework.attachments import attach_file, read_file
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.fetching import read_edition
from ipdoc.casework.issuing.issue import issue
from ipdoc.casework.keeping.erase import recipients_of
from ipdoc.casework.keeping.handover import hand_over, own_recipient
from ipdoc.casework.keeping.travel import plan
from ipdoc.casework.photographs import attach_photograph, rendition
from ipdoc.casework.transfer.exporting import export_case
from ipdoc.casework.translating.files import export_texts
from tests.copies import own
from tests.report_builders import a_jpeg
from tests.team_builders import FOR_TEAM, a_case, decide, shared, write
from tests.team_fixtures import said


@pytest.fixture
def ref(lead):
    ref = a_case(lead, "A-1", "c_storage", *FOR_TEAM)
    write(lead, ref, "he was beaten")
    return ref


def the_photograph(person, ref, _folder):
    photo = attach_photograph(person, ref, io.BytesIO(a_jpeg())).id
    return lambda who=person: b"".join(rendition(who, ref, photo, "original")[1])


def the_document(person, ref, _folder):
    name = attach_file(person, ref, io.BytesIO(b"a letter of the prison"), "record")
    return lambda who=person: b"".join(read_file(who, ref, name))


def the_report(person, ref, _folder):
    issue(person, ref, Choice(language="en"))
    return lambda who=person: b"".join(read_edition(who, ref, 1, "en.full"))


def the_case(person, ref, _folder):
    return lambda who=person: b"".join(export_case(who, ref).pieces())


def the_texts(person, ref, _folder):
    return lambda who=person: export_texts(who, ref, "ru")


def all_of_it(person, ref, folder):
    to = own(own_recipient(person))
    return lambda who=person: hand_over(who, [ref.case_id], to, folder / "cases.age")


WAYS = {
    "saved": (the_photograph, the_document),
    "printed": (the_report,),
    "exported": (the_case, the_texts),
    "handed_over": (all_of_it,),
}


@pytest.mark.parametrize(
    ("event", "way"), [(event, way) for event, ways in WAYS.items() for way in ways]
)
def test_way_out_is_noted_and_is_shut_when_the_consent_is_withdrawn(
    lead, colleague, ref, tmp_path, event, way
):
    leave = way(lead, ref, tmp_path)
    assert leave()
    assert said(lead, ref)[-1] == ("Dr Test", event, "")
    with lead.transaction(write=False) as work:
        assert [one["event"] for one in recipients_of(work.case(ref.case_id))] == [event]
    shared(lead, ref, colleague, "record", "photographs", "report")
    decide(lead, ref, c_storage="withdrawn", c_confidentiality_limits="withdrawn")
    before = said(lead, ref)
    for person in (lead, colleague):
        with pytest.raises(NotAllowedError):
            leave(person)
    assert said(lead, ref) == before
    assert list(tmp_path.glob("*.age")) == ([tmp_path / "cases.age"] if way is all_of_it else [])


def test_nothing_goes_on_a_journey_that_may_not_be_kept(lead, ref):
    to = own(own_recipient(lead))
    assert list(plan(lead, to).going) == [ref.case_id]
    decide(lead, ref, c_storage="withdrawn")
    assert list(plan(lead, to).going) == []
