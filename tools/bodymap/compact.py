"""Path data as short as it can be said: relative commands, no letter and no space too many.

Each subpath begins with an absolute M, so that path data may be put one behind the other.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(r"([MLQZ])|(-?\d+(?:\.\d+)?)")
_ARITY = {"M": 2, "L": 2, "Q": 4}
_DECIMALS = 1


def compact(data: str, step: float = 0.1) -> str:
    """Return the same path with relative l and q.

    Args:
        data: absolute M, L, Q and Z.
        step: points are set on a grid of this width, view-box units; nothing drifts, because
            each point is rounded by itself.
    """
    written: list[str] = []
    here = (0.0, 0.0)
    last = ""
    for command, numbers in _commands(data):
        if command == "Z":
            written.append("Z")
            last = ""
            continue
        points = [_on_grid(pair, step) for pair in zip(numbers[::2], numbers[1::2], strict=True)]
        start = (0.0, 0.0) if command == "M" else here
        letter = command if command == "M" else command.lower()
        written.append(_said(letter, last, [(x - start[0], y - start[1]) for x, y in points]))
        here, last = points[-1], letter
    return "".join(written)


def box(data: str) -> list[float]:
    """Return left, top, right and bottom of the points and handles of absolute path data."""
    numbers = [float(number) for _, number in _TOKEN.findall(data) if number]
    xs, ys = numbers[::2], numbers[1::2]
    return [min(xs), min(ys), max(xs), max(ys)]


def _commands(data: str) -> list[tuple[str, list[float]]]:
    found: list[tuple[str, list[float]]] = []
    for letter, number in _TOKEN.findall(data):
        if letter:
            found.append((letter, []))
            continue
        if len(found[-1][1]) == _ARITY[found[-1][0]]:
            found.append((found[-1][0], []))
        found[-1][1].append(float(number))
    return found


def _on_grid(point: tuple[float, float], step: float) -> tuple[float, float]:
    return round(point[0] / step) * step, round(point[1] / step) * step


def _said(letter: str, last: str, points: list[tuple[float, float]]) -> str:
    text = letter if letter != last or letter == "M" else ""
    for index, number in enumerate(value for point in points for value in point):
        word = _number(number)
        parted = word.startswith("-") or (index == 0 and text)
        text += word if parted else f" {word}"
    return text


def _number(value: float) -> str:
    text = f"{value:.{_DECIMALS}f}".removesuffix(".0")
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    if digits == "0":
        return "0"
    return sign + (digits[1:] if digits.startswith("0.") else digits)
