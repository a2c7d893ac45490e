"""Marks of earlier visits on the body map: pale, never to be edited, and a layer to hide."""

import io

import pytest
from PIL import Image

from ipdoc.casework import findings
from ipdoc.casework.bodymap.body_map import open_map
from ipdoc.casework.bodymap.picture import picture
from ipdoc.casework.cases import start_case
from ipdoc.casework.comparison import link_lesion, record_still_there
from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.followup import Opening, start_followup
from ipdoc.casework.sections import open_section, save_answers
from ipdoc.domain.finding import LesionLink
from ipdoc.i18n import LANGUAGES, translator
from tests.bodymap_builders import a_lesion
from tests.builders import PASSPHRASE, a_vault
from tests.webclient import a_site, words

ABOUT = {"exam_date": "2026-05-12", "subject_sex_recorded": "female"}


def two_visits(vault):
    """Return a first visit with an outlined bruise and an intimate finding, and a follow-up."""
    first = start_case(vault, "full", "K-1", "7/26", {"record": "en"})
    view = open_section(vault, first, "case_information")
    save_answers(vault, first, "case_information", ABOUT, view.version)
    a_lesion(vault, first, "polygon")
    findings.record_by_region(vault, first, "abrasion", "scrotum", "l")
    return first, start_followup(vault, first, Opening("followup", "", "", copy_identity=True))


@pytest.fixture
def site(tmp_path):
    with a_site(tmp_path) as made:
        yield made


@pytest.fixture
def both(site):
    """Two visits; the browser is let in."""
    with open_vault(site.folder, PASSPHRASE) as vault:
        refs = two_visits(vault)
    site.unlock()
    return refs


def map_model(site, ref, view="full_post"):
    path = f"/cases/{ref.case_id}/{ref.evaluation_id}/lesions/map.json?view={view}"
    with site.browser.client.get(path) as answer:
        assert answer.status_code == 200
        return answer.json


def test_model_shows_earlier_lesions_without_anything_to_edit(site, both):
    first, second = both
    with open_vault(site.folder, PASSPHRASE) as vault:
        a_lesion(vault, second, type_key="abrasion")
    model = map_model(site, second)
    visit = {"id": first.evaluation_id, "date": "2026-05-12", "label": "Visit of 12 May 2026"}
    assert model["layers"]["visits"] == [visit]
    now, earlier = model["lesions"]
    assert (now["earlier"], now["visit"], now["number"]) == (False, None, 1)
    assert (earlier["earlier"], earlier["visit"], earlier["number"]) == (True, visit, 1)
    mark = earlier["marks"][0]
    assert (mark["editable"], mark["geometry"]) == (False, None)
    assert mark["pieces"][0]["closed"]
    assert earlier["url"] == f"/cases/{first.case_id}/{first.evaluation_id}/lesions/1"


def test_first_visit_shows_nothing_of_a_later_one(site, both):
    first, second = both
    with open_vault(site.folder, PASSPHRASE) as vault:
        a_lesion(vault, second)
    model = map_model(site, first)
    assert model["layers"]["visits"] == []
    assert [one["earlier"] for one in model["lesions"]] == [False, False]


def test_model_names_the_earlier_lesion_and_the_status(site, both):
    first, second = both
    link = LesionLink(first.evaluation_id, 1)
    with open_vault(site.folder, PASSPHRASE) as vault:
        record_still_there(vault, second, link, "fading")
    now = map_model(site, second)["lesions"][0]
    assert now["status"] == "fading"
    assert now["same_as"] == {**link.to_payload(), "label": "No. 1 · Visit of 12 May 2026"}
    with open_vault(site.folder, PASSPHRASE) as vault:
        link_lesion(vault, second, 1, None)
    assert map_model(site, second)["lesions"][0]["same_as"] is None


def test_restricted_earlier_lesion_is_not_told_before_it_is_asked_for(site, both):
    _, second = both
    assert all(one["type"] == "bruise" for one in map_model(site, second)["lesions"])


def test_page_without_scripts_lists_earlier_marks_and_can_hide_them(site, both):
    first, second = both
    start = f"/cases/{second.case_id}/{second.evaluation_id}/lesions/"
    page = site.browser.page(start + "?view=full_post")
    assert "Seen at earlier visits, shown pale" in page.text
    link = page.one("a", href=f"/cases/{first.case_id}/{first.evaluation_id}/lesions/1")
    assert words(link) == "1 Visit of 12 May 2026"
    shown = page.one("input", type="image").get("src")
    hidden = site.browser.page(start + "?view=full_post&now=1")
    assert "Seen at earlier visits" not in hidden.text
    source = hidden.one("input", type="image").get("src")
    with site.browser.client.get(shown) as one, site.browser.client.get(source) as other:
        assert one.data != other.data


@pytest.mark.parametrize("language", LANGUAGES)
def test_map_of_a_later_visit_is_whole_in_every_language(site, both, language):
    _, second = both
    site.browser.client.set_cookie("l", language)
    site.browser.page(f"/cases/{second.case_id}/{second.evaluation_id}/lesions/?view=full_post")


def test_earlier_marks_are_paler_than_those_of_today(tmp_path):
    with a_vault(tmp_path) as vault:
        first, second = two_visits(vault)
        darkest = []
        for ref in (first, second):
            shown = open_map(vault, ref)
            view = shown.view("full_post")
            png = picture(shown, view, translator("en"))
            with Image.open(io.BytesIO(png)) as opened:
                colours = opened.convert("RGB").getcolors(1 << 20)
            blues = [c for _, c in colours if c[2] > c[0] + 60]
            darkest.append(min(sum(c) for c in blues))
        assert darkest[1] > darkest[0] + 100
