"""Sizes, greys and the page grid (the look of the paper)."""

from __future__ import annotations

from dataclasses import dataclass

from ipdoc.report.blocks import Role, Weight

PAGE_WIDTH_MM, PAGE_HEIGHT_MM = 210.0, 297.0
LEFT_MM, RIGHT_MM = 30.0, 15.0
HEAD_RULE_MM = 16.0
TEXT_TOP_MM, TEXT_BOTTOM_MM = 22.0, 271.0
FOOT_EDGE_MM = 9.0
TEXT_WIDTH_MM = PAGE_WIDTH_MM - LEFT_MM - RIGHT_MM
TEXT_HEIGHT_MM = TEXT_BOTTOM_MM - TEXT_TOP_MM
FOLD_MM = 148.5
GUTTER_MM = 3.0
BASELINE_MM = 5.0


@dataclass(frozen=True)
class Grid:
    """Where the text of a page stands, in millimetres from its top left corner."""

    left_mm: float
    top_mm: float
    width_mm: float
    height_mm: float


REPORT_GRID = Grid(LEFT_MM, TEXT_TOP_MM, TEXT_WIDTH_MM, TEXT_HEIGHT_MM)

INK = "0.09 g 0.09 G"
INK_2 = "0.29 g 0.29 G"
INK_3 = "0.38 g 0.38 G"
EDGE = "0.50 g 0.50 G"
HAIR = "0.70 g 0.70 G"

RULE_MM, HAIR_MM, STRONG_MM = 0.25, 0.15, 0.35


@dataclass(frozen=True)
class TextStyle:
    """How a text is set."""

    family: str
    """serif or sans."""
    size: float
    """Points."""
    leading: float
    """Millimetres from baseline to baseline."""
    ink: str = INK
    weight: Weight = "plain"
    """Weight of plain runs."""

    def face(self, weight: Weight) -> str:
        """Return the key of the face for a run."""
        chosen = self.weight if weight == "plain" else weight
        return self.family if chosen == "plain" else f"{self.family}-{chosen}"


TITLE = TextStyle("sans", 21, 9, weight="bold")
SUBTITLE = TextStyle("sans", 13, 6)
LEVEL_LARGE = TextStyle("sans", 15, 7, weight="bold")
SECTION = TextStyle("sans", 13, 6, weight="bold")
QUESTION = TextStyle("sans", 10, 5, weight="bold")
PROSE = TextStyle("serif", 10.5, 5)
QUOTE = TextStyle("serif", 10.5, 5, weight="italic")
FACT = TextStyle("sans", 9, 4.2)
FACT_BOLD = TextStyle("sans", 9, 4.2, weight="bold")
TABLE_HEAD = TextStyle("sans", 8, 4, weight="bold")
LABEL = TextStyle("sans", 8, 4, INK_2)
CAPTION = TextStyle("sans", 8, 4, INK_2)
SMALL = TextStyle("sans", 8, 4, INK_2)
GAP = TextStyle("sans", 8.5, 4.2, INK_2)
TINY = TextStyle("sans", 7.5, 3.2, INK_2)
VALUE = TextStyle("sans", 10, 4.6)

COMPACT = TextStyle("sans", 8, 3.8)
DENSE = TextStyle("sans", 7.2, 3.35)
DENSEST = TextStyle("sans", 6.9, 3.15)

BY_ROLE: dict[Role, TextStyle] = {
    "prose": PROSE,
    "fact": FACT,
    "quote": QUOTE,
    "small": SMALL,
    "note": SMALL,
    "label": LABEL,
    "compact": COMPACT,
    "dense": DENSE,
    "densest": DENSEST,
}

HEADINGS = {
    1: TextStyle("sans", 16, 7, weight="bold"),
    2: SECTION,
    3: TextStyle("sans", 11, 5.4, weight="bold"),
    4: QUESTION,
    5: FACT_BOLD,
    6: FACT_BOLD,
}
HEADING_SPACE_MM = {1: 8.0, 2: 7.5, 3: 4.2, 4: 3.6, 5: 3.0, 6: 3.0}
FAMILY_COLOURS = {
    "red": "B3261E",
    "blue": "1B5FAA",
    "orange": "B45309",
    "purple": "6A1B9A",
    "teal": "00695C",
    "brown": "5D4037",
    "black": "1E1E1E",
    "grey": "5F6368",
}
VEIL, VEIL_LINE = "E9E7E3", "B9B5AE"
"""Ground and hatch of regions that were not examined or not stated."""
SKIN = {"skin-0": "FFFFFF", "skin-1": "F6F5F2", "skin-2": "ECE9E5", "skin-3": "DFDBD5"}
SKIN_LINE = "6A655F"


def family_colour(family: str, *, faded: bool = False) -> str:
    """Return the colour of a lesion family, half as strong for what an earlier visit saw."""
    colour = FAMILY_COLOURS[family]
    if not faded:
        return colour
    parts = [(int(colour[i : i + 2], 16) + 255) // 2 for i in (0, 2, 4)]
    return "".join(f"{part:02X}" for part in parts)


def rgb(hexadecimal: str, operator: str) -> str:
    """Return the colour operator ("rg" fills, "RG" strokes) for six hexadecimal digits."""
    parts = (int(hexadecimal[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return " ".join(f"{part:.3f}" for part in parts) + f" {operator}"
