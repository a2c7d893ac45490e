"""Medians, and a figure beside its budget."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measurement and what it may be."""

    name: str
    value: float
    budget: float
    unit: str
    """ms, µs, kB or × (a ratio)."""
    note: str = ""

    @property
    def kept(self) -> bool:
        """True when the budget holds."""
        return self.value <= self.budget

    def line(self) -> str:
        """Return the figure as one line."""
        verdict = "kept" if self.kept else "MISSED"
        shown = f"{self.name}: {self.value:.2f} {self.unit} (budget {self.budget:g}) {verdict}"
        return f"{shown}  {self.note}".rstrip()


def medians_ms(rounds: int, *actions: Callable[[], object]) -> list[float]:
    """Return the median milliseconds of each action; they take turns."""
    for action in actions:
        action()
    taken: list[list[float]] = [[] for _ in actions]
    for _ in range(rounds):
        for action, times in zip(actions, taken, strict=True):
            begun = time.perf_counter()
            action()
            times.append((time.perf_counter() - begun) * 1000)
    return [statistics.median(times) for times in taken]
