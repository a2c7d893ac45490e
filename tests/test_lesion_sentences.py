"""Sentences that casework makes of a lesion and its drawing."""

import pytest

from ipdoc.anatomy.body import BodyScale
from ipdoc.anatomy.geometry import Geometry
from ipdoc.anatomy.measure import body_scale
from ipdoc.anatomy.place import place_at, region_of
from ipdoc.anatomy.trace import Trace, trace
from ipdoc.anatomy.views import view
from ipdoc.casework.bodymap.sentences import generated, where_of
from ipdoc.domain.finding import Lesion

FRONT = view("male", "full_ant")
WRIST = (0.135, 0.485)


def scale() -> BodyScale:
    return body_scale("male", 181, 78)


def drawn(kind: str, *points: tuple[float, float], gap: float | None = None) -> Trace:
    return trace(FRONT, Geometry(kind, points, gap=gap))


def test_the_wrist_is_where_the_ring_is_drawn() -> None:
    place = place_at(FRONT, WRIST)
    assert place is not None
    assert region_of(place).key.startswith("wrist")


@pytest.mark.parametrize(
    ("language", "beginning"),
    [("en", "All round the right wrist"), ("ru", "Вокруг правого запястья"),
     ("kk", "Оң білезікті айнала")],
)  # fmt: skip
def test_a_closed_ring_goes_round_the_part_not_over_one_of_its_sides(
    language: str, beginning: str
) -> None:
    said = generated(Lesion(1, "ligature"), [drawn("ring", WRIST)], scale(), language, "en")
    assert said.startswith(beginning)


def test_an_arc_is_told_by_its_region() -> None:
    arc = trace(FRONT, Geometry("ring", (WRIST, (0.155, 0.485))))
    assert not arc.closed
    assert where_of(Lesion(1, "ligature"), [arc], scale()).round == ""


def test_two_parallel_lines_are_told_from_the_drawing_unless_recorded_otherwise() -> None:
    bars = drawn("tramline", (0.45, 0.3), (0.55, 0.31), gap=0.02)
    said = generated(Lesion(1, "bruise"), [bars], scale(), "en", "en")
    assert "in the form of two parallel stripes" in said
    told = Lesion(1, "bruise", attributes={"shape": "linear"})
    assert "parallel" not in generated(told, [bars], scale(), "en", "en")


def test_nothing_is_said_of_the_skin_between_two_lines() -> None:
    bars = drawn("tramline", (0.45, 0.3), (0.55, 0.31), gap=0.02)
    said = generated(Lesion(1, "bruise"), [bars], scale(), "en", "en")
    assert "skin" not in said
    assert "The gap between the stripes is about" in said
