"""SVG path data (M L H V Q C Z, absolute or relative) as PDF path operators."""

from __future__ import annotations

import re
from functools import lru_cache

from ipdoc.report.errors import DiagramError

_TOKEN = re.compile(r"([A-DF-Za-df-z])|(-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?)")
_ARITY = {"M": 2, "L": 2, "C": 6, "Q": 4, "Z": 0, "H": 1, "V": 1}
_OPERATOR = {"M": "m", "L": "l", "C": "c", "Z": "h"}
_ROUND = 0.5522847
_TWO_THIRDS = 2 / 3


@lru_cache(maxsize=4096)
def path_operators(data: str) -> str:
    """Return path construction operators for path data.

    Raises:
        DiagramError: the data use a command other than M, L, H, V, Q, C and Z.
    """
    out: list[str] = []
    for command, numbers in _commands(data):
        out.extend(numbers)
        out.append(_OPERATOR[command])
    return " ".join(out)


def _commands(data: str) -> list[tuple[str, list[str]]]:
    """Return M, L, C and Z with absolute numbers as text."""
    reader = _Reader()
    for letter, number in _TOKEN.findall(data):
        if letter:
            reader.begin(letter)
        else:
            reader.take(number)
    return reader.found


class _Reader:
    """Reads path data, the pen where the last command left it."""

    def __init__(self) -> None:
        self.found: list[tuple[str, list[str]]] = []
        self._letter, self._numbers = "", list[str]()
        self._at = self._start = (0.0, 0.0)

    def begin(self, letter: str) -> None:
        """Take up a command.

        Raises:
            DiagramError: it is none that diagrams use.
        """
        if letter.upper() not in _ARITY:
            raise DiagramError("Write the paths of the diagram with M, L, H, V, Q, C and Z.")
        self._letter, self._numbers = letter, []
        if letter in "Zz":
            self.found.append(("Z", []))
            self._at = self._start

    def take(self, number: str) -> None:
        """Take a number; with the last one of a command, the command is done."""
        self._numbers.append(number)
        if len(self._numbers) == _ARITY.get(self._letter.upper(), -1):
            self._done(self._absolute())
            self._numbers = []
            follows = {"M": "L", "m": "l"}
            self._letter = follows.get(self._letter, self._letter)

    def _absolute(self) -> list[str]:
        """Return the numbers as absolute pairs."""
        x, y = self._at
        upper, relative = self._letter.upper(), self._letter.islower()
        if upper == "H":
            return [_moved(self._numbers[0], x, relative), f"{y:g}"]
        if upper == "V":
            return [f"{x:g}", _moved(self._numbers[0], y, relative)]
        if not relative:
            return self._numbers
        return [_moved(n, (x, y)[i % 2], relative) for i, n in enumerate(self._numbers)]

    def _done(self, numbers: list[str]) -> None:
        upper = self._letter.upper()
        if upper == "Q":
            curve = _cubic(*self._at, [float(number) for number in numbers])
            self.found.append(("C", curve))
        else:
            self.found.append(("L" if upper in "HV" else upper, numbers))
        self._at = float(numbers[-2]), float(numbers[-1])
        if upper == "M":
            self._start = self._at


def _moved(number: str, by: float, relative: bool) -> str:
    return f"{float(number) + by:.2f}" if relative else number


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
