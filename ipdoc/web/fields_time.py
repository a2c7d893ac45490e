"""Fields for dates and times.

A date is typed as 14.04.2026, 04.2026, 2026 or the ISO way; what is typed says how much is known.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from ipdoc.i18n import mark as _
from ipdoc.questionnaire.check import PRECISIONS
from ipdoc.web.fields import QuestionField, Typed, UnreadableError, first

OFFSETS = tuple(
    f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
    for minutes in sorted(
        [60 * hours for hours in range(-12, 15)]
        + [-570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765]
    )
)
"""Offsets from UTC in use, hours and minutes."""
PRECISION_LABELS = {
    "exact": _("exact"),
    "about": _("about"),
    "range": _("between two dates"),
    "unknown": _("not known"),
}
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")
_DAY = re.compile(r"(?:(?:(\d{1,2})[./\s]+)?(\d{1,2})[./\s]+)?(\d{4})")
_TIME = re.compile(r"(\d{1,2})[:.\s]?(\d{2})")


class DateField(QuestionField):
    """A day."""

    look = "time.date"

    def typed_value(self, value: Any) -> Typed:
        """Write the day as 14.04.2026."""
        return {"": [day_text(value)]}

    def value_of(self, typed: Typed) -> Any:
        """Read a whole date."""
        text = first(typed).strip()
        if not text:
            return None
        day, granularity = read_day(text)
        if granularity != "day":
            raise UnreadableError(_("Give the date as day, month and year, such as 14.04.2026"))
        return day


class TimeField(QuestionField):
    """A time of day."""

    look = "time.time"

    def value_of(self, typed: Typed) -> Any:
        """Read hours and minutes."""
        text = first(typed).strip()
        return read_time(text) if text else None


class MomentField(QuestionField):
    """Date, time and offset from UTC; the date alone will do."""

    look = "time.moment"
    suffixes: tuple[str, ...] = ("", "time", "offset")
    grouped = True

    @property
    def offset(self) -> str:
        """The offset that is chosen, else the one used last."""
        return self.one("offset") or self.near.offset

    @property
    def offsets(self) -> tuple[str, ...]:
        """The offsets to choose from."""
        return OFFSETS if self.offset in OFFSETS else (*OFFSETS, self.offset)

    def typed_value(self, value: Any) -> Typed:
        """Take the moment apart."""
        return moment_typed(value, "")

    def value_of(self, typed: Typed) -> Any:
        """Put date, time and offset together."""
        moment, granularity = read_moment(typed, self.near.offset)
        if granularity in ("year", "month"):
            raise UnreadableError(_("Give the date as day, month and year, such as 14.04.2026"))
        return moment


class PreciseField(MomentField):
    """A date or moment with how exact it is, and where it ends when it lies between two."""

    look = "time.precise"
    suffixes = ("", "time", "offset", "precision", "until", "until-time")

    @property
    def with_time(self) -> bool:
        """True when hours and minutes are asked for too."""
        return self.question.type.value == "datetime"

    @property
    def precision(self) -> str:
        """How exact it is; empty when nobody said so yet."""
        return self.one("precision")

    @property
    def precisions(self) -> list[tuple[str, str]]:
        """What can be said about how exact it is."""
        return [(key, self.words.text(PRECISION_LABELS[key])) for key in PRECISIONS]

    def typed_value(self, value: Any) -> Typed:
        """Take the parts out, no finer than what is known."""
        granularity = value.get("granularity", "")
        typed = moment_typed(value.get("value", ""), granularity)
        until = moment_typed(value.get("until", ""), granularity)
        typed["until"], typed["until-time"] = until[""], until.get("time", [])
        return {**typed, "precision": [value["precision"]]}

    def value_of(self, typed: Typed) -> Any:
        """Put the parts together; how much was typed gives the granularity."""
        begin, granularity = self._part(typed, "value", "", "time")
        until, _granularity = self._part(typed, "until", "until", "until-time")
        precision = first(typed, "precision")
        if not begin and not until:
            return {"precision": "unknown"} if precision == "unknown" else None
        if until and precision != "range":
            raise UnreadableError(_("Choose “between two dates”, or clear the second date"))
        value = {
            "value": begin,
            "precision": precision or "exact",
            "granularity": granularity,
            "until": until,
        }
        return {key: part for key, part in value.items() if part}

    def _part(self, typed: Typed, key: str, day: str, time: str) -> tuple[str | None, str]:
        """Return one end and its granularity, as stored when its text was not touched."""
        part = {
            "": typed.get(day, []),
            "time": typed.get(time, []),
            "offset": typed.get("offset", []),
        }
        found = read_moment(part, self.near.offset)
        stored = self.stored if isinstance(self.stored, dict) else {}
        if stored.get(key):
            granularity = stored.get("granularity", "")
            if read_moment(moment_typed(stored[key], granularity), "") == found:
                return stored[key], granularity
        return found


def moment_typed(value: str, granularity: str) -> Typed:
    """Return date, time and offset of a stored date or moment, no finer than its granularity."""
    if not value:
        return {"": []}
    moment = dt.datetime.fromisoformat(value)
    day = day_text(moment.date().isoformat())
    if granularity in ("year", "month"):
        return {"": [day[6:] if granularity == "year" else day[3:]]}
    typed = {"": [day]}
    if moment.tzinfo and granularity != "day":
        typed["time"], typed["offset"] = (
            [f"{moment:%H:%M}"],
            [moment.isoformat("T", "minutes")[16:22]],
        )
    return typed


def read_moment(typed: Typed, offset: str) -> tuple[str | None, str]:
    """Return the date or moment that was typed and how much of it: year, month, day, minute.

    Args:
        typed: date under "", and "time" and "offset".
        offset: the offset when none was sent.

    Raises:
        UnreadableError: it cannot be read, or the day of a time is missing.
    """
    day_typed, time_typed = first(typed).strip(), first(typed, "time").strip()
    if not day_typed:
        if time_typed:
            raise UnreadableError(_("Give the date too, such as 14.04.2026"))
        return None, ""
    day, granularity = read_day(day_typed)
    if not time_typed:
        return day, granularity
    if granularity != "day":
        raise UnreadableError(_("Give the date as day, month and year, such as 14.04.2026"))
    chosen = first(typed, "offset") or offset
    if not re.fullmatch(r"[+-](0\d|1[0-4]):[0-5]\d", chosen):
        raise UnreadableError(_("Choose the offset from UTC"))
    return f"{day}T{read_time(time_typed)}{chosen}", "minute"


def day_text(day: str) -> str:
    """Return 2026-04-14 as 14.04.2026."""
    date = dt.date.fromisoformat(day)
    return f"{date.day:02d}.{date.month:02d}.{date.year:04d}"


def read_day(text: str) -> tuple[str, str]:
    """Return an ISO date and how much of it was typed: "year", "month" or "day".

    What was not typed is 1: "2024" gives 2024-01-01.

    Raises:
        UnreadableError: it is no date.
    """
    iso, usual = _ISO.fullmatch(text), _DAY.fullmatch(text)
    if iso:
        year, month, day = iso.groups()
    elif usual:
        day, month, year = usual.groups()
    else:
        raise UnreadableError(_("Give the date as day, month and year, such as 14.04.2026"))
    try:
        date = dt.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise UnreadableError(_("The calendar has no such day; see the date again")) from None
    return date.isoformat(), "day" if day else "month" if month else "year"


def read_time(text: str) -> str:
    """Return hours and minutes as 09:05.

    Raises:
        UnreadableError: it is no time of day.
    """
    parts = _TIME.fullmatch(text)
    if not parts or int(parts[1]) > 23 or int(parts[2]) > 59:
        raise UnreadableError(_("Give the time as hours and minutes, such as 14:30"))
    return f"{int(parts[1]):02d}:{parts[2]}"
