"""The numbered picture for browsers that show no SVG."""

import io

from PIL import Image, ImageChops

from ipdoc.anatomy.views import list_views, view
from ipdoc.imaging.diagram import draw_diagram


def opened(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
        return image.convert("RGB")


def changed(before: bytes, after: bytes) -> tuple[int, int, int, int] | None:
    """Return the box of clear differences: the palettes of two pictures differ a little."""
    apart = ImageChops.difference(opened(before), opened(after)).convert("L")
    return apart.point(lambda value: 255 if value > 24 else 0).getbbox()


def test_the_picture_has_the_size_of_the_view() -> None:
    diagram = view("female", "full_ant")
    picture = opened(draw_diagram(diagram.png(), []))
    assert abs(picture.width / picture.height - diagram.width / diagram.height) < 0.002


def test_a_mark_is_drawn_where_it_was_set() -> None:
    png = view("female", "full_ant").png()
    bare, marked = draw_diagram(png, []), draw_diagram(png, [(7, 0.4, 0.3)])
    picture = opened(marked)
    x, y = round(0.4 * picture.width), round(0.3 * picture.height)
    box = changed(bare, marked)
    assert box is not None
    assert box[0] <= x <= box[2]
    assert box[1] <= y <= box[3]
    assert picture.getpixel((x, y)) == (24, 32, 42)


def test_marks_that_lie_together_keep_their_numbers_apart() -> None:
    png = view("male", "full_post").png()
    one = changed(draw_diagram(png, []), draw_diagram(png, [(1, 0.4, 0.3)]))
    three = changed(
        draw_diagram(png, []), draw_diagram(png, [(k, 0.4, 0.3 + 0.001 * k) for k in (1, 2, 3)])
    )
    assert one is not None
    assert three is not None
    assert three[3] - three[1] > 1.8 * (one[3] - one[1])


def test_the_preview_is_a_ring_and_no_number() -> None:
    png = view("male", "full_post").png()
    bare, preview = draw_diagram(png, []), draw_diagram(png, [], preview=(0.5, 0.4))
    picture = opened(preview)
    box = changed(bare, preview)
    assert box is not None
    assert abs((box[0] + box[2]) / 2 - 0.5 * picture.width) < 2
    middle = (round(0.5 * picture.width), round(0.4 * picture.height))
    assert picture.getpixel(middle) == opened(bare).getpixel(middle)


def test_the_same_marks_give_the_same_bytes() -> None:
    png = view("male", "full_ant").png()
    marks = [(2, 0.3, 0.2), (1, 0.31, 0.2)]
    assert draw_diagram(png, marks) == draw_diagram(png, marks)


def test_every_view_has_a_picture_of_its_shape() -> None:
    for diagram in list_views():
        picture = opened(diagram.png())
        assert abs(picture.height - picture.width * diagram.height / diagram.width) <= 1
