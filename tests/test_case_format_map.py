"""The body map in a case file: marks of every kind, extents, coverage, sentences, figure."""

import json

import pytest

from ipdoc.anatomy.place import Region
from ipdoc.anatomy.spans import region_of_trace, regions_touched
from ipdoc.casework import findings
from ipdoc.casework.bodymap import coverage, drawing
from ipdoc.casework.bodymap.body_map import open_map
from ipdoc.casework.bodymap.figures import choose_figure
from ipdoc.casework.bodymap.marks import trace_of
from ipdoc.casework.cases import start_case
from ipdoc.exchange.case_errors import CaseFormatError
from tests.bodymap_builders import SHAPES, a_lesion
from tests.builders import CASES, a_vault, case_bytes, exported, imported


@pytest.fixture
def vault(tmp_path):
    with a_vault(tmp_path) as opened:
        yield opened


def test_map_drawn_here_comes_back_as_it_was(vault):
    ref = start_case(vault, "full", "K-1", "R-1", {"record": "en"})
    choose_figure(vault, ref, "female")
    for kind in SHAPES:
        a_lesion(vault, ref, kind)
    drawing.describe_by_hand(vault, ref, 1, ("ru", "Своими словами.", "Кровоподтёк."), 1)
    stated = coverage.state_regions(vault, ref, [("shin", "l")], "not_examined", "Plaster")
    file = exported(vault, ref)
    again = imported(vault, file)
    assert exported(vault, again) == file
    assert open_map(vault, again).coverage == stated
    assert open_map(vault, again).figure == "female"
    before, after = findings.lesions(vault, ref), findings.lesions(vault, again)
    assert [one.marks for one in after] == [one.marks for one in before]
    assert after[0].descriptions == before[0].descriptions


@pytest.mark.parametrize("name", CASES)
def test_marks_of_worked_cases_lie_in_their_regions_most_with_their_extent(vault, name):
    ref = imported(vault, case_bytes(name))
    drawn = laid = 0
    for lesion in findings.lesions(vault, ref):
        for mark in lesion.marks:
            found = trace_of(mark.place, mark.drawn)
            if found is None:
                continue
            stated = Region(lesion.region, lesion.side or "m")
            assert stated in regions_touched(found) or region_of_trace(found) == stated
            if mark.drawn["geometry"]["kind"] != "point":
                drawn += 1
                laid += len(found.paths[0]) > 1
    assert laid >= 0.5 * drawn


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"figure": "giant"}, "figure"),
        ({"coverage": []}, "coverage"),
        ({"lesions": [{"shape": {"kind": "spiral", "points": [[0.4, 0.3]]}}]}, "shape|kind"),
        ({"lesions": [{"shape": {"kind": "ring", "points": [[0.4, 2]]}}]}, "shape"),
        ({"lesions": [{"descriptions": {"ru": "x"}}]}, "descriptions"),
    ],
)
def test_what_the_format_does_not_know_is_refused_by_name(vault, change, sentence):
    ref = start_case(vault, "full", "K-1", "R-1", {"record": "en"})
    a_lesion(vault, ref)
    case = json.loads(exported(vault, ref))
    for lesion in change.get("lesions", ()):
        case["lesions"][0] |= lesion
    case |= {key: value for key, value in change.items() if key != "lesions"}
    with pytest.raises(CaseFormatError, match=sentence):
        imported(vault, json.dumps(case).encode())
