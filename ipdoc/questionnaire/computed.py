"""Formulas of computed questions, such as the age at the examination.

A formula gets the values of its sources (see ``Question.sources``), None where there is none, and
returns the value or None when it cannot be said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

Formula = Callable[..., Any]


def _date(value: Any) -> dt.date | None:
    if isinstance(value, dict):
        value = value.get("value")
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _moment(value: Any) -> dt.datetime | None:
    if isinstance(value, dict):
        value = value.get("value")
    try:
        moment = dt.datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def age_years(born: Any, on: Any) -> int | None:
    """Return the completed years between two dates."""
    first, last = _date(born), _date(on)
    if not first or not last or last < first:
        return None
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


def duration_min(start: Any, end: Any) -> int | None:
    """Return the minutes between two times of one day, past midnight if the end is earlier."""
    try:
        first, last = (dt.time.fromisoformat(str(value)) for value in (start, end))
    except ValueError:
        return None
    minutes = last.hour * 60 + last.minute - first.hour * 60 - first.minute
    return minutes % (24 * 60)


def delay_hours(exam_date: Any, exam_start: Any, ends: Any) -> int | None:
    """Return the full hours from the end of the last event to the start of the examination.

    The examination is taken to be in the UTC offset of the last event.
    """
    moments = [m for m in map(_moment, ends if isinstance(ends, list) else [ends]) if m]
    day = _date(exam_date)
    if not moments or not day or not exam_start:
        return None
    last = max(moments)
    try:
        begun = dt.datetime.combine(day, dt.time.fromisoformat(str(exam_start)), last.tzinfo)
    except ValueError:
        return None
    hours = int((begun - last).total_seconds() // 3600)
    return hours if hours >= 0 else None


def hours_between(first: Any, last: Any) -> int | None:
    """Return the full hours between two moments with offset."""
    begun, ended = _moment(first), _moment(last)
    if not begun or not ended or ended < begun:
        return None
    return int((ended - begun).total_seconds() // 3600)


def on_issue(*_sources: Any) -> None:
    """Return None: the value exists only once a report is issued."""
    return


FORMULAS: dict[str, Formula] = {
    "age_years": age_years,
    "duration_min": duration_min,
    "delay_hours": delay_hours,
    "hours_between": hours_between,
    "on_issue": on_issue,
}
