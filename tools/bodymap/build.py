"""The command line: build all diagrams, or check that a rebuild gives the same bytes.

``python tools/bodymap/build.py --data ../shared/body --check --views full_ant,hand_l_palm``
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tools.bodymap import surface, viewing
from tools.bodymap.shop import Workshop

HERE = Path(__file__).resolve().parent
OUT = HERE.parents[1] / "static" / "diagrams"
LISTING, MANIFEST = "views.json", "manifest.json"
Report = Callable[[str], None]


def made(
    shop: Workshop, say: Report, views: Iterable[str] = (), figures: Iterable[str] = ()
) -> dict[str, bytes]:
    """Return name → content of the files; views.json lists only the views that were asked for.

    Args:
        shop: the body data.
        say: called with one line per view.
        views: keys of the views; empty = all.
        figures: keys of the figures; empty = all.

    Raises:
        ValueError: there is no such view or figure.
    """
    views, figures = set(views), set(figures)
    unknown = (views - {view.key for view in shop.plan.views}) | (figures - set(shop.plan.figures))
    if unknown:
        raise ValueError(f"views.toml has no {', '.join(sorted(unknown))}")
    files: dict[str, bytes] = {}
    listing = surface.surface(shop, files)
    for figure in shop.plan.figures:
        if figures and figure not in figures:
            continue
        wanted = [
            view
            for view in shop.plan.views
            if figure in view.figures and (not views or view.key in views)
        ]
        listing["figures"][figure] = surface.figure(shop, figure, files)
        for view in wanted:
            listing["views"].append(viewing.write(shop, view, figure, files))
            sizes = [len(files[f"{figure}-{view.key}{end}"]) for end in (".svg", ".regions.json")]
            say(f"{figure} {view.key}: SVG {sizes[0]}, regions {sizes[1]} bytes")
    files[LISTING] = text(listing)
    return files


def text(value: dict[str, Any]) -> bytes:
    """Return JSON with sorted keys; a line for each entry of what it holds."""

    def short(part: object) -> str:
        return json.dumps(part, sort_keys=True, separators=(",", ":"))

    lines = []
    for key, part in sorted(value.items()):
        if isinstance(part, dict):
            rows = [f" {short(name)}:{short(row)}" for name, row in sorted(part.items())]
            lines.append(f"{short(key)}:{{\n" + ",\n".join(rows) + "\n}")
        elif isinstance(part, list) and part and isinstance(part[0], dict):
            rows = [f" {short(row)}" for row in part]
            lines.append(f"{short(key)}:[\n" + ",\n".join(rows) + "\n]")
        else:
            lines.append(f"{short(key)}:{short(part)}")
    return ("{" + ",\n".join(lines) + "}\n").encode()


def write(files: dict[str, bytes], out: Path) -> None:
    """Put the files and their manifest into ``out`` in place of all older diagrams."""
    out.mkdir(parents=True, exist_ok=True)
    for old in (path for path in out.iterdir() if path.is_file()):
        old.unlink()
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}
    for name, data in {**files, MANIFEST: text(digests)}.items():
        (out / name).write_bytes(data)


def differences(files: dict[str, bytes], out: Path) -> list[str]:
    """Return the names of the files whose bytes in ``out`` are others, sorted.

    Of views.json only the entries of the views and figures in ``files`` are compared; they are
    named as "views.json: <entry>".
    """
    found = [
        name
        for name, data in files.items()
        if name != LISTING and (not (out / name).is_file() or (out / name).read_bytes() != data)
    ]
    there = json.loads((out / LISTING).read_text("utf-8")) if (out / LISTING).is_file() else {}
    found += _entries(json.loads(files[LISTING]), there)
    return sorted(found)


def _entries(new: dict[str, Any], old: dict[str, Any]) -> list[str]:
    """Return the entries of views.json that differ or are missing."""
    names = [key for key in new if key not in ("figures", "views") and new[key] != old.get(key)]
    names += [key for key, row in new["figures"].items() if row != old.get("figures", {}).get(key)]
    kept = {(row["figure"], row["key"]): row for row in old.get("views", [])}
    names += [
        f"{row['figure']}-{row['key']}"
        for row in new["views"]
        if kept.get((row["figure"], row["key"])) != row
    ]
    return [f"{LISTING}: {name}" for name in names]


def _list(given: str) -> list[str]:
    return [name for name in given.split(",") if name]


def main() -> int:
    """Read the command line; build or check. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="tools/bodymap/build.py", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the body data")
    parser.add_argument("--out", type=Path, default=OUT, help="folder of the diagrams")
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    parser.add_argument("--views", type=_list, default=[], help="keys, separated by commas")
    parser.add_argument("--figures", type=_list, default=[], help="keys, separated by commas")
    given = parser.parse_args()
    if (given.views or given.figures) and not given.check and given.out == OUT:
        parser.error("a part of the diagrams is built only with --check or into another --out")
    shop = Workshop(given.data, HERE / "views.toml")
    files = made(shop, print, given.views, given.figures)
    if not given.check:
        write(files, given.out)
        return 0
    wrong = differences(files, given.out)
    for name in wrong:
        print(f"differs: {name}")
    print(f"{len(files)} files compared with {given.out}, {len(wrong)} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
