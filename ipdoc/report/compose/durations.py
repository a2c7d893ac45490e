"""Lengths of time as people say them: minutes become hours, hours days, many days months too."""

from __future__ import annotations

from ipdoc.report.compose.subject import Translates

_HOUR, _DAY = 60, 24 * 60
_IN_HOURS = 2 * _DAY
"""Minutes; a shorter time is told in hours."""
_MONTH_DAYS = 365.25 / 12
_IN_MONTHS, _IN_YEARS = 60, 730
"""Days from which the months, or the years, are told besides."""
IN_MINUTES = {"min": 1, "h": _HOUR}
"""Unit of a question → minutes in it."""


def duration(t: Translates, minutes: int) -> str:
    """Return a length of time in the two largest units that tell it, exact but for months.

    Args:
        t: the language.
        minutes: 0 or more.
    """
    if minutes < _HOUR:
        return f"{minutes}\u00a0{t.text('min')}"
    if minutes < _IN_HOURS:
        hours, rest = divmod(minutes, _HOUR)
        return _joined(f"{hours}\u00a0{t.text('h')}", f"{rest}\u00a0{t.text('min')}" * bool(rest))
    days, rest = divmod(minutes, _DAY)
    told = t.plural("{count} day", "{count} days", days)
    if days < _IN_MONTHS:
        hours = rest // _HOUR
        return _joined(told, f"{hours}\u00a0{t.text('h')}" * bool(hours))
    return f"{told} (≈\u00a0{_about(t, days)})"


def _about(t: Translates, days: int) -> str:
    """Return so many days in months, or in years and months."""
    months = round(days / _MONTH_DAYS)
    years, rest = divmod(months, 12)
    if days < _IN_YEARS or not rest:
        return t.plural("{count} month", "{count} months", months)
    told = t.plural("{count} month", "{count} months", rest)
    return t.plural("{count} year and {months}", "{count} years and {months}", years, months=told)


def _joined(*parts: str) -> str:
    return " ".join(part.replace(" ", "\u00a0") for part in parts if part)
