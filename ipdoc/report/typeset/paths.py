"""SVG path data (absolute M L C Z) as PDF path operators."""

from __future__ import annotations

import re
from functools import lru_cache

from ipdoc.report.errors import DiagramError

_TOKEN = re.compile(r"([MLCZHVmlczhv])|(-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?)")
_ARITY = {"M": 2, "L": 2, "C": 6, "Z": 0, "H": 1, "V": 1}
_OPERATOR = {"M": "m", "L": "l", "C": "c", "Z": "h"}
_ROUND = 0.5522847


@lru_cache(maxsize=4096)
def path_operators(data: str) -> str:
    """Return path construction operators for absolute path data.

    Raises:
        DiagramError: the data use a command other than M, L, H, V, C and Z.
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
    if command not in ("H", "V"):
        return command, numbers
    x, y = before[-1][1][-2:]
    return "L", [numbers[0], y] if command == "H" else [x, numbers[0]]


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
