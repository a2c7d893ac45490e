"""Spaces that must not break, and quotation marks as the language writes them.

A one- or two-letter word stays with the next word, a dash with the word before it, a unit with its
number, ``№`` and ``§`` with theirs, a particle (``бы``, ``же``, Kazakh ``ма``, ``де``) with what
it belongs to.
"""

from __future__ import annotations

import re

_UNITS = (
    "мкг|мг|кг|г|мл|л|мкм|мм|см|дм|м|км|Гц|кГц|мин|ч|час|часа|часов|сут|с|лет|года|год|г\\.|стр\\.|"
    "mm|cm|m|km|mg|kg|g|ml|l|h|min|s|years?|hours?|days?|дней|дня|°C|°|%|‰|баллов|балла|балл|жас|сағ"
)
_MONTHS = (
    r"(?:январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр|қаңтар|ақпан|"
    r"наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан|January|February|March|"
    r"April|May|June|July|August|September|October|November|December)"
)
_SHORT_WORD = re.compile(r"(?<![^ \n\t(«„“\"])([^\W\d_]{1,2}) (?=\S)")
_PARTICLES = {
    "ru": re.compile(r"(?<=[^\W\d_]) (?=(?:бы|ли|же|б|ль|ж)(?!\w))"),
    "kk": re.compile(r"(?<=[^\W\d_]) (?=(?:да|де|та|те|ма|ме|ба|бе|па|пе|ғой|қой|ше)(?!\w))"),
}
_BEFORE_DASH = re.compile(r" (?=[–—](?:\s|$))")
_AFTER_SIGN = re.compile(r"(№|§|§§|No\.|Nos\.|стр\.|рис\.|табл\.|ст\.|ул\.|стр|p\.|pp\.) (?=[\w№])")
_BEFORE_UNIT = re.compile(rf"(?<=\d) (?=(?:{_UNITS})(?!\w))")
_AFTER_DAY = re.compile(rf"(?<=\d) (?={_MONTHS})")
_DIGIT, _SIGNED = re.compile(r"\d"), re.compile("[№§.]")
_IN_NUMBER = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_TIMES = re.compile(r"(?<=\d) ?([×±]) ?(?=\d)")
_INITIALS = re.compile(r"(?<!\w)([^\W\d_]\.) ?(?=[^\W\d_]\.|[^\W\d_]{2})")


def bind(text: str, language: str = "") -> str:
    """Return the text with no-break spaces where a line may not end.

    Args:
        text: words with plain spaces.
        language: BCP 47; particles are those of Russian or Kazakh.
    """
    if " " not in text:
        return text
    particles = _PARTICLES.get(language.split("-")[0])
    if particles:
        text = particles.sub("\u00a0", text)
    text = _SHORT_WORD.sub("\\1\u00a0", text)
    if "–" in text or "—" in text:
        text = _BEFORE_DASH.sub("\u00a0", text)
    if _SIGNED.search(text):
        text = _AFTER_SIGN.sub("\\1\u00a0", text)
    if _DIGIT.search(text):
        text = _bind_numbers(text)
    return _INITIALS.sub(_bind_initial, text) if "." in text else text


def _bind_numbers(text: str) -> str:
    """Return the text with numbers bound to their units, months and thousands."""
    text = _BEFORE_UNIT.sub("\u00a0", text)
    text = _AFTER_DAY.sub("\u00a0", text)
    text = _IN_NUMBER.sub("\u00a0", text)
    return _TIMES.sub("\u00a0\\1\u00a0", text)


def _bind_initial(found: re.Match[str]) -> str:
    initial = found.group(1)
    return (
        f"{initial}\u00a0"
        if initial[0].isupper() and found.group(0).endswith(" ")
        else (found.group(0))
    )


_STRAIGHT = re.compile(r'"([^"\n]*)"')
_QUOTES = {"ru": ("«", "»", "„", "“"), "kk": ("«", "»", "„", "“"), "en": ("“", "”", "‘", "’")}
"""Outer and inner marks."""
_APOSTROPHE = re.compile(r"(?<=[A-Za-z])'(?=[A-Za-z])|(?<=[A-Za-z]s)'(?=\s)")


def quoted(text: str, language: str) -> str:
    """Return the text with straight quotation marks turned into those of the language.

    Marks that do not come in pairs stay as they were typed, and so do those after a digit, which
    may mean inches or seconds. What is stored and embedded in the file is not touched.
    """
    marks = _QUOTES.get(language.split("-")[0])
    if marks is None:
        return text
    if language.startswith("en"):
        text = _APOSTROPHE.sub("’", text)
    if '"' not in text or re.search(r'\d"', text):
        return text
    return "\n".join(_line_quoted(line, marks) for line in text.split("\n"))


def _line_quoted(line: str, marks: tuple[str, str, str, str]) -> str:
    if line.count('"') % 2:
        return line
    outer = marks[0] not in line
    begins, ends = marks[:2] if outer else marks[2:]
    return _STRAIGHT.sub(rf"{begins}\1{ends}", line)
