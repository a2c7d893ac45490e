"""Drawings over photographs: checked, numbered once, apart from the bytes, by clicks or JSON."""

import io
import json

import pytest
from PIL import Image

from ipdoc import __version__
from ipdoc.casework import findings
from ipdoc.casework.bodymap.drawing import take_out
from ipdoc.casework.cases import start_case
from ipdoc.casework.core.casefile import StaleVersionError
from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.core.record import photograph_path, reading
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.issue import preview
from ipdoc.casework.photographs import attach_photograph, photographs, rendition
from ipdoc.casework.photomarks import (
    add_drawing,
    open_drawn,
    picture,
    remove_drawing,
    save_overlay,
    undo_overlay,
)
from ipdoc.casework.sections import open_section, save_answers
from ipdoc.domain.access import Action
from ipdoc.domain.overlay import Drawing, OverlayError
from ipdoc.domain.photograph import Photograph
from ipdoc.exchange.case_errors import CaseFormatError
from ipdoc.i18n import LANGUAGES
from tests.builders import PASSPHRASE, a_vault, exported, imported
from tests.case_packages import case_in, with_case
from tests.pdf_inspection import pdf_text
from tests.webclient import a_site, words

ARROW = {"kind": "arrow", "points": [[0.1, 0.1], [0.4, 0.5]]}
OUTLINE = {"kind": "polygon", "points": [[0.4, 0.4], [0.6, 0.4], [0.5, 0.6]], "lesion": 1}
NUMBER = {"kind": "number", "points": [[0.7, 0.2]], "lesion": 1}


def a_stream(width=640, height=480):
    out = io.BytesIO()
    Image.new("RGB", (width, height), (200, 160, 140)).save(out, "JPEG")
    return io.BytesIO(out.getvalue())


def a_case_with_photograph(vault):
    """Return an evaluation with one lesion and one photograph, and the photograph's id."""
    ref = start_case(vault, "full", "K-1", "R-1", {"record": "en"})
    findings.record_by_region(vault, ref, "bruise", "scapular", "l")
    view = open_section(vault, ref, "consent_conditions")
    agreed = {"c_photos_body": {"decision": "agreed", "explained": "yes"}}
    save_answers(vault, ref, "consent_conditions", agreed, view.version)
    return ref, attach_photograph(vault, ref, a_stream(), lesion=1).id


@pytest.fixture
def vault(tmp_path):
    """An open vault."""
    with a_vault(tmp_path) as opened:
        yield opened


def test_drawings_get_ids_that_are_never_used_twice(vault):
    ref, photo = a_case_with_photograph(vault)
    drawn = save_overlay(vault, ref, photo, [ARROW, OUTLINE], 1)
    assert [one.id for one in drawn.photograph.overlay] == ["d1", "d2"]
    drawn = remove_drawing(vault, ref, photo, "d2", drawn.version)
    drawn = add_drawing(vault, ref, photo, NUMBER, drawn.version)
    assert [one.id for one in drawn.photograph.overlay] == ["d1", "d3"]


def test_files_are_never_touched(vault):
    ref, photo = a_case_with_photograph(vault)
    before = open_drawn(vault, ref, photo).photograph
    kept = [b"".join(rendition(vault, ref, photo, kind)[1]) for kind in ("original", "printed")]
    after = save_overlay(vault, ref, photo, [ARROW, NUMBER], 1).photograph
    assert (after.original, after.printed, after.shown) == (
        before.original,
        before.printed,
        before.shown,
    )
    assert kept == [
        b"".join(rendition(vault, ref, photo, kind)[1]) for kind in ("original", "printed")
    ]


def test_photograph_never_drawn_upon_is_written_as_before(vault):
    ref, photo = a_case_with_photograph(vault)
    payload = open_drawn(vault, ref, photo).photograph.to_payload()
    assert payload["schema"] == 1
    assert "overlay" not in payload
    drawn = save_overlay(vault, ref, photo, [ARROW], 1).photograph
    assert drawn.to_payload()["schema"] == 2
    assert Photograph.from_payload(json.loads(json.dumps(drawn.to_payload()))) == drawn


NAN = float("nan")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({**ARROW, "points": [[NAN, 0.1], [0.4, 0.5]]}, "two numbers"),
        ({**ARROW, "points": [[float("inf"), 0.1], [0.4, 0.5]]}, "two numbers"),
        ({**ARROW, "points": [["0.1", 0.1], [0.4, 0.5]]}, "two numbers"),
        ({**ARROW, "points": [[True, 0.1], [0.4, 0.5]]}, "two numbers"),
        ({**ARROW, "points": [[0.1, 0.1, 0.1], [0.4, 0.5]]}, "two numbers"),
        ({**ARROW, "points": None}, "two numbers"),
        ({**ARROW, "points": [[1.2, 0.1], [0.4, 0.5]]}, "beside the photograph"),
        ({**ARROW, "points": [[0.1, -0.1], [0.4, 0.5]]}, "beside the photograph"),
        ({**ARROW, "points": [[0.1, 0.1]]}, "needs two points"),
        ({**ARROW, "points": [[0.1, 0.1]] * 3}, "too many points"),
        ({**ARROW, "points": [[0.1, 0.1], [0.1, 0.1]]}, "too small"),
        ({**OUTLINE, "points": OUTLINE["points"] * 4000}, "too many points"),
        ({**OUTLINE, "points": OUTLINE["points"][:2]}, "at least three"),
        ({**ARROW, "kind": "stamp"}, "no other kind"),
        ({**ARROW, "kind": ["arrow"]}, "no other kind"),
        ({**ARROW, "colour": "red"}, "nothing unknown"),
        ("arrow", "nothing unknown"),
        ({**NUMBER, "lesion": None}, "Choose the lesion"),
        ({**NUMBER, "lesion": 1.0}, "Choose the lesion"),
        ({**NUMBER, "lesion": 7}, "no lesion 7"),
        ({**ARROW, "text": "x" * 61}, "at most 60"),
        ({**ARROW, "text": "one\ntwo"}, "at most 60"),
        ({**ARROW, "id": "d9"}, "load the page again"),
        ({**ARROW, "id": "d01"}, "load the page again"),
        ({**ARROW, "id": "x"}, "load the page again"),
    ],
)
def test_wrong_drawing_is_refused_and_nothing_stored(vault, wrong, sentence):
    ref, photo = a_case_with_photograph(vault)
    save_overlay(vault, ref, photo, [OUTLINE], 1)
    with pytest.raises(OverlayError, match=sentence):
        add_drawing(vault, ref, photo, wrong, 2)
    drawn = open_drawn(vault, ref, photo)
    assert (drawn.version, len(drawn.photograph.overlay)) == (2, 1)


def test_lesion_of_another_evaluation_is_refused(vault):
    ref, photo = a_case_with_photograph(vault)
    other, _ = a_case_with_photograph(vault)
    findings.record_by_region(vault, other, "bruise", "scapular", "r")
    with pytest.raises(OverlayError, match="no lesion 2"):
        save_overlay(vault, ref, photo, [{**NUMBER, "lesion": 2}], 1)


def test_number_of_a_lesion_taken_out_may_stay_but_not_be_drawn_anew(vault):
    ref, photo = a_case_with_photograph(vault)
    drawn = save_overlay(vault, ref, photo, [NUMBER], 1)
    take_out(vault, ref, 1, "recorded twice", None)
    drawn = add_drawing(vault, ref, photo, ARROW, drawn.version)
    assert len(drawn.photograph.overlay) == 2
    with pytest.raises(OverlayError, match="no lesion 1"):
        add_drawing(vault, ref, photo, NUMBER, drawn.version)


def test_stale_drawings_are_refused(vault):
    ref, photo = a_case_with_photograph(vault)
    save_overlay(vault, ref, photo, [ARROW], 1)
    with pytest.raises(StaleVersionError):
        save_overlay(vault, ref, photo, [OUTLINE], 1)
    assert [one.kind for one in open_drawn(vault, ref, photo).photograph.overlay] == ["arrow"]


def test_undo_brings_the_drawings_back_and_a_second_time_redoes(vault):
    ref, photo = a_case_with_photograph(vault)
    drawn = add_drawing(vault, ref, photo, ARROW, 1)
    drawn = add_drawing(vault, ref, photo, OUTLINE, drawn.version)
    undone = undo_overlay(vault, ref, photo, drawn.version)
    assert [one.id for one in undone.photograph.overlay] == ["d1"]
    redone = undo_overlay(vault, ref, photo, undone.version)
    assert redone.photograph.overlay == drawn.photograph.overlay
    fresh, other = a_case_with_photograph(vault)
    with pytest.raises(OverlayError, match="no drawing to undo"):
        undo_overlay(vault, fresh, other, 1)


def test_picture_shows_the_drawings_in_black_with_a_white_edge(vault):
    ref, photo = a_case_with_photograph(vault)
    arrow = {"kind": "arrow", "points": [[0.1, 0.5], [0.9, 0.5]]}
    save_overlay(vault, ref, photo, [arrow], 1)
    jpeg = picture(vault, ref, photo, Drawing("", "number", ((0.5, 0.2),)), 400)
    with Image.open(io.BytesIO(jpeg)) as shown:
        assert shown.size == (400, 300)
        column = [shown.getpixel((120, y)) for y in range(140, 161)]
        assert min(column, key=sum) < (60, 60, 60)
        assert max(sum(pixel) for pixel in column) > 640


@pytest.fixture
def site(tmp_path):
    with a_site(tmp_path) as made:
        yield made


@pytest.fixture
def drawn(site):
    """Evaluation and photograph; the browser is let in."""
    with open_vault(site.folder, PASSPHRASE) as vault:
        made = a_case_with_photograph(vault)
    site.unlock()
    return made


def address(drawn, *parts):
    ref, photo = drawn
    start = ("/cases", ref.case_id, ref.evaluation_id, "photographs", photo, "overlay")
    return "/".join((*start, *parts))


def clicked(site, page, x, y):
    """Click on the picture of a page; return the page that answers."""
    action = next(
        form.get("action") for form in page.all("form") if form.get("class") == "photo-picture"
    )
    return site.browser.send(page, action, **{"at.x": str(x), "at.y": str(y)})


def test_arrow_is_drawn_by_two_clicks_and_a_press(site, drawn):
    page = site.browser.page(address(drawn, ""))
    assert f"Version {__version__}" in page.text
    image = page.one("input", type="image")
    width, height = int(image.get("width")), int(image.get("height"))
    page = clicked(site, page, width // 10, height // 10)
    assert "1 point set" in page.text
    assert "One point more is needed." in page.text
    page = clicked(site, page, width // 2, height // 2)
    page = site.browser.send(page, address(drawn, "new"), lesion="1", text="edge")
    assert "Arrow: 1 · Bruise, shoulder blade, left: edge" in page.text
    with open_vault(site.folder, PASSPHRASE) as vault:
        kept = open_drawn(vault, *drawn).photograph.overlay[0]
    assert kept.points == (
        pytest.approx((0.1, 0.1), abs=0.002),
        pytest.approx((0.5, 0.5), abs=0.002),
    )
    page = site.browser.send(page, address(drawn, "d1", "remove"))
    assert "Nothing is drawn on this photograph." in page.text
    page = site.browser.send(page, address(drawn, "undo"))
    assert "Arrow: 1" in page.text


def test_outline_is_drawn_by_numbers_alone(site, drawn):
    page = site.browser.page(address(drawn, "?tool=polygon"))
    for across, down in ((10, 10), (30, 10), (20, 40)):
        action = page.one("input", id="across")
        forms = [form for form in page.all("form") if action in list(form.iter("input"))]
        page = site.browser.send(page, forms[0].get("action"), across=across, down=down)
    page = site.browser.send(page, address(drawn, "new"))
    assert "Outline" in words(page.one("ol", class_="photo-drawn"))


def test_enter_on_the_picture_is_no_point(site, drawn):
    page = site.browser.page(address(drawn, ""))
    page = clicked(site, page, 0, 0)
    assert "Point at the photograph, or give the place in per cent" in page.text
    assert "Nothing begun yet" in page.text


def test_wrong_begun_points_are_left_out(site, drawn):
    page = site.browser.page(address(drawn, "?tool=stamp&points=nan,0.1;2,2;x;0.5,0.5"))
    assert "1 point set" in page.text
    for shown in ("?points=nan,1", "?tool=number&points=0.5,0.5"):
        with site.browser.client.get(address(drawn, "picture.jpg") + shown) as answer:
            assert answer.status_code == 200
            assert answer.mimetype == "image/jpeg"


def test_json_saves_and_refuses_with_a_sentence(site, drawn):
    page = site.browser.page(address(drawn, ""))
    token = {"X-CSRFToken": page.all("input", name="csrf_token")[0].get("value")}
    client = site.browser.client
    for sent, status in (
        ({"version": 1, "overlay": [ARROW, NUMBER]}, 200),
        ({"version": 1, "overlay": [ARROW]}, 409),
        ({"version": 2, "overlay": [{**ARROW, "kind": "stamp"}]}, 422),
        ({"version": 2, "overlay": {}}, 422),
        ({"version": "2", "overlay": []}, 422),
        ([], 422),
    ):
        with client.post(address(drawn, "save"), json=sent, headers=token) as answer:
            assert answer.status_code == status, sent
            assert ("problem" in answer.json) == (status != 200)
    raw = b'{"version": 2, "overlay": [{"kind": "arrow", "points": [[NaN, 0], [1, 1]]}]}'
    sent = {"data": raw, "content_type": "application/json", "headers": token}
    with client.post(address(drawn, "save"), **sent) as answer:
        assert answer.status_code == 422
    with client.get(address(drawn, "model.json")) as answer:
        assert [one["id"] for one in answer.json["overlay"]] == ["d1", "d2"]
        assert answer.json["lesions"][0]["label"] == "1 · Bruise, shoulder blade, left"
        assert answer.json["version"] == 2


def test_page_gives_the_editor_its_words(site, drawn):
    place = site.browser.page(address(drawn, "")).one("div", id="photomarks")
    assert json.loads(place.get("data-texts"))["tool_arrow"] == "Arrow"
    assert json.loads(place.get("data-words"))["outline"] == "Outline"


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_of_drawings_is_whole_in_every_language(site, drawn, language):
    site.browser.client.set_cookie("l", language)
    for tool in ("arrow", "polygon", "number"):
        site.browser.page(address(drawn, f"?tool={tool}&points=0.5,0.5"))


def test_report_draws_lines_over_the_copy_and_says_so(vault):
    ref, photo = a_case_with_photograph(vault)
    bare = preview(vault, ref, Choice(language="en"))
    save_overlay(vault, ref, photo, [{**ARROW, "text": "edge"}, OUTLINE, NUMBER], 1)
    pdf = preview(vault, ref, Choice(language="en"))
    copy = b"".join(rendition(vault, ref, photo, "printed")[1])
    assert copy in bare
    assert copy in pdf
    said = pdf_text(pdf)
    told = "arrow (edge), outline (lesion No. 1), number 1 in a circle"
    assert f"Drawn over this copy: {told}; the original is without them" in said
    assert "Drawn over this copy" not in pdf_text(bare)


def test_drawings_of_an_intimate_photograph_stay_out_of_the_report(vault):
    ref, _ = a_case_with_photograph(vault)
    shut = attach_photograph(vault, ref, a_stream(), lesion=1, intimate=True).id
    save_overlay(vault, ref, shut, [ARROW], 1)
    assert "Drawn over" not in pdf_text(preview(vault, ref, Choice(language="en")))
    with reading(vault, ref, Action.OPEN_RECORD) as case:
        assert case.get(photograph_path(ref, shut)).part == "intimate"


def test_drawings_go_out_and_come_in_with_the_case_file(vault):
    ref, photo = a_case_with_photograph(vault)
    assert "overlay" not in case_in(exported(vault, ref))["photos"][0]
    save_overlay(vault, ref, photo, [{**ARROW, "text": "edge"}, NUMBER], 1)
    file = exported(vault, ref)
    assert case_in(file)["photos"][0]["overlay"] == [{**ARROW, "text": "edge"}, NUMBER]
    again = imported(vault, file)
    assert case_in(exported(vault, again)) == case_in(file)
    drawn = photographs(vault, again)[0].overlay
    assert [one.id for one in drawn] == ["d1", "d2"]


@pytest.mark.parametrize(
    "wrong", [{}, [{**ARROW, "kind": "stamp"}], [{**NUMBER, "lesion": 9}], [7]]
)
def test_case_file_with_wrong_drawings_is_refused(vault, wrong):
    ref, _ = a_case_with_photograph(vault)
    file = exported(vault, ref)
    written = case_in(file)
    written["photos"][0]["overlay"] = wrong
    with pytest.raises(CaseFormatError):
        imported(vault, with_case(file, written))
