"""Which figure stands for the person examined: by sex and age as recorded, or as chosen."""

from __future__ import annotations

import datetime as dt

from ipdoc.anatomy import views
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import Ref, load_answers, load_evaluation, opened
from ipdoc.domain.access import Action
from ipdoc.domain.answers import Cells, value_of
from ipdoc.domain.finding import RuleError
from ipdoc.i18n import mark
from ipdoc.questionnaire.computed import age_years

FIGURES = ("female", "male", "neutral", "child", "infant")
FIGURE_LABELS = {
    "female": mark("Woman"),
    "male": mark("Man"),
    "neutral": mark("Adult, neutral"),
    "child": mark("Child"),
    "infant": mark("Infant"),
}
CHILD_BELOW_YEARS = 12
INFANT_BELOW_YEARS = 2
_ADULT = 30
_WHOLE = "full_ant"
"""View that every figure has."""


def usual_figure(about: Cells, on: dt.date) -> str:
    """Return the figure that fits sex and age as recorded; neutral where they do not say.

    Args:
        about: answers of the section case_information.
        on: day that counts where the examination has no date yet.
    """
    age = _age(about, on)
    if age < CHILD_BELOW_YEARS:
        return "infant" if age < INFANT_BELOW_YEARS else "child"
    sex = value_of(about.get("subject_sex_recorded"))
    return str(sex) if sex in ("female", "male") else "neutral"


def _age(about: Cells, on: dt.date) -> int:
    """Return the completed years: as stated, else from the date of birth, else an adult's."""
    stated = value_of(about.get("subject_age_years"))
    if isinstance(stated, int | float):
        return int(stated)
    born = value_of(about.get("subject_dob"))
    found = age_years(born, value_of(about.get("exam_date")) or on.isoformat())
    return _ADULT if found is None else found


def figure_of(case: CaseFile, ref: Ref, answers: dict[str, Cells] | None = None) -> str:
    """Return the figure of an evaluation: the one chosen by hand, else the usual one.

    Args:
        case: the case, open.
        ref: the evaluation.
        answers: of all sections, where they have been read already.
    """
    chosen = chosen_figure(case, ref)
    if chosen:
        return drawn(chosen)
    evaluation, _ = load_evaluation(case, ref)
    known = load_answers(case, ref)[0] if answers is None else answers
    return drawn(usual_figure(known.get("case_information", {}), evaluation.created_at.date()))


def chosen_figure(case: CaseFile, ref: Ref) -> str:
    """Return the figure that was chosen by hand; an empty text while none was."""
    record = case.get(_path(ref))
    return str(record.payload["figure"]) if record is not None else ""


def drawn(figure: str) -> str:
    """Return a figure of which there are drawings: itself, or the nearest."""
    there = available()
    nearest = (figure, "neutral", "female")
    return next(one for one in nearest if one in there)


def available() -> tuple[str, ...]:
    """Return the figures of which there are drawings, adults first."""
    there = {one.figure for one in views.list_views() if one.key == _WHOLE}
    return tuple(figure for figure in FIGURES if figure in there)


def choose_figure(vault: OpenVault, ref: Ref, figure: str) -> None:
    """Draw this person on another figure from now on; "" goes by sex and age again.

    Marks stay where they are: they lie on the body, not on a figure.

    Raises:
        RuleError: there is no such figure.
    """
    if figure and figure not in available():
        raise RuleError("Choose the figure from the list")
    with opened(vault, ref, Action.WRITE_FINDING) as case:
        record = case.get(_path(ref))
        if (record.payload["figure"] if record else "") == figure:
            return
        version = record.version if record else None
        put_figure(case, ref, figure, version, "figure of the body map chosen")


def put_figure(case: CaseFile, ref: Ref, figure: str, version: int | None, why: str) -> None:
    """Store the figure that was chosen.

    Raises:
        StaleVersionError: it has another version by now.
    """
    payload = {"schema": 1, "figure": figure}
    case.put(_path(ref), payload, "record", expected_version=version, why=why)


def _path(ref: Ref) -> str:
    return f"bodymap/{ref.evaluation_id}"
