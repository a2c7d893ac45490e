"""The sequence of custody, events, examinations and documents."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ipdoc.i18n import Translator
from ipdoc.questionnaire.model import Page, Question, QuestionType
from ipdoc.report.blocks import PageRef, Paragraph, Run, Table, Timeline
from ipdoc.report.compose import ReportSubject
from ipdoc.report.compose.bilingual import bilingual
from ipdoc.report.compose.chronology import chronology
from ipdoc.report.compose.repeats import repeat_blocks
from ipdoc.report.compose.words import Words
from ipdoc.report.document import lay_out
from tests.report_builders import a_form, a_subject, some_answers

_T = QuestionType


def a_repeat(key: str, *items: str) -> Question:
    dated = ("datetime", "datetime_start", "datetime_end", "from", "to")
    return Question(
        key,
        _T.REPEAT,
        key,
        items=tuple(Question(one, _T.DATETIME if one in dated else _T.TEXT, one) for one in items),
    )


def subject(status: str = "at_liberty", **rows: Any) -> ReportSubject:
    """Return an evaluation whose account has custody and events with times."""
    form = a_form()
    asked = (
        a_repeat("arrests", "datetime", "place"),
        a_repeat("detention_places", "name", "from", "to"),
        a_repeat("events", "event_id", "datetime_start", "datetime_end"),
    )
    account = form.section("allegations")
    changed = replace(account, pages=(Page("page", "Account", asked),))
    sections = tuple(changed if one.key == "allegations" else one for one in form.sections)
    answers = some_answers()
    answers["allegations"] = {key: value for key, value in rows.items() if value}
    answers["case_information"]["custody_status"] = status
    return a_subject(form=replace(form, sections=sections), answers=answers)


ARREST = [{"datetime": "2026-04-10T19:20+05:00", "place": "at home"}]
PLACES = [
    {"name": "Police", "from": "2026-04-10T19:40+05:00", "to": "2026-04-11T10:30+05:00"},
    {"name": "Remand", "from": "2026-04-11T10:45+05:00", "to": "2026-04-12T17:30+05:00"},
]
EVENTS = [
    {"event_id": "E2", "datetime_start": "2026-04-11T01:00+05:00"},
    {"event_id": "E1", "datetime_start": "2026-04-10T20:00+05:00"},
]


def told(subject: ReportSubject) -> list[str]:
    (timeline,) = [
        b for b in chronology(Words(subject, Translator("en"))) if isinstance(b, Timeline)
    ]
    found = []
    for row in timeline.table.rows:
        assert isinstance(row[2], tuple)
        found.append("".join(run.text for run in row[2] if isinstance(run, Run)))
    return found


def test_everything_stands_in_order_of_time() -> None:
    assert told(subject(arrests=ARREST, detention_places=PLACES, events=EVENTS)) == [
        "Arrest. at home",
        "Held. Police",
        "Event E1. ",
        "Event E2. ",
        "Held. Remand",
        "Custody ended. Remand",
        "This evaluation. ",
    ]


def test_every_entry_leads_to_the_row_that_says_it() -> None:
    words = Words(subject(arrests=ARREST, detention_places=PLACES, events=EVENTS), Translator("en"))
    (timeline,) = [b for b in chronology(words) if isinstance(b, Timeline)]
    led_to = [
        run.anchor for row in timeline.table.rows for run in row[3] if isinstance(run, PageRef)
    ]
    account = words.form.section("allegations")
    rows = {"arrests": ARREST, "detention_places": PLACES, "events": EVENTS}
    shown = set[str]()
    for question in account.questions():
        for block in repeat_blocks(words, question, list(rows[question.key]), 4):
            shown |= {getattr(block, "anchor", ""), *getattr(block, "anchors", ())}
    assert led_to[:2] == ["arrests-row-1", "detention_places-row-1"]
    assert led_to.count("detention_places-row-2") == 2
    assert {one for one in led_to if "row" in one} <= shown


def lanes(subject: ReportSubject) -> list[tuple[bool, bool]]:
    (timeline,) = [
        b for b in chronology(Words(subject, Translator("en"))) if isinstance(b, Timeline)
    ]
    return [(lane.held_before, lane.held_after) for lane in timeline.lanes]


def test_line_is_broad_from_arrest_to_the_end_of_custody() -> None:
    found = lanes(subject(arrests=ARREST, detention_places=PLACES, events=EVENTS))
    assert found[0] == (False, True)
    assert found[1:-2] == [(True, True)] * 4
    assert found[-2:] == [(True, False), (False, False)]


def test_custody_does_not_end_while_the_person_is_held() -> None:
    found = lanes(subject("remand", arrests=ARREST, detention_places=PLACES))
    assert found[-1] == (True, True)


def test_event_without_a_day_is_named_apart() -> None:
    events = [*EVENTS, {"event_id": "E3"}, {"event_id": "E4", "datetime_start": "in winter"}]
    blocks = chronology(Words(subject(events=events), Translator("en")))
    assert isinstance(blocks[-1], Paragraph)
    assert "Without a day: events E3, E4." in str(blocks[-1].text)


def test_one_entry_alone_makes_no_sequence() -> None:
    assert chronology(Words(subject(), Translator("en"))) == []


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_long_sequence_goes_over_pages_with_its_head(language: str) -> None:
    events = [
        {"event_id": f"E{n}", "datetime_start": f"2026-01-{n:02}T10:00+05:00"} for n in range(1, 29)
    ]
    blocks = chronology(Words(subject(events=events * 3), Translator(language)))
    assert len(lay_out(blocks).pages) > 1


def test_bilingual_edition_keeps_one_line_for_both_languages() -> None:
    case = subject(arrests=ARREST, detention_places=PLACES, events=EVENTS)
    first, second = (chronology(Words(case, Translator(one))) for one in ("ru", "kk"))
    (timeline,) = [b for b in bilingual(first, second, "kk") if isinstance(b, Timeline)]
    assert isinstance(timeline.table, Table)
    assert len(timeline.lanes) == len(timeline.table.rows)
