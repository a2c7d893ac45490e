"""The editor's side of the body map: the model, changes, refusals that store nothing."""

import html
import json
import re

import pytest

from ipdoc.casework import findings
from ipdoc.casework.bodymap.figures import choose_figure
from ipdoc.casework.sections import open_section, save_answers
from tests.bodymap_builders import SHAPES, a_lesion
from tests.builders import a_vault
from tests.section_walk import a_walk
from tests.webclient import Browser

POINT = {"view": "full_post", "figure": "female", "geometry": SHAPES["point"]}


class Editor:
    """Speaks to the server as the editor's script does."""

    def __init__(self, walk):
        self.walk = walk
        self.base = walk.base.replace("/sections", "/lesions")
        page = walk.client.get(f"{self.base}/")
        self.token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
        self.words_url = html.unescape(re.search(r'data-words-url="([^"]+)"', page.text)[1])

    def get(self, path):
        """Return status and JSON of an address."""
        with self.walk.client.get(f"{self.base}/{path}") as answer:
            return answer.status_code, answer.get_json()

    def post(self, path, body, token=None, **headers):
        """Send JSON; return status and JSON of the answer."""
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        sent = {"X-CSRFToken": self.token if token is None else token, **headers}
        address = f"{self.base}/{path}"
        with self.walk.client.post(
            address, data=data, headers=sent, content_type="application/json"
        ) as answer:
            return answer.status_code, answer.get_json()


@pytest.fixture
def editor(tmp_path):
    with a_vault(tmp_path) as vault:
        walk = a_walk(vault)
        choose_figure(vault, walk.ref, "female")
        yield Editor(walk)


def lesions(editor):
    return findings.lesions(editor.walk.vault, editor.walk.ref)


def test_model_tells_the_view_its_marks_and_the_words(editor):
    a_lesion(editor.walk.vault, editor.walk.ref, "polygon")
    status, model = editor.get("map.json?view=full_post")
    assert status == 200
    assert model["view"]["key"] == "full_post"
    assert model["view"]["subject_right"] == "right"
    assert 0.5 < model["view"]["mm_per_unit"] < 2
    assert model["view"]["svg"].startswith("/static/diagrams/")
    [lesion] = model["lesions"]
    assert (lesion["number"], lesion["type"], lesion["family"]) == (1, "bruise", "blue")
    [mark] = lesion["marks"]
    assert mark["editable"]
    assert mark["geometry"] == SHAPES["polygon"]
    assert [piece["closed"] for piece in mark["pieces"]] == [True]
    assert model["view_counts"]["full_post"] == 1
    assert "full_ant" not in model["view_counts"]
    [bruise] = model["kinds"]
    assert bruise["key"] == "bruise"
    assert (bruise["count"], bruise["recent"], bruise["tool"]) == (1, True, "polygon")
    assert model["coverage"] == {}


def test_mark_drawn_on_another_view_shows_but_is_not_editable_here(editor):
    a_lesion(editor.walk.vault, editor.walk.ref, "polygon")
    _, model = editor.get("map.json?view=torso_post")
    [mark] = model["lesions"][0]["marks"]
    assert mark["pieces"]
    assert not mark["editable"]
    assert mark["geometry"] is None


def test_height_of_the_person_sets_the_scale(editor):
    _, before = editor.get("map.json?view=full_ant")
    walk = editor.walk
    view = open_section(walk.vault, walk.ref, "physical_exam")
    save_answers(walk.vault, walk.ref, "physical_exam", {"pe_height_cm": 200}, view.version)
    _, after = editor.get("map.json?view=full_ant")
    assert after["height_cm"] == 200
    assert after["view"]["mm_per_unit"] > before["view"]["mm_per_unit"]


def test_regions_and_small_pictures_are_cached_for_ever(editor):
    _, model = editor.get("map.json")
    with editor.walk.client.get(model["regions_url"]) as answer:
        rows = answer.get_json()["regions"]
        assert "immutable" in answer.headers["Cache-Control"]
    shin = next(row for row in rows if (row["key"], row["side"]) == ("shin", "l"))
    assert shin["views"]
    with editor.walk.client.get(editor.words_url) as answer:
        words = answer.get_json()
        assert "immutable" in answer.headers["Cache-Control"]
    assert {one["key"] for one in words["kinds"]} >= {"bruise", "ligature"}
    with editor.walk.client.get(words["views"][0]["thumb"]) as answer:
        assert answer.data.startswith(b"\x89PNG")
        assert len(answer.data) < 2500


def test_drawing_records_a_lesion_and_says_so(editor):
    status, answer = editor.post("draw", {**POINT, "type": "bruise", "number": None})
    assert status == 200
    assert answer["lesion"]["number"] == 1
    assert answer["lesion"]["version"] == 1
    assert "Lesion 1" in answer["said"]
    assert answer["counts"]["full_post"] == 1


def test_lesion_is_drawn_on_erased_renamed_taken_out_and_put_back(editor):
    editor.post("draw", {**POINT, "type": "bruise"})
    more = {**POINT, "geometry": SHAPES["line"], "number": 1, "version": 1}
    _, answer = editor.post("draw", more)
    assert [mark["id"] for mark in answer["lesion"]["marks"]] == ["m1", "m2"]
    _, answer = editor.post("1/erase-mark", {"mark": "m2", "version": 2, "view": "full_post"})
    assert [mark["id"] for mark in answer["lesion"]["marks"]] == ["m1"]
    _, answer = editor.post("1/type", {"type": "abrasion", "version": 3})
    assert answer["lesion"]["type"] == "abrasion"
    status, answer = editor.post("1/take-out", {"reason": "undone", "version": 4})
    assert (status, answer["lesion"]["version"]) == (200, 5)
    assert lesions(editor) == []
    status, answer = editor.post("1/restore", {"version": 5})
    assert (status, answer["lesion"]["type"]) == (200, "abrasion")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "null",
        "[" * 20_000,
        {},
        {"view": "full_post"},
        {**POINT},
        {**POINT, "type": "nothing"},
        {**POINT, "type": ["bruise"]},
        {**POINT, "type": "bruise", "view": "nowhere"},
        {**POINT, "type": "bruise", "figure": "../female"},
        {**POINT, "type": "bruise", "number": 9, "version": 1},
        {**POINT, "type": "bruise", "number": 1},
        {**POINT, "type": "bruise", "number": "1", "version": 1},
        {**POINT, "type": "bruise", "number": True, "version": 1},
        {**POINT, "type": "bruise", "duplicate_of": 9},
        {**POINT, "type": "bruise", "geometry": {"kind": "point", "points": [[0.01, 0.01]]}},
        {**POINT, "type": "bruise", "geometry": {"kind": "point", "points": [[float("nan"), 0]]}},
        {**POINT, "type": "bruise", "geometry": {"kind": "point", "points": [[1e999, 0]]}},
        {**POINT, "type": "bruise", "geometry": {"kind": "line", "points": [[0.4, 0.3]] * 10_001}},
        json.dumps({**POINT, "type": "bruise", "more": "x" * 1_000_001}),
        b"\xff\xfe",
    ],
    ids=range(23),
)
def test_bad_drawing_gets_a_sentence_and_stores_nothing(editor, body):
    status, answer = editor.post("draw", body)
    assert status == 422
    assert list(answer) == ["problem"]
    assert answer["problem"].strip()
    assert lesions(editor) == []
    assert a_lesion(editor.walk.vault, editor.walk.ref).number == 1


def test_lesion_of_another_evaluation_cannot_be_reached(editor):
    a_lesion(editor.walk.vault, editor.walk.ref)
    other = Editor(a_walk(editor.walk.vault))
    status, answer = other.post("1/take-out", {"reason": "mine", "version": 1})
    assert (status, list(answer)) == (422, ["problem"])
    assert len(lesions(editor)) == 1


def test_stale_change_is_told_apart_from_a_bad_one(editor):
    editor.post("draw", {**POINT, "type": "bruise"})
    editor.post("1/type", {"type": "abrasion", "version": 1})
    status, answer = editor.post("1/type", {"type": "laceration", "version": 1})
    assert (status, list(answer)) == (409, ["problem"])
    assert lesions(editor)[0].type == "abrasion"


def test_locked_vault_and_missing_token_are_told(editor):
    status, answer = editor.post("draw", {**POINT, "type": "bruise"}, token="none")
    assert (status, list(answer)) == (422, ["problem"])
    assert lesions(editor) == []
    sessions = editor.walk.client.application.extensions["ipdoc-sessions"]
    editor.walk.client.delete_cookie(sessions.cookie)
    assert editor.post("draw", {**POINT, "type": "bruise"})[0] in (422, 423)
    status, answer = editor.get("map.json")
    assert (status, list(answer)) == (423, ["problem"])


def test_coverage_is_stated_and_refused_without_a_reason(editor):
    body = {"regions": [["shin", "l"], ["shin", "r"]], "state": "examined", "reason": ""}
    status, answer = editor.post("coverage", body)
    assert status == 200
    assert set(answer["coverage"]) == {"shin|l", "shin|r"}
    for bad in ({**body, "state": "not_examined"}, {**body, "regions": [["shin"]]}, {}):
        assert editor.post("coverage", bad)[0] == 422


def test_region_that_somebody_else_stated_meanwhile_is_told_and_not_overwritten(editor):
    body = {"regions": [["shin", "l"]], "state": "examined", "reason": ""}
    theirs = {"regions": [["shin", "l"]], "state": "not_examined", "reason": "in a cast"}
    assert editor.post("coverage", theirs)[0] == 200
    status, answer = editor.post("coverage", {**body, "was": {"shin|l": None}})
    assert status == 409
    assert "in a cast" in answer["problem"]
    stored = {"state": "not_examined", "reason": "in a cast"}
    assert editor.get("map.json")[1]["coverage"] == {"shin|l": stored}
    status, answer = editor.post("coverage", {**body, "was": {"shin|l": stored}})
    assert status == 200
    assert editor.post("coverage", {**body, "was": {"shin|l": None}})[0] == 200
    assert editor.post("coverage", {**body, "was": ["shin"]})[0] == 422


def test_drawing_is_named_without_being_stored(editor):
    status, answer = editor.post("name", {"view": "full_post", "geometry": SHAPES["polygon"]})
    assert status == 200
    assert answer["region"]
    assert answer["words"]
    assert answer["area_cm2"] > 1
    assert answer["length_mm"] is None
    _, line = editor.post("name", {"view": "full_post", "geometry": SHAPES["line"]})
    assert line["length_mm"] > 20
    beside = {"kind": "point", "points": [[0.01, 0.01]]}
    assert editor.post("name", {"view": "full_post", "geometry": beside})[0] == 422
    assert lesions(editor) == []


def test_sealed_lesion_is_a_number_until_the_restricted_views_are_open(editor):
    findings.record_by_region(editor.walk.vault, editor.walk.ref, "bruise", "scrotum", "l")
    _, model = editor.get("map.json")
    [lesion] = model["lesions"]
    assert lesion["sealed"]
    assert (lesion["type"], lesion["place"], lesion["marks"]) == ("hernia_genital", "", [])
    assert "scrotum" not in json.dumps(model)
    assert model["restricted_url"]
    browser = Browser(editor.walk.client)
    page = browser.page(model["restricted_url"])
    browser.send(page, model["restricted_url"], show="yes")
    _, model = editor.get("map.json")
    assert model["lesions"][0]["place"]
    assert model["restricted_url"] is None
