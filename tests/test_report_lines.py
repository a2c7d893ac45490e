"""Breaking lines: nothing lost, nothing too wide, nothing torn from its neighbour."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipdoc.report.fonts import Shaper, faces
from ipdoc.report.typeset.lines import POINTS_PER_MM, Line, break_lines
from ipdoc.report.typeset.typography import bind, syllable_ends
from tests.report_builders import TEXTS

ALPHABET = "абвгдежзийклмнопрст әғқңөұүһі ABCxyz 0123456789 -–—/.,;:№«»()"


def words_of(lines: list[Line]) -> str:
    """Return the drawn characters again, from the glyph numbers."""
    letters = {key: {code: c for c, code in face.codes.items()} for key, face in faces().items()}
    text = ""
    for line in lines:
        for span in line.spans:
            for part in span.array.split("<")[1:]:
                code = part.split(">")[0]
                text += "".join(letters[span.face][code[i : i + 4]] for i in range(0, len(code), 4))
        text += " "
    same = {"\u202f": " ", "\u00a0": " ", "\u2011": "-", "\u2010": "-"}
    return text.translate(str.maketrans(same))


def bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
@pytest.mark.parametrize("width", [165.0, 81.0, 24.0])
def test_long_text_is_set_whole_and_within_the_width(language: str, width: float) -> None:
    text = "\n".join(TEXTS[language])
    lines = break_lines(Shaper(), [(text, "serif")], 10.5, width)
    widest = max(line.width for line in lines) * 10.5 / 1000 / POINTS_PER_MM
    assert widest <= width + 0.01
    drawn, wanted = bare(words_of(lines)), bare(text)
    assert len(drawn) >= len(wanted)
    assert drawn.replace("-", "") == wanted.replace("-", "")


@settings(max_examples=60, deadline=None)
@given(st.text(ALPHABET, max_size=200), st.floats(6, 60))
def test_any_text_is_set_whole(text: str, width: float) -> None:
    lines = break_lines(Shaper(), [(text, "sans")], 9, width)
    assert bare(words_of(lines)).replace("-", "") == bare(text).replace("-", "")


def test_word_wider_than_the_line_is_divided_at_a_syllable() -> None:
    lines = break_lines(Shaper(), [("электроэнцефалографическое", "sans")], 9, 24)
    assert len(lines) > 1
    assert words_of(lines).split()[0].endswith("-")


def test_bold_word_keeps_the_comma_that_follows() -> None:
    lines = break_lines(
        Shaper(), [("слово ", "serif"), ("жирно", "serif-bold"), (",", "serif")], 10, 15
    )
    assert words_of(lines).split()[-1] == "жирно,"


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("в ночь с 10 на 11", "в\u00a0ночь с\u00a010 на\u00a011"),
        ("118 мм", "118\u00a0мм"),
        ("№ 8 и § 5", "№\u00a08 и\u00a0§\u00a05"),
        ("118 × 32", "118\u00a0×\u00a032"),
        ("Е. М. Жумагалиев", "Е.\u00a0М.\u00a0Жумагалиев"),
        ("слово – слово", "слово\u00a0– слово"),
    ],
)
def test_spaces_that_must_not_break(text: str, bound: str) -> None:
    assert bind(text) == bound


def test_division_leaves_two_letters_and_a_vowel_on_each_side() -> None:
    assert all(2 <= place <= len("кровоподтёк") - 2 for place in syllable_ends("кровоподтёк"))
    assert syllable_ends("взгляд") == []
