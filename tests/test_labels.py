"""Labels beside a picture: in columns, apart, with leaders that do not cross."""

from __future__ import annotations

import itertools
import random

import pytest

from ipdoc.anatomy.labels import Columns, Label, Target, place_labels, segments_cross

COLUMNS = Columns(width=50.0, top=6.0, bottom=100.0, gap=5.0, outside=4.0, bend=1.0)


def spots(*points: tuple[float, float]) -> list[Target]:
    return [Target(number, (point,)) for number, point in enumerate(points, 1)]


def heights(labels: tuple[Label, ...], right: bool) -> list[float]:
    return [label.at[1] for label in labels if (label.at[0] > 0) == right]


def test_label_stands_level_with_its_mark_at_the_nearer_side() -> None:
    left, right = place_labels(spots((10, 40), (40, 60)), COLUMNS)
    assert (left.key, left.at, left.bend) == (1, (-4.0, 40.0), (-1.0, 40.0))
    assert (right.key, right.at, right.dot) == (2, (54.0, 60.0), (40, 60))


def test_labels_are_pushed_apart_in_order_of_height() -> None:
    labels = place_labels(spots((10, 50), (12, 51), (8, 49), (10, 52)), COLUMNS)
    found = heights(labels, right=False)
    assert found == sorted(found)
    assert all(b - a >= 5.0 - 1e-9 for a, b in itertools.pairwise(found))
    assert sum(found) / 4 == pytest.approx(50.5)


def test_labels_stay_between_top_and_bottom() -> None:
    labels = place_labels(
        spots(*((10, 99) for _ in range(5)), *((40, 1) for _ in range(5))), COLUMNS
    )
    assert max(heights(labels, right=False)) <= 100.0
    assert min(heights(labels, right=True)) >= 6.0


def test_full_column_gives_to_the_other() -> None:
    labels = place_labels(spots(*((10 + n / 10, 3 * n) for n in range(30))), COLUMNS)
    assert len(heights(labels, right=False)) == COLUMNS.room == 19
    assert len(heights(labels, right=True)) == 11


def test_more_labels_than_room_stand_closer() -> None:
    labels = place_labels(spots(*((n, n) for n in range(60))), COLUMNS)
    for right in (False, True):
        found = heights(labels, right=right)
        assert found[0] >= 6.0 - 1e-9
        assert found[-1] <= 100.0 + 1e-9


def test_leader_ends_at_the_nearest_point_of_the_edge() -> None:
    square = ((10.0, 40.0), (20.0, 40.0), (20.0, 50.0), (10.0, 50.0))
    (label,) = place_labels([Target(1, square)], COLUMNS)
    assert label.dot in ((10.0, 40.0), (10.0, 50.0))


@pytest.mark.parametrize("seed", range(40))
def test_leaders_never_cross(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    points = [(dice.uniform(0, 50), dice.uniform(0, 100)) for _ in range(dice.randint(2, 36))]
    labels = place_labels(spots(*points), COLUMNS)
    assert sorted(label.key for label in labels) == list(range(1, len(points) + 1))
    for a, b in itertools.combinations(labels, 2):
        assert not segments_cross((a.bend, a.dot), (b.bend, b.dot))
