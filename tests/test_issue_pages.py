"""The page that issues: editions, the texts read before, the bar while a document is made."""

import re

import pytest

from ipdoc.casework.cases import list_cases
from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.core.record import Ref
from ipdoc.casework.issuing.fetching import reports
from ipdoc.i18n import LANGUAGES
from ipdoc.web.review_pages import Read, in_parts
from tests.builders import PASSPHRASE, case_bytes, imported
from tests.pdf_inspection import pdf_text
from tests.webclient import a_site, where_enter_leads, words

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
        ref = imported(vault, case_bytes(CASE))
    return f"/cases/{ref.case_id}/{ref.evaluation_id}/report/"


def kept(site, place):
    _, _, case_id, evaluation_id, *_ = place.split("/")
    with open_vault(site.folder, PASSPHRASE) as vault:
        return reports(vault, Ref(case_id, evaluation_id))


def sent(site, page, action, status=200, **fields):
    return site.browser.send(page, action, status=status, **fields)


def texts(page, tag):
    return " ".join(words(one) for one in page.all(tag))


def parts_of(site, first):
    """Follow the pages of texts to the last one, as somebody who reads all of them."""
    found = [first]
    while on := [one for one in found[-1].all("a") if words(one) == "Read on"]:
        found.append(site.browser.page(on[0].get("href")))
    return found


def test_document_is_made_while_its_page_comes_and_the_page_leads_on(site, place):
    page = site.browser.page(place)
    course = sent(site, page, f"{place}issue", language="kk")
    assert where_enter_leads(page.form(f"{place}issue")) == f"{place}preview"
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
    parts = parts_of(site, read)
    assert "Saparov" in "".join(texts(one, "del") for one in parts)
    assert "[Лицо A]" in "".join(texts(one, "ins") for one in parts)
    sent(site, parts[-1], f"{place}issue", read="yes")
    (report,) = kept(site, place)
    assert [one.key for one in report.editions] == ["ru.redacted"]
    with site.browser.client.get(f"{place}1/ru.redacted.pdf") as answer:
        assert "Saparov" not in pdf_text(answer.get_data())


def test_texts_come_in_parts_of_at_most_60_kb_and_are_acknowledged_at_the_end(site, place):
    page = site.browser.page(place)
    parts = parts_of(site, sent(site, page, f"{place}read", language="ru", rendering="redacted"))
    assert len(parts) > 1
    for one in parts:
        assert len(one.html.encode()) <= 60_000
        assert words(one.one("span", aria_current="page"))
    assert [len(one.all("input", name="read")) for one in parts] == [0] * (len(parts) - 1) + [1]
    headings = [
        words(one) for page in parts for one in page.all("h2") if "read-" in one.get("id", "")
    ]
    assert len(headings) == len(set(headings)), "a section that fits a page is whole"
    second = sent(site, parts[1], f"{place}review/words", hide="", keep="")
    assert texts(second, "dd") == texts(parts[1], "dd"), "back to where one was reading"


def test_long_section_goes_on_under_its_heading_and_no_text_is_lost():
    long = [Read(str(number), [("x" * 2_500, "")]) for number in range(5)]
    parts = in_parts([("I", long[:1]), ("II", long), ("III", long[:1])])
    assert [part.name for part in parts] == ["I", "II", "II", "II – III"]
    assert sum(len(reads) for part in parts for _, reads in part.groups) == 7
    assert [part.groups for part in in_parts([])] == [[]]


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
