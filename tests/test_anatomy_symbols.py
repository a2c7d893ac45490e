"""The signs of lesion types."""

import re
import tomllib
import xml.etree.ElementTree as ET

import pytest

from ipdoc.anatomy.symbols import GRID, all_symbols, svg_symbol, symbol
from ipdoc.resources import data_dir

FAMILIES = {"red", "blue", "orange", "purple", "teal", "brown", "black", "grey"}


def finding_types() -> dict[str, str]:
    path = data_dir("forms") / "vocabulary" / "finding_types.toml"
    codes = tomllib.loads(path.read_text(encoding="utf-8"))["code"]
    return {code["key"]: code["family"] for code in codes}


def test_every_type_of_lesion_has_a_sign_of_its_family() -> None:
    signs = all_symbols()
    for key, family in finding_types().items():
        assert signs[key].family == family, key
    assert {sign.family for sign in signs.values()} == FAMILIES


def test_no_two_types_share_their_shape() -> None:
    shapes = [tuple(part for part in sign.primitives) for sign in all_symbols().values()]
    assert len(set(shapes)) == len(shapes)


@pytest.mark.parametrize("key", sorted(all_symbols()))
def test_paths_are_simple_and_stay_on_the_grid(key: str) -> None:
    for part in symbol(key).primitives:
        assert part.fill or part.stroke_width
        assert re.fullmatch(r"[MLCZ0-9 .,-]+", part.d)
        numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", part.d)]
        assert len(numbers) % 2 == 0
        edge = (part.stroke_width or 0) / 2
        assert min(numbers) - edge >= -0.5
        assert max(numbers) + edge <= GRID + 0.5


@pytest.mark.parametrize("key", sorted(all_symbols()))
def test_a_sign_is_valid_svg_that_takes_the_colour_of_the_text(key: str) -> None:
    root = ET.fromstring(f"<svg>{svg_symbol(key)}</svg>")  # noqa: S314 - our own drawing
    assert len(root) == len(symbol(key).primitives)
    for path in root:
        assert "style" not in path.attrib
        assert "currentColor" in (path.attrib["fill"], path.attrib.get("stroke"))


def test_an_unknown_type_gets_the_plain_ring() -> None:
    assert symbol("of_a_later_form") == symbol("unrelated")
