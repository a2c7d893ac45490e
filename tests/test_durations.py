"""Lengths of time read as people say them, in the grammar of each language."""

from __future__ import annotations

import pytest

from ipdoc.i18n import Translator
from ipdoc.report.compose.durations import duration

HOUR, DAY = 60, 24 * 60


@pytest.mark.parametrize(
    ("minutes", "en", "ru", "kk"),
    [
        (45, "45 min", "45 мин", "45 мин"),
        (180, "3 h", "3 ч", "3 сағ"),
        (230, "3 h 50 min", "3 ч 50 мин", "3 сағ 50 мин"),
        (47 * HOUR, "47 h", "47 ч", "47 сағ"),
        (77 * HOUR, "3 days 5 h", "3 дня 5 ч", "3 күн 5 сағ"),
        (21 * DAY, "21 days", "21 день", "21 күн"),
        (
            5895 * HOUR,
            "245 days (≈ 8 months)",
            "245 дней (≈ 8 месяцев)",
            "245 күн (≈ 8 ай)",
        ),
        (
            1200 * DAY,
            "1200 days (≈ 3 years and 3 months)",
            "1200 дней (≈ 3 года и 3 месяца)",
            "1200 күн (≈ 3 жыл 3 ай)",
        ),
    ],
)
def test_length_of_time_is_told_in_its_largest_units(
    minutes: int, en: str, ru: str, kk: str
) -> None:
    told = {one: duration(Translator(one), minutes) for one in ("en", "ru", "kk")}
    assert {one: text.replace("\u00a0", " ") for one, text in told.items()} == {
        "en": en,
        "ru": ru,
        "kk": kk,
    }
