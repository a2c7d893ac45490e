"""Coverage: what was examined is stated region by region, and every gap has a reason."""

import pytest

from ipdoc.casework.bodymap import coverage
from ipdoc.casework.bodymap.body_map import open_map
from ipdoc.casework.cases import start_case
from ipdoc.domain.finding import RuleError
from tests.builders import a_vault
from tests.databases import on_each_database

pytestmark = on_each_database

SHIN, NAPE = ("shin", "l"), ("neck_post", "m")


@pytest.fixture
def vault(tmp_path):
    with a_vault(tmp_path) as opened:
        yield opened


@pytest.fixture
def ref(vault):
    return start_case(vault, "full", "K-1", "R-1", {"record": "en"})


def test_nothing_is_stated_of_a_new_evaluation(vault, ref):
    assert open_map(vault, ref).coverage == {}


def test_examined_and_not_examined_are_kept_with_the_reason(vault, ref):
    coverage.state_regions(vault, ref, [SHIN, NAPE], "examined")
    stated = coverage.state_regions(vault, ref, [SHIN], "not_examined", " Plaster \n cast ")
    assert stated == {
        "shin|l": {"state": "not_examined", "reason": "Plaster cast"},
        "neck_post|m": {"state": "examined", "reason": ""},
    }
    assert open_map(vault, ref).coverage == stated


def test_a_statement_can_be_taken_back(vault, ref):
    coverage.state_regions(vault, ref, [SHIN], "examined")
    assert coverage.state_regions(vault, ref, [SHIN], None) == {}


@pytest.mark.parametrize(
    ("regions", "state", "reason", "sentence"),
    [
        ([SHIN], "not_examined", " ", "Say why"),
        ([SHIN], "perhaps", "", "examined or not"),
        ([], "examined", "", "at least one"),
        ([("nowhere", "l")], "examined", "", "from the list"),
        ([("shin", "m")], "examined", "", "from the list"),
        ([SHIN], "not_examined", "x" * 401, "at most"),
    ],
)
def test_statements_that_say_nothing_are_refused(vault, ref, regions, state, reason, sentence):
    with pytest.raises(RuleError, match=sentence):
        coverage.state_regions(vault, ref, regions, state, reason)
    assert open_map(vault, ref).coverage == {}
