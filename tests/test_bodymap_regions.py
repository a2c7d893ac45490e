"""The list of regions: every region once, with views that show it, and a point on each."""

import pytest

from ipdoc.anatomy.place import Region, region_at
from ipdoc.anatomy.views import view, views_for
from ipdoc.casework.bodymap import regions as listing
from ipdoc.i18n import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_region_stands_once_in_the_list_with_a_name(language):
    rows = listing.listed_regions("female", language)
    names = [(row.vocabulary, row.key, row.side, row.tooth) for row in rows]
    assert len(names) == len(set(names))
    assert all(row.label.strip() for row in rows)
    assert {row.group for row in rows} == set(listing.GROUPS)


@pytest.mark.parametrize("position", listing.POSITIONS)
def test_point_of_a_region_lies_in_it(position):
    front = view("female", "full_ant")
    for key, side in (("shin", "l"), ("epigastrium", "m"), ("thigh_ant", "r")):
        point = listing.point_in_region(front, key, side, position)
        assert region_at(front, point) == Region(key, side)


def test_positions_lie_where_they_say():
    front = view("female", "full_ant")
    at = {one: listing.point_in_region(front, "thigh_ant", "l", one) for one in listing.POSITIONS}
    assert at["upper"][1] < at["middle"][1] < at["lower"][1]
    assert at["left"][0] < at["right"][0]


def test_view_that_does_not_show_a_region_has_no_point_of_it():
    assert listing.point_in_region(view("female", "full_ant"), "scapular", "l") is None


def test_warming_lays_out_the_figures():
    listing.listed_regions.cache_clear()
    listing.warm()
    assert listing.listed_regions.cache_info().currsize >= 3
    assert views_for("female")
