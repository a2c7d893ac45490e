"""The house itself: packaging, file sizes, words that must not stand in it."""

import configparser
import pkgutil
import subprocess
from pathlib import Path

import ipdoc

ROOT = Path(__file__).resolve().parent.parent
MOST_LINES = 400
LISTS = ("vocabulary", "symbols")
"""Folders of plain lists, one entry after the other."""


def tracked_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).exists()]


def test_every_subpackage_is_listed_for_the_wheel():
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    listed = set(config["options"]["packages"].split())
    found = {"ipdoc"} | {
        module.name for module in pkgutil.walk_packages(ipdoc.__path__, "ipdoc.") if module.ispkg
    }
    assert found <= listed
    assert {"ipdoc.forms", "ipdoc.static", "ipdoc.templates"} <= listed


def test_no_file_grows_over_four_hundred_lines():
    long = {
        str(path.relative_to(ROOT)): count
        for path in tracked_files()
        if path.suffix in {".py", ".js", ".css", ".html", ".toml", ".md"}
        and path.parent.name not in LISTS
        and (count := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert not long


def test_nobody_is_called_a_victim_on_screens_or_paper():
    shown = [
        path
        for path in tracked_files()
        if path.suffix in {".html", ".toml"} and path.name != "pyproject.toml"
    ]
    assert shown
    for path in shown:
        text = path.read_text(encoding="utf-8").lower()
        assert "victim" not in text, path
