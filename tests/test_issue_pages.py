"""The page that issues: editions, the texts read before, the bar while a document is made."""

import re

import pytest

from ipdoc.casework.cases import list_cases
from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.core.record import Ref
from ipdoc.casework.issuing.fetching import reports
from ipdoc.casework.transfer import import_case
from ipdoc.i18n import LANGUAGES
from tests.builders import PASSPHRASE, case_bytes
from tests.pdf_inspection import pdf_text
from tests.webclient import a_site, words

CASE = "A2_full_en_suspension_electric.json"


@pytest.fixture
def site(tmp_path):
    """A site whose vault is open."""
    with a_site(tmp_path) as site:
        site.unlock()
        yield site


@pytest.fixture
def place(site):
    """Address of the report of an imported case."""
    with open_vault(site.folder, PASSPHRASE) as vault:
        ref = import_case(vault, case_bytes(CASE))
    return f"/cases/{ref.case_id}/{ref.evaluation_id}/report/"


def kept(site, place):
    _, _, case_id, evaluation_id, *_ = place.split("/")
    with open_vault(site.folder, PASSPHRASE) as vault:
        return reports(vault, Ref(case_id, evaluation_id))


def sent(site, page, action, status=200, **fields):
    return site.browser.send(page, action, status=status, **fields)


def texts(page, tag):
    return " ".join(words(one) for one in page.all(tag))


def test_document_is_made_while_its_page_comes_and_the_page_leads_on(site, place):
    page = site.browser.page(place)
    course = sent(site, page, f"{place}issue", language="kk")
    percents = [int(one.get("value")) for one in course.all("progress")]
    assert percents == sorted(percents)
    assert percents[0] == 0
    assert len(percents) > 5
    assert course.one("meta", **{"http-equiv": "refresh"}).get("content").endswith("#issued")
    assert [one.key for one in kept(site, place)[0].editions] == ["kk.full"]


def test_edition_without_names_is_read_before_it_is_issued(site, place):
    page = site.browser.page(place)
    asked = {"language": "ru", "rendering": "redacted"}
    read = sent(site, page, f"{place}issue", **asked)
    assert kept(site, place) == []
    assert "Read before issuing" in read.text
    gone = texts(read, "del")
    assert "Saparov" in gone
    assert "[Лицо A]" in texts(read, "ins")
    sent(site, read, f"{place}issue", read="yes")
    (report,) = kept(site, place)
    assert [one.key for one in report.editions] == ["ru.redacted"]
    with site.browser.client.get(f"{place}1/ru.redacted.pdf") as answer:
        assert "Saparov" not in pdf_text(answer.get_data())


def test_missed_words_are_named_and_hidden_from_then_on(site, place):
    page = site.browser.page(place)
    read = sent(site, page, f"{place}issue", language="kk", rendering="redacted")
    word = next(found.group() for found in re.finditer(r"\b[a-z]{7,}\b", texts(read, "dd")))
    before = len(read.all("del"))
    again = sent(site, read, f"{place}review/words", hide=word, keep="")
    assert len(again.all("del")) > before
    assert word in texts(again, "del")
    assert words(again.one("textarea", id="hide")) == word
    back = sent(site, again, f"{place}review/words", hide="", keep="")
    assert len(back.all("del")) == before


def test_what_cannot_be_issued_is_one_sentence(site, place):
    page = site.browser.page(place)
    for fields, sentence in (
        ({"language": "ru", "for": "investigator"}, "has refused this"),
        ({"language": "ru", "for": "npm"}, "has refused this"),
    ):
        assert sentence in sent(site, page, f"{place}issue", **fields).text
    for fields, sentence in (
        ({"language": "xx"}, "Choose the language of the report"),
        ({"language": "ru", "second": "ru"}, "Choose another language as the second one"),
        ({"language": "ru", "rendering": "all"}, "Choose one of the editions and recipients"),
    ):
        assert sentence in sent(site, page, f"{place}issue", **fields).text
    assert kept(site, place) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_whole_in_every_language(site, place, language):
    site.browser.client.set_cookie("l", language)
    page = site.browser.page(place)
    read = sent(site, page, f"{place}issue", language=language, rendering="named_restricted")
    assert read.one("html").get("lang") == language


def test_leaving_the_page_stops_the_work_and_nothing_stays(site, place):
    page = site.browser.page(place)
    token = page.all("input", name="csrf_token")[0].get("value")
    data = {"csrf_token": token, "language": "kk"}
    answer = site.browser.client.post(f"{place}issue", data=data, buffered=False)
    pieces = iter(answer.response)
    seen = ""
    while "</li>" not in seen:
        piece = next(pieces)
        seen += piece.decode() if isinstance(piece, bytes) else piece
    answer.close()
    assert kept(site, place) == []
    with open_vault(site.folder, PASSPHRASE) as vault:
        assert len(list_cases(vault).rows) >= 1
