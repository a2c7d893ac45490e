"""Print every measurement with its budget.

    python -m bench [--rounds N]

Peers run in the same process, alternating with ours, so that a noisy machine disturbs both alike;
medians are compared. The exit code is 1 when a budget is missed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from bench.body import body_figures
from bench.editor import editor_figures
from bench.listing import listing_figures
from bench.pages import page_figures
from bench.saving import saving_figures


def main() -> int:
    """Run all measurements."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=60, help="repetitions of each measurement")
    rounds = parser.parse_args().rounds
    figures = body_figures(rounds)
    with tempfile.TemporaryDirectory() as folder:
        figures += page_figures(Path(folder) / "pages", rounds)
        figures += saving_figures(Path(folder) / "saving", rounds)
        figures += listing_figures(Path(folder) / "listing", rounds)
        figures += editor_figures(Path(folder) / "editor", rounds)
    for figure in figures:
        print(figure.line())
    return int(any(not figure.kept for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
