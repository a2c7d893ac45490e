"""One tooth seen from the cheek or the lip, and the sign of its five surfaces."""

from __future__ import annotations

from dataclasses import dataclass

from shapely import affinity
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from tools.bodymap.charts.chart import Name, Piece, Stroke
from tools.bodymap.charts.curves import Knot, Line, line, moved, shape

CORNER = 5.0
"""Radius of the corners of a sign, view-box units."""


@dataclass(frozen=True)
class Build:
    """Proportions of a tooth in millimetres: textbook means."""

    kind: str
    """incisor, canine, premolar, upper_molar or lower_molar."""
    width: float
    crown: float
    root: float
    spread: float = 1.0
    """How far the roots of a molar stand apart; milk teeth more."""


def _scaled(knots: list[Knot], across: float, along: float) -> list[Knot]:
    return [(knot[0] * across, knot[1] * along, *knot[2:]) for knot in knots]  # type: ignore[misc]


# Knots: x from distal (-) to mesial (+) in widths, y from the crown's edge (0) upwards in crown
# heights (0..-1).
CROWNS: dict[str, list[Knot]] = {
    "incisor": [
        (0.37, -1), (0.47, -0.62), (0.5, -0.3), (0.485, -0.06), (0.43, -0.005), (0, 0.015),
        (-0.4, -0.03), (-0.48, -0.13), (-0.495, -0.4), (-0.45, -0.7), (-0.37, -1),
    ],
    "canine": [
        (0.37, -1), (0.47, -0.6), (0.5, -0.36), (0.41, -0.2), (0.13, -0.03), (0.03, 0),
        (-0.08, -0.03), (-0.42, -0.27), (-0.5, -0.42), (-0.46, -0.68), (-0.37, -1),
    ],
    "premolar": [
        (0.36, -1), (0.46, -0.62), (0.5, -0.36), (0.42, -0.2), (0.14, -0.03), (0, 0),
        (-0.14, -0.03), (-0.42, -0.21), (-0.5, -0.37), (-0.46, -0.62), (-0.36, -1),
    ],
    "upper_molar": [
        (0.4, -1), (0.47, -0.66), (0.5, -0.36), (0.45, -0.14), (0.27, 0), (0.1, -0.08),
        (0.02, -0.15), (-0.08, -0.08), (-0.25, -0.02), (-0.44, -0.17), (-0.5, -0.4),
        (-0.47, -0.68), (-0.4, -1),
    ],
    "lower_molar": [
        (0.4, -1), (0.48, -0.66), (0.5, -0.36), (0.46, -0.14), (0.3, -0.01), (0.16, -0.12),
        (0.02, -0.01), (-0.14, -0.13), (-0.29, -0.04), (-0.45, -0.18), (-0.5, -0.4),
        (-0.48, -0.68), (-0.4, -1),
    ],
}  # fmt: skip


def _neck(half: float) -> list[Knot]:
    """Return the line where the enamel ends, from distal to mesial."""
    return [(-half, -1), (-half * 0.55, -1.07), (0, -1.1), (half * 0.55, -1.07), (half, -1)]


def _root(build: Build) -> list[tuple[BaseGeometry, bool]]:
    """Return the roots in millimetres and whether each lies behind; the neck is at y = 0."""
    width, long = build.width, build.root
    if "molar" not in build.kind or build.kind == "premolar":
        knots: list[Knot] = [
            (0.37, 0.06), (0.33, -0.25), (0.25, -0.65), (0.12, -0.95), (-0.01, -1),
            (-0.14, -0.95), (-0.27, -0.65), (-0.34, -0.25), (-0.37, 0.06),
        ]  # fmt: skip
        return [(shape(_scaled(knots, width, long)), False)]
    out = build.spread
    front: list[Knot] = [
        (0.4, 0.1, 1), (0.42 * out, -0.3), (0.36 * out, -0.72), (0.24 * out, -0.98),
        (0.16 * out, -0.99), (0.1 * out, -0.8), (0.05, -0.5), (0, -0.34), (-0.06, -0.5),
        (-0.13 * out, -0.78), (-0.22 * out, -0.95), (-0.31 * out, -0.93), (-0.37 * out, -0.7),
        (-0.41 * out, -0.3), (-0.4, 0.1, 1),
    ]  # fmt: skip
    roots = [(shape(_scaled(front, width, long)), False)]
    if build.kind == "upper_molar":
        inner: list[Knot] = [
            (0.22, -0.1),
            (0.15, -0.7),
            (0.04, -1.02),
            (-0.05, -1.02),
            (-0.15, -0.7),
            (-0.2, -0.1),
        ]
        roots.insert(0, (shape(_scaled(inner, width, long)), True))
    return roots


def outline(build: Build, number: int, unit: float) -> list[Piece | Stroke]:
    """Return a tooth with its roots upwards, the middle of its edge at the origin.

    Mesial lies to the right. ``unit`` is view-box units per millimetre.
    """
    name = Name("tooth", "m", number, "buccal")
    neck = 0.4 if build.kind.endswith("molar") and build.kind != "premolar" else 0.37
    across, along = build.width * unit, build.crown * unit
    crown = shape(_scaled([*CROWNS[build.kind], *_neck(neck)[1:-1]], across, along))
    found: list[Piece | Stroke] = []
    for root, behind in _root(build):
        placed = moved(root, 0, -along, size=unit)
        light = ((2, 1.0),) if behind else ((1, 4.0),)
        found.append(Piece(placed, name, 3 if behind else 2, light))
    found.append(Piece(crown, name, 1, ((0, 4.5),)))
    return found


def placed(
    parts: list[Piece | Stroke], x: float, y: float, *, flip: bool, turn: bool
) -> list[Piece | Stroke]:
    """Return parts moved to (x, y): flipped for the left side, turned over for the lower jaw."""
    across, along = (-1 if flip else 1), (-1 if turn else 1)
    found: list[Piece | Stroke] = []
    for part in parts:
        if isinstance(part, Stroke):
            line_: Line = [(px * across + x, py * along + y) for px, py in part.points]
            found.append(Stroke(line_))
            continue
        area = affinity.scale(part.area, across, along, origin=(0, 0))
        area = affinity.translate(area, x, y)
        found.append(Piece(area, part.name, part.tone, part.light, part.edge))
    return found


def sign(number: int, half: float, *, anterior: bool) -> list[Piece | Stroke]:
    """Return the five surfaces about the origin: buccal up, lingual down, mesial to the right.

    Args:
        number: FDI number.
        half: half the width of the sign, view-box units.
        anterior: incisors and canines have an edge instead of a chewing surface.
    """
    inner_x, inner_y = (half * 0.56, half * 0.2) if anterior else (half * 0.46, half * 0.46)
    outer = [(-half, -half), (half, -half), (half, half), (-half, half)]
    inner = [(-inner_x, -inner_y), (inner_x, -inner_y), (inner_x, inner_y), (-inner_x, inner_y)]
    frame = Polygon(outer).buffer(-CORNER).buffer(CORNER, 4)
    found: list[Piece | Stroke] = []
    for k, face in enumerate(("buccal", "mesial", "lingual", "distal")):
        after = (k + 1) % 4
        part = Polygon([outer[k], outer[after], inner[after], inner[k]])
        found.append(Piece(part & frame, Name("tooth", "m", number, face), 0))
    return [*found, Piece(Polygon(inner), Name("tooth", "m", number, "occlusal"), 1)]


def fissures(build: Build, unit: float) -> list[Stroke]:
    """Return the grooves between the cusps of a molar as thin lines."""
    starts = {"upper_molar": ((0.02, -0.15),), "lower_molar": ((0.16, -0.12), (-0.14, -0.13))}
    across, along = build.width * unit, build.crown * unit
    return [
        Stroke(
            line(
                [
                    (x * across, y * along),
                    (x * 0.9 * across, (y - 0.18) * along),
                    (x * 0.93 * across, (y - 0.34) * along),
                ]
            )
        )
        for x, y in starts.get(build.kind, ())
    ]
