"""How far a section is: what is shown, what is answered, what a complete report still needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ipdoc.domain.answers import Cell, decode
from ipdoc.questionnaire.conditions import Situation, holds
from ipdoc.questionnaire.model import Page, Question, QuestionType, Required, Section


class SectionState(StrEnum):
    """The word in the task list (LOOK §3, task row)."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True)
class Progress:
    """Counts of one section; states, never scores."""

    state: SectionState
    answered: int
    """Questions with a value or a named reason for having none."""
    shown: int
    missing: tuple[str, ...]
    """Keys of required questions that are blank, in order."""


def shown_pages(section: Section, situation: Situation) -> Iterator[Page]:
    """Yield the pages that this evaluation shows, though perhaps with fewer questions."""
    for page in section.pages:
        if not holds(page.show_if, situation):
            continue
        if page.kind != "questions" or any(shown_questions(page, situation)):
            yield page


def shown_questions(page: Page, situation: Situation) -> Iterator[Question]:
    """Yield the questions of a page that this evaluation shows.

    A condition only spares questions that nobody has answered: an answer that is there, such as an
    imported one, is never hidden.
    """
    answers = situation.answers.get(situation.section, {})
    for question in page.questions:
        answered = answers.get(question.key) not in (None, "", {})
        asked = question.required(situation.type_code) is not Required.NOT_SHOWN
        if answered or (asked and holds(question.show_if, situation)):
            yield question


def is_required(question: Question, situation: Situation) -> bool:
    """Return whether a complete report needs this question, given the other answers."""
    match question.required(situation.type_code):
        case Required.REQUIRED:
            return True
        case Required.CONDITIONAL:
            return bool(question.required_if) and holds(question.required_if, situation)
        case _:
            return False


def is_blank(question: Question, cell: Cell) -> bool:
    """Return whether nobody has dealt with a question yet.

    Computed questions are never blank: they calculate themselves.
    """
    if question.type is QuestionType.COMPUTED:
        return False
    answer = decode(cell)
    return answer is None or (answer.answered and answer.value in ("", {}))


def section_progress(section: Section, situation: Situation) -> Progress:
    """Return how far a section is, over all its pages."""
    answers = situation.answers.get(section.key, {})
    counted = [
        (question, not is_blank(question, answers.get(question.key)))
        for page in shown_pages(section, situation)
        for question in shown_questions(page, situation)
        if question.type is not QuestionType.COMPUTED
    ]
    answered = sum(done for _, done in counted)
    missing = tuple(q.key for q, done in counted if not done and is_required(q, situation))
    return Progress(_state(counted, answered, missing), answered, len(counted), missing)


def _state(
    counted: list[tuple[Question, bool]], answered: int, missing: tuple[str, ...]
) -> SectionState:
    if not counted:
        return SectionState.NOT_NEEDED
    if answered == 0:
        return SectionState.NOT_STARTED
    return SectionState.IN_PROGRESS if missing else SectionState.DONE
