"""Pages by which cases are erased, handed over and taken in, and a vault is emptied to travel."""

import io

import pytest

from ipdoc.casework.cases import start_case
from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.keeping.handover import own_recipient
from tests.builders import PASSPHRASE
from tests.vault_builders import put
from tests.webclient import a_site, words


@pytest.fixture
def site(tmp_path):
    with a_site(tmp_path / "one") as site:
        site.unlock()
        yield site


@pytest.fixture
def colleague(tmp_path):
    with a_site(tmp_path / "two") as site:
        site.unlock()
        yield site


def a_case(site, code="K-1"):
    with open_vault(site.folder, PASSPHRASE) as vault:
        return start_case(vault, "F", code, "1", {"record": "en"}).case_id


def key_of(site):
    with open_vault(site.folder, PASSPHRASE) as vault:
        return own_recipient(vault)


def assured(browser, path):
    """Load a page for which the passphrase is asked once more."""
    page = browser.page(path)
    if page.path == "/confirm/":
        page = browser.send(page, "/confirm/", passphrase=PASSPHRASE)
    return page


def saved(browser, page, action, **fields):
    """Send a form that answers with a file; return its bytes."""
    token = page.all("input", name="csrf_token")[0].get("value")
    data = {"csrf_token": token, **fields}
    with browser.client.post(action, data=data) as answer:
        assert answer.status_code == 200, answer.get_data(as_text=True)[:500]
        assert answer.headers["Content-Disposition"].startswith("attachment; ")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        return answer.get_data()


def received(site, data):
    page = site.browser.page("/take-in")
    return site.browser.send(page, "/take-in", file=(io.BytesIO(data), "cases.age"))


def test_case_is_erased_by_its_code(site):
    case_id = a_case(site)
    path = f"/cases/{case_id}/erase"
    page = assured(site.browser, path)
    assert "K-1" in words(page.one("h1"))
    wrong = site.browser.send(page, path, code="K-2", status=422)
    assert "This is not the code of the case" in wrong.text
    done = site.browser.send(wrong, path, code="K-1")
    assert (done.path, words(done.one("h1"))) == ("/erased", "Nothing is left in this vault")
    assert "There is no case yet." in site.browser.page("/cases/").text
    site.browser.page(path, status=404)


def test_dangerous_pages_ask_for_the_passphrase_first(site):
    case_id = a_case(site)
    for path in (f"/cases/{case_id}/erase", f"/cases/{case_id}/hand-over", "/travel"):
        assert site.browser.page(path).path == "/confirm/"


def test_case_goes_to_a_colleague_and_comes_back_merged(site, colleague):
    case_id = a_case(site)
    path = f"/cases/{case_id}/hand-over"
    page = assured(site.browser, path)
    data = saved(site.browser, page, path, key=key_of(colleague), quality="own")
    assert data.startswith(b"age-encryption.org/v1\n")
    taken = received(colleague, data)
    assert "1 new case · 0 merged" in taken.text
    assert len(words(taken.one("p", class_="code-aloud"))) == len("ABCD-EFGH-IJKL-MNOP")
    for one, text in ((site, "here"), (colleague, "there")):
        with open_vault(one.folder, PASSPHRASE) as vault:
            put(vault, case_id, "carried/x", text)
    page = assured(colleague.browser, path)
    back = saved(colleague.browser, page, path, key=key_of(site), quality="own")
    merged = received(site, back)
    assert "0 new cases · 1 merged" in merged.text
    assert "1 record was changed on both sides" in merged.text


def test_handing_over_without_consent_says_so(site, colleague):
    path = f"/cases/{a_case(site)}/hand-over"
    page = assured(site.browser, path)
    refused = site.browser.send(page, path, key=key_of(colleague), quality="lawyer", status=422)
    assert "consent" in refused.text
    refused = site.browser.send(page, path, key="age1oops", quality="own", status=422)
    assert "This is no age key" in refused.text


def test_what_is_no_file_of_a_colleague_is_refused(site):
    page = site.browser.page("/take-in")
    assert words(page.one("p", class_="age-key")) == key_of(site)
    assert "Choose the file" in site.browser.send(page, "/take-in", status=422).text
    wrong = {"file": (io.BytesIO(b"hello"), "x.age")}
    assert (
        "does not open with your key"
        in site.browser.send(page, "/take-in", status=422, **wrong).text
    )


def test_vault_is_emptied_to_travel_with_the_code_of_the_colleague(site, colleague):
    a_case(site, "K-1"), a_case(site, "K-2")
    page = assured(site.browser, "/travel")
    assert "2 cases stay in the vault:" in page.text
    page = assured(site.browser, "/travel?quality=own")
    assert "2 cases go along." in page.text
    data = saved(site.browser, page, "/travel", key=key_of(colleague), quality="own")
    code = words(received(colleague, data).one("p", class_="code-aloud"))
    page = assured(site.browser, "/travel?quality=own")
    wrong = site.browser.send(page, "/travel/wipe", code="AAAA", status=422)
    assert "not the code of the last file" in wrong.text
    done = site.browser.send(wrong, "/travel/wipe", code=code)
    assert "Nothing is left in this vault" in done.text
    assert "There is no case yet." in site.browser.page("/cases/").text
