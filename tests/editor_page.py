"""Hands for the tests of the editor: opens its page, draws by mouse, finger, pen and keys."""

from contextlib import contextmanager

from playwright.sync_api import Page

from tests.editor_site import FakeMap, an_editor

READY = "html[data-editor=ready][data-regions=ready]"
SAVED = "#saved-state.saved"


class Drawing:
    """The page of the editor and what the server was asked."""

    def __init__(self, page: Page, fake: FakeMap) -> None:
        self.page = page
        self.fake = fake
        self.touches = page.context.new_cdp_session(page)

    @property
    def draws(self) -> list[dict]:
        """Bodies of the drawings that were sent, in order."""
        return [body for kind, body in self.fake.asked if kind == "draw"]

    @property
    def kinds(self) -> list[str]:
        """Kinds of requests but names, in order."""
        return [kind for kind, _body in self.fake.asked if kind != "name"]

    def box(self) -> dict:
        """Return where the stage stands in the window."""
        found = self.page.locator(".bm-stage").bounding_box()
        assert found
        return found

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return the pixel in the window of units of the view box."""
        matrix = self.page.evaluate(
            "() => { const m = document.querySelector('.bm-world').getScreenCTM();"
            " return [m.a, m.e, m.f]; }"
        )
        return x * matrix[0] + matrix[1], y * matrix[0] + matrix[2]

    def choose(self, tool: str) -> None:
        """Choose a tool by its letter."""
        self.page.locator(".bm-stage").focus()
        self.page.keyboard.press(tool)

    def click(self, *points: tuple[float, float]) -> None:
        """Press the mouse at points of the view box."""
        for point in points:
            self.page.mouse.click(*self.at(*point))

    def drag(self, *points: tuple[float, float]) -> None:
        """Draw with the mouse through points of the view box."""
        self.page.mouse.move(*self.at(*points[0]))
        self.page.mouse.down()
        for point in points[1:]:
            self.page.mouse.move(*self.at(*point), steps=4)
        self.page.mouse.up()

    def touch(self, kind: str, *points: tuple[float, float]) -> None:
        """Send one touch event with a finger at each point (in pixels of the window)."""
        fingers = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(points)]
        self.touches.send(
            "Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": fingers}
        )

    def stroke(self, *points: tuple[float, float]) -> None:
        """Draw with one finger through points of the view box."""
        pixels = [self.at(*point) for point in points]
        self.touch("Start", pixels[0])
        for pixel in pixels[1:]:
            self.touch("Move", pixel)
        self.touch("End")

    def pen(self, kind: str, x: float, y: float, pressure: float = 0.5) -> None:
        """Send one pen event at a point of the view box."""
        left, top = self.at(x, y)
        names = {"down": "mousePressed", "move": "mouseMoved", "up": "mouseReleased"}
        self.touches.send(
            "Input.dispatchMouseEvent",
            {
                "type": names[kind],
                "x": left,
                "y": top,
                "pointerType": "pen",
                "button": "none" if kind == "move" else "left",
                "buttons": 0 if kind == "up" else 1,
                "clickCount": 1,
                "force": pressure,
            },
        )

    def keys(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def saved(self) -> None:
        """Wait until everything is saved."""
        self.page.wait_for_function(
            "() => document.querySelector('#saved-state').className === 'saved-state saved'"
        )

    def drawn(self) -> None:
        """Wait until a drawing has been sent; the page says "saved" before that, too."""
        while not self.draws:
            self.page.wait_for_timeout(20)
        self.saved()

    def count(self) -> int:
        """Return how many lesions show."""
        return self.page.locator(".bm-lesion:not([display=none])").count()


@contextmanager
def drawing(chromium, path="/map", model=None, **context):
    """Yield a page with the editor; fail on errors of scripts and on what the policy refused."""
    troubles = []
    window = {"viewport": {"width": 1440, "height": 900}, **context}
    with an_editor(model) as (base, fake), chromium.new_context(**window) as opened:
        page = opened.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "console", lambda said: "Security Policy" in said.text and troubles.append(said.text)
        )
        page.goto(base + path)
        page.wait_for_selector(READY)
        yield Drawing(page, fake)
    assert not troubles
