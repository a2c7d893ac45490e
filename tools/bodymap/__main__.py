"""``python -m tools.bodymap``: build the diagrams."""

from __future__ import annotations

import argparse
from pathlib import Path

from tools.bodymap.build import build


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(prog="python -m tools.bodymap", description=__doc__)
    parser.add_argument("--source", type=Path, required=True, help="folder of the body data")
    parser.add_argument("--out", type=Path, default=Path("static/diagrams"))
    parser.add_argument("--plan", type=Path, default=Path(__file__).with_name("views.toml"))
    given = parser.parse_args()
    build(given.source, given.out, given.plan, print)


if __name__ == "__main__":
    main()
