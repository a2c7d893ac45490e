"""Print every measurement with its budget.

    python -m bench [--rounds N] [--only NAME ...]

Peers run in the same process, alternating with ours, so that a noisy machine disturbs both alike;
medians are compared. The exit code is 1 when a budget is missed. The crowd needs a PostgreSQL
server (IPDOC_BENCH_POSTGRES; IPDOC_BENCH_PEOPLE makes it smaller) and some minutes: it is measured
only when it is named.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.body import body_figures
from bench.bundles import bundle_figures
from bench.crowd import crowd_figures
from bench.editor import editor_figures
from bench.issuing import issuing_figures
from bench.listing import listing_figures
from bench.measure import Figure
from bench.pages import page_figures
from bench.saving import saving_figures
from bench.starting import starting_figures

GROUPS: dict[str, Callable[[Path, int], list[Figure]]] = {
    "body": lambda _folder, rounds: body_figures(rounds),
    "pages": page_figures,
    "saving": saving_figures,
    "listing": listing_figures,
    "issuing": issuing_figures,
    "starting": starting_figures,
    "bundles": bundle_figures,
    "editor": editor_figures,
    "crowd": lambda folder, _rounds: crowd_figures(folder),
}
ONLY_WHEN_NAMED = ("crowd",)


def main() -> int:
    """Run the measurements."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=60, help="repetitions of each measurement")
    parser.add_argument("--only", nargs="+", choices=GROUPS, help="groups of measurements")
    given = parser.parse_args()
    missed = False
    for name in given.only or [name for name in GROUPS if name not in ONLY_WHEN_NAMED]:
        with tempfile.TemporaryDirectory() as folder:
            for figure in GROUPS[name](Path(folder) / name, given.rounds):
                print(figure.line(), flush=True)
                missed |= not figure.kept
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
