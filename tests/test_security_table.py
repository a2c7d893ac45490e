"""The table of security requirements: no number is missing, and what it names exists."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TABLE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
STANDARD = json.loads((ROOT / "tests" / "data" / "asvs-5.0.0.json").read_text(encoding="utf-8"))
STATES = ("held", "n/a", "open")
_ROW = re.compile(r"^\| (\d[\d., ]*) \| (.+) \| (held|n/a|open) \| (.+) \|$", re.MULTILINE)
_PATH = re.compile(r"`((?:tests|ipdoc|docs|static|templates|forms)/[\w./-]*)(?:::(\w+))?`")


def numbers(level):
    """Return all numbers of a level, ranges written out."""
    for one in STANDARD[level]:
        section, _, span = one.rpartition(".")
        first, _, last = span.partition("-")
        yield from (f"{section}.{n}" for n in range(int(first), int(last or first) + 1))


ROWS = [
    (number.strip(), state, where)
    for listed, _words, state, where in _ROW.findall(TABLE)
    for number in listed.split(",")
]


@pytest.mark.parametrize("level", ["1", "2"])
def test_no_requirement_of_the_level_is_missing(level):
    known = list(numbers(level))
    assert len(known) == len(set(known)) == STANDARD["counts"][level]
    assert not set(known) - {number for number, _, _ in ROWS}


def test_no_number_stands_twice_or_is_made_up():
    found = [number for number, _, _ in ROWS]
    assert len(found) == len(set(found))
    assert set(found) == {*numbers("1"), *numbers("2")}


def test_every_line_of_the_tables_was_read():
    lines = [one for one in TABLE.splitlines() if re.match(r"\| \d", one)]
    assert len(lines) == len(_ROW.findall(TABLE))


def test_files_and_tests_that_are_named_exist():
    named = _PATH.findall(TABLE)
    assert len(named) > 100
    for path, test in named:
        place = ROOT / path
        assert place.exists(), path
        if test:
            assert f"\ndef {test}(" in place.read_text(encoding="utf-8"), f"{path}::{test}"


def test_what_is_not_held_says_why():
    assert all(len(where) > 3 for _, state, where in ROWS if state != "held")
    assert {state for _, state, _ in ROWS} == set(STATES)


def test_more_is_held_than_open():
    count = {state: sum(found == state for _, found, _ in ROWS) for state in STATES}
    assert sum(count.values()) == 253
    assert count["held"] > 3 * count["open"]
