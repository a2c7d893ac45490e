"""The rules that a form as a whole must keep."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ipdoc.domain.rendering import Disclosure
from ipdoc.questionnaire.computed import FORMULAS
from ipdoc.questionnaire.conditions import ConditionError, unknown_name
from ipdoc.questionnaire.errors import FormDefinitionError
from ipdoc.questionnaire.model import Form, Page, Question, QuestionType, Section

LINK_TARGETS = ("finding", "event", "place", "question", "consent", "evaluation", "photo")
PARTS = ("record", "intimate")
MOST_QUESTIONS = 12
"""Questions on one page, at most (DESIGN §3)."""
FORBIDDEN_ITEM_KEYS = ("state", "row")
"""They mark missing answers and rows in the cells."""

Problem = tuple[str, str]
"""Where, remedy."""


def check_form(form: Form, files: dict[str, str]) -> None:
    """Check everything that can be seen only when the whole form is there.

    Args:
        form: the form as built.
        files: section key → file name, for the messages.

    Raises:
        FormDefinitionError: the first rule broken.
    """
    for section in (*form.sections, form.lesion, form.photograph):
        for where, remedy in _section_problems(form, section):
            raise FormDefinitionError(files[section.key], where, remedy)


def _section_problems(form: Form, section: Section) -> Iterator[Problem]:
    if len(section.types) != 4 or set(section.types) - set("ROC-"):
        yield "section", "give types four letters of R, O, C and -, for F, S, W and P"
    yield from _twice((page.key for page in section.pages), "page")
    yield from _twice((question.key for question in section.questions()), "question")
    for page in section.pages:
        yield from _page_problems(form, section, page)


def _page_problems(form: Form, section: Section, page: Page) -> Iterator[Problem]:
    if page.kind not in ("questions", "lesions", "photographs"):
        yield page.key, "give kind one of questions, lesions, photographs"
    if len(page.questions) > MOST_QUESTIONS:
        yield page.key, f"split the page: a page holds at most {MOST_QUESTIONS} questions"
    yield from _condition_problems(form, section, page.key, page.show_if)
    for question in page.questions:
        if not question.label:
            yield question.key, "give it a label"
        for condition in (question.show_if, question.required_if):
            yield from _condition_problems(form, section, question.key, condition)
        yield from _question_problems(form, question, question.key)


def _condition_problems(form: Form, section: Section, where: str, text: str) -> Iterator[Problem]:
    if not text:
        return
    try:
        unknown = unknown_name(text, form, section.key)
    except ConditionError as error:
        yield where, f"mend the condition {text!r}: it {error}"
        return
    if unknown:
        yield where, f"mend the condition {text!r}: no question is called {unknown!r}"


def _keeping_problems(question: Question, where: str) -> Iterator[Problem]:
    if question.discloses and question.discloses not in set(Disclosure):
        yield where, f"give discloses one of {', '.join(Disclosure)}"
    if question.part not in PARTS:
        yield where, f"give part one of {', '.join(PARTS)}"


def _question_problems(form: Form, question: Question, where: str) -> Iterator[Problem]:
    if len(question.requires) != 4 or set(question.requires) - set("ROC-"):
        yield where, "give requires four letters of R, O, C and -, for F, S, W and P"
    yield from _keeping_problems(question, where)
    rule = _RULES.get(question.type)
    if rule:
        for remedy in rule(form, question):
            yield where, remedy
    for index, item in enumerate(question.items):
        inner = f"{where}.{item.key}"
        if item.key in FORBIDDEN_ITEM_KEYS:
            yield inner, f"call it otherwise: {item.key!r} has a meaning of its own in answers"
        if not item.label and not (index == 0 and question.type is QuestionType.GROUP):
            yield inner, "give it a label; only the first item of a group goes without"
        yield from _question_problems(form, item, inner)
    yield from _twice((item.key for item in question.items), f"{where}, item")


def _choice_rule(form: Form, question: Question) -> Iterator[str]:
    if question.vocabulary and question.vocabulary not in form.vocabularies:
        yield f"no vocabulary is called {question.vocabulary!r}; add forms/vocabulary/ the file"
    elif not question.vocabulary and not question.options:
        yield "give it options or a vocabulary"
    for where, remedy in _twice((option.key for option in question.options), "option"):
        yield f"{where}: {remedy}"


def _repeat_rule(form: Form, question: Question) -> Iterator[str]:
    keys = [item.key for item in question.items]
    if not keys:
        yield "give it items"
    if question.rows_from and question.rows_from not in form.vocabularies:
        yield f"no vocabulary is called {question.rows_from!r}"
    paged = [key for page in question.item_pages for key in page.items]
    if question.item_pages and sorted(paged) != sorted(keys):
        odd = ", ".join(sorted(set(paged) ^ set(keys))) or "one twice"
        yield f"let item_pages name every item once; see to {odd}"
    if question.id_key and question.id_key not in keys:
        yield f"let id_key name an item; {question.id_key!r} is none"


def _group_rule(_form: Form, question: Question) -> Iterator[str]:
    if not question.items:
        yield "give it items"
    if any(item.type is QuestionType.REPEAT for item in question.items):
        yield "take the repeat out of the group: make it a question of its own"


def _link_rule(_form: Form, question: Question) -> Iterator[str]:
    if question.target not in LINK_TARGETS:
        yield f"give target one of {', '.join(LINK_TARGETS)}"


def _computed_rule(_form: Form, question: Question) -> Iterator[str]:
    if question.compute not in FORMULAS:
        yield f"give compute one of {', '.join(sorted(FORMULAS))}"


_RULES: dict[QuestionType, Callable[[Form, Question], Iterator[str]]] = {
    QuestionType.CHOICE: _choice_rule,
    QuestionType.CHOICES: _choice_rule,
    QuestionType.REPEAT: _repeat_rule,
    QuestionType.GROUP: _group_rule,
    QuestionType.LINK: _link_rule,
    QuestionType.COMPUTED: _computed_rule,
}


def _twice(keys: Iterable[str], what: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            yield f"{what} {key}", "give each its own key; this one stands twice"
        seen.add(key)
