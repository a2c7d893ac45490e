"""Hatches, set in millimetres of the paper and never scaled with the body."""

from __future__ import annotations

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""
_PITCH_MM = 1.0
_ROPE_PITCH_MM, _ROPE_LEAN = 1.8, 0.35
_DASH_MM, _DASH_GAP_MM, _DASH_ROW_MM = 1.0, 0.75, 0.85


def hatch(kind: str, box: Box, pitch: float = _PITCH_MM) -> str:
    """Return the operators that fill a box with a hatch; clip it to the outline.

    Args:
        kind: diagonal, cross, dots, dashes, slant or solid; any other fills nothing.
        box: what to cover, millimetres.
        pitch: between lines, millimetres.
    """
    if kind == "solid":
        left, top, right, bottom = box
        return f"{left:.2f} {top:.2f} {right - left:.2f} {bottom - top:.2f} re f"
    if kind == "dots":
        return _dots(box, pitch)
    if kind == "dashes":
        return _dashes(box)
    if kind == "slant":
        return _ropes(box)
    if kind == "diagonal":
        return _rising(box, pitch * 2**0.5)
    if kind == "cross":
        return f"{_rising(box, pitch * 2**0.5)} {_rising(box, pitch * 2**0.5, falling=True)}"
    return ""


def _rising(box: Box, step: float, *, falling: bool = False) -> str:
    """Return lines at 45 degrees; those of boxes side by side meet."""
    left, top, right, bottom = box
    sign = -1 if falling else 1
    first = left + sign * (bottom if falling else top)
    last = right + sign * (top if falling else bottom)
    parts = []
    for index in range(int(first // step), int(last // step) + 2):
        x = index * step
        parts.append(f"{x - sign * top:.2f} {top:.2f} m {x - sign * bottom:.2f} {bottom:.2f} l")
    return " ".join(parts) + " S"


def _ropes(box: Box) -> str:
    """Return the slanting strokes of a ligature: steeper and wider apart than a bruise's."""
    left, top, right, bottom = box
    lean = (bottom - top) * _ROPE_LEAN
    parts = []
    for index in range(int((right - left + lean) / _ROPE_PITCH_MM) + 1):
        x = left + index * _ROPE_PITCH_MM
        parts.append(f"{x:.2f} {top:.2f} m {x - lean:.2f} {bottom:.2f} l")
    return " ".join(parts) + " S"


def _dots(box: Box, pitch: float) -> str:
    left, top, right, bottom = box
    parts = ["1 J 0.4 w"]
    for row in range(int((bottom - top) / pitch) + 2):
        y = top + row * pitch
        shift = pitch / 2 if row % 2 else 0.0
        for column in range(int((right - left) / pitch) + 2):
            x = left + shift + column * pitch
            parts.append(f"{x:.2f} {y:.2f} m {x:.2f} {y:.2f} l")
    return " ".join(parts) + " S"


def _dashes(box: Box) -> str:
    left, top, right, bottom = box
    period = _DASH_MM + _DASH_GAP_MM
    parts = ["0 J"]
    for row in range(int((bottom - top) / _DASH_ROW_MM) + 2):
        y = top + row * _DASH_ROW_MM
        shift = period / 2 if row % 2 else 0.0
        phase = period - shift
        parts.append(
            f"[{_DASH_MM:g} {_DASH_GAP_MM:g}] {phase:.2f} d {left:.2f} {y:.2f} m "
            f"{right:.2f} {y:.2f} l S"
        )
    return " ".join(parts) + " [] 0 d"
