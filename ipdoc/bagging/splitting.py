"""Files into parts that are no larger than a mailbox or a portal takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ipdoc.bagging.bag import BagFile
from ipdoc.errors import IpdocError


class TooLargeError(IpdocError):
    """One file alone is larger than a part may be."""

    def __init__(self, path: str, needed_mb: str) -> None:
        self.path = path
        super().__init__(
            "{file} alone needs a part of {size} MB; allow parts of that size, or leave it out",
            file=path.rsplit("/", 1)[-1],
            size=needed_mb,
        )


@dataclass(frozen=True)
class Group:
    """Files that belong together: an exhibit."""

    files: tuple[BagFile, ...]
    apart: bool = False
    """Goes into parts of its own, after all others: what only some may open."""


def split(
    groups: Iterable[Group], most_bytes: int | None, size_of: Callable[[Sequence[BagFile]], int]
) -> list[tuple[BagFile, ...]]:
    """Return the files of each part, in the order of the groups.

    A group stays in one part where a part can hold it.

    Args:
        groups: the exhibits, in the order of the index.
        most_bytes: most that a part may have as a file; None = any size.
        size_of: bytes of the file of a part that holds these files.

    Raises:
        TooLargeError: one file does not fit into a part of its own.
    """
    given = list(groups)
    parts: list[tuple[BagFile, ...]] = []
    for apart in (False, True):
        chosen = [one for one in given if one.apart is apart and one.files]
        parts += _fill(chosen, most_bytes, size_of)
    return parts or [()]


def _fill(
    groups: Sequence[Group], most_bytes: int | None, size_of: Callable[[Sequence[BagFile]], int]
) -> list[tuple[BagFile, ...]]:
    parts: list[tuple[BagFile, ...]] = []
    part: tuple[BagFile, ...] = ()
    for lot in _lots(groups, most_bytes, size_of):
        if part and most_bytes is not None and size_of((*part, *lot)) > most_bytes:
            parts.append(part)
            part = ()
        part += lot
    return [*parts, part] if part else parts


def _lots(
    groups: Sequence[Group], most_bytes: int | None, size_of: Callable[[Sequence[BagFile]], int]
) -> Iterable[tuple[BagFile, ...]]:
    """Yield whole groups, or the single files of one that no part can hold."""
    for group in groups:
        if most_bytes is None or size_of(group.files) <= most_bytes:
            yield group.files
            continue
        for file in group.files:
            needed = size_of((file,))
            if needed > most_bytes:
                raise TooLargeError(file.path, f"{needed / 1e6 + 0.05:.1f}")
            yield (file,)
