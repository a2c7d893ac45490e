"""The pages that check the vault and give out a head of it."""

import io
import re

import pytest

from ipdoc.casework.cases import start_case
from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.keeping.outside import read_outside
from tests.vault_builders import PASSPHRASE, put, sql
from tests.webclient import a_site


@pytest.fixture
def site(tmp_path):
    """A site with a vault that holds a case, unlocked."""
    with a_site(tmp_path) as site:
        with open_vault(site.folder, PASSPHRASE) as vault:
            ref = start_case(vault, "full", "T-1", "", {"record": "en"})
            put(vault, ref.case_id, "b/1", "two", part="intimate")
        site.unlock()
        yield site


def check(site, **given):
    return site.browser.send(site.browser.page("/vault/check"), "/vault/check", **given)


def test_sound_vault_is_said_to_be_sound_and_what_could_not_be_seen(site):
    page = check(site, files="yes")
    assert "No fault found" in page.text
    assert "could not be noticed" in page.text
    shown = [int(one.get("value")) for one in page.all("progress")]
    assert shown[0] == 0
    assert shown[-1] == 100
    assert shown == sorted(set(shown))


def test_page_comes_in_pieces_while_the_check_goes_on(site):
    form = site.browser.page("/vault/check").form("/vault/check")
    token = next(one.get("value") for one in form.iter("input") if one.get("name") == "csrf_token")
    answer = site.browser.client.post("/vault/check", data={"csrf_token": token})
    with answer:
        assert answer.is_streamed
        pieces = [piece for piece in answer.iter_encoded() if b"<progress" in piece]
    assert len(pieces) > 1


def test_faults_are_listed_with_the_code_of_the_case(site):
    sql(site.folder, "DELETE FROM record WHERE part = 'intimate'")
    page = check(site)
    assert "1 fault" in page.text
    assert "A record is missing." in page.text
    assert "Case T-1" in page.text
    assert "No fault found" not in page.text


def test_what_is_to_be_confirmed_stands_apart(site):
    site.browser.send(site.browser.page("/vault/check"), "/vault/head")
    sql(site.folder, "UPDATE person SET recovery = x'01'")
    page = check(site)
    assert "No fault found" in page.text
    assert "To be confirmed by a person" in page.text


def test_head_is_shown_and_taken_back_from_paper(site):
    page = site.browser.send(site.browser.page("/vault/check"), "/vault/head")
    assert page.path == "/vault/head"
    groups = page.one("p", class_="head-groups")
    typed = " ".join(span.text for span in groups.iter("span"))
    assert re.fullmatch(r"([0-9a-f]{4} ){9}[0-9a-f]{4}", typed)
    assert "No fault found" in check(site, digest=typed.upper()).text
    assert "older state" in check(site, digest="0" * 40).text


def test_head_is_saved_as_a_file_and_taken_back(site):
    form = site.browser.page("/vault/check").form("/vault/head/file")
    token = next(one.get("value") for one in form.iter("input") if one.get("name") == "csrf_token")
    with site.browser.client.post("/vault/head/file", data={"csrf_token": token}) as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment")
        data = answer.data
    assert read_outside(data).cases
    page = check(site, head=(io.BytesIO(data), "head.json"))
    assert "No fault found" in page.text
    assert "could not be noticed" not in page.text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"digest": "abc"}, "ten groups"),
        ({"head": (io.BytesIO(b"{}"), "x.json")}, "no vault head"),
    ],
)
def test_what_is_no_head_is_refused_beside_its_field(site, given, said):
    page = site.browser.send(site.browser.page("/vault/check"), "/vault/check", status=422, **given)
    assert said in page.text
    assert len(page.all("p", class_="field-error")) == 1
