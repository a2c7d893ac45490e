"""What the build of the diagrams left in static/diagrams."""

import hashlib
import json
import re
import xml.etree.ElementTree as ET
import zlib
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageDraw

from ipdoc.anatomy.views import (
    DiagramView,
    cells_per_edge,
    list_views,
    mirror_of_face,
    region_names,
    region_of_cell,
    view,
    views_for,
)
from ipdoc.imaging.diagram_paths import lines_of
from ipdoc.resources import data_dir

FOLDER = data_dir("static") / "diagrams"
CLASSES = {"skin-0", "skin-1", "skin-2", "skin-3", "skin-line", "detail"}


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
        assert re.fullmatch(r"[MLQlqZ0-9 .-]*", path.attrib["d"])


def test_every_figure_is_drawn_from_four_sides() -> None:
    drawn = {(one.figure, one.key) for one in list_views()}
    for figure in ("female", "male", "neutral", "child", "infant"):
        for key in ("full_ant", "full_post", "full_lat_l", "full_lat_r"):
            assert (figure, key) in drawn


WHOLE = ("full_ant", "full_post", "full_lat_l", "full_lat_r")
TORSO = ("torso_ant", "torso_post", "torso_lat_l", "torso_lat_r")
SINGLE = ("head_ant", "head_post", "head_sup", "neck_inf", "eyes_lids")
PAIRED = (
    "head_lat_{}", "ear_{}", "shoulder_{}_ant", "shoulder_{}_post", "axilla_{}", "arm_{}",
    "wrist_{}", "hand_{}_palm", "hand_{}_dorsal", "nails_{}", "leg_{}_ant", "leg_{}_post",
    "knee_{}", "ankle_ring_{}", "foot_{}_plantar", "foot_{}_dorsal", "foot_{}_med", "foot_{}_lat",
)  # fmt: skip


@pytest.mark.parametrize("figure", ["female", "male", "neutral", "child", "infant"])
def test_every_figure_has_all_views_of_its_own_or_lent(figure: str) -> None:
    pairs = {key.format(side) for key in PAIRED for side in "lr"}
    served = {one.key: one for one in views_for(figure)}
    assert {*WHOLE, *TORSO, *SINGLE, *pairs} <= served.keys()
    assert all(served[key].figure == figure for key in WHOLE)
    if figure != "infant":
        assert all(served[key].figure == figure for key in TORSO)


@pytest.mark.parametrize("key", PAIRED)
def test_a_right_view_is_the_mirror_image_of_the_left_one(key: str) -> None:
    left, right = (view("neutral", key.format(side)) for side in "lr")
    assert (left.width, left.height) == (right.width, right.height)
    paths = [one.svg().split(' d="')[1].split('"')[0] for one in (left, right)]
    ends = [[x for points, _ in lines_of(path) for x, _ in points] for path in paths]
    for one, other in zip(*ends, strict=True):
        assert one + other == pytest.approx(left.width, abs=0.11)


def test_unrolled_limbs_tell_where_their_sides_are() -> None:
    rows = [row for row in listing()["views"] if row["kind"] == "unrolled"]
    assert {row["key"][:-2] for row in rows} == {"arm", "wrist", "knee", "ankle_ring", "nails"}
    for row in rows:
        data = zlib.decompress((FOLDER / row["quads"]["file"]).read_bytes())
        assert len(data) == row["quads"]["count"] * (2 + 16)
        if row["key"].startswith("nails"):
            continue
        at = row["angle_at"]
        assert at["front"] == [row["width"] / 2]
        assert at["back"] == [row["box"][0], row["box"][2]]
        # On the left limb, seen from the front, the outer side lies to the right.
        assert (at["outer"] > at["inner"]) == row["key"].endswith("_l")


def test_all_diagrams_together_stay_within_fifteen_megabytes() -> None:
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) < 15_000_000


def listing() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "views.json").read_text(encoding="utf-8"))
    return found


def test_figures_have_plausible_measures() -> None:
    figures = listing()["figures"]
    for key, low, high in (("female", 1500, 1800), ("male", 1600, 1900), ("child", 1200, 1400)):
        assert low < figures[key]["height_mm"] < high
    for row in figures.values():
        tall, area = row["height_mm"] / 1000, row["area_mm2"] / 1e6
        # Skin in square metres is about 0.6 × height squared, from children to adults.
        assert 0.45 < area / tall**2 < 0.75
        girths = [girth for girth, _ in row["area_by_girth"]]
        areas = [area for _, area in row["area_by_girth"]]
        assert girths == [round(0.6 + 0.1 * k, 1) for k in range(11)]
        assert areas == sorted(areas)
        assert areas[4] == row["area_mm2"]


def test_landmarks_lie_on_the_side_they_are_named_for() -> None:
    found = listing()
    mirror = mirror_of_face()
    names = region_names()
    side = {}
    for code, cell in zip(region_of_cell(), range(len(region_of_cell())), strict=True):
        side.setdefault(cell // cells_per_edge() ** 2, set()).add(names[code][1])
    for name, (face, u, v) in found["landmarks"].items():
        assert 0 < u < 1
        assert 0 < v < 1
        if name.endswith("|l"):
            other = found["landmarks"][f"{name[:-1]}r"]
            assert mirror[face] == other[0]
            assert side[face] <= {"l", "m"}


def test_neighbours_are_mutual_and_parents_lead_to_the_limbs() -> None:
    found = listing()
    touching, parents = found["neighbours"], found["parents"]
    assert set(touching) == set(found["regions"])
    for name, others in touching.items():
        assert others
        assert all(name in touching[other] for other in others)
    assert parents["nail_hand_5"] == "finger_5"
    assert parents[parents["finger_5"]] == "upper_limb"


@pytest.mark.parametrize("row", listing()["views"], ids=lambda row: f"{row['figure']}-{row['key']}")
def test_outlines_name_known_regions_and_fill_the_silhouette(row: dict[str, Any]) -> None:
    known = set(listing()["regions"])
    regions = json.loads((FOLDER / row["regions"]).read_text(encoding="utf-8"))["regions"]
    width, height = row["width"], row["height"]
    covered = Image.new("L", (width, height))
    for region in regions:
        assert f"{region['key']}|{region['side']}" in known
        assert re.fullmatch(r"(?:[Mlq]-?[0-9. -]+|Z)+", region["d"])
        assert 0 <= region["at"][0] <= width
        assert 0 <= region["at"][1] <= height
        covered = ImageChops.lighter(covered, filled(region["d"], (width, height)))
    svg = (FOLDER / row["svg"]).read_text(encoding="utf-8")
    body = filled(re.findall(r' d="([^"]*)"', svg)[0], (width, height))
    bare = ImageChops.subtract(body, covered)
    assert bare.histogram()[255] <= 0.005 * body.histogram()[255]


def filled(data: str, size: tuple[int, int]) -> Image.Image:
    """Return the inside of path data, even-odd."""
    sheet = Image.new("L", size)
    for points, _ in lines_of(data):
        one = Image.new("L", size)
        ImageDraw.Draw(one).polygon(points, fill=255)
        sheet = ImageChops.difference(sheet, one)
    return sheet
