"""What is wrong with a table, and what to do about it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from ipdoc.wording.tables import Table


@dataclass(frozen=True)
class Gap:
    """One thing to mend in the tables of a language."""

    file: str
    """Where the file lies, such as ``ru/wording/types.toml``."""
    key: str
    """Where in the file, such as ``noun.bruise``."""
    remedy: str
    """What to do, as a command."""

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.remedy}"


def compare(file: str, table: Table, wanted: Collection[str], path: str = "") -> Iterator[Gap]:
    """Yield what a table lacks and what it has too much.

    Args:
        file: name of the file, without folder and ``.toml``.
        table: what stands in it.
        wanted: the keys that should stand there.
        path: put before each key, such as ``noun.``.
    """
    for key in sorted(set(wanted) - table.keys()):
        yield Gap(file, path + key, "add it")
    for key in sorted(table.keys() - set(wanted)):
        yield Gap(file, path + key, "take it out: nothing uses it")
