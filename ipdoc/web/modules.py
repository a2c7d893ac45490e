"""Sends a script with all that it imports as one file.

The scripts are plain modules; browsers could load each by itself. Sent together they need one
request instead of fifty, and their comments and indents stay at home. Nothing else is changed:
every module keeps a scope of its own.

They keep to a few forms: ``import { a, b } from "./other.js";`` at the start of a line,
``export`` before a const, function or class, no default, no renaming, no circles, no text in
backquotes over several lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path, PurePosixPath

from ipdoc.resources import data_dir

_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?function|class|const) (\w+)", re.MULTILINE)
_NOTHING = re.compile(r"^export \{\};\n", re.MULTILINE)
_COMMENT = re.compile(
    r"^[ \t]*/\*(?:(?!\*/).)*\*/[ \t]*\n|^[ \t]*//[^\n]*\n|/\*\* @[^\n*]*\*/ ?",
    re.MULTILINE | re.DOTALL,
)


_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


class ModuleError(ValueError):
    """A script does not keep to the forms."""


@lru_cache(maxsize=16)
def linked(name: str) -> str:
    """Return a script and all that it imports, each in a scope of its own.

    Args:
        name: path below static/js, such as ``bodymap/main.js``.

    Raises:
        FileNotFoundError: there is no such script.
        ModuleError: a script does not keep to the forms, or imports itself in a circle.
    """
    order = list(dict.fromkeys(_needed(name, ())))
    numbers = {one: f"m{index}" for index, one in enumerate(order)}
    return "".join(_scope(one, numbers) for one in order)


def _read(name: str) -> str:
    root = (data_dir("static") / "js").resolve()
    path = (root / name).resolve()
    if not path.is_relative_to(root) or path.suffix != ".js":
        raise FileNotFoundError(name)
    return path.read_text(encoding="utf-8")


def _needed(name: str, above: tuple[str, ...]) -> Iterator[str]:
    """Yield the scripts that a script needs, itself last."""
    if name in above:
        raise ModuleError(f"{name} imports itself: {' → '.join(above)}")
    for _names, source in _IMPORT.findall(_read(name)):
        yield from _needed(_beside(name, source), (*above, name))
    yield name


def _beside(name: str, source: str) -> str:
    """Return the path of an import below static/js."""
    parts: list[str] = []
    for part in (PurePosixPath(name).parent / source).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return Path(*parts).as_posix()


def _scope(name: str, numbers: dict[str, str]) -> str:
    text = _COMMENT.sub("", _read(name))
    text = _IMPORT.sub(
        lambda found: f"const {{{found[1]}}} = {numbers[_beside(name, found[2])]};\n", text
    )
    if any(line.count("`") % 2 for line in text.splitlines()):
        raise ModuleError(f"{name} has a text in backquotes over several lines")
    text = _INDENT.sub("", text)
    exported = [found[1] for found in _EXPORT.findall(text)]
    text = _NOTHING.sub("", _EXPORT.sub(r"\1 \2", text))
    if re.search(r"^(import|export)\b", text, re.MULTILINE):
        raise ModuleError(f"{name} imports or exports in a form that is not known here")
    return f"const {numbers[name]} = (() => {{\n{text}return {{ {', '.join(exported)} }};\n}})();\n"
