"""The task list of an evaluation as plain data for its page: states, never scores (LOOK §3)."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from ipdoc.casework.cases import Overview, SectionRow
from ipdoc.casework.core.record import Ref
from ipdoc.casework.issuing.issued import IssuedReport
from ipdoc.i18n import LANGUAGES, Translator
from ipdoc.i18n import mark as _
from ipdoc.questionnaire.progress import SectionState

GROUPS = {
    "before": _("Before"),
    "account": _("Account"),
    "examination": _("Examination"),
    "opinion": _("Opinion"),
    "closing": _("Closing"),
}
STATE_WORDS = {
    SectionState.DONE: _("Done"),
    SectionState.IN_PROGRESS: _("In progress"),
    SectionState.NOT_STARTED: _("Not started"),
    SectionState.NOT_NEEDED: _("Not needed"),
}
FEW = 3
"""Up to so many missing answers are named one by one."""


@dataclass(frozen=True)
class Task:
    """One section as a line of the list."""

    number: str
    heading: str
    url: str
    count: str
    """How much is there, in words; may be empty."""
    state: str
    """Key of the state: its icon and class."""
    state_word: str
    current: bool
    """True for the section to go on with."""


@dataclass(frozen=True)
class TaskGroup:
    """Sections of one phase."""

    key: str
    title: str
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class Gap:
    """A section that lacks what a complete report needs."""

    number: str
    heading: str
    url: str
    count: str
    labels: tuple[str, ...]
    """The missing questions, when they are few."""


@dataclass(frozen=True)
class IssuedLine:
    """A report that was issued."""

    number: int
    issued: str
    editions: tuple[str, ...]
    """Languages, each named in itself."""


@dataclass(frozen=True)
class TaskList:
    """All that the page shows."""

    code: str
    kind: str
    exam_day: str
    groups: tuple[TaskGroup, ...]
    segments: tuple[str, ...]
    """State of each section in order."""
    summary: tuple[str, ...]
    following: Task | None
    gaps: tuple[Gap, ...]
    issued: tuple[IssuedLine, ...]
    lesions: str
    photographs: str
    body_map: bool
    """False when this evaluation has no physical examination."""


def task_list(shown: Overview, issued: list[IssuedReport], words: Translator) -> TaskList:
    """Put an overview into words.

    Args:
        shown: the evaluation.
        issued: its reports.
        words: language of the page, with the labels of the evaluation's form.
    """
    following = _following(shown)
    tasks = {row.section.key: _task(shown, row, words, row is following) for row in shown.rows}
    groups = (
        TaskGroup(
            key,
            words.text(title),
            tuple(tasks[row.section.key] for row in shown.rows if row.section.group == key),
        )
        for key, title in GROUPS.items()
    )
    form = shown.form.form
    return TaskList(
        code=shown.code,
        kind=words.text(form.evaluation_type(shown.evaluation.type_code).label),
        exam_day=shown.exam_date,
        groups=tuple(group for group in groups if group.tasks),
        segments=tuple(row.progress.state.value for row in shown.rows),
        summary=_summary(shown, words),
        following=tasks[following.section.key] if following else None,
        gaps=tuple(_gap(shown.ref, row, words) for row in shown.rows if row.progress.missing),
        issued=tuple(_issued(report, words) for report in issued),
        lesions=_lesions(shown, words) if shown.lesions else words.text(_("none yet")),
        photographs=_photographs(shown, words) if shown.photographs else words.text(_("none yet")),
        body_map="physical_exam" in tasks,
    )


def _following(shown: Overview) -> SectionRow | None:
    """Return the section to go on with: one in progress, else the first not started."""
    for state in (SectionState.IN_PROGRESS, SectionState.NOT_STARTED):
        for row in shown.rows:
            if row.progress.state is state:
                return row
    return None


def _task(shown: Overview, row: SectionRow, words: Translator, current: bool) -> Task:
    return Task(
        row.section.number,
        words.text(row.section.heading),
        _section_url(shown.ref, row),
        _count(shown, row, words),
        row.progress.state.value,
        words.text(STATE_WORDS[row.progress.state]),
        current,
    )


def _section_url(ref: Ref, row: SectionRow) -> str:
    return url_for(
        "sections.section",
        case_id=ref.case_id,
        evaluation_id=ref.evaluation_id,
        section_key=row.section.key,
    )


def _count(shown: Overview, row: SectionRow, words: Translator) -> str:
    parts = []
    if row.section.key == "physical_exam" and shown.lesions:
        parts.append(_lesions(shown, words))
    if row.section.key == "photographs" and shown.photographs:
        parts.append(_photographs(shown, words))
    if row.progress.shown and row.progress.answered:
        done = row.progress
        parts.append(words.text(_("{done} of {all}"), done=done.answered, all=done.shown))
    return " · ".join(parts)


def _lesions(shown: Overview, words: Translator) -> str:
    return words.plural("{count} lesion", "{count} lesions", shown.lesions)


def _photographs(shown: Overview, words: Translator) -> str:
    return words.plural("{count} photograph", "{count} photographs", shown.photographs)


def _summary(shown: Overview, words: Translator) -> tuple[str, ...]:
    states = [row.progress.state for row in shown.rows]
    needed = len(states) - states.count(SectionState.NOT_NEEDED)
    done, begun = states.count(SectionState.DONE), states.count(SectionState.IN_PROGRESS)
    said = [words.text(_("{done} of {all} sections done"), done=done, all=needed)]
    if begun:
        said.append(words.plural("{count} in progress", "{count} in progress", begun))
    return tuple(said)


def _gap(ref: Ref, row: SectionRow, words: Translator) -> Gap:
    missing = row.progress.missing
    labels = tuple(words.text(row.section.question(key).label) for key in missing)
    return Gap(
        row.section.number,
        words.text(row.section.heading),
        _section_url(ref, row),
        words.plural("{count} answer", "{count} answers", len(missing)),
        labels if len(labels) <= FEW else (),
    )


def _issued(report: IssuedReport, words: Translator) -> IssuedLine:
    spoken = dict.fromkeys(one.language for one in report.editions)
    names = tuple(LANGUAGES.get(one, one) for one in spoken)
    return IssuedLine(report.number, words.datetime(report.issued_at), names)
