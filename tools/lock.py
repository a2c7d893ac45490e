"""Write requirements.lock: the exact versions that a report is made with.

    python -m tools.lock

The same snapshot gives the same bytes only with the same libraries, so whoever has to make an
edition anew, years later, installs these. What pip would choose today for ``setup.cfg`` is asked
of pip itself; nothing is installed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
HEADER = """\
# The versions with which ipdoc {version} makes its reports: python -m tools.lock
# pip install -r requirements.lock && pip install --no-deps .
"""


def asked(extras: str = "", *options: str) -> list[dict[str, Any]]:
    """Return what pip would install for ipdoc, itself included, as its report says it.

    Args:
        extras: such as ``[server]``.
        options: of pip besides.
    """
    ask = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet"]
    done = subprocess.run(  # noqa: S603 - pip of this environment
        [*ask, "--disable-pip-version-check", *options, "--report", "-", f"{ROOT}{extras}"],
        capture_output=True,
        check=True,
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)["install"]
    return found


def version_of(one: dict[str, Any]) -> tuple[str, str]:
    """Return name and version of a package in a report of pip."""
    said = one["metadata"]
    return said["name"].lower().replace("_", "-"), said["version"]


def main() -> int:
    """Write the file anew and say how many packages it names."""
    versions = dict(map(version_of, asked()))
    own = versions.pop("ipdoc")
    lines = [f"{name}=={version}\n" for name, version in sorted(versions.items())]
    LOCK.write_text(HEADER.format(version=own) + "".join(lines), encoding="utf-8")
    print(f"{len(lines)} packages locked")
    return 0


if __name__ == "__main__":
    sys.exit(main())
