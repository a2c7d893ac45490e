"""Which region belongs to which part of the body, and which regions touch."""

from __future__ import annotations

from functools import lru_cache

from ipdoc.anatomy import views
from ipdoc.anatomy.place import Region


@lru_cache(maxsize=512)
def parents_of(key: str) -> tuple[str, ...]:
    """Return the parts of the body to which a region or a part belongs, nearest first."""
    parents: dict[str, str] = views.listing()["parents"]
    found: list[str] = []
    while (parent := parents.get(found[-1] if found else key)) is not None:
        found.append(parent)
    return tuple(found)


def part_of(key: str) -> str:
    """Return the nearest part of the body to which a region belongs, or the key itself."""
    return next(iter(parents_of(key)), key)


def neighbours(region: Region) -> tuple[Region, ...]:
    """Return the regions that touch a region of the skin."""
    names = views.listing()["neighbours"].get(f"{region.key}|{region.side}", ())
    return tuple(Region(*name.split("|")) for name in names)
