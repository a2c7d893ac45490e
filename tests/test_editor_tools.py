"""Every drawing tool by mouse, by finger and by keys alone; a pen and the palm beside it."""

import pytest

from tests.editor_page import drawing

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser
QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update")
CIRCLE = [(440, 640), (470, 650), (480, 690), (450, 720), (410, 710), (400, 670), (425, 645)]


@pytest.fixture(scope="module")
def chromium():
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        yield browser
        browser.close()


def _near(geometry, *points):
    for (x, y), (wanted_x, wanted_y) in zip(geometry["points"], points, strict=True):
        assert x * 768 == pytest.approx(wanted_x, abs=3)
        assert y * 1600 == pytest.approx(wanted_y, abs=3)


def test_every_tool_draws_by_mouse(chromium):
    with drawing(chromium) as on:
        on.choose("p")
        on.click((380, 600))
        on.choose("l")
        on.drag((330, 620), (420, 640))
        on.click((330, 660), (380, 680), (420, 660))
        on.keys("Enter")
        on.choose("f")
        on.drag((330, 700), (350, 690), (380, 720), (420, 700))
        on.choose("c")
        on.click((340, 740), (400, 740), (400, 780), (340, 740))
        on.choose("t")
        on.drag((330, 560), (430, 570))
        on.choose("o")
        on.drag(*CIRCLE)
        on.choose("g")
        on.click((370, 420), (380, 430), (390, 415))
        on.keys("Enter")
        on.choose("r")
        on.click((640, 640))
        on.drag((240, 1200), (280, 1205))
        on.saved()
        made = [(body["geometry"]["kind"], body["type"]) for body in on.draws]
        assert [kind for kind, _type in made] == [
            "point",
            "line",
            "line",
            "freehand",
            "polygon",
            "tramline",
            "outline",
            "cluster",
            "ring",
            "ring",
        ]
        geometries = [body["geometry"] for body in on.draws]
        _near(geometries[0], (380, 600))
        _near(geometries[1], (330, 620), (420, 640))
        assert len(geometries[2]["points"]) == 3
        assert len(geometries[4]["points"]) == 3
        assert 0.005 < geometries[5]["gap"] < 0.1
        assert geometries[7]["count"] == 3
        assert [len(one["points"]) for one in geometries[8:]] == [1, 2]
        assert on.count() == 18
        assert [one["number"] for one in on.fake.model["lesions"]][-1] == 21


def test_every_tool_draws_by_finger(chromium):
    with drawing(chromium, has_touch=True) as on:
        on.choose("p")
        on.stroke((380, 600))
        on.choose("l")
        on.stroke((330, 620), (380, 630), (420, 640))
        on.choose("f")
        on.stroke((330, 700), (350, 690), (380, 720), (420, 700))
        on.choose("c")
        for corner in ((340, 740), (400, 740), (400, 780)):
            on.stroke(corner)
        on.page.click(".bm-hint .primary")
        on.choose("t")
        on.stroke((330, 560), (380, 565), (430, 570))
        on.choose("o")
        on.stroke(*CIRCLE)
        on.choose("g")
        on.stroke((370, 420))
        on.stroke((390, 430))
        on.page.fill(".bm-count-field", "7")
        on.page.click(".bm-hint .primary")
        on.choose("r")
        on.stroke((640, 640))
        on.saved()
        geometries = [body["geometry"] for body in on.draws]
        assert [one["kind"] for one in geometries] == [
            "point",
            "line",
            "freehand",
            "polygon",
            "tramline",
            "outline",
            "cluster",
            "ring",
        ]
        assert geometries[6]["count"] == 7


def test_every_tool_draws_by_keys_alone(chromium):
    with drawing(chromium) as on:
        on.page.keyboard.press("/")
        on.page.keyboard.type("incis")
        on.keys("Enter")
        assert on.page.evaluate("document.activeElement.className") == "bm-stage"
        on.keys("p", "Shift+ArrowDown", "Space")
        on.keys("l", "Space", "Shift+ArrowRight", "Shift+ArrowRight", "Space", "Enter")
        on.keys("f", "Space", "Shift+ArrowRight", "Shift+ArrowDown", "Shift+ArrowRight", "Space")
        on.keys("c", "Space", "Shift+ArrowRight", "Space", "Shift+ArrowDown", "Space", "Enter")
        on.keys("t", "Space", "Shift+ArrowLeft", "Shift+ArrowLeft", "Space", "Enter")
        on.keys("o", "Space", "Shift+ArrowLeft", "Shift+ArrowDown", "Shift+ArrowRight", "Space")
        on.keys("g", "Space", "Shift+ArrowUp", "Space", "Enter")
        on.keys("r", "Space")
        on.saved()
        geometries = [body["geometry"] for body in on.draws]
        assert [one["kind"] for one in geometries] == [
            "point",
            "line",
            "freehand",
            "polygon",
            "tramline",
            "outline",
            "cluster",
            "ring",
        ]
        assert {body["type"] for body in on.draws} == {"incised"}
        (start, end) = geometries[1]["points"]
        assert (end[0] - start[0]) * 768 * 1.14 == pytest.approx(20, abs=0.2)


def test_escape_gives_up_the_drawing_and_twice_locks(chromium):
    with drawing(chromium) as on:
        on.choose("c")
        on.click((340, 740), (400, 740), (400, 780))
        on.keys("Escape")
        on.page.wait_for_timeout(1100)
        assert not on.draws
        assert on.page.locator(".bm-draft path").count() == 0
        on.keys("Escape", "Escape")
        on.page.wait_for_url("**/unlock")


def test_outline_that_crosses_itself_is_not_sent(chromium):
    with drawing(chromium) as on:
        on.choose("c")
        on.click((340, 700), (420, 780), (420, 700), (340, 780))
        on.keys("Enter")
        assert "crosses itself" in on.page.inner_text(".bm-hint")
        assert not on.draws
        on.keys("Backspace", "Enter")
        on.saved()
        assert len(on.draws) == 1


def test_overshooting_end_of_a_freehand_outline_is_cut_off(chromium):
    with drawing(chromium) as on:
        on.choose("o")
        on.drag((400, 640), (470, 650), (480, 700), (420, 720), (410, 660), (440, 620))
        on.saved()
        assert [body["geometry"]["kind"] for body in on.draws] == ["outline"]


def test_palm_is_ignored_while_a_pen_is_near(chromium):
    with drawing(chromium, has_touch=True) as on:
        on.choose("f")
        on.pen("down", 340, 600, pressure=0.9)
        on.pen("move", 360, 610, pressure=0.1)
        on.touch("Start", on.at(450, 800))
        on.touch("Move", on.at(470, 800))
        on.pen("move", 400, 620, pressure=0.4)
        on.pen("up", 420, 625)
        on.touch("End")
        on.saved()
        (body,) = on.draws
        assert max(y for _x, y in body["geometry"]["points"]) * 1600 < 640
        assert on.page.locator(".bm-percent").inner_text() == "100 %"
        on.page.wait_for_timeout(1100)
        on.choose("p")
        on.stroke((380, 700))
        on.saved()
        assert len(on.draws) == 2


def test_two_fingers_zoom_and_draw_nothing(chromium):
    with drawing(chromium, has_touch=True) as on:
        on.choose("f")
        a, b = on.at(340, 600), on.at(400, 700)
        on.touch("Start", a)
        on.touch("Start", a, b)
        on.touch("Move", (a[0] - 60, a[1] - 60), (b[0] + 60, b[1] + 60))
        on.touch("End")
        on.page.wait_for_function("() => document.querySelector('.bm-percent').textContent > '2'")
        assert not on.draws


def test_wheel_keys_and_space_move_the_picture(chromium):
    with drawing(chromium) as on:
        x, y = on.at(384, 500)
        on.page.mouse.move(x, y)
        on.page.keyboard.down("Control")
        on.page.mouse.wheel(0, -240)
        on.page.keyboard.up("Control")
        on.page.wait_for_function(
            "() => parseInt(document.querySelector('.bm-percent').textContent) > 130"
        )
        assert on.at(384, 500) == pytest.approx((x, y), abs=2)
        on.page.mouse.wheel(0, 100)
        on.page.wait_for_timeout(200)
        assert on.at(384, 500)[1] == pytest.approx(y - 100, abs=2)
        on.page.locator(".bm-stage").focus()
        on.page.keyboard.down("Space")
        on.page.mouse.down()
        on.page.mouse.move(x + 50, y + 20, steps=3)
        on.page.mouse.up()
        on.page.keyboard.up("Space")
        on.page.wait_for_timeout(200)
        assert on.at(384, 500)[0] == pytest.approx(x + 50, abs=2)
        on.keys("0")
        assert on.page.inner_text(".bm-percent") == "100 %"
        on.keys("+", "ArrowRight")
        on.page.wait_for_timeout(200)
        assert on.page.inner_text(".bm-percent") == "125 %"
        assert not on.draws
