"""Coverage on paper: shades on the views of the whole body, and parts of the body in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from ipdoc.anatomy import views
from ipdoc.anatomy.tree import parents_of
from ipdoc.anatomy.views import DiagramView
from ipdoc.report.compose.subject import Coverage
from ipdoc.report.drawings import Shade
from ipdoc.wording.places import part_name

Stated = Mapping[str, Mapping[str, str]]
"""``key|side`` → ``{state, reason}``."""
EXAMINED, NOT_EXAMINED = "examined", "not_examined"
_INNER = frozenset(("oral_mucosa", "conjunctiva", "ear_canal_drum"))
"""Not skin: a part of the body is whole without them."""


def shades_on(view: DiagramView, stated: Stated, seen: set[str]) -> tuple[Shade, ...]:
    """Return what a view shades: regions not examined, and those of which nothing is stated.

    Args:
        view: a view of the whole body.
        stated: the coverage; nothing is shaded while it is empty.
        seen: ``key|side`` of regions in which a lesion was found; they were examined.
    """
    if not stated:
        return ()
    paths: dict[str, list[str]] = {NOT_EXAMINED: [], "not_stated": []}
    for outline in view.outlines():
        name = f"{outline.key}|{outline.side}"
        state = stated.get(name, {}).get("state", EXAMINED if name in seen else "not_stated")
        if state in paths:
            paths[state].append(outline.d)
    found = []
    if paths["not_stated"]:
        found.append(Shade("not_stated", tuple(paths["not_stated"])))
    if paths[NOT_EXAMINED]:
        found.append(Shade("not_examined", tuple(paths[NOT_EXAMINED])))
    return tuple(found)


def coverage_in_words(stated: Stated, seen: set[str], language: str) -> Coverage | None:
    """Return the coverage in words, parts of the body for whole groups of regions.

    Args:
        stated: the coverage.
        seen: ``key|side`` of regions in which a lesion was found.
        language: en, ru or kk.
    """
    if not stated:
        return None
    clear = [n for n, told in stated.items() if told["state"] == EXAMINED and n not in seen]
    by_reason: dict[str, list[str]] = {}
    for name, told in stated.items():
        if told["state"] == NOT_EXAMINED:
            by_reason.setdefault(told.get("reason", ""), []).append(name)
    missing = [name for name in _everything() if name not in stated and name not in seen]
    return Coverage(
        tuple(_named(clear, language)),
        tuple((", ".join(_named(names, language)), reason) for reason, names in by_reason.items()),
        bool(missing),
    )


def _named(names: Iterable[str], language: str) -> list[str]:
    found = []
    for key, side in grouped(names):
        try:
            found.append(part_name(key, language, side))
        except KeyError:
            found.append(key)
    return found


def grouped(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return regions with as few names as can be: a part of the body where all of it is named.

    Args:
        names: ``key|side``.

    Returns:
        Keys of regions or parts with their side, head to foot.
    """
    left = set(names)
    order = {name: index for index, name in enumerate(_everything())}
    found: list[tuple[int, tuple[str, str]]] = []
    for part, members in _parts():
        skin = {name for name in members if name.split("|")[0] not in _INNER}
        if len(skin) > 1 and skin <= left:
            found.append((min(order[name] for name in members), part))
            left -= members
    for name in left:
        key, _, side = name.partition("|")
        found.append((order.get(name, len(order)), (key, side)))
    return [part for _, part in sorted(found)]


@lru_cache(maxsize=1)
def _everything() -> tuple[str, ...]:
    """Return all regions of the skin as ``key|side``, in the order of the vocabulary."""
    return tuple(f"{key}|{side}" for key, side in views.region_names() if key not in _INNER)


@lru_cache(maxsize=1)
def _parts() -> tuple[tuple[tuple[str, str], frozenset[str]], ...]:
    """Return each part of the body with the regions that belong to it, the largest first.

    A part with a left and a right is two; one that has both in it, such as the head, is one.
    """
    members: dict[tuple[str, str], set[str]] = {}
    for key, side in views.region_names():
        for part in parents_of(key):
            members.setdefault((part, _side_of(part, side)), set()).add(f"{key}|{side}")
    ranked = sorted(members.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple((part, frozenset(names)) for part, names in ranked)


@lru_cache(maxsize=256)
def _side_of(part: str, side: str) -> str:
    """Return the side under which a part is named: m for one in the midline."""
    sides = {s for key, s in views.region_names() if part in parents_of(key)}
    return side if sides == {"l", "r"} else "m"
