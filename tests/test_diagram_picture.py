"""The numbered picture for browsers that show no SVG."""

import io

import pytest
from PIL import Image, ImageChops

from ipdoc.anatomy.symbols import symbol
from ipdoc.anatomy.views import list_views, view
from ipdoc.imaging.diagram import Scene, draw_scene, draw_thumbnail, picture_box
from ipdoc.imaging.diagram_marks import FAMILIES, Shape
from ipdoc.imaging.diagram_paths import lines_of, stations

VIEW = view("female", "full_ant")
BOX = picture_box(VIEW.width, VIEW.height)


def drawn(*shapes: Shape, **more: object) -> Image.Image:
    return opened(draw_scene(Scene(VIEW.png(), BOX, shapes, **more)))


def opened(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
        return image.convert("RGBA").convert("RGB")


def changed(before: Image.Image, after: Image.Image) -> tuple[int, int, int, int] | None:
    """Return the box of clear differences: the palettes of two pictures differ a little."""
    apart = ImageChops.difference(before, after).convert("L")
    return apart.point(lambda value: 255 if value > 24 else 0).getbbox()


def at(x: float, y: float) -> tuple[int, int]:
    return round(BOX.left + x * BOX.inner_width), round(BOX.top + y * BOX.inner_height)


def a_shape(kind: str, *points: tuple[float, float], type_key: str = "bruise", **more: object):
    closed = kind == "polygon"
    return Shape(symbol(type_key), kind, ((points, closed),), **more)


def test_a_pixel_of_the_picture_is_a_point_of_the_view() -> None:
    x, y = BOX.fractions(*at(0.4, 0.3))
    assert abs(x - 0.4) < 0.002
    assert abs(y - 0.3) < 0.002
    assert BOX.fractions(0, 0)[0] < 0


def test_a_mark_is_drawn_where_it_was_set_with_its_number_at_the_side() -> None:
    box = changed(drawn(), drawn(a_shape("point", (0.4, 0.3), number=7)))
    assert box is not None
    x, y = at(0.4, 0.3)
    assert box[0] < BOX.left / 2
    assert box[2] > x
    assert box[1] < y < box[3]


@pytest.mark.parametrize(
    ("type_key", "covered"),
    [("bruise", (0.15, 0.6)), ("hyperpig", (0.05, 0.5)), ("haematoma", (0.8, 1.01))],
)
def test_an_area_is_hatched_by_its_kind(type_key: str, covered: tuple[float, float]) -> None:
    corners = ((0.4, 0.25), (0.6, 0.25), (0.6, 0.4), (0.4, 0.4))
    picture = drawn(a_shape("polygon", *corners, type_key=type_key))
    inner = picture.crop((*at(0.43, 0.27), *at(0.57, 0.38)))
    colour = FAMILIES[symbol(type_key).family]
    near = [sum(abs(a - b) for a, b in zip(p, colour, strict=True)) < 120 for p in pixels(inner)]
    assert covered[0] <= sum(near) / len(near) <= covered[1]


def pixels(picture: Image.Image) -> list[tuple[int, ...]]:
    return [picture.getpixel((x, y)) for x in range(picture.width) for y in range(picture.height)]


@pytest.mark.parametrize(
    "type_key",
    ["laceration", "incised", "scar_linear", "scar_surgical", "ligature", "abrasion"],
)
def test_a_line_is_drawn_in_the_manner_of_its_kind(type_key: str) -> None:
    bare = drawn()
    box = changed(bare, drawn(a_shape("line", (0.42, 0.3), (0.58, 0.3), type_key=type_key)))
    assert box is not None
    assert box[2] - box[0] >= 0.14 * BOX.inner_width


def test_marks_that_lie_together_keep_their_numbers_apart() -> None:
    one = changed(drawn(), drawn(a_shape("point", (0.4, 0.3), number=1)))
    shapes = [a_shape("point", (0.4, 0.3 + 0.001 * k), number=k) for k in (1, 2, 3)]
    three = changed(drawn(), drawn(*shapes))
    assert one is not None
    assert three is not None
    assert three[3] - three[1] > 1.8 * (one[3] - one[1])


def test_what_is_not_recorded_yet_is_shown_without_a_number() -> None:
    box = changed(drawn(), drawn(pending=((0.5, 0.4), (0.55, 0.45))))
    assert box is not None
    assert box[0] > BOX.left
    assert box[2] < BOX.left + BOX.inner_width


def test_what_is_not_stated_is_veiled_and_what_was_not_examined_crossed() -> None:
    square = f"M{VIEW.width * 0.4} {VIEW.height * 0.3}L{VIEW.width * 0.6} {VIEW.height * 0.3}"
    square += f"L{VIEW.width * 0.6} {VIEW.height * 0.4}L{VIEW.width * 0.4} {VIEW.height * 0.4}Z"
    given = {"unit": VIEW.width}
    veiled, crossed = drawn(unstated=[square], **given), drawn(unexamined=[square], **given)
    box = changed(drawn(), veiled)
    assert box is None or at(0.38, 0.28) < box[:2]
    inner = (*at(0.42, 0.31), *at(0.58, 0.39))
    dark = [sum(p[0] for p in pixels(one.crop(inner))) for one in (drawn(), veiled, crossed)]
    assert dark[0] > dark[1] > dark[2]


def test_words_over_the_picture_are_drawn_in_any_script() -> None:
    box = changed(drawn(), drawn(heads=(("П", 0.2), ("снаружи", 0.6))))
    assert box is not None
    assert box[3] <= BOX.top


def test_the_same_scene_gives_the_same_bytes() -> None:
    scene = Scene(VIEW.png(), BOX, [a_shape("line", (0.3, 0.2), (0.4, 0.3), number=2)])
    assert draw_scene(scene) == draw_scene(scene)


def test_every_view_has_a_picture_of_its_shape_and_a_small_one() -> None:
    for diagram in list_views():
        picture = opened(diagram.png())
        assert abs(picture.height - picture.width * diagram.height / diagram.width) <= 1
    assert len(draw_thumbnail(VIEW.png())) < 2500


def test_path_data_becomes_corners() -> None:
    lines = lines_of("M0 0L2 0Q4 0 4 2C4 4 2 4 0 4ZM1 1L2 2")
    assert [closed for _, closed in lines] == [True, False]
    assert lines[0][0][0] == (0, 0)
    assert lines[0][0][-1] == (0, 4)
    places = stations(((0.0, 0.0), (3.0, 0.0), (3.0, 3.0)), 1.0)
    assert len(places) == 7
    assert places[-1] == ((3.0, 3.0), (0.0, 1.0))
