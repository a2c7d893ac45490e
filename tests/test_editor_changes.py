"""Changing what was drawn: move, reshape, repeat, remove, take back; nothing is lost on the way."""

import json

import pytest

from tests.editor_page import drawing
from tests.editor_site import MODEL

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser
QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update")
BRUISE = (160, 650)
"""Middle of lesion 7, an outline."""
TRAMLINE = (457, 517)
"""Middle of lesion 8."""


@pytest.fixture(scope="module")
def chromium():
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        yield browser
        browser.close()


def _points(on, number):
    return on.fake.lesion(number)["marks"][0]["geometry"]["points"]


def test_mark_is_moved_by_mouse_by_finger_and_by_keys(chromium):
    with drawing(chromium, has_touch=True) as on:
        before = _points(on, 7)
        on.drag(BRUISE, (170, 660), (180, 670))
        on.saved()
        assert on.kinds == ["draw"]
        by_mouse = _points(on, 7)
        assert (by_mouse[0][0] - before[0][0]) * 768 == pytest.approx(20, abs=1)
        on.stroke((180, 670), (190, 680), (200, 690))
        on.saved()
        by_finger = _points(on, 7)
        assert (by_finger[0][0] - by_mouse[0][0]) * 768 == pytest.approx(20, abs=1)
        on.page.locator('.bm-lesion[data-lesion="n7"]').focus()
        on.keys("ArrowRight", "Shift+ArrowDown")
        on.saved()
        by_keys = _points(on, 7)
        assert (by_keys[0][0] - by_finger[0][0]) * 768 * 1.14 == pytest.approx(1, abs=0.01)
        assert (by_keys[0][1] - by_finger[0][1]) * 1600 * 1.14 == pytest.approx(10, abs=0.01)
        on.keys("Control+z", "Control+z", "Control+z", "Control+z")
        on.saved()
        assert _points(on, 7) == before


def test_shape_is_changed_by_its_handles(chromium):
    with drawing(chromium) as on:
        on.click(TRAMLINE)
        gap = on.fake.lesion(8)["marks"][0]["geometry"]["gap"]
        on.drag((402, 500), (390, 480), (380, 470))
        on.saved()
        (start, end) = _points(on, 8)
        assert start[0] * 768 == pytest.approx(380, abs=2)
        assert end[0] * 768 == pytest.approx(512, abs=1)
        on.keys("]", "]", "ArrowDown")
        on.saved()
        assert _points(on, 8)[1][1] > end[1]
        handle = on.page.locator(".bm-handle.gap").bounding_box()
        on.page.mouse.move(handle["x"] + 3, handle["y"] + 3)
        on.page.mouse.down()
        on.page.mouse.move(handle["x"] + 12, handle["y"] - 20, steps=4)
        on.page.mouse.up()
        on.saved()
        assert on.fake.lesion(8)["marks"][0]["geometry"]["gap"] > gap


def test_lesion_is_repeated_further_marked_and_taken_out_with_a_reason(chromium):
    with drawing(chromium) as on:
        on.click(TRAMLINE)
        on.page.click('.bm-panel [data-do="duplicate"]')
        on.saved()
        assert on.draws[-1]["duplicate_of"] == 8
        assert on.page.locator(".bm-label.selected .bm-number").inner_text() == "12"
        on.page.click('.bm-panel [data-do="further"]')
        on.choose("p")
        on.click((330, 780))
        on.saved()
        assert on.draws[-1]["number"] == 12
        assert len(on.fake.lesion(12)["marks"]) == 2
        on.keys("Delete")
        on.saved()
        assert on.kinds[-1] == "erase-mark"
        on.keys("Delete")
        on.page.fill("#bm-out-reason", "Recorded twice")
        on.keys("Enter")
        on.saved()
        assert on.fake.asked[-1][1]["reason"] == "Recorded twice"
        assert 12 in on.fake.gone
        on.keys("Control+z")
        on.saved()
        assert on.kinds[-1] == "restore"
        assert on.fake.lesion(12)["type"] == "bruise_tramline"


def test_drawing_taken_back_leaves_a_gap_and_comes_back_with_its_number(chromium):
    with drawing(chromium) as on:
        on.choose("p")
        on.click((380, 600), (390, 700))
        on.saved()
        on.keys("Control+z")
        on.saved()
        assert on.fake.asked[-1] == (
            "take-out",
            {"reason": "undone", "version": 1, "view": "full_post"},
        )
        on.keys("Control+Shift+z")
        on.saved()
        assert on.kinds[-1] == "restore"
        assert [one["number"] for one in on.fake.model["lesions"]][-2:] == [12, 13]


def test_change_made_elsewhere_is_told_and_kept_until_decided(chromium):
    with drawing(chromium) as on:
        on.fake.lesion(7)["version"] = 9
        on.drag(BRUISE, (180, 670))
        on.page.wait_for_selector(".bm-problem:not([hidden])")
        assert "changed elsewhere" in on.page.inner_text(".bm-problem")
        assert on.page.inner_text("#saved-state") == "Someone else changed this"
        moved = on.page.locator('[data-lesion="n7"] .bm-hit').bounding_box()
        on.page.click(".bm-problem .primary")
        on.saved()
        assert on.draws[-1]["version"] == 9
        assert on.page.locator('[data-lesion="n7"] .bm-hit').bounding_box() == moved


def test_refused_change_is_shown_until_it_is_left_out(chromium):
    with drawing(chromium) as on:
        on.fake.next_answers = [(422, {"problem": "The mark lies beside the body."})]
        on.choose("p")
        on.click((380, 600), (390, 700))
        on.page.wait_for_selector(".bm-problem:not([hidden])")
        assert "beside the body" in on.page.inner_text(".bm-problem")
        assert on.count() == 10
        on.page.click(".bm-problem .secondary")
        on.saved()
        assert on.count() == 9
        assert len(on.fake.model["lesions"]) == 9


def test_taking_back_a_refused_drawing_settles_it(chromium):
    with drawing(chromium) as on:
        on.fake.next_answers = [(422, {"problem": "The mark lies beside the body."})]
        on.choose("p")
        on.click((380, 600))
        on.page.wait_for_selector(".bm-problem:not([hidden])")
        on.keys("Control+z")
        on.saved()
        assert on.kinds == ["draw"]
        assert on.count() == 8


def test_locked_vault_keeps_the_drawing_in_the_page(chromium):
    with drawing(chromium) as on:
        on.fake.next_answers = [(423, {"problem": "The vault is locked."})]
        on.choose("p")
        on.click((380, 600))
        on.page.wait_for_selector(".bm-problem:not([hidden])")
        assert "kept in this page only" in on.page.inner_text("#saved-state")
        on.page.click(".bm-problem .primary")
        on.saved()
        assert on.fake.highest == 12


def test_lost_answer_makes_no_second_lesion(chromium):
    with drawing(chromium) as on:
        on.fake.loses_answers = 1
        on.choose("p")
        on.click((380, 600))
        on.page.wait_for_selector("#saved-state.unsaved")
        on.saved()
        assert on.fake.highest == 12
        assert on.kinds == ["draw"]
        assert on.page.locator(".bm-label.selected .bm-number").inner_text() == "12"


def test_other_view_waits_for_unsaved_changes(chromium):
    with drawing(chromium) as on:
        on.fake.next_answers = [(422, {"problem": "No."})]
        on.choose("p")
        on.click((380, 600))
        on.page.wait_for_selector(".bm-problem:not([hidden])")
        on.page.click('[data-view="full_ant"]')
        on.page.wait_for_timeout(200)
        assert on.page.get_attribute('[data-view="full_post"]', "aria-current") == "true"
        on.page.click(".bm-problem .secondary")
        on.saved()
        on.page.click('[data-view="full_ant"]')
        on.page.wait_for_selector('[data-view="full_ant"][aria-current]')


def test_what_was_examined_is_stated_by_region(chromium):
    with drawing(chromium) as on:
        on.keys("e")
        on.click((240, 1300))
        on.saved()
        assert on.fake.asked[-1][1]["state"] == "examined"
        assert on.fake.asked[-1][1]["regions"] == [["calf", "l"]]
        on.page.check('[name="bm-coverage"][value="not_examined"]')
        on.click((520, 1300))
        assert on.kinds == ["coverage"]
        on.page.fill(".bm-reason", "Covered by a dressing")
        on.click((520, 1300))
        on.saved()
        assert on.fake.model["coverage"]["calf|r"]["reason"] == "Covered by a dressing"
        on.keys("Escape")
        on.page.locator(".bm-stage").focus()
        on.keys("Control+z", "Control+z")
        on.saved()
        assert "calf|r" not in on.fake.model["coverage"]
        assert "calf|l" not in on.fake.model["coverage"]


def test_undoing_everything_gives_the_first_document_and_redoing_the_last(chromium):
    model = json.loads(MODEL.read_text(encoding="utf-8"))
    with drawing(chromium) as on:
        for seed in (1, 7, 2026):
            result = on.page.evaluate(_RANDOM_OPERATIONS, [seed, model["lesions"]])
            assert result == {"performed": 200, "undone": True, "redone": True, "changed": True}


_RANDOM_OPERATIONS = """async ([seed, told]) => {
  const { apply } = await import("/static/js/bodymap/model.js");
  const { History } = await import("/static/js/bodymap/history.js");
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const pick = (list) => list[Math.floor(random() * list.length)];
  const on = { view: "full_post", figure: "male" };
  let count = 0;
  const point = () => [random(), random()];
  const content = () => ({ kind: "line", editable: true, pieces: [],
    geometry: { kind: "line", points: [point(), point()] } });
  const mark = () => ({ id: `x${++count}`, ...content() });
  const makers = {
    add: () => ({ kind: "add", on, lesion: { ...told[0], id: `t${++count}`, marks: [mark()] } }),
    mark: (one) => ({ kind: "mark", id: one.id, mark: mark(), on }),
    erase: (one) => ({ kind: "erase", id: one.id, mark: pick(one.marks).id, on }),
    shape: (one) => ({ kind: "shape", on, id: one.id, mark: pick(one.marks).id,
      content: content() }),
    takeOut: (one) => ({ kind: "takeOut", id: one.id, reason: "twice" }),
    type: (one) => ({ kind: "type", id: one.id,
      look: { type: `k${count}`, family: "red", hatch: "", label: "x" } }),
    coverage: () => ({ kind: "coverage", set: { [pick(["a|l", "b|m", "c|r"])]:
      pick([null, { state: "examined", reason: "" }, { state: "not_examined", reason: "x" }]) } }),
  };
  const ordered = (doc) => JSON.stringify(doc, (_key, value) => value && typeof value === "object"
    && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort()) : value);
  let doc = { lesions: told.map((one) => ({ ...one, id: `n${one.number}` })), coverage: {} };
  const first = ordered(doc);
  const history = new History();
  let performed = 0;
  while (performed < 200) {
    const one = pick(doc.lesions);
    const kind = pick(Object.keys(makers));
    if (!one && kind !== "add" && kind !== "coverage") continue;
    if (["erase", "shape"].includes(kind) && !one.marks.length) continue;
    doc = history.perform(doc, makers[kind](one));
    performed += 1;
  }
  const last = ordered(doc);
  while (history.canUndo) doc = history.undo(doc).doc;
  const undone = ordered(doc) === first;
  while (history.canRedo) doc = history.redo(doc).doc;
  return { performed, undone, redone: ordered(doc) === last, changed: first !== last };
}"""
