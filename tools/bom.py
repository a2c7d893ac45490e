"""Write bom.json: every component of a server or laptop, with its licence and digest (CycloneDX).

    python -m tools.bom

Versions are those of requirements.lock and, for the extras of a server, what pip chooses beside
them. A digest is that of the file which pip takes on this system; the file is named with it, as
other systems and processors have other files.
"""

from __future__ import annotations

import json
import sys
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from tools.lock import LOCK, ROOT, asked, version_of

BOM = ROOT / "bom.json"
EXTRAS = ("server", "token", "measure")
"""What is installed beside the program itself where it is needed."""
_UNSAID = {"pyrage": "MIT"}
"""Licence of a package whose own description names none; its source says it."""
_ONE_LINE = 40
"""Characters; a longer licence is its whole text."""


def bill(installed: list[dict[str, Any]], needed: set[str]) -> dict[str, Any]:
    """Return the bill of materials.

    Args:
        installed: what pip would install, as its report has it, ipdoc included.
        needed: names of the packages that the program needs without any extra.
    """
    found = {version_of(one)[0]: one for one in installed}
    own = found.pop("ipdoc")
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": _named(own, "application")},
        "components": [
            {
                **_named(one, "library"),
                "scope": "required" if name in needed else "optional",
                **_file(one),
            }
            for name, one in sorted(found.items())
        ],
    }


def _named(one: dict[str, Any], kind: str) -> dict[str, Any]:
    name, version = version_of(one)
    address = f"pkg:pypi/{name}@{version}"
    said = {"type": kind, "bom-ref": address, "name": name, "version": version, "purl": address}
    return {**said, "licenses": [_licence(name, one["metadata"])]}


def _licence(name: str, said: dict[str, Any]) -> dict[str, Any]:
    if expression := said.get("license_expression"):
        return {"expression": expression}
    short = said.get("license") or ""
    if not short or len(short) > _ONE_LINE:
        classes = [one for one in said.get("classifier", []) if one.startswith("License ::")]
        short = " or ".join(one.rpartition(" :: ")[2] for one in classes)
    return {"license": {"name": short or _UNSAID[name]}}


def _file(one: dict[str, Any]) -> dict[str, Any]:
    taken = one["download_info"]
    digest = taken["archive_info"]["hashes"]["sha256"]
    name = PurePosixPath(urlsplit(taken["url"]).path).name
    return {
        "hashes": [{"alg": "SHA-256", "content": digest}],
        "properties": [{"name": "ipdoc:file", "value": name}],
    }


def main() -> int:
    """Write the file anew and say how many components it names."""
    locked = [line for line in LOCK.read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    needed = {line.partition("==")[0] for line in locked}
    made = bill(asked(f"[{','.join(EXTRAS)}]", "--constraint", str(LOCK)), needed)
    BOM.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(made['components'])} components")
    return 0


if __name__ == "__main__":
    sys.exit(main())
