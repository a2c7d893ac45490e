"""Sections: read one, save answers, add and remove entries of a repeat.

Saving is optimistic. A save made on an older version goes through when nobody else has touched the
same questions since; otherwise it is refused with both versions at hand, and nothing is lost.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from ipdoc.casework.access.consent import note_consents
from ipdoc.casework.access.lines import refresh_line
from ipdoc.casework.cases import situation
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.recalled import RecalledCase
from ipdoc.casework.core.record import (
    PARTS,
    Ref,
    evaluation_path,
    load_answers,
    load_evaluation,
    load_lesions,
    load_photographs,
    opened,
    reading,
    section_path,
)
from ipdoc.casework.formstore import stored_form
from ipdoc.casework.links import Links
from ipdoc.casework.numbering import has_new_rows, number_rows
from ipdoc.casework.scans.sources import note_sources, sources
from ipdoc.casework.visits import visits_of
from ipdoc.domain.access import Action
from ipdoc.domain.answers import Cell, Cells, value_of
from ipdoc.domain.consent import SECTION as CONSENT_SECTION
from ipdoc.domain.evaluation import Evaluation
from ipdoc.domain.finding import RuleError
from ipdoc.domain.payloads import Payload, lift
from ipdoc.domain.whole import whole
from ipdoc.errors import IpdocError
from ipdoc.questionnaire.check import check_cell
from ipdoc.questionnaire.compiled import CompiledForm
from ipdoc.questionnaire.computed import FORMULAS
from ipdoc.questionnaire.conditions import Situation
from ipdoc.questionnaire.model import Question, QuestionType, Section
from ipdoc.questionnaire.progress import Progress, section_progress

SAVED = "answers saved"
"""What the history says of a save for which nothing else was said."""


@dataclass(frozen=True)
class SectionView:
    """A section as a page shows it; what only some pages need is worked out when asked for."""

    vault: OpenVault = field(repr=False, compare=False)
    ref: Ref
    evaluation: Evaluation
    form: CompiledForm
    section: Section
    version: str
    """Versions of the section's parts, such as "3.0"; a save gives it back."""
    situation: Situation

    @property
    def answers(self) -> Cells:
        """The answers of the section."""
        return self.situation.answers.get(self.section.key, {})

    @property
    def code(self) -> str:
        """The case's code."""
        about = self.situation.answers.get("case_information", {})
        return value_of(about.get("subject_code")) or ""

    @functools.cached_property
    def progress(self) -> Progress:
        """How far the section is."""
        return section_progress(self.section, self.situation)

    @functools.cached_property
    def computed(self) -> Cells:
        """Calculated values of computed questions that nobody has overruled."""
        return computed_values(self.section, self.situation)

    @functools.cached_property
    def sources(self) -> dict[str, int]:
        """Question → number of the scanned sheet from which its answer was transcribed."""
        with reading(self.vault, self.ref, Action.OPEN_RECORD) as case:
            return sources(case, self.ref, self.section.key)

    @functools.cached_property
    def links(self) -> Links:
        """What the links of the section can point at, as the vault holds it when first asked."""
        with reading(self.vault, self.ref, Action.OPEN_RECORD) as case:
            return Links(
                self.form.form,
                self.situation.answers,
                tuple(load_lesions(case, self.ref)),
                tuple(load_photographs(case, self.ref)),
                tuple(one for one in visits_of(case) if one.ref != self.ref),
            )


class StaleSectionError(IpdocError):
    """Somebody else changed the same answers since the page was loaded."""

    def __init__(self, stored: SectionView, keys: tuple[str, ...]) -> None:
        self.stored = stored
        self.keys = keys
        super().__init__(
            "These answers were changed elsewhere since; choose which version stays for each"
        )


def open_section(vault: OpenVault, ref: Ref, section_key: str) -> SectionView:
    """Return a section with all that its page needs.

    Raises:
        UnknownRecordError: the evaluation is not in the vault.
        KeyError: the form has no such section.
    """
    with reading(vault, ref, Action.OPEN_RECORD) as case:
        view = _view(vault, case, ref, section_key)
    return _remember(view)


def remembered_section(vault: OpenVault, ref: Ref, section_key: str) -> SectionView | None:
    """Return a section as it was when it was opened or saved last; others may have saved since."""
    seen: SectionView | None = vault.derived.get(("section", ref.case_id))
    same = seen is not None and seen.ref == ref and seen.section.key == section_key
    return seen if same else None


def _remember(view: SectionView) -> SectionView:
    """Keep the section of the case that was used last, for as long as the vault is open."""
    view.vault.derived["section", view.ref.case_id] = view
    return view


def _view(vault: OpenVault, case: CaseFile, ref: Ref, section_key: str) -> SectionView:
    case.below((evaluation_path(ref), section_path(ref)))
    evaluation, _ = load_evaluation(case, ref)
    compiled = stored_form(vault, evaluation.form_digest)
    section = compiled.form.section(section_key)
    answers, versions = load_answers(case, ref)
    seen = situation(compiled.form, evaluation, section_key, answers)
    return SectionView(
        vault,
        ref,
        evaluation,
        compiled,
        section,
        ".".join(str(version) for version in versions.get(section_key, [0, 0])),
        seen,
    )


def _with_stored(case: CaseFile, view: SectionView) -> SectionView:
    """Return a view with the answers of its own section as they are stored now."""
    now = RecalledCase.of(case)
    found = [now.get(section_path(view.ref, view.section.key, part)) for part in PARTS]
    cells: Cells = {}
    for record in found:
        cells.update(lift(record.payload)["answers"] if record else {})
    version = ".".join(str(record.version if record else 0) for record in found)
    answers = {**view.situation.answers, view.section.key: cells}
    return replace(view, version=version, situation=replace(view.situation, answers=answers))


def computed_values(section: Section, seen: Situation) -> Cells:
    """Return the values of a section's computed questions, those that can be calculated."""
    values: Cells = {}
    for question in section.questions():
        if question.type is QuestionType.COMPUTED:
            sources = [_source(seen, name) for name in question.sources]
            value = FORMULAS[question.compute](*sources)
            if value is not None:
                values[question.key] = value
    return values


def _source(seen: Situation, name: str) -> Any:
    first, *rest = name.split(".")
    if first in seen.sections:
        return seen.value(first, *rest[:2])
    return seen.value(seen.section, first, *rest[:1])


def save_answers(
    vault: OpenVault,
    ref: Ref,
    section_key: str,
    changes: dict[str, Cell | None],
    version: str,
    *,
    why: str = SAVED,
    sheet: int | None = None,
) -> SectionView:
    """Save the answers of a page; what is not in ``changes`` stays as it is.

    Args:
        vault: the open vault.
        ref: the evaluation.
        section_key: the section.
        changes: question key → cell, None to make it blank. Rows of repeats without a ``row`` id
            are new and get one.
        version: the version of the section that the changes were made on.
        why: one short sentence in English for the history.
        sheet: number of the scanned sheet beside which the answers were typed; None = without one.

    Raises:
        AnswerError: a cell does not fit its question; nothing is saved.
        StaleSectionError: others changed the same answers since.
    """
    with opened(vault, ref, Action.WRITE_SECTION) as case:
        view = _view(vault, RecalledCase.of(case), ref, section_key)
        _check(view, changes)
        _refuse_stale(case, view, changes, version)
        saved = _save(case, view, changes, why)
        note_sources(case, ref, section_key, _changed(view, saved, changes), sheet)
    return _remember(saved)


def _changed(before: SectionView, after: SectionView, changes: Iterable[str]) -> list[str]:
    """Return the questions of the part "record" whose answers are others than before."""
    return [
        key
        for key in changes
        if before.answers.get(key) != after.answers.get(key)
        and before.section.question(key).part == "record"
    ]


def _check(view: SectionView, changes: dict[str, Cell | None]) -> None:
    for key, cell in changes.items():
        _question(view.section, key, view.evaluation)
        if cell is not None and not has_new_rows(cell):
            check_cell(view.form.form, view.section.question(key), cell, (key,))


def _save(
    case: CaseFile, view: SectionView, changes: dict[str, Cell | None], why: str
) -> SectionView:
    """Save checked changes on a section as it is stored; return it as it is stored then."""
    for part in PARTS:
        _save_part(case, view, part, changes, why)
    _refresh_index(case, view, changes)
    if view.section.key == CONSENT_SECTION:
        note_consents(case)
    return _with_stored(case, view)


def _question(section: Section, key: str, evaluation: Evaluation) -> Question:
    try:
        question = section.question(key)
    except KeyError:
        raise RuleError("No question is called {key} in this section", key=key[:40]) from None
    if question.readonly and key == "evaluation_type":
        raise RuleError("The type of an evaluation is given at its start and stays")
    return question


def _refuse_stale(
    case: CaseFile, view: SectionView, changes: dict[str, Cell | None], version: str
) -> None:
    if version == view.version:
        return
    touched: set[str] = set()
    for part, base, now in zip(PARTS, _versions(version), _versions(view.version), strict=True):
        path = section_path(view.ref, view.section.key, part)
        for revision in case.history(path, last=now - base) if now > base else ():
            touched.update(revision.changes)
    clash = [key for key in changes if key in touched and view.answers.get(key) != changes[key]]
    if clash:
        raise StaleSectionError(view, tuple(clash))


def _versions(version: str) -> list[int]:
    parts = version.split(".")
    counts = [count for part in parts if (count := whole(part)) is not None]
    if not len(counts) == len(parts) == len(PARTS):
        raise RuleError("The page is out of date; load it again")
    return counts


def _save_part(
    case: CaseFile, view: SectionView, part: str, changes: dict[str, Cell | None], why: str
) -> None:
    keys = [key for key in changes if view.section.question(key).part == part]
    if not keys:
        return
    path = section_path(view.ref, view.section.key, part)
    record = case.get(path)
    payload: Payload = record.payload if record else {"schema": 1, "answers": {}}
    answers = dict(payload["answers"])
    counters = dict(payload.get("counters", {}))
    differences: dict[str, list[Cell]] = {}
    for key in keys:
        question = view.section.question(key)
        cell = number_rows(question, changes[key], answers.get(key), counters)
        if cell != answers.get(key):
            if cell is not None:
                check_cell(view.form.form, question, cell, (key,))
            differences[key] = [answers.get(key), cell]
            answers[key] = cell
    if not differences:
        return
    blanks = [key for key, cell in answers.items() if cell is None]
    for key in blanks:
        del answers[key]
    case.put(
        path,
        {**payload, "answers": answers, "counters": counters},
        part,
        expected_version=record.version if record else None,
        why=why,
        changes=differences,
    )


def _refresh_index(case: CaseFile, view: SectionView, changes: dict[str, Cell | None]) -> None:
    if view.section.key == "case_information" and {"subject_code", "exam_date"} & set(changes):
        refresh_line(case)


def add_row(
    vault: OpenVault, ref: Ref, section_key: str, question_key: str, cells: Cells | None = None
) -> tuple[SectionView, str]:
    """Add an entry to a repeat, behind all that others added; return the section and its row id.

    Args:
        vault: the open vault.
        ref: the evaluation.
        section_key: the section.
        question_key: the repeat.
        cells: of the new entry; it is empty without them.
    """
    with opened(vault, ref, Action.WRITE_SECTION) as case:
        view = _view(vault, RecalledCase.of(case), ref, section_key)
        rows = value_of(view.answers.get(question_key)) or []
        added: dict[str, Cell | None] = {question_key: [*rows, cells or {}]}
        _check(view, added)
        saved = _remember(_save(case, view, added, SAVED))
    return saved, value_of(saved.answers[question_key])[-1]["row"]


def save_row(
    vault: OpenVault,
    ref: Ref,
    section_key: str,
    question_key: str,
    row_id: str,
    cells: dict[str, Cell | None],
    version: str,
    *,
    sheet: int | None = None,
) -> SectionView:
    """Save items of one entry of a repeat; items that are not in ``cells`` stay.

    Raises:
        AnswerError: a cell does not fit; nothing is saved.
        StaleSectionError: others changed the same entries since.
        RuleError: the entry was removed meanwhile.
    """
    view = open_section(vault, ref, section_key)
    rows = list(value_of(view.answers.get(question_key)) or [])
    for index, row in enumerate(rows):
        if row["row"] == row_id:
            merged = {**row, **cells}
            rows[index] = {key: cell for key, cell in merged.items() if cell is not None}
            return save_answers(vault, ref, section_key, {question_key: rows}, version, sheet=sheet)
    raise RuleError("This entry was removed meanwhile; its text is still on this page")


def remove_row(
    vault: OpenVault, ref: Ref, section_key: str, question_key: str, row_id: str, version: str
) -> SectionView:
    """Remove an entry of a repeat; its number is not used again, history keeps its content.

    Raises:
        StaleSectionError: others changed the same entries since.
    """
    view = open_section(vault, ref, section_key)
    rows = value_of(view.answers.get(question_key)) or []
    left = [row for row in rows if row["row"] != row_id]
    return save_answers(vault, ref, section_key, {question_key: left or None}, version)
