"""Cut the report's fonts out of the system's fonts and rename them, as their licences ask.

    python tools/fonts.py [--paratype DIR] [--noto DIR] [--out static/fonts]

Six faces come from ParaType's PT Serif and PT Sans (Debian package fonts-paratype), one face
of symbols from three Noto fonts (fonts-noto-core). Run it again only to widen the coverage:
the results are committed, and the same sources give the same bytes.
"""

from __future__ import annotations

import argparse
import io
from pathlib import Path

from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont

PARATYPE = {
    "IpdocSerif-Regular": ("PTF55F.ttf", "Ipdoc Serif", "Regular"),
    "IpdocSerif-Bold": ("PTF75F.ttf", "Ipdoc Serif", "Bold"),
    "IpdocSerif-Italic": ("PTF56F.ttf", "Ipdoc Serif", "Italic"),
    "IpdocSans-Regular": ("PTS55F.ttf", "Ipdoc Sans", "Regular"),
    "IpdocSans-Bold": ("PTS75F.ttf", "Ipdoc Sans", "Bold"),
    "IpdocSans-Italic": ("PTS56F.ttf", "Ipdoc Sans", "Italic"),
}
NOTO = ("NotoSans-Regular.ttf", "NotoSansMath-Regular.ttf", "NotoSansSymbols2-Regular.ttf")

_TEXT_RANGES = (
    (0x0020, 0x007E),
    (0x00A0, 0x017F),
    (0x018F, 0x018F),
    (0x0218, 0x021B),
    (0x0259, 0x0259),
    (0x02BC, 0x02BC),
    (0x02C6, 0x02DD),
    (0x0300, 0x0304),
    (0x0306, 0x0308),
    (0x030A, 0x030C),
    (0x0400, 0x04FF),
    (0x1E9E, 0x1E9E),
    (0x2010, 0x2027),
    (0x202F, 0x2030),
    (0x2032, 0x2033),
    (0x2039, 0x203A),
    (0x2044, 0x2044),
    (0x2070, 0x2079),
    (0x20AC, 0x20BD),
    (0x2116, 0x2116),
    (0x2122, 0x2122),
    (0x2126, 0x2126),
    (0x2150, 0x215E),
    (0x2202, 0x2265),
)
_SYMBOL_RANGES = (
    (0x0020, 0x0020),
    (0x02B0, 0x02BF),
    (0x0300, 0x0304),
    (0x0306, 0x0308),
    (0x0370, 0x03FF),
    (0x1E00, 0x1EFF),
    (0x2010, 0x2015),
    (0x202F, 0x202F),
    (0x2070, 0x209C),
    (0x20A0, 0x20BF),
    (0x2190, 0x21D5),
    (0x2200, 0x22FF),
    (0x25A0, 0x25FF),
    (0x2600, 0x2606),
    (0x2610, 0x2612),
    (0x2640, 0x2642),
    (0x26A0, 0x26A5),
    (0x2713, 0x2718),
    (0x2776, 0x2793),
)
_KERNED_RANGES = (
    (0x0021, 0x007E),
    (0x00AB, 0x00AB),
    (0x00BB, 0x00BB),
    (0x0410, 0x0451),
    (0x0490, 0x04E9),
    (0x2013, 0x2014),
    (0x201C, 0x201E),
)
_LEAST_KERNING = 12
"""Units of 1/1000 em: less is not seen at text sizes."""


def code_points(ranges: tuple[tuple[int, int], ...]) -> set[int]:
    """Return every code point of the inclusive ranges."""
    return {point for first, last in ranges for point in range(first, last + 1)}


def cut(source: Path, wanted: set[int]) -> TTFont:
    """Return the font with only the wanted characters, without hints and layout tables but kern."""
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.legacy_kern = True
    options.name_IDs = [0, 5, 13, 14]
    options.notdef_outline = True
    options.recommended_glyphs = True
    options.drop_tables += ["FFTM", "DSIG", "GSUB", "GPOS", "GDEF", "LTSH", "VDMX", "hdmx", "meta"]
    font = TTFont(source, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    return font


def thin_kerning(font: TTFont) -> None:
    """Keep the kerning pairs of plain Latin and of Cyrillic that the eye notices.

    All pairs of the source would overflow the table's 16-bit length and double the file.
    """
    names = font.getBestCmap()
    letters = {names[point] for point in code_points(_KERNED_RANGES) if point in names}
    table = font["kern"].kernTables[0]
    table.kernTable = {
        pair: value
        for pair, value in table.kernTable.items()
        if abs(value) >= _LEAST_KERNING and set(pair) <= letters
    }


def rename(font: TTFont, family: str, style: str, licence: str) -> None:
    """Give the font a name of our own; a modified font may not keep the maker's."""
    names = font["name"]
    kept = [names.getDebugName(0) or ""]
    names.names = []
    full = f"{family} {style}" if style != "Regular" else family
    values = {
        0: kept[0],
        1: family,
        2: style,
        3: f"ipdoc: {full}",
        4: full,
        5: "Version 1.0",
        6: f"{family.replace(' ', '')}-{style}",
        13: licence,
    }
    for number, value in values.items():
        names.setName(value, number, 3, 1, 0x409)


def save(font: TTFont, path: Path) -> None:
    """Write the font and say how large it is."""
    font.save(path)
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB, {len(font.getBestCmap())} characters")


def build_text_faces(source: Path, out: Path) -> set[int]:
    """Write the six text faces; return the characters that all of them have."""
    common = code_points(_TEXT_RANGES)
    for name, (file_name, family, style) in PARATYPE.items():
        font = cut(source / file_name, code_points(_TEXT_RANGES))
        thin_kerning(font)
        rename(font, family, style, "ParaType free font licence, see LICENCE-paratype.txt")
        save(font, out / f"{name}.ttf")
        common &= set(font.getBestCmap())
    return common


def build_symbols(source: Path, out: Path, covered: set[int]) -> None:
    """Write one face with what the text faces lack, taken from the first Noto font that has it."""
    missing = (code_points(_SYMBOL_RANGES) - covered) | {0x20}
    parts = []
    for file_name in NOTO:
        here = missing & set(TTFont(source / file_name).getBestCmap())
        buffer = io.BytesIO()
        part = cut(source / file_name, here)
        for table in ("MATH", "gasp", "STAT"):
            if table in part:
                del part[table]
        part.save(buffer)
        buffer.seek(0)
        parts.append(buffer)
        missing = (missing - here) | {0x20}
    font = Merger().merge(parts)
    font.recalcTimestamp = False
    font["head"].created = font["head"].modified = 3_786_912_000
    rename(font, "Ipdoc Symbols", "Regular", "SIL Open Font License 1.1, see LICENCE-noto.txt")
    save(font, out / "IpdocSymbols-Regular.ttf")


def main() -> None:
    """Build all faces."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--paratype", type=Path, default="/usr/share/fonts/truetype/paratype")
    parser.add_argument("--noto", type=Path, default="/usr/share/fonts/truetype/noto")
    parser.add_argument("--out", type=Path, default="static/fonts")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    covered = build_text_faces(given.paratype, given.out)
    build_symbols(given.noto, given.out, covered)


if __name__ == "__main__":
    main()
