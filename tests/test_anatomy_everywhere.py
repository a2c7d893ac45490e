"""What holds on every view: there and back, no gaps, left as right, anything that is drawn."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from math import dist
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from ipdoc.anatomy import skin, surface, views
from ipdoc.anatomy.geometry import Geometry, GeometryError
from ipdoc.anatomy.place import Place, Region, place_at, place_in_region, project, region_of
from ipdoc.anatomy.shown import shown
from ipdoc.anatomy.trace import trace
from ipdoc.anatomy.views import DiagramView, list_views, view, views_for

EVERY = pytest.mark.parametrize("diagram", list_views(), ids=lambda one: f"{one.figure}-{one.key}")
OTHER = {"l": "r", "r": "l", "m": "m"}


def sampled(diagram: DiagramView, count: int) -> Iterator[tuple[float, float]]:
    """Yield points strewn evenly (Roberts' sequence), other ones in each view."""
    first = len(diagram.key) + 7 * len(diagram.figure)
    for k in range(first, first + count):
        yield k * 0.754877666 % 1, k * 0.569840291 % 1


@EVERY
def test_a_place_shows_where_it_was_set(diagram: DiagramView) -> None:
    kept = 0
    for point in sampled(diagram, 150):
        place = place_at(diagram, point)
        if place is None:
            continue
        kept += 1
        at = project(place, diagram)
        assert at is not None
        away = dist((at[0] * diagram.width, at[1] * diagram.height), _units(diagram, point))
        assert away < 0.01 * diagram.height
    assert kept > 10


def _units(diagram: DiagramView, point: tuple[float, float]) -> tuple[float, float]:
    return point[0] * diagram.width, point[1] * diagram.height


@pytest.mark.parametrize(
    "diagram",
    [one for one in list_views() if one.kind != "chart"],
    ids=lambda one: f"{one.figure}-{one.key}",
)
def test_what_is_drawn_of_the_body_belongs_to_a_region(diagram: DiagramView) -> None:
    picture = Image.open(io.BytesIO(diagram.png())).convert("RGBA")
    solid = picture.getchannel("A").load()
    inside = missed = 0
    for x, y in sampled(diagram, 1500):
        if solid[int(x * picture.width), int(y * picture.height)] > 127:
            inside += 1
            missed += place_at(diagram, (x, y)) is None
    assert inside > 100
    assert missed <= 0.005 * inside


@pytest.mark.parametrize("figure", [*views.listing()["figures"]])
def test_every_region_can_be_reached_in_some_view(figure: str) -> None:
    inside = {"oral_mucosa", "ear_canal_drum", "anus"}
    unseen = {name for name in views.region_names() if not _reached(Region(*name), figure)}
    assert {key for key, _ in unseen} <= inside


def _reached(region: Region, figure: str) -> bool:
    for diagram in views_for(figure):
        place = place_in_region(region.key, region.side, diagram)
        at = project(place, diagram) if place else None
        found = place_at(diagram, at) if at else None
        if found is not None and region_of(found) == region:
            return True
    return False


@lru_cache(maxsize=20_000)
def _turned(face: int) -> tuple[int, ...]:
    """Return for each corner of a face the corner of its mirror image that lies opposite."""
    image = skin.corners("male", views.mirror_of_face()[face])
    return tuple(
        min(range(4), key=lambda k: dist(image[k], (-x, y, z)))
        for x, y, z in skin.corners("male", face)
    )


def mirrored(place: Place) -> Place:
    u, v = place.u, place.v
    weights = [0.0] * 4
    shares = ((1 - u) * (1 - v), u * (1 - v), u * v, (1 - u) * v)
    for corner, share in zip(_turned(place.face), shares, strict=True):
        weights[corner] += share
    image = views.mirror_of_face()[place.face]
    return Place(place.surface, image, weights[1] + weights[2], weights[2] + weights[3])


def test_ten_thousand_places_have_the_mirrored_name_on_the_other_side() -> None:
    count = len(views.faces()) // 4
    for k in range(1, 10_001):
        u, v = k * 0.754877666 % 1, k * 0.569840291 % 1
        place = Place(views.surface_name(), k * 7919 % count, u, v)
        here, there = region_of(place), region_of(mirrored(place))
        assert (there.key, there.side) == (here.key, OTHER[here.side])


@pytest.mark.parametrize("figure", [*views.listing()["figures"]])
def test_a_mark_has_the_same_name_from_every_side(figure: str) -> None:
    others = [one for one in views_for(figure) if one.kind == "camera"]
    seen_elsewhere = 0
    for point in sampled(view(figure, "full_ant"), 400):
        place = place_at(view(figure, "full_ant"), point)
        for other in others if place else ():
            at = project(place, other)
            again = place_at(other, at) if at else None
            if again is not None:
                seen_elsewhere += 1
                spots = ((p.face, p.u, p.v) for p in (place, again))
                away = dist(*(skin.position(figure, spot) for spot in spots))
                assert away < 8
    assert seen_elsewhere > 100


def test_marks_survive_other_artwork() -> None:
    before = view("male", "full_ant")
    after = replace(
        before, scale=before.scale * 0.8, offset=(300.0, 700.0), width=640.0, height=1400.0
    )
    drawn = Geometry.from_payload(
        {"kind": "outline", "points": [[0.45, 0.3], [0.55, 0.3], [0.55, 0.36], [0.45, 0.36]]}
    )
    laid = trace(before, drawn)
    (piece,) = shown(laid, after)
    assert piece.closed
    for point, spot in zip(piece.points[::7], laid.paths[0][::7], strict=True):
        again = place_at(after, point)
        assert again is not None
        here = skin.position("male", (again.face, again.u, again.v))
        assert dist(here, skin.position("male", spot)) < 1
    surface.seen.cache_clear()


NUMBERS = st.floats(0, 1, allow_nan=False)
POINTS = st.tuples(NUMBERS, NUMBERS)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
KINDS = ("point", "line", "freehand", "polygon", "outline", "tramline", "cluster", "ring")


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.fixed_dictionaries(
        {}, optional={"kind": st.sampled_from(KINDS) | ANYTHING, "points": ANYTHING,
                      "gap": ANYTHING, "count": ANYTHING},
    )
)  # fmt: skip
def test_any_payload_is_read_or_refused(payload: dict[str, Any]) -> None:
    with suppress(GeometryError):
        assert Geometry.from_payload(payload).points


@settings(deadline=None, max_examples=250, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(KINDS),
    st.integers(0, 10_000),
    POINTS,
    st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), min_size=1, max_size=8),
    st.sampled_from([0.01, 0.05, 0.3]),
)
def test_whatever_is_drawn_lies_on_the_body_or_is_refused(
    kind: str,
    number: int,
    start: tuple[float, float],
    steps: list[tuple[float, float]],
    reach: float,
) -> None:
    diagram = list_views()[number % len(list_views())]
    points = [start]
    for dx, dy in steps:
        x, y = points[-1]
        points.append((min(max(x + reach * dx, 0), 1), min(max(y + reach * dy, 0), 1)))
    payload: dict[str, Any] = {"kind": kind, "points": points[: 2 if kind == "ring" else None]}
    payload["points"] = payload["points"][:1] if kind == "point" else payload["points"]
    if kind == "tramline":
        payload["gap"] = 0.02
    try:
        laid = trace(diagram, Geometry.from_payload(payload))
    except GeometryError:
        return
    assert laid.paths
    assert all(laid.paths)
    for path in laid.paths:
        for one, other in pairwise(path if diagram.kind != "chart" and not laid.encloses else ()):
            here, there = (skin.position(diagram.figure, spot) for spot in (one, other))
            assert dist(here, there) < 5.01
    for piece in shown(laid, diagram):
        assert all(-1e-6 <= x <= 1 + 1e-6 and -1e-6 <= y <= 1 + 1e-6 for x, y in piece.points)
