"""Coverage on paper: shades on the views of the whole body, and parts of the body in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
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


def coverage_in_words(
    stated: Stated,
    found: Mapping[str, tuple[int, ...]],
    language: str,
    *,
    body_order: Sequence[str] = (),
    withheld: Collection[str] = (),
) -> Coverage | None:
    """Return the coverage in words, parts of the body for whole groups of regions.

    Args:
        stated: the coverage.
        found: ``key|side`` → numbers of the lesions that were found there.
        language: en, ru or kk.
        body_order: keys of regions head to foot.
        withheld: ``key|side`` of regions of which only the sealed annex tells.
    """
    if not stated:
        return None
    rank = {key: index for index, key in enumerate(body_order)}
    seen = {name for name, told in stated.items() if told["state"] == EXAMINED} | set(found)
    seen -= set(withheld)
    by_reason: dict[str, list[str]] = {}
    for name, told in stated.items():
        if told["state"] == NOT_EXAMINED:
            by_reason.setdefault(told.get("reason", ""), []).append(name)
    missing = set(_everything()) - set(stated) - set(found)
    return Coverage(
        tuple(_examined(seen, found, language, rank)),
        tuple(
            (", ".join(_name(part, language) for part, _ in grouped(names, rank)), reason)
            for reason, names in by_reason.items()
        ),
        bool(missing),
    )


def _examined(
    seen: Iterable[str],
    found: Mapping[str, tuple[int, ...]],
    language: str,
    rank: Mapping[str, int],
) -> Iterable[tuple[str, tuple[int, ...]]]:
    """Yield parts with the numbers of the lesions in them; a region that is one lesion is none."""
    for part, names in grouped(seen, rank):
        numbers = sorted({number for name in names for number in found.get(name, ())})
        if not numbers or len(names) > 1:
            yield _name(part, language), tuple(numbers)


def _name(part: tuple[str, str], language: str) -> str:
    try:
        return part_name(part[0], language, part[1])
    except KeyError:
        return part[0]


def grouped(
    names: Iterable[str], rank: Mapping[str, int] | None = None
) -> list[tuple[tuple[str, str], tuple[str, ...]]]:
    """Return regions under as few names as can be: a part where all of it is named.

    Args:
        names: ``key|side``.
        rank: key → place in the order of the body.

    Returns:
        Key and side of a part or region, and the regions in it, head to foot.
    """
    left, order = set(names), rank or {}
    skin = set(_everything())
    found: list[tuple[tuple[str, str], tuple[str, ...]]] = []
    for part, members in _parts():
        own = members & skin
        if len(own) > 1 and own <= left:
            found.append((part, tuple(sorted(members & left))))
            left -= members
    found += [((name.split("|")[0], name.split("|")[1]), (name,)) for name in left]

    def place(entry: tuple[tuple[str, str], tuple[str, ...]]) -> tuple[int, tuple[str, str]]:
        return min(order.get(name.split("|")[0], len(order)) for name in entry[1]), entry[0]

    return sorted(found, key=place)


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
