"""``python -m tools.bodymap.charts``: build the charts, or check that they are up to date."""

from __future__ import annotations

import argparse
from pathlib import Path

from tools.bodymap.charts.build import build_charts, differing


def main() -> int:
    """Read the command line and build; with --check return 1 when a file would change."""
    parser = argparse.ArgumentParser(prog="python -m tools.bodymap.charts", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("static/diagrams/charts"))
    parser.add_argument("--check", action="store_true", help="write nothing, name what differs")
    given = parser.parse_args()
    if not given.check:
        build_charts(given.out)
        return 0
    names = differing(given.out)
    print("\n".join(names) or "all charts are up to date")
    return 1 if names else 0


if __name__ == "__main__":
    raise SystemExit(main())
