"""How far a long piece of work has come."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Is told what is done and what there is in all, in bytes or pieces; may raise to stop the work."""


def quiet(_done: int, _all: int) -> None:
    """Tell nobody."""
