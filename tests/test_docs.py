"""The documentation: what it names exists, and what exists is named."""

import re
from pathlib import Path

import click
import pytest

from ipdoc.cli import COMMANDS, main

ROOT = Path(__file__).resolve().parent.parent
PAPERS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
MOST_PICTURE_BYTES = 150_000
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
_FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
_MAKE = re.compile(r"(?:`|^ *)make ([a-z][a-z-]*)", re.MULTILINE)
_CODE = re.compile(r"^ *```.*?^ *```|`[^`\n]+`", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"(?:`|bin/|^ *|\$ )ipdoc ([a-z][a-z-]*)", re.MULTILINE)
_TOOL = re.compile(r"python3? -m (tools(?:\.[a-z]+)+)")


def _text(path):
    return path.read_text(encoding="utf-8")


def _anchors(path):
    """Return the anchors that a forge makes of the headings."""
    words = (re.sub(r"[^\w\- ]", "", found.lower()) for found in _HEADING.findall(_text(path)))
    return {one.strip().replace(" ", "-") for one in words}


def _named(pattern):
    """Return paper and name for all that a pattern finds in code, not in sentences."""
    return {
        (path.name, name)
        for path in PAPERS
        for code in _CODE.findall(_text(path))
        for name in pattern.findall(code)
    }


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_stands_in_the_tables_of_commands(command):
    text = _text(ROOT / "docs" / "commands.md")
    assert re.search(rf"^\| `ipdoc {command}[ `]", text, re.MULTILINE)


def test_commands_are_found_under_their_own_names():
    context = click.Context(main)
    assert all(main.get_command(context, name).name == name for name in COMMANDS)


def test_commands_that_are_named_exist():
    assert not {pair for pair in _named(_COMMAND) if pair[1] not in COMMANDS}


def test_make_targets_that_are_named_exist():
    targets = set(re.findall(r"^([a-z][a-z-]*):", _text(ROOT / "Makefile"), re.MULTILINE))
    named = _named(_MAKE)
    assert {"demo", "test"} <= {target for _name, target in named}
    assert not {pair for pair in named if pair[1] not in targets}


def test_tools_that_are_named_exist():
    for _name, module in _named(_TOOL):
        place = ROOT.joinpath(*module.split("."))
        assert place.is_dir() or place.with_suffix(".py").is_file(), module


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_relative_links_resolve(path):
    for link in _LINK.findall(_FENCE.sub("", _text(path))):
        if "://" in link:
            continue
        target, _hash, anchor = link.partition("#")
        place = (path.parent / target).resolve() if target else path
        assert place.exists(), link
        assert place.is_relative_to(ROOT), link
        assert not anchor or anchor in _anchors(place), link


def test_pictures_are_shown_and_small():
    shown = set(_LINK.findall(_text(ROOT / "README.md")))
    pictures = sorted((ROOT / "docs" / "pictures").glob("*.png"))
    assert pictures
    for picture in pictures:
        assert f"docs/pictures/{picture.name}" in shown
        assert picture.stat().st_size < MOST_PICTURE_BYTES


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_nobody_is_called_a_victim(path):
    assert "victim" not in _text(path).lower()
