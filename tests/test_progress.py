"""What a section shows and what it still needs."""

from ipdoc.questionnaire.conditions import Situation
from ipdoc.questionnaire.progress import SectionState, section_progress, shown_questions
from tests.forms import a_form


def progress_of(type_code="F", **answers):
    section = a_form().section("account")
    seen = Situation(type_code, "account", {"account": answers}, frozenset(("account",)))
    return section_progress(section, seen)


def test_empty_section_is_not_started_and_names_what_is_required():
    progress = progress_of()
    assert progress.state is SectionState.NOT_STARTED
    assert progress.missing == ("name", "story", "police")


def test_short_evaluation_requires_less():
    assert progress_of("S").missing == ("name", "police")


def test_named_reason_counts_as_dealt_with():
    declined = {"state": "declined"}
    progress = progress_of(name="A", story=declined, police={"value": "no"})
    assert progress.state is SectionState.DONE
    assert progress.answered == 3


def test_condition_brings_a_question_up_and_requires_it():
    progress = progress_of(name="A", story="x", police={"value": "yes"})
    assert progress.missing == ("who",)
    assert progress.state is SectionState.IN_PROGRESS


def test_explicit_none_is_an_answer():
    assert progress_of(events=[]).answered == 1


def test_hidden_question_is_not_shown():
    section = a_form().section("account")
    seen = Situation("F", "account", {"account": {}}, frozenset(("account",)))
    keys = [question.key for question in shown_questions(section.pages[1], seen)]
    assert "who" not in keys


def test_answer_that_is_there_is_never_hidden():
    section = a_form().section("account")
    seen = Situation("F", "account", {"account": {"who": "x"}}, frozenset(("account",)))
    assert "who" in [question.key for question in shown_questions(section.pages[1], seen)]
