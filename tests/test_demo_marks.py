"""The demonstration's marks lie where their records say: it is the first picture anybody sees."""

import json

import pytest

from ipdoc.anatomy.geometry import Geometry
from ipdoc.anatomy.place import Region
from ipdoc.anatomy.spans import regions_touched
from ipdoc.anatomy.trace import trace
from ipdoc.anatomy.views import view
from ipdoc.resources import data_dir

CASES = sorted((data_dir("forms") / "demo").glob("*.json"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_mark_lies_in_the_region_that_its_lesion_names(path) -> None:
    case = json.loads(path.read_text(encoding="utf-8"))
    figure = case["answers"]["case_information"]["subject_sex_recorded"]
    assert case["lesions"]
    for lesion in case["lesions"]:
        drawn = trace(view(figure, lesion["view"]), Geometry.from_payload(lesion["shape"]))
        assert Region(lesion["region"], lesion["side"]) in regions_touched(drawn), lesion["number"]


def test_the_first_case_shows_what_can_be_drawn() -> None:
    case = json.loads(CASES[0].read_text(encoding="utf-8"))
    kinds = {lesion["shape"]["kind"] for lesion in case["lesions"]}
    assert {"outline", "ring", "tramline", "line"} <= kinds
