"""Languages: catalogues, plurals, dates and numbers.

Catalogues are gettext ``.po`` files under ``ipdoc/locale/<language>/``, one for each domain (forms,
vocabulary, screens, report), read at start-up. English is the source text.
"""

from __future__ import annotations

import datetime as dt
import gettext
import io
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_datetime, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from ipdoc.errors import Message

LANGUAGES = {"en": "English", "ru": "Русский", "kk": "Қазақша"}
"""Code → the language's name in itself, in the order of the language menu."""
DOMAINS = ("forms", "vocabulary", "screens", "report")
_DAY_FIRST = {"en": "en_GB"}
"""Locales of dates and numbers: the day comes first in all our languages."""
_LONG_DATE = {"kk": "y 'жылғы' d MMMM"}
"""As official papers write it, where that is not the locale's own way."""
LOCALE_DIR = Path(__file__).resolve().parent / "locale"


def mark(text: str) -> str:
    """Return the text unchanged: marks a constant for the extraction of messages."""
    return text


class Translator:
    """Renders words, dates and numbers in one language.

    Args:
        language: "en", "ru" or "kk".
        overrides: English text → translation, such as the labels of a stored form; they win over
            the catalogues.
    """

    def __init__(self, language: str, overrides: dict[str, str] | None = None) -> None:
        self.language = language
        self._locale = Locale.parse(_DAY_FIRST.get(language, language))
        self._overrides = overrides or {}
        self._catalogues = [_catalogue(language, domain) for domain in DOMAINS]

    def text(self, msgid: str, **args: object) -> str:
        """Return the translation of an English text, its ``{places}`` filled in."""
        found = self._overrides.get(msgid) or self._find(msgid)
        return found.format(**args) if args else found

    def _find(self, msgid: str) -> str:
        if not msgid:
            return ""
        for catalogue in self._catalogues:
            found = catalogue.gettext(msgid)
            if found != msgid:
                return found
        return msgid

    def plural(self, one: str, many: str, count: int, **args: object) -> str:
        """Return the form for ``count``; ``{count}`` is filled in."""
        for catalogue in self._catalogues:
            found = catalogue.ngettext(one, many, count)
            if found not in (one, many):
                break
        else:
            found = one if count == 1 else many
        return found.format(count=count, **args)

    def message(self, message: Message) -> str:
        """Return a message in this language, nested messages translated first."""
        args = {
            key: self.message(value) if isinstance(value, Message) else value
            for key, value in message.args.items()
        }
        return self.text(message.text, **args)

    def date(self, day: dt.date) -> str:
        """Return a date with the month as a word: 14 April 2026."""
        return format_date(day, _LONG_DATE.get(self.language, "long"), locale=self._locale)

    def datetime(self, moment: dt.datetime) -> str:
        """Return date, time and, where it is known, the offset: 14 April 2026, 10:05 (UTC+5)."""
        text = f"{self.date(moment.date())}, {moment:%H:%M}"
        offset = moment.utcoffset()
        return text if offset is None else f"{text} ({_offset(offset)})"

    def time(self, moment: dt.time) -> str:
        """Return hours and minutes, 24-hour clock."""
        return format_time(moment, "HH:mm", locale=self._locale)

    def month(self, day: dt.date) -> str:
        """Return month and year: April 2026."""
        return format_datetime(dt.datetime(day.year, day.month, 1), "LLLL y", locale=self._locale)  # noqa: DTZ001

    def number(self, value: float) -> str:
        """Return a number with the language's decimal mark and no grouping."""
        if value == int(value):
            return str(int(value))  # a report has thousands, and the languages write them alike
        return format_decimal(value, format="0.###", locale=self._locale)


def _offset(offset: dt.timedelta) -> str:
    minutes = int(offset.total_seconds() // 60)
    sign, minutes = ("−", -minutes) if minutes < 0 else ("+", minutes)
    rest = f":{minutes % 60:02d}" if minutes % 60 else ""
    return f"UTC{sign}{minutes // 60}{rest}"


@lru_cache(maxsize=16)
def _catalogue(language: str, domain: str) -> gettext.NullTranslations:
    path = LOCALE_DIR / language / f"{domain}.po"
    if not path.exists():
        return gettext.NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@lru_cache(maxsize=16)
def translator(language: str) -> Translator:
    """Return the shared translator of a language.

    Raises:
        KeyError: ipdoc does not speak it.
    """
    if language not in LANGUAGES:
        raise KeyError(language)
    return Translator(language)
