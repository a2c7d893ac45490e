"""What the build of the diagrams left in static/diagrams."""

import hashlib
import json
import re
import xml.etree.ElementTree as ET

import pytest

from ipdoc.anatomy.views import DiagramView, list_views
from ipdoc.resources import data_dir

FOLDER = data_dir("static") / "diagrams"
CLASSES = {"skin-0", "skin-1", "skin-2", "skin-3", "skin-line"}


def test_the_manifest_names_every_file_and_its_digest() -> None:
    manifest = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in FOLDER.iterdir()
        if path.is_file() and path.name != "manifest.json"
    }
    assert manifest == found


@pytest.mark.parametrize("diagram", list_views(), ids=lambda one: f"{one.figure}-{one.key}")
def test_a_view_is_small_themable_and_wordless(diagram: DiagramView) -> None:
    text = diagram.svg()
    assert len(text.encode()) <= 80_000
    root = ET.fromstring(text)  # noqa: S314 - our own drawing
    assert root.attrib["viewBox"] == f"0 0 {diagram.width} {diagram.height}"
    assert {path.tag.rpartition("}")[2] for path in root} == {"path"}
    for path in root:
        assert path.attrib["class"] in CLASSES
        assert path.attrib.keys().isdisjoint({"style", "id"})
        assert re.fullmatch(r"[MLQZ0-9 .-]*", path.attrib["d"])


def test_front_and_back_of_both_figures_are_there() -> None:
    drawn = {(one.figure, one.key) for one in list_views()}
    wanted = {
        "full_ant", "full_post", "full_lat_l", "full_lat_r", "head_ant", "head_post", "head_lat_l",
        "head_lat_r", "torso_ant", "torso_post", "hand_l_palm", "hand_r_palm", "hand_l_dorsal",
        "hand_r_dorsal", "foot_l_plantar", "foot_r_plantar", "foot_l_dorsal", "foot_r_dorsal",
    }  # fmt: skip
    assert drawn == {(figure, key) for figure in ("female", "male") for key in wanted}
