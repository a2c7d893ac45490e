"""Breaking lines: nothing lost, nothing too wide, nothing torn from its neighbour."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipdoc.report.fonts import Shaper, faces
from ipdoc.report.typeset.hyphens import divisions, kazakh_places
from ipdoc.report.typeset.lines import POINTS_PER_MM, Line, break_lines
from ipdoc.report.typeset.typography import bind, quoted
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
    same = {"\u202f": " ", "\u00a0": " ", "\u2011": "-", "\u2010": "-", "\u00ad": "-"}
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
        ("на ул. Абая", "на\u00a0ул.\u00a0Абая"),
    ],
)
def test_spaces_that_must_not_break(text: str, bound: str) -> None:
    assert bind(text) == bound


@pytest.mark.parametrize(
    ("text", "language", "bound"),
    [
        ("увидел бы он", "ru", "увидел\u00a0бы он"),
        ("барды ма деп", "kk", "барды\u00a0ма деп"),
        ("адам да келді", "kk", "адам\u00a0да келді"),
        ("10 мамыр 2026", "kk", "10\u00a0мамыр 2026"),
        ("12 марта", "ru", "12\u00a0марта"),
        ("12 000 тенге", "ru", "12\u00a0000 тенге"),
        ("on 3 May it", "en", "on\u00a03\u00a0May it"),
        ("и в городе", "ru", "и\u00a0в\u00a0городе"),
    ],
)
def test_particles_days_and_thousands_stay_with_theirs(
    text: str, language: str, bound: str
) -> None:
    assert bind(text, language) == bound


@pytest.mark.parametrize(
    ("word", "language", "divided"),
    [
        ("кровоподтёками", "ru", "кро-во-под-тёками"),
        ("(обстоятельствах),", "ru", "(об-сто-я-тель-ствах),"),
        ("examination", "en", "ex-am-in-a-tion"),
        ("жарақаттарының", "kk", "жа-ра-қат-та-ры-ның"),
        ("тауларға", "kk", "тау-ларға"),
        ("дәуірінде", "kk", "дә-уі-рінде"),
        ("объектіден", "kk", "объ-ек-ті-ден"),
        ("сүйектерінің", "kk", "сүйек-те-рі-нің"),
        ("жарақаттарының", "ru", "жа-ра-қат-та-ры-ның"),
        ("Жумагалиевым", "ru", "Жумагалиевым"),
        ("ЕСПЧРОССИИ", "ru", "ЕСПЧРОССИИ"),
        ("MD-2026-041а", "ru", "MD-2026-041а"),
        ("судебно-медицинский", "ru", "судебно-медицинский"),
        ("кровоподтёками", "", "кровоподтёками"),
        ("взгляд", "ru", "взгляд"),
    ],
)
def test_words_are_divided_by_the_rules_of_their_language(
    word: str, language: str, divided: str
) -> None:
    places = divisions(word, language)
    parts = zip([0, *places], [*places, len(word)], strict=True)
    assert "-".join(word[start:end] for start, end in parts) == divided


@settings(max_examples=200, deadline=None)
@given(st.text("аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя", min_size=1, max_size=25))
def test_kazakh_division_leaves_letters_and_a_vowel_on_each_side(word: str) -> None:
    for place in kazakh_places(word):
        head, tail = word[:place], word[place:]
        assert len(head) >= 2
        assert len(tail) >= 3
        assert tail[0] not in "йьъ"
        assert set(head) & set("аәеёиоөуұүыіэюя")


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_few_words_are_divided_and_never_many_lines_in_a_row(language: str) -> None:
    text = " ".join(TEXTS[language])
    for width, most in ((165.0, 0.05), (40.0, 0.5)):
        lines = break_lines(Shaper(), [(text, "serif", language)], 10.5, width)
        ends = [words_of([line]).rstrip().endswith("-") for line in lines]
        assert not any(all(ends[i : i + 3]) for i in range(len(ends) - 2))
        assert sum(ends) <= most * len(lines)
        assert not ends[-1]


def test_division_fills_a_narrow_column_better() -> None:
    text = " ".join(TEXTS["ru"])
    divided = break_lines(Shaper(), [(text, "sans", "ru")], 9, 40)
    whole = break_lines(Shaper(), [(text, "sans")], 9, 40)
    assert len(divided) < len(whole)
    assert bare(words_of(divided)).replace("-", "") == bare(words_of(whole)).replace("-", "")


@pytest.mark.parametrize(
    ("text", "language", "set_as"),
    [
        ('он сказал "да"', "ru", "он сказал «да»"),
        ('«слово "внутри" его»', "ru", "«слово „внутри“ его»"),
        ('ол "иә" деді', "kk", "ол «иә» деді"),
        ('he said "no", I didn\'t', "en", "he said “no”, I didn’t"),
        ('труба 5" и "слово"', "ru", 'труба 5" и "слово"'),
        ('одна " кавычка', "ru", 'одна " кавычка'),
        ('"слово"', "", '"слово"'),
    ],
)
def test_straight_quotation_marks_become_those_of_the_language(
    text: str, language: str, set_as: str
) -> None:
    assert quoted(text, language) == set_as
