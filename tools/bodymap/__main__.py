"""``python -m tools.bodymap``: the same command line as build.py."""

from __future__ import annotations

import sys

from tools.bodymap.build import main

if __name__ == "__main__":
    sys.exit(main())
