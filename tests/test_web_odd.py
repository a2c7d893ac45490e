"""Odd addresses, fields and bodies are refused in a sentence, and each answer bears the headers."""

import logging
import random
import re
from pathlib import Path
from urllib.parse import quote

import pytest

from ipdoc.web import confirm_pages
from ipdoc.web.security import HEADERS, MOST_FIELDS
from tests.walked_site import FOUNDER, a_walked_site, addresses
from tests.webclient import a_site

ODD = (
    "..",
    "%2e%2e",
    "a" * 5000,
    "9" * 5000,
    "\0",
    "²",
    "-1",
    "1e9",
    "\"'<script>",
    "\r\nX-Odd: y",
    "\ud800",
    "\u202e",
    "a:b:c",
    "nan",
    "__proto__",
)
DEEP = b"[" * 100_000
BODIES = (
    ("application/json", DEEP),
    ("application/json", b'{"version": 1e400, "overlay": {}, "number": "x"}'),
    ("application/json", b"\xff\xfe"),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Dis"),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="\xff/../x"'
        b"\r\n\r\n\0\r\n--x--",
    ),
    ("application/x-www-form-urlencoded; charset=utf-7", b"a=%ff%fe&\xff"),
)
ENDING = ("vault.lock", "sessions.end_others", "people.take_out", "people.give_role")
"""What would end the walk."""
PARTS_OF_PAGES = ("text/javascript", "text/css", "image/png")
FIELDS = re.compile(r"""(?:form|args|sent|typed|asked)\.get(?:list)?\(\s*"([^"]+)\"""")


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(confirm_pages, "check_proof", lambda *_: None)
        with a_walked_site(tmp_path_factory.mktemp("odd")) as made:
            yield made


def names_of_fields():
    """Return the names of the fields that the pages read."""
    sources = sorted(Path(confirm_pages.__file__).parent.glob("*_pages.py"))
    return sorted({name for one in sources for name in FIELDS.findall(one.read_text("utf-8"))})


def odd_address(chance, rule, plain):
    """Return an address of a route with something odd in one place of it, if it has places."""
    places = sorted(set(rule.arguments) - {"case_id", "evaluation_id"})
    if not places:
        return plain
    odd = quote(chance.choice(ODD).encode("utf-8", "surrogatepass"), safe="%")
    values = dict.fromkeys(rule.arguments, "1")
    values.update(zip(("case_id", "evaluation_id"), plain.split("/")[2:4], strict=False))
    values[chance.choice(places)] = odd
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values[found[1]], rule.rule)


def odd_form(chance, names):
    """Return the body of a form with something odd in thirty fields."""
    chosen = chance.sample(names, min(30, len(names)))
    said = [(name, chance.choice(ODD).encode("utf-8", "surrogatepass")) for name in chosen]
    return "&".join(f"{quote(name)}={quote(value)}" for name, value in said)


def questions(walked, chance):
    """Yield method, address, type and body of everything that is asked."""
    names, own = names_of_fields(), walked.own
    for rule in walked.site.app.url_map.iter_rules():
        if rule.endpoint in ENDING:
            continue
        plain = addresses(rule, own.ref.case_id, own.ref.evaluation_id, own.files)[0]
        odd, form = odd_address(chance, rule, plain), odd_form(chance, names)
        if "GET" in rule.methods:
            yield "GET", odd, None, None
            yield chance.choice(("HEAD", "OPTIONS", "TRACE")), plain, None, None
        if "POST" in rule.methods:
            yield "POST", odd, "application/x-www-form-urlencoded", form
            yield ("POST", plain, *chance.choice(BODIES))


def test_no_odd_question_breaks_a_page_and_each_answer_bears_the_headers(walked, caplog):
    caplog.set_level(logging.ERROR)
    client, asked = walked.browser(FOUNDER), 0
    for method, address, kind, body in questions(walked, random.Random(4)):  # noqa: S311
        with client.open(address, method=method, content_type=kind, data=body) as answer:
            content, told = answer.get_data(), (method, address[:200], kind, answer.status_code)
            assert answer.status_code < 500, (told, caplog.text)
            assert b"Traceback" not in content, told
            assert "X-Odd" not in answer.headers, told
            wanted = () if answer.mimetype in PARTS_OF_PAGES else HEADERS
            assert set(wanted) <= set(answer.headers.keys()), told
            assert answer.headers["X-Content-Type-Options"] == "nosniff", told
        asked += 1
    assert asked > 300


@pytest.mark.parametrize(
    "address",
    [
        "/static/styles/print+print.css",
        "/static/styles/" + "a" * 300 + ".css",
        "/static/styles/%00.css",
        "/static/" + "a" * 300,
        "/static/scripts/1/%00.js",
        "/static/scripts/1/" + "a" * 300 + ".js",
    ],
)
def test_odd_asset_is_not_found_before_anybody_signed_in(tmp_path, address):
    with a_site(tmp_path, vault=False) as site:
        assert site.browser.client.get(address).status_code == 404


@pytest.mark.parametrize("place", ["/photographs/P001/overlay/save", "/lesions/1/same-as"])
def test_brackets_without_end_are_no_json(walked, place):
    ref = walked.own.ref
    address = f"/cases/{ref.case_id}/{ref.evaluation_id}{place}"
    client = walked.browser(FOUNDER)
    with client.post(address, data=DEEP, content_type="application/json") as answer:
        assert answer.status_code == 422


@pytest.mark.parametrize(
    ("field", "odd", "status"),
    [("report", "²", 200), ("report", "9" * 5000, 200), ("most_mb", "9" * 5000, 422)],
)
def test_number_that_is_none_is_asked_for_again_or_left_out(walked, field, odd, status):
    ref = walked.own.ref
    sent = {"recipient": "lawyer", "language": "en", "go": "look", field: odd}
    address = f"/cases/{ref.case_id}/{ref.evaluation_id}/bundles/make"
    with walked.browser(FOUNDER).post(address, data=sent) as answer:
        assert answer.status_code == status


def test_form_of_very_many_fields_is_refused_before_it_is_read(walked):
    sent = b"&".join([b"a=1"] * (MOST_FIELDS + 1))
    with walked.browser(FOUNDER).post(
        "/people/invite", data=sent, content_type="application/x-www-form-urlencoded"
    ) as answer:
        assert answer.status_code == 413
