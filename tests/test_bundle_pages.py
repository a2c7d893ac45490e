"""Pages of the bundles of exhibits: what would go in, making one, saving its parts."""

import io
import re
import zipfile

import pytest

from ipdoc.casework.access.sharing import known_consents
from ipdoc.casework.bundling.giving import bundles
from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.issue import issue
from ipdoc.casework.photographs import attach_photograph
from ipdoc.errors import IpdocError
from ipdoc.web.courses import Course
from tests.builders import PASSPHRASE
from tests.report_builders import a_jpeg
from tests.team_builders import a_case, decide
from tests.test_keeping_pages import assured
from tests.webclient import a_site


@pytest.fixture
def site(tmp_path):
    with a_site(tmp_path) as site:
        site.unlock()
        yield site


def an_issued_case(site):
    with open_vault(site.folder, PASSPHRASE) as vault:
        ref = a_case(vault, "T-7", "c_storage", "c_share_court", "c_photos_body")
        attach_photograph(vault, ref, io.BytesIO(a_jpeg()))
        issue(vault, ref, Choice(language="en"))
    return ref


def _path(ref):
    return f"/cases/{ref.case_id}/{ref.evaluation_id}/bundles/"


def _sent(site, page, **fields):
    given = {"recipient": "court", "language": "en", "rendering": "usual", "go": "make"}
    return site.browser.send(page, page.path + "make", **{**given, **fields})


def test_bundle_is_made_and_saved_by_its_page(site):
    ref = an_issued_case(site)
    page = assured(site.browser, _path(ref))
    made = _sent(site, page, name="The court", groups=["photographs", "originals"])
    assert "The bundle is made" in made.text
    assert "100 %" in made.text
    page = site.browser.page(_path(ref))
    links = [one.get("href") for one in page.all("a") if one.get("download") is not None]
    assert len(links) == 2
    with site.browser.client.get(links[0]) as answer:
        data = answer.get_data()
        assert answer.headers["Content-Length"] == str(len(data))
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert file.testzip() is None
    with site.browser.client.get(links[1]) as answer:
        assert answer.get_data().startswith(b"%PDF-")
    assert "Court: The court" in page.text


def test_page_says_what_would_go_in_and_makes_nothing(site):
    ref = an_issued_case(site)
    page = assured(site.browser, _path(ref))
    looked = _sent(site, page, go="look", groups=["photographs", "annex"])
    said = looked.text
    assert "What would go in now" in said
    assert re.search(r"Sealed annex and intimate photographs: withheld: no consent", said)
    assert "Photographs as they came from the camera: left out by choice" in said
    with open_vault(site.folder, PASSPHRASE) as vault:
        assert bundles(vault, ref) == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"recipient": "prosecutor"}, "No consent to this is recorded"),
        ({"recipient": ""}, "Choose for whom the bundle is"),
        ({"most_mb": "ten"}, "Give the size of the parts in whole megabytes"),
        ({"age_key": "age1nonsense"}, "This is no age key"),
    ],
)
def test_what_cannot_be_is_said_beside_the_form(site, fields, sentence):
    ref = an_issued_case(site)
    page = assured(site.browser, _path(ref))
    refused = _sent(site, page, **fields, status=422)
    assert sentence in refused.text


def test_rendering_that_was_not_issued_is_said_on_the_page_of_the_course(site):
    ref = an_issued_case(site)
    page = assured(site.browser, _path(ref))
    refused = _sent(site, page, rendering="redacted")
    assert "Issue the edition without names first" in refused.text


def test_part_is_refused_once_consent_is_withdrawn(site):
    ref = an_issued_case(site)
    page = assured(site.browser, _path(ref))
    _sent(site, page)
    page = site.browser.page(_path(ref))
    link = next(one.get("href") for one in page.all("a") if one.get("download") is not None)
    with open_vault(site.folder, PASSPHRASE) as vault:
        decide(vault, ref, c_share_court="withdrawn")
        with vault.transaction(write=False) as work:
            assert known_consents(work.case(ref.case_id)).decisions
    with site.browser.client.get(link) as answer:
        assert answer.status_code == 403


def test_work_stops_when_the_page_is_left_and_its_sentence_is_told():
    def on_and_on(tell):
        while True:
            tell(0, 100)

    course = Course(on_and_on)
    percents = course.percents()
    assert next(percents) == 0
    percents.close()  # comes back only when the work has stopped
    assert course.result is None

    def work(tell):
        for step in range(100):
            tell(step, 100)
        return "done"

    whole = Course(work)
    assert list(whole.percents())[-1] == 99
    assert whole.result == "done"

    def refuse(_tell):
        raise IpdocError("Choose another one")

    refused = Course(refuse)
    assert list(refused.percents()) == [0]
    assert str(refused.problem) == "Choose another one"


def test_work_that_breaks_is_told_on_its_page_and_logged_without_a_word(caplog):
    def break_down(tell):
        tell(1, 2)
        raise KeyError("Zorvex told me")

    broken = Course(break_down)
    assert list(broken.percents()) == [0, 50]
    assert "Nothing saved is lost" in str(broken.problem)
    assert "KeyError at " in caplog.text
    assert "test_bundle_pages.py" in caplog.text
    assert "Zorvex" not in caplog.text
