"""The body map without scripts: by clicks, and from the list of regions by keyboard alone."""

import pytest

from ipdoc.anatomy.views import view
from ipdoc.casework import findings
from ipdoc.casework.bodymap.body_map import open_map
from ipdoc.casework.bodymap.figures import choose_figure
from ipdoc.casework.bodymap.picture import box_of
from ipdoc.i18n import LANGUAGES
from tests.bodymap_builders import SHAPES, a_lesion
from tests.builders import a_vault, an_imported_case
from tests.section_walk import a_walk
from tests.webclient import Browser, words

BOX = box_of(view("female", "full_post"))


class Doctor:
    """Points at pictures and fills in forms."""

    def __init__(self, walk):
        self.walk = walk
        self.browser = Browser(walk.client)
        self.base = walk.base.replace("/sections", "/lesions")

    def page(self, path=""):
        """Load a page of the map."""
        return self.browser.page(f"{self.base}/{path}")

    def click(self, page, x, y, status=200):
        """Click at a point of the back, given in fractions of the view."""
        at = {
            "at.x": str(round(BOX.left + x * BOX.inner_width)),
            "at.y": str(round(BOX.top + y * BOX.inner_height)),
        }
        return self.browser.send(page, f"{self.base}/point#point", status=status, **at)

    def record(self, page, status=200, **fields):
        """Send the form that records what was drawn."""
        return self.browser.send(page, f"{self.base}/record", status=status, **fields)

    def find_region(self, words):
        """Search the list of regions."""
        return self.browser.send(self.page("regions"), f"{self.base}/regions", q=words)

    def lesions(self):
        """Return the lesions that are stored."""
        return findings.lesions(self.walk.vault, self.walk.ref)


@pytest.fixture
def doctor(tmp_path):
    with a_vault(tmp_path) as vault:
        walk = a_walk(vault)
        choose_figure(vault, walk.ref, "female")
        yield Doctor(walk)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_map_is_sound_in_every_language(tmp_path, language):
    with a_vault(tmp_path) as vault:
        walk = a_walk(vault, language, an_imported_case(vault))
        doctor = Doctor(walk)
        a_lesion(vault, walk.ref, "polygon")
        paths = ("", "?view=full_post&tool=line&shade=1", "regions", "examined",
                 "restricted", "regions/shin/l", "regions/scrotum/l", "1")  # fmt: skip
        pages = [doctor.page(path) for path in paths]
        assert all(len(page.html.encode()) < 60_000 for page in pages)
        assert doctor.page("regions").all("details")


def test_picture_stands_alone_in_its_form_at_a_fixed_size(doctor):
    page = doctor.page("?view=full_post")
    image = page.one("input", type="image")
    assert (image.get("width"), image.get("height")) == (str(BOX.width), str(BOX.height))
    [form] = [one for one in page.all("form") if image in list(one.iter())]
    assert {one.get("type") for one in form.iter("input")} == {"hidden", "image"}
    assert not list(form.iter("button"))
    with doctor.walk.client.get(image.get("src")) as answer:
        assert answer.mimetype == "image/png"
        assert len(answer.data) < 60_000


def test_click_is_previewed_and_recorded_only_when_said(doctor):
    page = doctor.click(doctor.page("?view=full_post"), 0.42, 0.27)
    assert "scapula" in words(page.one("h2", id="panel-title")) or "shoulder blade" in page.text
    assert "points=0.4" in page.one("input", type="image").get("src")
    assert doctor.lesions() == []
    recorded = doctor.record(page, type="bruise")
    assert recorded.path.endswith("/lesions/1")
    [lesion] = doctor.lesions()
    assert lesion.marks[0].drawn["geometry"]["kind"] == "point"
    assert (lesion.region, lesion.side) == ("scapular", "l")


def test_keyboard_on_the_picture_leads_to_the_list_of_regions(doctor):
    page = doctor.page("?view=full_post")
    listed = doctor.browser.send(page, f"{doctor.base}/point#point", **{"at.x": "0", "at.y": "0"})
    assert listed.path.endswith("/regions")


def test_click_beside_the_body_is_refused_and_keeps_the_points(doctor):
    page = doctor.click(doctor.page("?view=full_post&tool=line"), 0.4, 0.3)
    refused = doctor.click(page, 0.02, 0.02, status=422)
    assert refused.one("div", id="problem") is not None
    assert "0.399" in refused.all("input", name="points")[0].get("value")


@pytest.mark.parametrize(
    ("tool", "clicks", "fields"),
    [
        ("line", [(0.4, 0.3), (0.44, 0.31), (0.48, 0.3)], {}),
        ("polygon", [(0.4, 0.25), (0.46, 0.25), (0.45, 0.29)], {}),
        ("tramline", [(0.4, 0.3), (0.47, 0.31)], {"gap_mm": "25"}),
        ("cluster", [(0.42, 0.27), (0.44, 0.28)], {"count": "9"}),
        ("ring", [(0.41, 0.75)], {}),
    ],
)
def test_every_tool_works_by_clicks(doctor, tool, clicks, fields):
    page = doctor.page(f"?view=full_post&tool={tool}")
    for x, y in clicks:
        page = doctor.click(page, x, y)
    doctor.record(page, type="bruise", **fields)
    geometry = doctor.lesions()[0].marks[0].drawn["geometry"]
    assert geometry["kind"] == tool
    assert len(geometry["points"]) == len(clicks)
    assert geometry.get("count", 9) == 9
    assert 0.01 < geometry.get("gap", 0.02) < 0.1


def test_too_few_points_cannot_be_recorded_and_the_last_can_be_taken_back(doctor):
    page = doctor.click(doctor.page("?view=full_post&tool=line"), 0.4, 0.3)
    assert not page.all("form", id="record-form")
    page = doctor.click(page, 0.44, 0.31)
    assert page.all("form", id="record-form")
    page = doctor.browser.send(page, f"{doctor.base}/point#point", undo="1")
    # the first form that sends there holds the picture, so this is what its button would send
    assert page.all("input", name="points")[0].get("value").count(";") == 0
    assert not page.all("form", id="record-form")


def test_crossing_outline_is_told_and_not_stored(doctor):
    page = doctor.page("?view=full_post&tool=polygon")
    for x, y in [(0.4, 0.24), (0.46, 0.29), (0.46, 0.24), (0.4, 0.29)]:
        page = doctor.click(page, x, y)
    assert "crosses itself" in page.text
    assert not page.all("form", id="record-form")
    assert doctor.lesions() == []


def test_last_point_is_moved_by_buttons(doctor):
    page = doctor.click(doctor.page("?view=full_post"), 0.42, 0.27)
    moved = doctor.browser.send(page, f"{doctor.base}/point#point", nudge="down")
    point = moved.all("input", name="points")[0].get("value")
    y = float(point.split(",")[1])
    assert 0.272 < y < 0.29


def test_another_mark_is_added_to_a_lesion(doctor):
    a_lesion(doctor.walk.vault, doctor.walk.ref)
    page = doctor.page("?view=full_post&lesion=1")
    page = doctor.click(page, 0.58, 0.27)
    assert not page.all("select", id="type")
    doctor.record(page)
    assert len(doctor.lesions()[0].marks) == 2


def test_from_the_list_of_regions_to_a_lesion_without_pointing(doctor):
    listed = doctor.find_region("left shin")
    assert "shin" not in listed.path
    [link] = [one for one in listed.all("a") if "key=shin&side=l" in one.get("href", "")]
    region = doctor.page(f"regions{link.get('href')}")
    placed = doctor.browser.send(
        region, f"{doctor.base}/regions/shin/l", view="full_ant", position="upper", type="bruise"
    )
    doctor.record(placed, type="bruise")
    [lesion] = doctor.lesions()
    assert (lesion.region, lesion.side) == ("shin", "l")
    assert lesion.marks[0].drawn["view"] == "full_ant"


def test_lesion_is_recorded_in_a_region_without_a_mark(doctor):
    page = doctor.page("regions/oral_mucosa/l")
    doctor.browser.send(page, f"{doctor.base}/new", type="mucosa")
    assert [one.region for one in doctor.lesions()] == ["oral_mucosa"]


def test_tooth_is_chosen_by_its_number_and_surface(doctor):
    listed = doctor.find_region("11")
    links = [one.get("href", "") for one in listed.all("a")]
    [link] = [one for one in links if "tooth=11" in one]
    page = doctor.page(f"regions{link}")
    faces = [one.get("value") for one in page.all("input", name="position")]
    assert set(faces) == {"occlusal", "mesial", "distal", "buccal", "lingual"}
    [action] = [form.get("action") for form in page.all("form") if "tooth=11" in form.get("action")]
    placed = doctor.browser.send(page, action, view="dental_adult", position="mesial")
    doctor.record(placed, type="tooth_fracture")
    [lesion] = doctor.lesions()
    assert lesion.region == "tooth"
    assert "11" in words(doctor.page("1").one("h1"))


def test_bone_is_told_apart_from_the_skin_over_it(doctor):
    bone = doctor.page("regions/clavicle/r?of=bones")
    skin = doctor.page("regions/clavicle/r")
    views = [{one.get("value") for one in page.all("input", name="view")} for page in (bone, skin)]
    assert "skeleton_ant" in views[0]
    assert not any(view.startswith("skeleton") for view in views[1])


def test_diagram_says_in_words_what_is_marked_on_it(doctor):
    a_lesion(doctor.walk.vault, doctor.walk.ref, "polygon")
    text = words(doctor.page("?view=full_post").one("div", id="view-text"))
    assert "Bruise" in text
    assert "mm" in text
    assert "Nothing is marked" in doctor.page("?view=full_ant").text


def test_restricted_views_are_opened_by_a_step_of_their_own(doctor):
    findings.record_by_region(doctor.walk.vault, doctor.walk.ref, "bruise", "scrotum", "l")
    page = doctor.page()
    assert "scrotum" not in page.text.lower()
    assert "Finding in the restricted part" in page.text
    asked = doctor.page("1")
    assert asked.path.endswith("/restricted")
    doctor.browser.send(asked, f"{doctor.base}/restricted", show="yes")
    assert "scrotum" in doctor.page().text.lower()
    assert doctor.page("1").path.endswith("/lesions/1")


def test_parts_and_regions_are_stated_as_examined(doctor):
    page = doctor.page("examined")
    doctor.browser.send(page, f"{doctor.base}/examined", part="head", state="examined")
    stated = open_map(doctor.walk.vault, doctor.walk.ref).coverage
    assert stated["forehead|m"]["state"] == "examined"
    assert "shin|l" not in stated
    page = doctor.page("examined")
    refused = doctor.browser.send(
        page, f"{doctor.base}/examined", status=422, region="shin|l", state="not_examined"
    )
    assert "Say why" in refused.text


def test_figure_is_chosen_on_the_page(doctor):
    page = doctor.page()
    doctor.browser.send(page, f"{doctor.base}/figure", figure="male")
    assert open_map(doctor.walk.vault, doctor.walk.ref).figure == "male"


def test_stale_mark_is_not_recorded_over_a_change(doctor):
    a_lesion(doctor.walk.vault, doctor.walk.ref)
    page = doctor.click(doctor.page("?view=full_post&lesion=1&mark=m1&version=1"), 0.58, 0.27)
    findings.save_lesion(doctor.walk.vault, doctor.walk.ref, 1, {"length_mm": 9}, 1)
    assert doctor.record(page, status=409).one("div", id="problem") is not None
    assert doctor.lesions()[0].marks[0].drawn["geometry"] == SHAPES["point"]
