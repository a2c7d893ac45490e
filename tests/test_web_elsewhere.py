"""Two people at one lesion, photograph or region: both versions are shown, none is lost."""

import pytest

from ipdoc.casework import findings
from ipdoc.casework.bodymap import coverage, drawing
from ipdoc.casework.photographs import attach_photograph, open_photograph, save_photograph
from ipdoc.casework.photomarks import add_drawing
from tests.builders import a_vault
from tests.history_pages import a_history, a_jpeg

ARROW = {"kind": "arrow", "points": [[0.1, 0.1], [0.5, 0.5]], "lesion": None, "text": ""}


@pytest.fixture
def site(tmp_path):
    """A browser in a case with one lesion and one photograph."""
    with a_vault(tmp_path) as vault:
        site = a_history(vault)
        findings.record_by_region(vault, site.ref, "bruise", "scapular", "l")
        attach_photograph(vault, site.ref, a_jpeg(), caption="Shoulder")
        yield site


def base(site):
    return f"/cases/{site.ref.case_id}/{site.ref.evaluation_id}"


def lesion(site):
    return findings.open_lesion(site.vault, site.ref, 1)


def save_elsewhere(site, cells, **identity):
    findings.save_lesion(site.vault, site.ref, 1, cells, lesion(site).version, **identity)


def measured(site):
    """Return address and page of a lesion on which its length stands."""
    form = lesion(site).form.form.lesion
    key = next(p.key for p in form.pages if any(q.key == "length_mm" for q in p.questions))
    address = f"{base(site)}/lesions/1/{key}"
    return address, site.browser.page(address)


@pytest.mark.parametrize(("keep", "length"), [("own", 50), ("stored", 40)])
def test_measure_of_a_lesion_that_two_changed_is_chosen(site, keep, length):
    address, page = measured(site)
    save_elsewhere(site, {"length_mm": 40})
    both = site.browser.send(page, address, status=409, length_mm="50", width_mm="7")
    assert "50" in both.text
    assert "40" in both.text
    assert lesion(site).lesion.attributes["length_mm"] == 40
    assert lesion(site).lesion.attributes["width_mm"] == 7
    again = site.browser.send(both, address, status=409, length_mm="50")
    site.browser.send(again, address, length_mm="50", go="list", **{"page.keep.length_mm": keep})
    assert lesion(site).lesion.attributes == {"length_mm": length, "width_mm": 7}


def test_untouched_measure_leaves_what_somebody_else_stored(site):
    address, page = measured(site)
    save_elsewhere(site, {"length_mm": 40})
    site.browser.send(page, address, width_mm="7", go="list")
    assert lesion(site).lesion.attributes == {"length_mm": 40, "width_mm": 7}


def first_page(site):
    key = lesion(site).form.form.lesion.pages[0].key
    address = f"{base(site)}/lesions/1/{key}"
    return address, site.browser.page(address)


def test_kind_and_side_that_somebody_else_changed_are_not_put_back(site):
    address, page = first_page(site)
    save_elsewhere(site, {}, type_key="abrasion", side="r")
    shown = {"lesion.type_key": "bruise", "lesion.region": "scapular", "lesion.side": "l"}
    site.browser.send(page, address, go="list", **shown)
    assert (lesion(site).lesion.type, lesion(site).lesion.side) == ("abrasion", "r")


@pytest.mark.parametrize(("keep", "kind"), [("own", "laceration"), ("stored", "abrasion")])
def test_kind_of_a_lesion_that_two_changed_is_chosen(site, keep, kind):
    address, page = first_page(site)
    save_elsewhere(site, {}, type_key="abrasion")
    both = site.browser.send(page, address, status=409, **{"lesion.type_key": "laceration"})
    assert lesion(site).lesion.type == "abrasion"
    chosen = {"page.keep.lesion.type_key": keep, "go": "list"}
    site.browser.send(both, address, **chosen)
    assert lesion(site).lesion.type == kind


@pytest.mark.parametrize(("keep", "text"), [("own", "My words."), ("stored", "Their words.")])
def test_sentence_that_two_edited_is_chosen(site, keep, text):
    address = f"{base(site)}/lesions/1/sentence"
    page = site.browser.page(f"{base(site)}/lesions/1")
    told = ("en", "Their words.", "made")
    drawing.describe_by_hand(site.vault, site.ref, 1, told, 1)
    both = site.browser.send(page, address, status=409, language="en", text="My words.")
    assert "My words." in both.text
    assert "Their words." in both.text
    site.browser.send(both, address, **{"page.keep.text": keep})
    assert lesion(site).lesion.descriptions["en"]["text"] == text


def test_sentence_is_kept_when_only_something_else_was_changed(site):
    page = site.browser.page(f"{base(site)}/lesions/1")
    save_elsewhere(site, {"length_mm": 40})
    address = f"{base(site)}/lesions/1/sentence"
    site.browser.send(page, address, language="en", text="My words.")
    assert lesion(site).lesion.descriptions["en"]["text"] == "My words."
    assert lesion(site).lesion.attributes["length_mm"] == 40


def test_lesion_changed_meanwhile_is_shown_before_it_is_taken_out(site):
    page = site.browser.page(f"{base(site)}/lesions/1")
    save_elsewhere(site, {"length_mm": 40})
    again = site.browser.send(page, f"{base(site)}/lesions/1/remove", reason="entered twice")
    assert "changed meanwhile" in again.text
    assert lesion(site).lesion.removed is None


@pytest.mark.parametrize(("keep", "caption"), [("own", "Mine"), ("stored", "Theirs")])
def test_caption_that_two_wrote_is_chosen(site, keep, caption):
    address = f"{base(site)}/photographs/P001"
    page = site.browser.page(f"{base(site)}/photographs/")
    save_photograph(site.vault, site.ref, "P001", {"caption": "Theirs"}, 1)
    sent = {"caption": "Mine", "view": "overview", "lesion": ""}
    both = site.browser.send(page, address, status=409, **sent)
    assert "Mine" in both.text
    assert "Theirs" in both.text
    again = site.browser.send(both, address, status=409)
    site.browser.send(again, address, **{"page.keep.fields.caption": keep})
    fields = open_photograph(site.vault, site.ref, "P001")[0].fields
    assert (fields["caption"], fields["view"]) == (caption, "overview")


def test_caption_stays_as_somebody_else_wrote_it_where_only_the_frame_is_changed(site):
    page = site.browser.page(f"{base(site)}/photographs/")
    save_photograph(site.vault, site.ref, "P001", {"caption": "Theirs"}, 1)
    sent = {"caption": "Shoulder", "view": "overview", "lesion": ""}
    site.browser.send(page, f"{base(site)}/photographs/P001", **sent)
    fields = open_photograph(site.vault, site.ref, "P001")[0].fields
    assert (fields["caption"], fields["view"]) == ("Theirs", "overview")


def test_photograph_changed_meanwhile_is_shown_before_it_is_taken_out(site):
    page = site.browser.page(f"{base(site)}/photographs/")
    save_photograph(site.vault, site.ref, "P001", {"caption": "Theirs"}, 1)
    address = f"{base(site)}/photographs/P001/remove"
    again = site.browser.send(page, address, status=409, reason="blurred")
    assert "Theirs" in again.html
    assert open_photograph(site.vault, site.ref, "P001")[0].removed is None
    site.browser.send(again, address, reason="blurred")
    assert open_photograph(site.vault, site.ref, "P001")[0].removed == "blurred"


def test_drawing_that_was_begun_stays_when_somebody_else_drew_meanwhile(site):
    address = f"{base(site)}/photographs/P001/overlay"
    page = site.browser.page(f"{address}/?tool=arrow&points=0.2,0.2;0.6,0.6")
    add_drawing(site.vault, site.ref, "P001", ARROW, 1)
    again = site.browser.send(page, f"{address}/new", status=409)
    assert "meanwhile" in again.text
    site.browser.send(again, f"{address}/new")
    assert len(open_photograph(site.vault, site.ref, "P001")[0].overlay) == 2


@pytest.mark.parametrize(("keep", "state"), [("own", "examined"), ("stored", "not_examined")])
def test_region_that_two_stated_otherwise_is_chosen(site, keep, state):
    address = f"{base(site)}/lesions/examined"
    page = site.browser.page(address)
    theirs = [("scapular", "r")]
    coverage.state_regions(site.vault, site.ref, theirs, "not_examined", "in a cast")
    sent = {"region": ["scapular|r", "scapular|l"], "state": "examined", "reason": ""}
    both = site.browser.send(page, address, status=409, **sent)
    assert "in a cast" in both.text
    name = "page.keep.regions.scapular|r"
    site.browser.send(both, address, **{name: keep})
    with site.vault.transaction(write=False) as work:
        stated = coverage.load_coverage(work.case(site.ref.case_id), site.ref)
    assert stated["scapular|r"]["state"] == state
    assert stated["scapular|l"]["state"] == "examined"
