"""The demonstration's marks lie where their records say: it is the first picture anybody sees."""

import json

import pytest

from ipdoc.anatomy.place import Region, region_at
from ipdoc.anatomy.views import view
from ipdoc.resources import data_dir

CASES = sorted((data_dir("forms") / "demo").glob("*.json"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_mark_lies_in_the_region_that_its_lesion_names(path) -> None:
    case = json.loads(path.read_text(encoding="utf-8"))
    figure = case["answers"]["case_information"]["subject_sex_recorded"]
    assert case["lesions"]
    for lesion in case["lesions"]:
        for point in lesion["shape"]["points"]:
            found = region_at(view(figure, lesion["view"]), tuple(point))
            assert found == Region(lesion["region"], lesion["side"]), lesion["number"]
