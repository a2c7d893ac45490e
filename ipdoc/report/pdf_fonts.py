"""Font objects of the report's faces, as PDF/A wants them: embedded, with widths and Unicode.

Each shipped face is small already, so it is embedded whole: its compressed bytes are made once per
process, which costs a report nothing, and every report has the same font.
"""

from __future__ import annotations

import zlib
from functools import lru_cache

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from ipdoc.report.fonts import Face, faces

_SYMBOLIC, _ITALIC = 4, 64
_BLOCK = 100
_TO_UNICODE = (
    "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
    "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
    "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
    "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n{blocks}"
    "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
)


def font_resources(pdf: pikepdf.Pdf, used: set[str]) -> Dictionary:
    """Return the font resources for the faces that the document uses."""
    found = Dictionary()
    for key, face in faces().items():
        if key in used:
            found[f"/{face.resource}"] = _font(pdf, face)
    return found


def _font(pdf: pikepdf.Pdf, face: Face) -> pikepdf.Object:
    name = Name(f"/{face.name}")
    program, to_unicode = _streams(face.key)
    file = pikepdf.Stream(pdf, program, Filter=Name.FlateDecode, Length1=len(face.data))
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        Flags=_SYMBOLIC | (_ITALIC if face.italic_angle else 0),
        FontBBox=Array(list(face.box)),
        ItalicAngle=round(face.italic_angle),
        Ascent=face.ascent,
        Descent=face.descent,
        CapHeight=face.cap_height,
        StemV=120 if face.key.endswith("bold") else 80,
        FontFile2=pdf.make_indirect(file),
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=Dictionary(
            Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
        ),
        FontDescriptor=pdf.make_indirect(descriptor),
        CIDToGIDMap=Name.Identity,
        DW=1000,
        W=Array([0, Array(list(face.glyph_widths))]),
    )
    unicode_map = pikepdf.Stream(pdf, to_unicode, Filter=Name.FlateDecode)
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=name,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=pdf.make_indirect(unicode_map),
        )
    )


@lru_cache(maxsize=16)
def _streams(key: str) -> tuple[bytes, bytes]:
    face = faces()[key]
    return zlib.compress(face.data, 6), zlib.compress(_to_unicode(face).encode("ascii"), 6)


def _to_unicode(face: Face) -> str:
    characters: dict[str, str] = {}
    for character, code in face.codes.items():
        if code not in characters or character < characters[code]:
            characters[code] = character
    pairs = [
        f"<{code}> <{character.encode('utf-16-be').hex().upper()}>"
        for code, character in sorted(characters.items())
    ]
    blocks = ""
    for start in range(0, len(pairs), _BLOCK):
        part = pairs[start : start + _BLOCK]
        blocks += f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar\n"
    return _TO_UNICODE.format(blocks=blocks)
