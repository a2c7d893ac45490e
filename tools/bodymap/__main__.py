"""Run the build.

python -m tools.bodymap --source ../shared/body --out static/diagrams
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tools.bodymap.build import build


def main() -> None:
    """Read the options and build."""
    parser = argparse.ArgumentParser(description="Build the body diagrams.")
    parser.add_argument("--source", type=Path, default=Path("../shared/body"))
    parser.add_argument("--out", type=Path, default=Path("static/diagrams"))
    options = parser.parse_args()
    for name in build(options.source, options.out):
        print(f"{(options.out / name).stat().st_size:8d}  {name}")


if __name__ == "__main__":
    main()
