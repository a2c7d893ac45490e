"""requirements.lock: every dependency is named with one version, and one that setup.cfg allows."""

from __future__ import annotations

import configparser
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent


def locked() -> dict[str, str]:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if not line.startswith("#"))


def wanted() -> list[Requirement]:
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    lines = parser["options"]["install_requires"].split("\n")
    return [Requirement(line) for line in lines if line.strip()]


def test_every_dependency_is_locked_to_a_version_that_is_allowed() -> None:
    versions = locked()
    refused = [
        str(one)
        for one in wanted()
        if not one.specifier.contains(versions.get(one.name.lower().replace("_", "-"), "0"))
    ]
    assert refused == [], "run python -m tools.lock"
