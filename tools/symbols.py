"""Build the sprite of lesion signs that the screen uses from ``static/symbols/symbols.toml``.

python -m tools.symbols          write static/symbols/sprite.svg
python -m tools.symbols --check  say whether it is up to date
"""

from __future__ import annotations

import sys
from pathlib import Path

from ipdoc.anatomy.symbols import GRID, all_symbols, svg_symbol

SPRITE = Path(__file__).resolve().parent.parent / "static" / "symbols" / "sprite.svg"


def sprite() -> str:
    """Return one ``<symbol>`` for each kind of lesion; its id is the kind's key."""
    lines = ['<svg xmlns="http://www.w3.org/2000/svg">']
    lines += [
        f'<symbol id="{key}" viewBox="0 0 {GRID} {GRID}">{svg_symbol(key)}</symbol>'
        for key in all_symbols()
    ]
    return "\n".join([*lines, "</svg>", ""])


def main() -> int:
    """Write or check the sprite."""
    if "--check" in sys.argv:
        return 0 if SPRITE.read_text(encoding="utf-8") == sprite() else 1
    SPRITE.write_text(sprite(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
