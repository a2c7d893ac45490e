"""SVG path data (absolute M L Q C Z) as PDF path operators."""

from __future__ import annotations

import re
from functools import lru_cache

from ipdoc.report.errors import DiagramError

_TOKEN = re.compile(r"([MLQCZHVmlqczhv])|(-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?)")
_ARITY = {"M": 2, "L": 2, "C": 6, "Q": 4, "Z": 0, "H": 1, "V": 1}
_OPERATOR = {"M": "m", "L": "l", "C": "c", "Z": "h"}
_ROUND = 0.5522847
_TWO_THIRDS = 2 / 3


@lru_cache(maxsize=4096)
def path_operators(data: str) -> str:
    """Return path construction operators for absolute path data.

    Raises:
        DiagramError: the data use a command other than M, L, H, V, Q, C and Z.
    """
    out: list[str] = []
    for command, numbers in _commands(data):
        out.extend(numbers)
        out.append(_OPERATOR[command])
    return " ".join(out)


def _commands(data: str) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    command, numbers = "", list[str]()
    for letter, number in _TOKEN.findall(data):
        if letter:
            if letter.islower() and letter != "z":
                raise DiagramError("Write the paths of the diagram with absolute commands.")
            command, numbers = letter.upper(), []
            if command == "Z":
                found.append(("Z", []))
            continue
        numbers.append(number)
        if len(numbers) == _ARITY.get(command, -1):
            found.append(_absolute(command, numbers, found))
            numbers = []
            command = "L" if command == "M" else command
    return found


def _absolute(
    command: str, numbers: list[str], before: list[tuple[str, list[str]]]
) -> tuple[str, list[str]]:
    if command not in ("H", "V", "Q"):
        return command, numbers
    x, y = before[-1][1][-2:]
    if command == "Q":
        return "C", _cubic(float(x), float(y), [float(number) for number in numbers])
    return "L", [numbers[0], y] if command == "H" else [x, numbers[0]]


def _cubic(x: float, y: float, numbers: list[float]) -> list[str]:
    """Return the cubic curve that is a quadratic one: two control points and the end."""
    cx, cy, to_x, to_y = numbers
    controls = (
        x + (cx - x) * _TWO_THIRDS,
        y + (cy - y) * _TWO_THIRDS,
        to_x + (cx - to_x) * _TWO_THIRDS,
        to_y + (cy - to_y) * _TWO_THIRDS,
    )
    return [f"{number:.2f}" for number in (*controls, to_x, to_y)]


@lru_cache(maxsize=256)
def sides_of(paths: tuple[str, ...]) -> tuple[float, float]:
    """Return how far left and right the points and control points of paths reach; 0, 0 of none."""
    xs = [
        float(number) for data in paths for _, numbers in _commands(data) for number in numbers[::2]
    ]
    return (min(xs), max(xs)) if xs else (0.0, 0.0)


def circle_path(x: float, y: float, r: float) -> str:
    """Return a circle as path data."""
    k = r * _ROUND
    return (
        f"M {x - r} {y} C {x - r} {y - k} {x - k} {y - r} {x} {y - r} "
        f"C {x + k} {y - r} {x + r} {y - k} {x + r} {y} "
        f"C {x + r} {y + k} {x + k} {y + r} {x} {y + r} "
        f"C {x - k} {y + r} {x - r} {y + k} {x - r} {y} Z"
    )


def operators(*, fill: bool, stroke: bool) -> str:
    """Return the painting operator."""
    if fill:
        return "B" if stroke else "f"
    return "S" if stroke else "n"
