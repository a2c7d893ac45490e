"""The shipped fonts: what they hold, what they are called, and what happens without a glyph."""

from __future__ import annotations

import pytest
from fontTools.ttLib import TTFont

from ipdoc.report.errors import MissingGlyphError
from ipdoc.report.fonts import FACES, Shaper, clean, faces
from ipdoc.resources import data_dir

FONTS = data_dir("static") / "fonts"
TEXT_FACES = [key for key in FACES if key != "symbols"]
RUSSIAN = "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"
KAZAKH, KYRGYZ, TAJIK = "ӘҒҚҢӨҰҮҺІ", "ҢӨҮ", "ҒӢҚӮҲҶ"
SIGNS = "№§–—«»“”„’…±×≤≥≈°µ²³%0123456789−‰"


@pytest.mark.parametrize("key", TEXT_FACES)
@pytest.mark.parametrize("letters", [RUSSIAN, KAZAKH, KYRGYZ, TAJIK, SIGNS])
def test_text_face_has_every_letter(key: str, letters: str) -> None:
    codes = faces()[key].codes
    assert [c for c in letters + letters.lower() if c not in codes] == []


def test_symbols_stand_in_for_what_the_text_faces_lack() -> None:
    shaped = Shaper().shape("a→b ✓ ☐ ₸ α", "sans")
    assert {span.face for span in shaped.spans} == {"sans", "symbols"}


@pytest.mark.parametrize("key", FACES)
def test_font_file_is_small(key: str) -> None:
    assert (FONTS / f"{FACES[key]}.ttf").stat().st_size < 120_000


@pytest.mark.parametrize("key", FACES)
def test_changed_font_does_not_bear_its_makers_name(key: str) -> None:
    names = TTFont(FONTS / f"{FACES[key]}.ttf")["name"]
    called = " ".join(str(names.getDebugName(number)) for number in (1, 3, 4, 6)).lower()
    assert "pt" not in called.replace("pdoc", "").split()
    assert not any(word in called for word in ("ptserif", "ptsans", "pt s", "noto", "paratype"))


def test_licences_lie_beside_the_fonts() -> None:
    assert "GRANT OF LICENSE" in (FONTS / "LICENCE-paratype.txt").read_text()
    assert "OPEN FONT LICENSE" in (FONTS / "LICENCE-noto.txt").read_text()


@pytest.mark.parametrize(("text", "code"), [("имя محمد", "U+0645"), ("good 😀", "U+1F600")])
def test_missing_glyph_names_code_point_and_place_but_no_word(text: str, code: str) -> None:
    shaper = Shaper(where="The account")
    first, second = text.split()
    shaper.shape(first, "serif")
    with pytest.raises(MissingGlyphError) as caught:
        shaper.shape(second, "serif")
    assert code in str(caught.value)
    assert "The account" in str(caught.value)
    told = str(caught.value)
    assert not [word for word in (first, second) if len(word) > 1 and word in told]


def test_decomposed_letters_are_composed_and_unseen_ones_dropped() -> None:
    assert clean("и\u0306од\u200b \ufeffда\u00adм\t") == "йод дам "


def test_pairs_are_kerned() -> None:
    face, shaper = faces()["serif"], Shaper()
    pairs = [pair for pair, value in face.kerning.items() if value < -40]
    left, right = pairs[0]
    kerned = shaper.shape(left + right, "serif").width
    assert kerned < face.widths[left] + face.widths[right]


def test_no_break_space_is_drawn_as_a_space_so_that_search_finds_it() -> None:
    codes = faces()["serif"].codes
    assert codes["\u00a0"] == codes[" "]
