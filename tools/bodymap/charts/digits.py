"""Numbers as drawn lines: no font is needed and nothing has to be translated."""

from __future__ import annotations

from tools.bodymap.charts.curves import Knot, Line, line

WIDTH = 0.56
"""Width of a digit, in heights."""
SPACE = 0.22
"""Between two digits, in heights."""

DIGITS: dict[str, tuple[tuple[Knot, ...], ...]] = {
    "0": (
        ((0.28, 0), (0.5, 0.14), (0.56, 0.5), (0.5, 0.86), (0.28, 1), (0.06, 0.86), (0, 0.5),
         (0.06, 0.14), (0.28, 0)),
    ),
    "1": (((0.1, 0.22), (0.34, 0, 1), (0.34, 1)),),
    "2": (
        ((0.03, 0.22), (0.12, 0.05), (0.29, 0), (0.47, 0.07), (0.53, 0.26), (0.46, 0.46),
         (0, 1, 1), (0.56, 1)),
    ),
    "3": (
        ((0.03, 0.15), (0.14, 0.03), (0.28, 0), (0.46, 0.07), (0.51, 0.24), (0.42, 0.41),
         (0.2, 0.46, 1), (0.46, 0.53), (0.56, 0.73), (0.48, 0.93), (0.27, 1), (0.1, 0.96),
         (0, 0.83)),
    ),
    "4": (((0.42, 1), (0.42, 0, 1), (0, 0.7, 1), (0.56, 0.7)),),
    "5": (
        ((0.5, 0), (0.1, 0, 1), (0.06, 0.46, 1), (0.26, 0.38), (0.48, 0.47), (0.56, 0.69),
         (0.47, 0.92), (0.26, 1), (0.09, 0.95), (0, 0.84)),
    ),
    "6": (
        ((0.5, 0.1), (0.32, 0), (0.12, 0.12), (0.01, 0.45), (0.05, 0.85), (0.28, 1),
         (0.5, 0.9), (0.56, 0.68), (0.47, 0.46), (0.27, 0.39), (0.09, 0.48), (0.02, 0.66)),
    ),
    "7": (((0, 0), (0.56, 0, 1), (0.2, 1)),),
    "8": (
        ((0.28, 0.46), (0.1, 0.37), (0.05, 0.22), (0.11, 0.06), (0.28, 0), (0.45, 0.06),
         (0.51, 0.22), (0.46, 0.37), (0.28, 0.46), (0.07, 0.57), (0, 0.75), (0.08, 0.93),
         (0.28, 1), (0.48, 0.93), (0.56, 0.75), (0.49, 0.57), (0.28, 0.46)),
    ),
    "9": (
        ((0.06, 0.9), (0.24, 1), (0.44, 0.88), (0.55, 0.55), (0.51, 0.15), (0.28, 0),
         (0.06, 0.1), (0, 0.32), (0.09, 0.54), (0.29, 0.61), (0.47, 0.52), (0.54, 0.34)),
    ),
}  # fmt: skip
"""Strokes of each digit, in heights, y downwards."""


def written(number: int, x: float, y: float, height: float) -> list[Line]:
    """Return the strokes of a number centred at (x, y)."""
    text = str(number)
    breadth = (len(text) * WIDTH + (len(text) - 1) * SPACE) * height
    found = []
    for k, digit in enumerate(text):
        left = x - breadth / 2 + k * (WIDTH + SPACE) * height
        for stroke in DIGITS[digit]:
            knots: list[Knot] = [
                (left + knot[0] * height, y + (knot[1] - 0.5) * height, *knot[2:])  # type: ignore[misc]
                for knot in stroke
            ]
            found.append(line(knots))
    return found
