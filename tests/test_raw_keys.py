"""No screen shows a key of the form: what is stored as a key is told by its label."""

import html
import re

from werkzeug.exceptions import HTTPException

from ipdoc.anatomy.views import listing
from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.formstore import current_form
from ipdoc.casework.transfer.importing import import_case
from ipdoc.i18n import translator
from ipdoc.resources import data_dir
from ipdoc.web.cells import QuestionForm
from ipdoc.web.fields import Surroundings
from tests.builders import PASSPHRASE
from tests.webclient import a_site

MOST_OF_A_ROUTE = 4
EVERY = ("history.timeline", "history.state", "translations.texts", "sections.page")
"""Routes of which every address is asked for: they tell answers."""
_ATTRIBUTES = re.compile(r"""\s(?:alt|aria-label|title|placeholder)="([^"]*)\"""")
_TAGS = re.compile(r"<[^>]*>")
_WORDS = re.compile(r"[A-Za-z]\w*")
_LINKS = re.compile(r'\shref="(/[^"#]*)')


def keys():
    """Return every key of the form, its vocabularies and the views that cannot be a word."""
    form = current_form().form
    found = {one.key for one in form.sections} | {row["key"] for row in listing()["views"]}
    for vocabulary in form.vocabularies.values():
        found |= {code.key for code in vocabulary.codes}
    for section in (*form.sections, form.lesion, form.photograph):
        found |= {page.key for page in section.pages}
        for question in section.questions():
            found |= _keys_of(question)
    return {key for key in found if "_" in key}


def _keys_of(question):
    found = {question.key, *(option.key for option in question.options)}
    return found.union(*map(_keys_of, question.items))


def shown(page):
    """Return all words that a page shows or lets be read aloud."""
    body = page[page.index("<body") :]
    told = " ".join((_TAGS.sub(" ", body), *_ATTRIBUTES.findall(body)))
    return set(_WORDS.findall(html.unescape(told)))


def crawl(site, start):
    """Yield address and HTML of the pages that links lead to, below an address."""
    routes = site.app.url_map.bind("localhost")
    waiting, seen, asked = [start], {start}, {}
    while waiting:
        address = waiting.pop(0)
        try:
            endpoint, _values = routes.match(address.partition("?")[0], method="GET")
        except HTTPException:
            continue
        asked[endpoint] = asked.get(endpoint, 0) + 1
        if asked[endpoint] > MOST_OF_A_ROUTE and endpoint not in EVERY:
            continue
        with site.browser.client.get(address, follow_redirects=True) as answer:
            if answer.mimetype != "text/html":
                continue
            page = answer.get_data(as_text=True)
        assert answer.status_code == 200, (address, answer.status_code)
        yield address, page
        for link in map(html.unescape, _LINKS.findall(page)):
            if link.startswith(start) and link not in seen:
                seen.add(link)
                waiting.append(link)


def test_no_page_of_a_case_shows_a_key_of_the_form(tmp_path):
    with a_site(tmp_path) as site:
        with open_vault(site.folder, PASSPHRASE) as vault:
            file = data_dir("forms") / "demo" / "1_full_en.json"
            ref = import_case(vault, file.read_bytes()).ref
        site.unlock()
        known, walked, raw = keys(), 0, {}
        for address, page in crawl(site, f"/cases/{ref.case_id}/{ref.evaluation_id}"):
            walked += 1
            if found := shown(page) & known:
                raw[address] = found
        assert walked > 150
        assert not raw


def test_cause_that_the_form_lists_can_be_chosen_beside_the_events():
    form = current_form().form
    (asked,) = form.section("interpretation").question("int_findings").items[1:2]
    near = Surroundings(form, translator("ru"), lambda _target: [("ev1", "ev1")])
    field = next(iter(QuestionForm([asked], near, {asked.key: "work_sport"})))
    assert ("work_sport", "Работа или спорт") in field.targets
    assert ("ev1", "ev1") in field.targets
