"""What happened when: custody, events, examinations and documents in one sequence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ipdoc.domain.answers import Cell, Cells, value_of
from ipdoc.i18n import mark as _
from ipdoc.questionnaire.model import Question
from ipdoc.report.blocks import (
    Block,
    Heading,
    Lane,
    PageRef,
    Paragraph,
    Run,
    Table,
    Timeline,
)
from ipdoc.report.compose.repeats import row_anchor
from ipdoc.report.compose.visits import visit_words
from ipdoc.report.compose.words import Words

ANCHOR = "chronology"
_NOON = "T12:00"
"""Where in its day a thing without an hour stands."""
_ACCOUNT, _RECORD, _CLINICIAN = _("account"), _("document"), _("clinician")
_FEWEST = 2


@dataclass(frozen=True)
class _Entry:
    """One thing that happened, or a stretch of time that began."""

    at: dt.datetime
    when: str
    kind: str
    """custody, event, examination or document."""
    label: str
    what: str
    source: str
    anchor: str
    custody: bool | None = None
    """True = custody begins here, False = it ends here; None = it changes nothing."""


def chronology(words: Words) -> list[Block]:
    """Return the sequence as a table beside a line; nothing when there is hardly anything."""
    entries = sorted(_entries(words), key=lambda one: one.at)
    if len(entries) < _FEWEST:
        return []
    t = words.t
    table = Table(
        head=("", t.text(_("When")), t.text(_("What")), t.text(_("According to"))),
        rows=tuple(
            (
                "",
                one.when,
                (Run(f"{one.label} ", "bold"), Run(one.what)),
                (PageRef(one.anchor, f"{t.text(one.source)}, {t.text(_('page {page}'))}"),),
            )
            for one in entries
        ),
        weights=(6, 44, 80, 26),
        row_heads=False,
    )
    note = t.text(
        _(
            "Broad line: in custody, as stated. Disc: event; cross: examination; stroke: document. "
            "Entries from the account are what the person states."
        )
    )
    heading = Heading(
        3, t.text(_("Sequence of custody, events, examinations, documents")), anchor=ANCHOR
    )
    undated = _undated(words)
    return [heading, Timeline(table, _lanes(entries)), Paragraph(f"{note}{undated}", "note")]


def _lanes(entries: Sequence[_Entry]) -> tuple[Lane, ...]:
    held, lanes = False, []
    for one in entries:
        after = held if one.custody is None else one.custody
        lanes.append(Lane(one.kind, held, after))
        held = after
    return tuple(lanes)


def _entries(words: Words) -> Iterator[_Entry]:
    yield from _custody(words)
    yield from _events(words)
    yield from _examinations(words)
    yield from _documents(words)


def moment(cell: Cell) -> dt.datetime | None:
    """Return when an answer says that something was; None when it says no day.

    Offsets are left out: what is compared was written down in the time of its place.
    """
    value = value_of(cell)
    text = str(value.get("value", "")) if isinstance(value, dict) else str(value or "")
    try:
        found = dt.datetime.fromisoformat(text if "T" in text else f"{text}{_NOON}")
    except ValueError:
        return None
    return found.replace(tzinfo=None)


def _rows(answers: Cells, key: str) -> list[dict[str, Any]]:
    rows = value_of(answers.get(key)) or []
    return [row for row in rows if isinstance(row, dict)]


class _Group:
    """The rows of a repeat with their words."""

    def __init__(self, words: Words, section: str, key: str) -> None:
        self.words, self.rows = words, list[dict[str, Any]]()
        self.items: dict[str, Question] = {}
        self.question: Question | None = None
        known = {one.key: one for one in words.form.sections}
        if section in known:
            asked = {question.key: question for question in known[section].questions()}
            if key in asked:
                self.question = asked[key]
                self.items = {item.key: item for item in asked[key].items}
                self.rows = _rows(words.subject.section_answers(section), key)

    def said(self, row: dict[str, Any], *keys: str) -> str:
        """Return answers of a row, joined by commas."""
        found = (
            self.words.cell(self.items[key], row.get(key)) for key in keys if key in self.items
        )
        return ", ".join(text for text in found if text)

    def anchor(self, row: dict[str, Any]) -> str:
        """Return where a row stands in the report."""
        number = next(at for at, one in enumerate(self.rows, 1) if one is row)
        return row_anchor(self.question, row, number) if self.question else ""

    def span(self, row: dict[str, Any], first: str, last: str) -> str:
        """Return a stretch of time in words."""
        return " – ".join(text for text in (self.said(row, first), self.said(row, last)) if text)


def _custody(words: Words) -> Iterator[_Entry]:
    t = words.t
    arrests = _Group(words, "allegations", "arrests")
    for row in arrests.rows:
        at = moment(row.get("datetime"))
        if at:
            yield _Entry(
                at, arrests.said(row, "datetime"), "custody", t.text(_("Arrest.")),
                arrests.said(row, "place"), _ACCOUNT, arrests.anchor(row), True,
            )  # fmt: skip
    places = _Group(words, "allegations", "detention_places")
    ends = [moment(row.get("to")) for row in places.rows]
    for row in places.rows:
        at, end = moment(row.get("from")), moment(row.get("to"))
        name = places.said(row, "name")
        if at:
            yield _Entry(
                at, places.said(row, "from"), "custody", t.text(_("Held.")), name,
                _ACCOUNT, places.anchor(row), True,
            )  # fmt: skip
        if end and end == max(one for one in ends if one) and not _still_held(words):
            yield _Entry(
                end, places.said(row, "to"), "custody", t.text(_("Custody ended.")), name,
                _ACCOUNT, places.anchor(row), False,
            )  # fmt: skip


def _still_held(words: Words) -> bool:
    status = value_of(words.subject.section_answers("case_information").get("custody_status"))
    return str(status or "") not in ("", "at_liberty", "house_arrest")


def _events(words: Words) -> Iterator[_Entry]:
    events = _Group(words, "allegations", "events")
    for row in events.rows:
        at = moment(row.get("datetime_start"))
        if at:
            name = str(row.get("event_id", ""))
            yield _Entry(
                at, events.span(row, "datetime_start", "datetime_end"), "event",
                words.t.text(_("Event {id}."), id=name), events.said(row, "methods"),
                _ACCOUNT, f"events-{name}",
            )  # fmt: skip


def _examinations(words: Words) -> Iterator[_Entry]:
    t, about = words.t, words.subject.section_answers("case_information")
    label = t.text(_("Examination."))
    before = _Group(words, "background", "bg_prior_torture_evals")
    for row in before.rows:
        at = moment(row.get("date"))
        if at:
            what = before.said(row, "place", "clinician")
            when = before.said(row, "date")
            yield _Entry(at, when, "examination", label, what, _ACCOUNT, before.anchor(row))
    for visit in words.subject.earlier:
        at = dt.datetime.combine(visit.day, dt.time(12))
        what, when = visit_words(words, visit), t.date(visit.day)
        yield _Entry(at, when, "examination", label, what, _CLINICIAN, "case_information")
    tests = _Group(words, "diagnostic_tests", "tests")
    for row in tests.rows:
        at = moment(row.get("date_done"))
        if at:
            what, when = tests.said(row, "test", "facility"), tests.said(row, "date_done")
            label_of = t.text(_("Test."))
            yield _Entry(at, when, "examination", label_of, what, _RECORD, tests.anchor(row))
    at = moment(about.get("exam_date"))
    if at:
        yield _Entry(
            at, _about(words, "exam_date"), "examination", t.text(_("This evaluation.")),
            _about(words, "exam_place_name"), _CLINICIAN, "case_information",
        )  # fmt: skip


def _about(words: Words, key: str) -> str:
    """Return an answer on the case in words; empty when it is not asked for."""
    cell = words.subject.section_answers("case_information").get(key)
    for question in words.form.section("case_information").questions():
        if question.key == key:
            return words.cell(question, cell)
    return ""


def _documents(words: Words) -> Iterator[_Entry]:
    t, about = words.t, words.subject.section_answers("case_information")
    at = moment(about.get("request_date"))
    if at:
        yield _Entry(
            at, _about(words, "request_date"), "document", t.text(_("Request.")),
            _about(words, "request_document"), _RECORD, "case_information",
        )  # fmt: skip
    papers = _Group(words, "case_information", "documents_reviewed")
    for row in papers.rows:
        at = moment(row.get("date"))
        if at:
            what, when = papers.said(row, "title", "author"), papers.said(row, "date")
            label = t.text(_("Document."))
            yield _Entry(at, when, "document", label, what, _RECORD, papers.anchor(row))


def _undated(words: Words) -> str:
    """Return which events have no day, or nothing."""
    events = _Group(words, "allegations", "events")
    names = [
        str(row.get("event_id", "")) for row in events.rows if not moment(row.get("datetime_start"))
    ]
    if not any(names):
        return ""
    listed = ", ".join(name for name in names if name)
    return " " + words.t.text(_("Without a day: events {events}."), events=listed)
