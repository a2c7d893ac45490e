"""What the pages of a history show, as plain data: days, people, changes, and states of answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import Ref
from ipdoc.casework.findings import part_of
from ipdoc.casework.history.authors import Place, Written
from ipdoc.casework.history.restoring import last_save
from ipdoc.casework.history.subjects import Moment, Past
from ipdoc.casework.links import describe_lesion
from ipdoc.casework.sections import open_section
from ipdoc.domain.answers import Cells, value_of
from ipdoc.domain.finding import Lesion
from ipdoc.domain.photograph import Photograph
from ipdoc.i18n import Translator
from ipdoc.i18n import mark as _
from ipdoc.questionnaire.model import Question, QuestionType
from ipdoc.questionnaire.progress import shown_questions
from ipdoc.web.answer_words import row_title, said
from ipdoc.web.bodymap_shown import restricted_is_open
from ipdoc.web.context import form_words, page_words
from ipdoc.web.history_words import Narrator, People, local, title_of


@dataclass(frozen=True)
class ChangeLine:
    """What became of one answer in a run of changes."""

    key: str
    label: str
    before: str
    after: str
    time: str
    """Of the last of them."""


@dataclass(frozen=True)
class Run:
    """Changes of one person that follow each other on one day."""

    name: str
    time: str
    """From and to, with the offset."""
    why: str
    stamp: str
    """The state after the last of them; empty for changes of another copy of the vault."""
    lines: tuple[ChangeLine, ...]
    unknown: bool
    """The revisions do not tell all that stood there."""


@dataclass(frozen=True)
class Day:
    """The changes of one day, the newest first."""

    date: str
    """ISO."""
    label: str
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class EntryLine:
    """An item of an entry, or of a group."""

    label: str
    text: str
    written: str
    """Who wrote it, where that is somebody else than who wrote the rest; else empty."""


@dataclass(frozen=True)
class Entry:
    """One entry of a repeat as it stood."""

    title: str
    written: str
    lines: tuple[EntryLine, ...]


@dataclass(frozen=True)
class Standing:
    """One answer as it stood."""

    key: str
    label: str
    text: str
    """In lines; empty when it was left open."""
    entries: tuple[Entry, ...]
    written: str
    differs: bool
    """It stands there otherwise now, and can be brought back."""


def days(
    moments: Sequence[Moment], narrator: Narrator, people: People, *, each: bool = False
) -> list[Day]:
    """Return changes by day and person, the newest first.

    Args:
        moments: oldest first.
        narrator: tells what changed.
        people: names.
        each: tell every save by itself, not only what came out of a run of them.
    """
    newest_first = list(reversed(moments))
    found = []
    for day, group in groupby(newest_first, key=lambda one: local(one.step.when).date()):
        runs = _runs(list(group), narrator, people, each=each)
        found.append(Day(day.isoformat(), narrator.words.date(day), tuple(runs)))
    return found


def _runs(
    newest_first: list[Moment], narrator: Narrator, people: People, *, each: bool
) -> Iterable[Run]:
    def same(moment: Moment) -> Any:
        one = (moment.step.who, narrator.why(moment.step.why), moment.step.aside)
        return (*one, moment.stamp) if each else one

    for (who, why, aside, *_rest), group in groupby(newest_first, key=same):
        run = list(group)[::-1]
        times = [local(moment.step.when) for moment in run]
        yield Run(
            people.name(who),
            _span(times, narrator),
            why,
            "" if aside else run[-1].stamp,
            tuple(_lines(run, narrator)),
            any(not moment.step.known for moment in run),
        )


def _span(times: list[dt.datetime], narrator: Narrator) -> str:
    """Return first and last time of a run with the offset: 10:05–10:42 (UTC+5)."""
    words = narrator.words
    first, last = (words.time(one.time()) for one in (times[0], times[-1]))
    offset = words.datetime(times[-1]).rpartition(" ")[2]
    return f"{last} {offset}" if first == last else f"{first}–{last} {offset}"


def _lines(run: list[Moment], narrator: Narrator) -> Iterable[ChangeLine]:
    changed: dict[str, tuple[Any, Any, dt.datetime]] = {}
    for moment in run:
        for key, (before, after) in moment.changes.items():
            first = changed.pop(key, (before,))[0]
            changed[key] = (first, after, local(moment.step.when))
    for key, (before, after, when) in changed.items():
        if before != after:
            yield ChangeLine(
                key,
                narrator.label(key),
                narrator.text(key, before),
                narrator.text(key, after),
                narrator.words.time(when.time()),
            )


def standings(
    past: Past,
    stamp: str,
    keys: Sequence[str],
    written: dict[Place, Written],
    narrator: Narrator,
    people: People,
) -> list[Standing]:
    """Return answers as they stood at a stamp, with who wrote them.

    Args:
        past: the whole history.
        stamp: names the state.
        keys: which answers, in order.
        written: who wrote what stood there.
        narrator: tells what stood there.
        people: names.
    """
    then, now = past.state(stamp), past.state(past.stamp)
    return [
        Standing(
            key,
            narrator.label(key),
            narrator.text(key, then.get(key)),
            tuple(_entries(key, then.get(key), written, narrator, people)),
            people.written(written.get((key,))),
            then.get(key) != now.get(key),
        )
        for key in keys
    ]


def _entries(
    key: str,
    value: Any,
    written: dict[Place, Written],
    narrator: Narrator,
    people: People,
) -> Iterable[Entry]:
    question = narrator.question(key)
    if question is None or question.type is not QuestionType.REPEAT:
        return
    form = narrator.past.form.form
    for row in value_of(value) or []:
        own = written.get((key, row["row"]))
        yield Entry(
            row_title(form, question, row, narrator.words),
            people.written(own),
            tuple(_items(key, question, row, written, narrator, people)),
        )


def _items(
    key: str,
    question: Question,
    row: Cells,
    written: dict[Place, Written],
    narrator: Narrator,
    people: People,
) -> Iterable[EntryLine]:
    newest = written.get((key, row["row"]))
    for item in question.items:
        text = said(narrator.past.form.form, item, row.get(item.key), narrator.words)
        wrote = written.get((key, row["row"], item.key))
        other = wrote is not None and newest is not None and wrote.version != newest.version
        if text:
            label = narrator.words.text(item.label)
            yield EntryLine(label, text, people.written(wrote) if other else "")


def pages_of(
    vault: OpenVault, past: Past, stamp: str, words: Translator
) -> list[tuple[str, list[str]]]:
    """Return the titles of a subject's pages with the keys of what stood on each.

    Of a section that is every question that was answered then, or would have been asked.
    """
    then = past.state(stamp)
    if past.subject.kind != "section":
        return [("", list(then))]
    view = open_section(vault, past.ref, past.subject.key)
    answers = {**view.situation.answers, past.subject.key: then}
    seen = replace(view.situation, answers=answers)
    found = []
    for page in view.section.pages:
        asked = {question.key for question in shown_questions(page, seen)}
        keys = [one.key for one in page.questions if one.key in asked or one.key in then]
        if keys:
            found.append((words.text(page.title), keys))
    listed = {key for _title, keys in found for key in keys}
    others = [key for key in then if key not in listed]
    return [*found, (words.text(_("Other answers")), others)] if others else found


def removal(past: Past, words: Translator) -> tuple[str, str]:
    """Return what the last save took out, and why; empty texts when it took nothing out."""
    if past.subject.kind != "section":
        reason = past.state(past.stamp).get("removed")
        return (title_of(past, words), str(reason)) if reason is not None else ("", "")
    for moment in last_save(past):
        for key, (before, after) in moment.changes.items():
            question = past.form.form.section(past.subject.key).question(key)
            if question.type is QuestionType.REPEAT:
                left = {row["row"] for row in value_of(after) or []}
                gone = [row for row in value_of(before) or [] if row["row"] not in left]
                titles = [row_title(past.form.form, question, row, words) for row in gone]
                if titles:
                    return ", ".join(titles), ""
    return "", ""


@dataclass(frozen=True)
class Index:
    """Everything of an evaluation that has a history."""

    code: str
    groups: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]
    """Heading, and for each thing kind, key ("-" for none) and name."""


def history_index(vault: OpenVault, ref: Ref) -> Index:
    """Return what has a history: sections, lesions, photographs, those taken out included."""
    view = open_section(vault, ref, "case_information")
    form, words = view.form, form_words(view.form)
    sections = tuple(
        ("section", one.key, f"{one.number} {words.text(one.heading)}")
        for one in form.form.sections_for(view.evaluation.type_code)
    )
    lesions = tuple(
        ("lesion", str(one.number), _named(one.number, describe_lesion(form.form, one, words), one))
        for one in view.links.lesions
        if part_of(form.form, one) != "intimate" or restricted_is_open(ref)
    )
    photographs = tuple(
        ("photograph", one.id, _named(one.number, str(one.fields.get("caption") or ""), one))
        for one in view.links.photographs
    )
    others = (
        ("coverage", "-", words.text(_("What was examined"))),
        ("evaluation", "-", words.text(_("The evaluation itself"))),
    )
    groups = (
        (words.text(_("Sections")), sections),
        (words.text(_("Lesions")), lesions),
        (words.text(_("Photographs")), photographs),
        (words.text(_("Other records")), others),
    )
    return Index(view.code, tuple(group for group in groups if group[1]))


def _named(number: int, what: str, one: Lesion | Photograph) -> str:
    taken_out = [page_words().text(_("taken out"))] if one.removed is not None else []
    return " · ".join([str(number), *filter(None, [what]), *taken_out])
