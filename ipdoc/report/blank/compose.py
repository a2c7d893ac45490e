"""From the form of a type of evaluation to the blocks of its paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ipdoc.i18n import mark as _
from ipdoc.questionnaire.model import Form, Page, Question, Section
from ipdoc.questionnaire.paper import PaperHints
from ipdoc.report.blank import body
from ipdoc.report.blank.fields import FormTitle, SectionHead, Subject, WriteGrid
from ipdoc.report.blank.questions import PaperQuestions
from ipdoc.report.compose.subject import Translates
from ipdoc.report.drawings import Diagram

_PEN = (
    _("Filling in"),
    _("Pen, not pencil. Tick with a cross. Strike out what is wrong, so that it stays legible."),
)
_GAPS = (
    _("No answer"),
    _("Write beside the question: N not asked, D declined, U unknown, – does not apply; and why."),
)
_SHEETS = (
    _("Sheets"),
    _("Write the code of the person on every sheet. Leave corners and square code free."),
)
_SAFE = (
    _("Keeping"),
    _("Do not leave a sheet with the person or the guards where that could bring harm."),
)
LESION_ROWS = {"F": 18, "S": 9, "W": 9, "P": 0}
PHOTOGRAPH_ROWS = {"F": 20, "S": 6, "W": 12, "P": 0}
INTIMATE = _("Intimate findings")
CHARTS = _("Body charts")


@dataclass(frozen=True)
class BlankSubject:
    """All that the paper of a form is made of."""

    form: Form
    type_code: str
    words: Translates
    hints: PaperHints = field(default_factory=dict)
    charts: tuple[tuple[tuple[Diagram, ...], ...], ...] = ()
    """Pages → rows → body views side by side."""
    intimate_charts: tuple[tuple[tuple[Diagram, ...], ...], ...] = ()
    """The same for the pages of intimate findings; they come only when asked for."""


def compose_blank(subject: BlankSubject) -> list[Any]:
    """Return the blocks of a blank form: title, sections, body charts, intimate pages last."""
    return _Paper(subject).blocks()


@dataclass
class _Paper:
    subject: BlankSubject

    def blocks(self) -> list[Any]:
        """Return all blocks."""
        found: list[Any] = [self._title()]
        for section in self.subject.form.sections_for(self.subject.type_code):
            found += self._section(section)
        return [*found, *self._charts(), *self._intimate()]

    def _section(self, section: Section) -> list[Any]:
        inner = [block for page in section.pages for block in self._page(section, page)]
        if not inner:
            return []
        heads = [block for block in inner if isinstance(block, Subject)]
        alone = heads[0].anchor if len(heads) == 1 else ""
        if alone:
            inner.remove(heads[0])
        return [SectionHead(section.number, self._text(section.heading), alone), *_joined(inner)]

    def _text(self, text: str) -> str:
        return self.subject.words.text(text)

    def _title(self) -> FormTitle:
        form = self.subject.form
        kind = form.evaluation_type(self.subject.type_code)
        advice = (_PEN, _GAPS, _SHEETS, _SAFE)
        return FormTitle(
            self._text(form.title),
            self._text(kind.label),
            self._text(kind.summary),
            tuple((self._text(word), self._text(meaning)) for word, meaning in advice),
        )

    @property
    def _questions(self) -> PaperQuestions:
        subject = self.subject
        return PaperQuestions(subject.form, subject.type_code, subject.words, subject.hints)

    def _asked(self, section: Section, page: Page, part: str) -> list[Question]:
        return [
            question
            for question in page.questions
            if question.part == part and self._questions.stands(section, question)
        ]

    def _page(self, section: Section, page: Page) -> Iterator[Any]:
        heading = Subject(self._text(page.title), f"{section.key}/{page.key}")
        inner: list[Any] = []
        if page.kind == "lesions":
            inner += self._lesions()
        elif page.kind == "photographs":
            inner += self._photographs()
        asked = self._asked(section, page, "record")
        inner += self._questions.fields(section.key, asked)
        if inner:
            yield heading
            yield from inner

    def _charts(self) -> Iterator[Any]:
        """Yield the pages to draw on; they come last, so that no page before them stays empty."""
        title = self._text(CHARTS)
        for section in self.subject.form.sections_for(self.subject.type_code):
            for page in section.pages:
                if page.kind == "lesions":
                    anchor = f"{section.key}/{page.key}"
                    yield from body.chart_pages(
                        self.subject.charts, self.subject.words, anchor, title=title
                    )

    def _lesions(self) -> Sequence[Any]:
        rows = LESION_ROWS[self.subject.type_code]
        return (body.lesion_table(self.subject.words, rows),) if rows else ()

    def _photographs(self) -> Sequence[Any]:
        rows = PHOTOGRAPH_ROWS[self.subject.type_code]
        return (body.photograph_table(self.subject.words, rows),) if rows else ()

    def _intimate(self) -> Iterator[Any]:
        """Yield the pages of intimate findings, apart from all others."""
        if not self.subject.intimate_charts:
            return
        title = self._text(INTIMATE)
        sections = self.subject.form.sections_for(self.subject.type_code)
        for section in sections:
            for page in section.pages:
                asked = self._asked(section, page, "intimate")
                if asked:
                    yield SectionHead(section.number, title, restricted=True)
                    yield Subject(self._text(page.title), f"{section.key}/{page.key}")
                    yield from self._questions.fields(section.key, asked)
                    yield body.lesion_table(self.subject.words, 6)
                    yield from body.chart_pages(
                        self.subject.intimate_charts,
                        self.subject.words,
                        f"{section.key}/{page.key}",
                        title=title,
                        first=len(self.subject.charts) + 1,
                        restricted=True,
                    )


def _joined(blocks: Sequence[Any]) -> list[Any]:
    """Return the blocks; of tables with the same columns only the first names them."""
    found: list[Any] = []
    above: tuple[object, ...] = ()
    for block in blocks:
        if isinstance(block, WriteGrid) and not block.label:
            if block.columns == above and isinstance(found[-1], Subject):
                found.append(replace(block, goes_on=found.pop()))
                continue
            above = block.columns
        elif not isinstance(block, Subject):
            above = ()
        found.append(block)
    return found
