"""The list of logged events: each that the program logs stands in it, and nothing else does."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEVELS = {"info": "info", "warning": "warning", "error": "error", "exception": "error"}
LOGGING = {
    path: text
    for path in sorted((ROOT / "ipdoc").rglob("*.py"))
    if re.search(r"getLogger|\.logger\b|doorkeeping", text := path.read_text(encoding="utf-8"))
}
"""The files that log something."""
_ROW = re.compile(r"^\| `([^`]+)` \| `([^`]+)` \| (\w+) \| ([^|]+) \|", re.MULTILINE)
LISTED = {
    event: (level, set(re.findall(r"`(\w+)`", fields)))
    for event, _origin, level, fields in _ROW.findall((ROOT / "docs" / "logs.md").read_text())
}


def logged():
    """Yield event, level and place of every call by which something is logged."""
    for file, text in LOGGING.items():
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            holder = ast.unparse(node.func.value)
            if node.func.attr in LEVELS and re.search(r"(?i)log(ger)?\b", holder):
                yield node.args[0], LEVELS[node.func.attr], f"{file.name}:{node.lineno}"
            if (holder, node.func.attr) == ("doorkeeping", "failed"):
                yield node.args[0], "info", f"{file.name}:{node.lineno}"


def test_everything_that_is_logged_stands_in_the_list_with_its_level():
    found = list(logged())
    named = {
        event.value: level for event, level, _where in found if isinstance(event, ast.Constant)
    }
    assert named == {event: level for event, (level, _fields) in LISTED.items()}


def test_only_the_doorkeeper_logs_what_it_is_told():
    unnamed = {
        where.partition(":")[0] for event, _, where in logged() if isinstance(event, ast.Name)
    }
    assert unnamed == {"doorkeeping.py"}
    assert all(isinstance(event, ast.Constant | ast.Name) for event, _, _ in logged())


def test_fields_that_are_logged_stand_in_the_list():
    fields = {name for _level, names in LISTED.values() for name in names}
    text = "".join(LOGGING.values())
    given = set(re.findall(r'fields\["(\w+)"\]', text))
    for one in re.findall(r'(?:"fields": \{|fields(?:: dict\[str, Any\])? = \{)([^}]*)\}', text):
        given |= set(re.findall(r'"(\w+)":', one))
    assert {"person", "route", "session", "where"} <= given
    assert given <= fields
