"""The charts of mouth, teeth, bones and restricted views: rebuilt, and read as readers do."""

import hashlib
import json
import re
import tomllib
import xml.etree.ElementTree as ET
from functools import cache

import numpy as np
import pytest
import shapely
from PIL import Image
from shapely.geometry import Point, Polygon

from ipdoc.resources import data_dir
from tools.bodymap.charts import pathdata
from tools.bodymap.charts.build import chart_files, draw_all
from tools.bodymap.charts.chart import Chart, Drawing
from tools.bodymap.charts.curves import ellipse, line

FOLDER = data_dir("static") / "diagrams" / "charts"
ENTRIES = json.loads((FOLDER / "charts.json").read_text(encoding="utf-8"))["views"]
KEYS = [entry["key"] for entry in ENTRIES]
CLASSES = {"skin-0", "skin-1", "skin-2", "skin-3", "skin-line", "detail"}
FACES = {"occlusal", "mesial", "distal", "buccal", "lingual"}
DARK = 195
"""Grey below which a pixel belongs to a line; the darkest tone is 211, a line 101."""
EVEN = 1.5
"""Permille of the drawn area by which left and right may differ."""


@cache
def drawn() -> dict[str, tuple[Chart, Drawing]]:
    return {chart.key: (chart, drawing) for chart, drawing in draw_all()}


@cache
def read_regions(key: str) -> list[dict[str, object]]:
    entry = next(entry for entry in ENTRIES if entry["key"] == key)
    text = (FOLDER.parent / entry["regions"]).read_text(encoding="utf-8")
    return json.loads(text)["regions"]


def area(region: dict[str, object]) -> shapely.Geometry:
    found = Polygon()
    for ring in region["points"]:
        found = found.symmetric_difference(shapely.make_valid(Polygon(ring)))
    return found


def vocabulary(name: str) -> dict[str, str]:
    text = (data_dir("forms") / "vocabulary" / f"{name}.toml").read_text(encoding="utf-8")
    return {code["key"]: code.get("side", "") for code in tomllib.loads(text)["code"]}


def test_a_build_gives_the_same_bytes() -> None:
    built = chart_files(drawn().values())
    found = {path.name: path.read_bytes() for path in FOLDER.iterdir()}
    assert sorted(built) == sorted(found)
    assert [name for name in built if built[name] != found[name]] == []


def test_the_manifest_names_every_file_and_its_digest() -> None:
    manifest = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in FOLDER.iterdir()
        if path.name != "manifest.json"
    }
    assert manifest == found


@pytest.mark.parametrize("entry", ENTRIES, ids=KEYS)
def test_a_chart_is_small_themable_and_wordless(entry: dict[str, object]) -> None:
    text = (FOLDER.parent / str(entry["svg"])).read_text(encoding="utf-8")
    assert len(text.encode()) <= 80_000
    root = ET.fromstring(text)  # noqa: S314 - our own drawing
    assert root.attrib["viewBox"] == f"0 0 {entry['width']} {entry['height']}"
    for path in root:
        assert path.tag.rpartition("}")[2] == "path"
        assert path.attrib["class"] in CLASSES
        assert path.attrib.keys().isdisjoint({"style", "id"})
        assert re.fullmatch(r"[MLQZ0-9 .-]+", path.attrib["d"])


@pytest.mark.parametrize("entry", ENTRIES, ids=KEYS)
def test_the_picture_shows_every_line_and_every_region(entry: dict[str, object]) -> None:
    picture = Image.open(FOLDER.parent / str(entry["png"]))
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture)
    scale = picture.width / float(str(entry["width"]))
    grey = np.pad(np.asarray(paper.convert("L"), int), 1, constant_values=255)
    _, drawing = drawn()[str(entry["key"])]
    for curve in (*drawing.lines, *drawing.outline):
        for x, y in curve[:: max(1, len(curve) // 6)]:
            row = min(int(y * scale), picture.height - 1)
            column = min(int(x * scale), picture.width - 1)
            assert grey[row : row + 3, column : column + 3].min() < DARK, (x, y)
    for region in read_regions(str(entry["key"])):
        x, y = (int(number * scale) for number in region["at"])
        assert picture.getpixel((x, y))[3] > 0, region["key"]


@pytest.mark.parametrize("key", KEYS)
def test_every_point_of_a_drawing_has_a_region(key: str) -> None:
    _, drawing = drawn()[key]
    body = drawing.body
    named = shapely.union_all([part for _, part in drawing.regions])
    assert named.intersection(body).area >= 0.998 * body.area
    read = shapely.union_all([area(region).buffer(0) for region in read_regions(key)])
    assert read.intersection(body).area >= 0.995 * body.area


@pytest.mark.parametrize("key", KEYS)
def test_regions_know_a_point_of_their_own_and_do_not_overlap(key: str) -> None:
    found = [(region, area(region)) for region in read_regions(key)]
    for region, shape in found:
        assert shape.contains(Point(region["at"])), region["key"]
        assert re.fullmatch(r"[MLQZ0-9 .-]+", str(region["d"]))
    total = sum(shape.area for _, shape in found)
    assert shapely.union_all([shape.buffer(0) for _, shape in found]).area >= 0.99 * total


@pytest.mark.parametrize("key", KEYS)
def test_keys_and_sides_are_those_of_the_vocabulary(key: str) -> None:
    for region in read_regions(key):
        if region.get("vocabulary") == "bones":
            assert region["key"] in vocabulary("bones")
            continue
        side = vocabulary("regions")[str(region["key"])]
        assert str(region["side"]).upper() in (side if side != "none" else "M")


@pytest.mark.parametrize("key", KEYS)
def test_left_and_right_are_mirror_images(key: str) -> None:
    chart, drawing = drawn()[key]
    middle = chart.size[0] / 2
    sides = {(one.key, one.side, one.tooth, one.face): part for one, part in drawing.regions}
    whole = drawing.body.area
    for (name, side, tooth, face), part in sides.items():
        if side == "m" and not tooth:
            other = part
        elif side == "m":
            other = sides[name, side, tooth + (10 if tooth // 10 % 2 else -10), face]
        else:
            other = sides[name, {"l": "r", "r": "l"}[side], tooth, face]
        turned = shapely.affinity.scale(other, -1, 1, origin=(middle, 0))
        assert part.symmetric_difference(turned).area <= EVEN / 1000 * whole, (name, side)


def test_right_lies_where_the_entry_says() -> None:
    for entry in ENTRIES:
        rights = [region["at"][0] for region in read_regions(entry["key"]) if region["side"] == "r"]
        assert entry["subject_right"] == ("right" if entry["key"] == "skeleton_post" else "left")
        for x in rights:
            assert (x < entry["width"] / 2) == (entry["subject_right"] == "left")


@pytest.mark.parametrize(
    ("key", "first", "positions"), [("dental_adult", 1, 8), ("dental_child", 5, 5)]
)
def test_a_tooth_chart_has_every_tooth_with_five_faces(
    key: str, first: int, positions: int
) -> None:
    found = {(region["tooth"], region["face"]) for region in read_regions(key)}
    teeth = [10 * q + k for q in range(first, first + 4) for k in range(1, positions + 1)]
    assert found == {(tooth, face) for tooth in teeth for face in FACES}
    at = {region["tooth"]: region["at"] for region in read_regions(key)}
    upper_right, lower_left = first * 10 + 1, (first + 2) * 10 + 1
    assert at[upper_right][0] < at[lower_left][0]
    assert at[upper_right][1] < at[lower_left][1]


def test_mesial_lies_towards_the_midline() -> None:
    at = {(one["tooth"], one["face"]): one["at"] for one in read_regions("dental_adult")}
    for quadrant, sign in ((1, 1), (2, -1), (3, -1), (4, 1)):
        mesial, distal = at[quadrant * 10 + 6, "mesial"], at[quadrant * 10 + 6, "distal"]
        assert (mesial[0] - distal[0]) * sign > 0


def test_the_inner_mouth_can_be_marked() -> None:
    found = {region["key"] for key in ("mouth_open", "lips_inner") for region in read_regions(key)}
    assert found >= {
        "lip_upper", "lip_lower", "mouth_corner", "oral_mucosa", "frenulum_labii", "tongue",
        "palate", "gum_upper", "gum_lower", "tooth",
    }  # fmt: skip


def test_the_pelvis_can_be_marked_in_restricted_charts_only() -> None:
    restricted = {entry["key"] for entry in ENTRIES if entry["restricted"]}
    assert restricted == {"perineum_f", "genital_m", "perianal"}
    found = {region["key"] for key in restricted for region in read_regions(key)}
    wanted = {
        "penis_shaft", "glans", "foreskin", "scrotum", "testis", "vulva_majora", "vulva_minora",
        "clitoris", "urethral_meatus", "introitus_hymen", "fourchette", "perineum", "perianal",
        "anus", "natal_cleft",
    }  # fmt: skip
    assert found >= wanted
    others = {region["key"] for key in {*KEYS} - restricted for region in read_regions(key)}
    assert others.isdisjoint(wanted)


def test_every_bone_can_be_marked_on_both_sides() -> None:
    found: dict[str, set[str]] = {}
    for key in ("skeleton_ant", "skeleton_post"):
        for region in read_regions(key):
            found.setdefault(str(region["key"]), set()).add(str(region["side"]))
    assert set(found) == set(vocabulary("bones"))
    single = re.compile(
        "skull_vault|maxilla|mandible|nasal|hyoid|sternum|sacrum|coccyx"
        "|(cervical|thoracic|lumbar)_[0-9]+"
    )
    for key, sides in found.items():
        expected = {"m"} if single.fullmatch(key) else {"l", "r"}
        assert sides - {"m"} == expected - {"m"}, key
        assert sides == expected or key == "skull_base"


def test_ribs_and_vertebrae_are_counted_from_above() -> None:
    at = {(str(one["key"]), one["side"]): one["at"] for one in read_regions("skeleton_post")}
    spine = [f"{part}_{k}" for part, last in (("cervical", 7), ("thoracic", 12), ("lumbar", 5))
             for k in range(1, last + 1)]  # fmt: skip
    heights = [at[key, "m"][1] for key in [*spine, "sacrum", "coccyx"]]
    assert heights == sorted(heights)
    for side in ("l", "r"):
        assert at["rib_1", side][1] < at["rib_12", side][1]


def test_path_data_follow_a_circle_and_keep_corners() -> None:
    circle = list(ellipse(50, 50, 30, 30).exterior.coords)[:-1]
    text = pathdata.data(circle, closed=True)
    assert text.count("Q") <= 12
    assert text.endswith("Z")
    square = [(0.0, 0.0), (40.0, 0.0), (40.0, 40.0), (0.0, 40.0)]
    assert pathdata.data(square, closed=True) == "M0 0L40 0L40 40L0 40L0 0Z"


def test_a_smooth_line_passes_through_its_knots() -> None:
    knots = [(0.0, 0.0), (10.0, 20.0), (40.0, 20.0), (60.0, 0.0)]
    curve = line(knots)
    assert curve[0] == knots[0]
    assert curve[-1] == knots[-1]
    for x, y in knots:
        assert min(abs(px - x) + abs(py - y) for px, py in curve) < 1e-6
