"""What the person examined agreed to, read from the consent section."""

import pytest

from ipdoc.casework.formstore import current_form
from ipdoc.domain.consent import (
    CHILD,
    CONTENT_QUESTIONS,
    FACES,
    QUESTIONS,
    RECIPIENT_NAMES,
    SECTION,
    Consents,
    ConsentState,
    Content,
    Recipient,
)

GIVEN, ABSENT = ConsentState.GIVEN, ConsentState.ABSENT
REFUSED, WITHDRAWN = ConsentState.REFUSED, ConsentState.WITHDRAWN
LAWYER = Recipient.LAWYER


def agreed(*keys, **decisions):
    said = {**dict.fromkeys(keys, "agreed"), **decisions}
    return {key: {"explained": "yes", "decision": value} for key, value in said.items()}


def consents(*keys, **decisions):
    return Consents.of_visits([agreed(*keys, **decisions)])


def test_every_question_that_decides_stands_in_the_form_and_every_recipient_has_one():
    asked = {one.key for one in current_form().form.section(SECTION).questions()}
    deciding = {*QUESTIONS.values(), FACES, CHILD}.union(*CONTENT_QUESTIONS.values())
    assert deciding <= asked
    shared = {key for key in asked if key.startswith("c_share_")}
    assert shared <= set(QUESTIONS.values())
    assert set(QUESTIONS) == set(RECIPIENT_NAMES) == set(Recipient)


@pytest.mark.parametrize(
    ("decision", "state"),
    [("agreed", GIVEN), ("refused", REFUSED), ("withdrawn", WITHDRAWN), ("unable", ABSENT),
     ("not_applicable", ABSENT)],
)  # fmt: skip
def test_each_decision_is_a_state(decision, state):
    assert consents(c_share_lawyer=decision).state(LAWYER, Content.RECORD) is state


def test_silence_is_no_consent():
    empty = Consents.of_visits([])
    assert all(
        empty.state(recipient, content) is ABSENT
        for recipient in Recipient
        if recipient is not Recipient.OWN
        for content in Content
    )


def test_no_answer_with_a_reason_is_no_consent():
    cells = {"c_share_lawyer": {"state": "declined", "reason": "tired"}}
    assert Consents.of_visits([cells]).state(LAWYER, Content.RECORD) is ABSENT
    cells = {"c_share_lawyer": {"decision": {"state": "not_asked"}}}
    assert Consents.of_visits([cells]).state(LAWYER, Content.RECORD) is ABSENT


def test_what_was_agreed_to_without_an_explanation_is_no_consent():
    cells = {"c_share_lawyer": {"explained": "no", "decision": "agreed"}}
    assert Consents.of_visits([cells]).state(LAWYER, Content.RECORD) is ABSENT
    cells = {"c_share_lawyer": {"explained": "no", "decision": "refused"}}
    assert Consents.of_visits([cells]).state(LAWYER, Content.RECORD) is REFUSED


def test_a_day_of_withdrawal_withdraws_whatever_the_decision_was():
    cells = agreed("c_share_lawyer")
    cells["c_share_lawyer"]["withdrawn_at"] = {"value": "2026-05-02"}
    assert Consents.of_visits([cells]).state(LAWYER, Content.REPORT) is WITHDRAWN


def test_consent_for_one_recipient_is_none_for_another():
    said = consents("c_share_lawyer")
    assert said.state(LAWYER, Content.RECORD) is GIVEN
    assert said.state(Recipient.COURT, Content.RECORD) is ABSENT
    assert said.state(Recipient.TEAM, Content.RECORD) is ABSENT


def test_photographs_and_intimate_content_need_a_consent_of_their_own():
    said = consents("c_share_lawyer")
    assert said.state(LAWYER, Content.PHOTOGRAPHS) is ABSENT
    assert said.state(LAWYER, Content.INTIMATE) is ABSENT
    said = consents("c_share_lawyer", "c_photos_body")
    assert said.state(LAWYER, Content.PHOTOGRAPHS) is GIVEN
    assert said.state(LAWYER, Content.INTIMATE) is ABSENT


def test_intimate_content_is_open_when_one_consent_was_given_and_none_refused():
    shared = ("c_share_lawyer", "c_genital_anal_exam")
    arises_not = consents(*shared, c_photos_intimate="not_applicable")
    assert arises_not.state(LAWYER, Content.INTIMATE) is GIVEN
    refused = consents(*shared, c_photos_intimate="refused")
    assert refused.state(LAWYER, Content.INTIMATE) is REFUSED
    withdrawn = consents("c_share_lawyer", "c_photos_intimate", c_genital_anal_exam="withdrawn")
    assert withdrawn.state(LAWYER, Content.INTIMATE) is WITHDRAWN


def test_a_withdrawn_consent_to_faces_closes_the_photographs_but_a_refused_one_does_not():
    shared = ("c_share_lawyer", "c_photos_body")
    assert consents(*shared, c_photos_face="refused").state(LAWYER, Content.PHOTOGRAPHS) is GIVEN
    said = consents(*shared, c_photos_face="withdrawn")
    assert said.state(LAWYER, Content.PHOTOGRAPHS) is WITHDRAWN
    assert said.state(LAWYER, Content.RECORD) is GIVEN


def test_what_a_child_refuses_is_passed_on_to_nobody():
    said = consents("c_share_lawyer", "c_share_court", c_child_assent="refused")
    assert said.state(LAWYER, Content.REPORT) is REFUSED
    assert said.state(Recipient.COURT, Content.REPORT) is REFUSED


def test_own_files_need_no_consent_until_keeping_is_refused_or_withdrawn():
    assert Consents().state(Recipient.OWN, Content.INTIMATE) is GIVEN
    assert consents(c_storage="refused").state(Recipient.OWN, Content.RECORD) is REFUSED
    assert consents(c_storage="withdrawn").state(Recipient.OWN, Content.REPORT) is WITHDRAWN


def test_the_latest_decision_stands_and_a_later_silence_changes_nothing():
    first, second = agreed("c_share_lawyer", "c_share_court"), agreed(c_share_lawyer="withdrawn")
    said = Consents.of_visits([first, second, {}])
    assert said.state(LAWYER, Content.RECORD) is WITHDRAWN
    assert said.state(Recipient.COURT, Content.RECORD) is GIVEN
    again = Consents.of_visits([first, second, agreed("c_share_lawyer")])
    assert again.state(LAWYER, Content.RECORD) is GIVEN


def test_consents_come_back_from_the_vault_as_they_were_and_hold_no_words():
    cells = agreed("c_share_lawyer", c_share_un="refused", c_interview="agreed")
    cells["c_share_lawyer"]["note"] = "Canary the advocate"
    said = Consents.of_visits([cells])
    assert Consents.from_payload(said.to_payload()) == said
    assert said.to_payload() == {
        "schema": 1,
        "decisions": {"c_share_lawyer": "given", "c_share_un": "refused"},
    }
