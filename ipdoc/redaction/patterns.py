"""What identifies by its shape: numbers, addresses, names with a rank, whoever they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ipdoc.domain.rendering import Disclosure

_UPPER = "A-ZА-ЯЁӘҒҚҢӨҰҮҺІ"
_LOWER = "a-zа-яёәғқңөұүһі"
_NAME = rf"[{_UPPER}][{_LOWER}]+(?:-[{_UPPER}][{_LOWER}]+)?"
_INITIAL = rf"[{_UPPER}]\."
_RANK = (
    "майор|капитан|лейтенант|подполковник|полковник|сержант|старшин|прапорщик|рядов|генерал|"
    "инспектор|оперуполномоченн|следовател|прокурор|судь|адвокат|врач|доктор|фельдшер|господин|"
    "госпож|тергеуші|дәрігер|сарапшы|major|captain|lieutenant|colonel|sergeant|inspector|"
    "investigator|officer|prosecutor|judge|doctor|nurse"
)
_TITLE = r"(?:dr|mr|mrs|ms|prof|гр|г-н|г-жа|д-р)\.?"
_STREET = (
    "ул|улица|улице|улицы|улицу|пр|просп|проспект|проспекте|проспекта|пер|переулок|переулке|мкр|"
    "микрорайон|микрорайоне|бульвар|шоссе|street|avenue|road|lane"
)
_HOUSE = r"(?:[,\s]+(?:д|дом|үй|house|bldg)?\.?\s*№?\s*\d+[а-яa-z]?(?:/\d+)?(?:[ -]үй\w*)?)"
_FLAT = r"(?:[,\s]+(?:кв|квартира|пәтер|apt|apartment|flat|офис|к|комн)\.?\s*№?\s*\d+)"
_MONTHS = (
    ("января", "қаңтар", "january", "jan"),
    ("февраля", "ақпан", "february", "feb"),
    ("марта", "наурыз", "march", "mar"),
    ("апреля", "сәуір", "april", "apr"),
    ("мая", "мамыр", "may", "may"),
    ("июня", "маусым", "june", "jun"),
    ("июля", "шілде", "july", "jul"),
    ("августа", "тамыз", "august", "aug"),
    ("сентября", "қыркүйек", "september", "sept?"),
    ("октября", "қазан", "october", "oct"),
    ("ноября", "қараша", "november", "nov"),
    ("декабря", "желтоқсан", "december", "dec"),
)


class Found(NamedTuple):
    """A place in a text that identifies somebody."""

    start: int
    end: int
    kind: Disclosure


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_BY_SHAPE: tuple[tuple[Disclosure, re.Pattern[str]], ...] = (
    (Disclosure.CONTACT, _pattern(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")),
    (Disclosure.CONTACT, _pattern(r"(?:https?://|www\.|t\.me/|wa\.me/)[^\s<>,;]+")),
    (Disclosure.CONTACT, _pattern(r"(?<!\w)@[a-z][\w.]{3,}")),
    (Disclosure.CONTACT, _pattern(r"(?<![\w/.-])\+\s?\d(?:[\s().-]{0,2}\d){8,14}(?!\d)")),
    (Disclosure.CONTACT, _pattern(r"(?<![\w/.-])8[\s(.-]{0,2}\d{3}(?:[\s().-]{0,2}\d){7}(?!\d)")),
    (
        Disclosure.CONTACT,
        _pattern(
            r"(?:тел|телефон\w*|моб|сот|whatsapp|phone|tel|cell|ұялы)\.?\s*(?:№|:)?\s*"
            r"\+?\d(?:[\s().-]{0,2}\d){4,14}"
        ),
    ),
    (Disclosure.ID_NUMBER, _pattern(r"(?<!\d)\d{12}(?!\d)")),
    (Disclosure.ID_NUMBER, _pattern(r"(?<!\w)\d{6}[ -]\d{6}(?!\d)")),
    (Disclosure.ID_NUMBER, _pattern(r"(?<!\w)KZ\d{2}[A-Z0-9\s]{13,22}\d")),
    (Disclosure.ID_NUMBER, re.compile(r"(?<!\w)[A-ZА-Я]{1,2}\s?№?\s?\d{6,9}(?!\d)")),
    (
        Disclosure.ID_NUMBER,
        _pattern(
            r"(?:паспорт\w*|удостоверени\w+|уд\.\s?личн\.|passport|identity card|id card|"
            r"жеке куәлі\w+|иин|жсн|iin|снилс)\s*(?:личности)?\s*(?:№|no\.?|number|:)?\s*"
            r"[A-ZА-Я]{0,2}\s?\d[\d\s-]{4,}\d"
        ),
    ),
    (Disclosure.SERVICE_NUMBER, re.compile(r"(?<!\w)\d{3}\s?[A-Z]{2,3}\s?\d{2}(?!\w)")),
    (Disclosure.SERVICE_NUMBER, re.compile(r"(?<!\w)[A-ZА-Я]\s?\d{3}\s?[A-ZА-Я]{2,3}(?!\w)")),
    (
        Disclosure.SERVICE_NUMBER,
        _pattern(
            r"(?:жетон\w*|нагрудн\w+ знак\w*|badge|төсбелгі\w*|лицензи\w+|licen[cs]e)\s*"
            r"(?:№|no\.?|number|:)?\s*[A-ZА-Я]{0,3}-?\d[\w/-]{2,}"
        ),
    ),
    (
        Disclosure.CASE_NUMBER,
        _pattern(
            r"(?:№|no\.|nr\.|КУИ|ЕРДР|ҚІТІТ)\s*(?:№|no\.?|:)?\s*"
            r"[A-ZА-Я]{0,4}-?(?=[\w/-]*\d{3}|\d+[/-]\d)\w*\d[\w/.-]*\d"
        ),
    ),
    (
        Disclosure.CASE_NUMBER,
        _pattern(
            r"(?<!\w)(?:дел[оауе]|case|іс|материал\w*|протокол\w*)\s*:?\s*"
            r"[A-ZА-Я]{0,4}-?(?=[\w/-]*\d{5}|\d+[/-]\d)\w*\d[\w/.-]*\d"
        ),
    ),
    (Disclosure.CASE_NUMBER, _pattern(r"(?<!\d)\d{15}(?!\d)")),
    (
        Disclosure.ADDRESS,
        _pattern(rf"(?:{_STREET})\b\.?\s+[\w-]+(?:\s[\w-]+)?{_HOUSE}?{_FLAT}?"),
    ),
    (
        Disclosure.ADDRESS,
        re.compile(
            rf"{_NAME}(?:\s\w+){{0,2}}\s+(?:көшесі\w*|даңғылы\w*|шағын аудан\w*|[Ss]treet|"
            rf"[Aa]venue|[Rr]oad){_HOUSE}?{_FLAT}?"
        ),
    ),
    (
        Disclosure.ADDRESS,
        re.compile(
            rf"(?<!\d)\d{{1,4}}[a-z]?(?:/\d{{1,4}})?\s+{_NAME}(?:\s{_NAME})?\s+"
            r"(?:[Ss]treet|[Aa]venue|[Rr]oad)"
        ),
    ),
    (Disclosure.ADDRESS, _pattern(r"(?<!\w)(?:кв|пәтер|apt|apartment|flat)\.?\s*№?\s*\d+")),
    (Disclosure.PRESENT, re.compile(rf"{_NAME}\s+{_INITIAL}\s?(?:{_INITIAL})?")),
    (Disclosure.PRESENT, re.compile(rf"(?<![\w.])(?:{_INITIAL}\s?){{1,2}}{_NAME}")),
    (
        Disclosure.PRESENT,
        re.compile(
            rf"(?:{_NAME}\s+){{1,2}}[{_UPPER}][{_LOWER}]+(?:ович|евич|ич|овна|евна|ична|ұлы|қызы|улы|кызы)"
            rf"(?:[аеуы]|ем|ой|ей|ға|ге|ның|нің|ны|ні|мен)?(?!\w)(?:\s+{_NAME})?"
        ),
    ),
)
_BY_RANK = re.compile(
    rf"(?i:(?<!\w)(?:(?:{_RANK})\w{{0,3}}|{_TITLE}))\s+"
    rf"((?:{_INITIAL}\s?){{0,2}}{_NAME}(?:\s+{_NAME}){{0,2}})"
)
"""A rank, and in its group the name after it, which must have a capital."""


def by_shape(text: str) -> Iterator[Found]:
    """Yield what a text holds that identifies by its shape."""
    for kind, pattern in _BY_SHAPE:
        for match in pattern.finditer(text):
            yield Found(match.start(), match.end(), kind)
    for match in _BY_RANK.finditer(text):
        yield Found(match.start(1), match.end(1), Disclosure.OFFICER)


def day_pattern(iso: str) -> re.Pattern[str] | None:
    """Return what finds a day in a text, in whatever way it is written; None for no whole date.

    Args:
        iso: ``1985-03-14``.
    """
    parts = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", iso)
    if parts is None:
        return None
    year, month, day = (part.lstrip("0") for part in parts.groups())
    names = rf"(?:{'|'.join(_MONTHS[int(month) - 1])})\w*\.?"
    years = rf"(?:{year}|{year[2:]})"
    return _pattern(
        rf"(?<!\d)(?:{year}[-./]0?{month}[-./]0?{day}|0?{day}[-./]0?{month}[-./]{years}|"
        rf"0?{month}/0?{day}/{years}|0?{day}\s+{names},?\s+{year}|{names}\s+0?{day},?\s+{year}|"
        rf"{year}\s+(?:жылғы|жылы|ж\.)?\s*0?{day}\s+{names})(?!\d)"
    )


def digits_pattern(number: str) -> re.Pattern[str] | None:
    """Return what finds a number in a text however its digits are grouped; None below 4 digits."""
    signs = re.findall(r"[^\W_]", number)
    if sum(sign.isdigit() for sign in signs) < 4:
        return None
    return _pattern(r"(?<!\w)\+?" + r"[\s()./–-]{0,2}".join(map(re.escape, signs)) + r"(?!\w)")
