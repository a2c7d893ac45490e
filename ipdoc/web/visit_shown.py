"""The evaluations of a case as lines of a page."""

from __future__ import annotations

from dataclasses import dataclass

from ipdoc.casework.cases import Overview
from ipdoc.casework.followup import Copied
from ipdoc.casework.record import Ref
from ipdoc.casework.visits import Visit, visit_label
from ipdoc.i18n import Translator
from ipdoc.i18n import mark as _
from ipdoc.questionnaire.model import Form
from ipdoc.web.navigation import overview_url


@dataclass(frozen=True)
class VisitLine:
    """One evaluation among those of its case."""

    label: str
    """"Visit of 12 May 2026"."""
    kind: str
    report_number: str
    url: str
    current: bool


def visit_lines(
    ref: Ref, visits: tuple[Visit, ...], form: Form, words: Translator
) -> list[VisitLine]:
    """Return the evaluations of a case, the earliest first; ``ref`` is the one that is shown."""
    return [
        VisitLine(
            visit_label(visit, words),
            words.text(form.evaluation_type(visit.type_code).label),
            visit.report_number,
            overview_url(visit.ref),
            visit.ref == ref,
        )
        for visit in visits
    ]


def copied_words(shown: Overview, copied: Copied | None, words: Translator) -> str:
    """Return the note on answers that were copied into an evaluation; empty if none were."""
    if copied is None:
        return ""
    sources = [one for one in shown.visits if one.ref.evaluation_id == copied.evaluation]
    section = shown.form.form.section("case_information")
    labels = ", ".join(words.text(section.question(key).label) for key in copied.keys)
    return words.text(
        _("Copied from an earlier evaluation ({visit}): {labels}. Check each with the person."),
        visit=visit_label(sources[0], words) if sources else copied.evaluation,
        labels=labels,
    )
