"""The page of the signatures of an edition."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pytest

from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.issue import issue
from ipdoc.casework.signing import acts
from ipdoc.casework.signing.acts import Target
from ipdoc.casework.signing.waiting import signatures_of
from ipdoc.domain.rendering import Rendering
from ipdoc.domain.signature import SignerRole
from ipdoc.signatures.check import check_pdf
from ipdoc.signatures.model import Verdict
from ipdoc.web import signing_pages
from tests.signing_builders import PASSPHRASE as KEY_PASSPHRASE
from tests.signing_builders import Authority, a_stamper, an_own_key, served
from tests.team_builders import a_case
from tests.test_signing_keys import outside_signature
from tests.vault_builders import PASSPHRASE
from tests.webclient import a_site


@pytest.fixture
def site(tmp_path):
    with a_site(tmp_path) as site:
        with open_vault(site.folder, PASSPHRASE) as vault:
            ref = a_case(vault, "T-1", "c_photos_body")
            issue(vault, ref, Choice(language="en"))
        site.unlock()
        confirm(site)
        site.ref = ref
        site.report = f"/cases/{ref.case_id}/{ref.evaluation_id}/report/"
        site.signatures = f"{site.report}1/en.full/signatures/"
        site.target = Target(ref, 1, "en.full")
        yield site


def confirm(site):
    """Give the passphrase once more, as signing with one's own key asks."""
    site.browser.send(site.browser.page("/confirm/"), "/confirm/", passphrase=PASSPHRASE)


def _page(site):
    return site.browser.page(site.signatures)


def _send(site, where, status=200, **fields):
    return site.browser.send(_page(site), f"{site.signatures}{where}", status=status, **fields)


def _pdf(site):
    with site.browser.client.get(f"{site.report}1/en.full.pdf") as answer:
        return answer.get_data()


def test_reports_lead_to_their_signatures(site):
    page = site.browser.page(site.report)
    assert any(one.get("href") == site.signatures for one in page.all("a"))
    assert "not signed yet" in _page(site).text
    assert "You have none yet" in _page(site).text


def test_own_key_signs_only_after_the_passphrase(site):
    site.unlock()
    page = _page(site)
    assert "Give your passphrase to sign with it" in page.text
    assert "Nothing was done yet" in _send_file(site, "sign", {"with": "own"})
    assert "not signed yet" in _page(site).text


def test_own_key_signs_and_its_fingerprint_is_shown(site):
    assert "Signatures, English: not signed" in site.browser.page(site.report).text
    page = _send(site, "sign")
    assert "Dr Test" in page.text
    assert "signed by Dr Test" in site.browser.page(site.report).text
    report = check_pdf(_pdf(site))
    assert report.verdict is Verdict.VALID
    assert report.signatures[0].certificate.key_fingerprint in page.text
    assert "Sign as: Second specialist" in page.text


def test_check_says_that_all_fits(site):
    found = site.browser.page(f"{site.signatures}?check=yes")
    assert "Nobody has signed" in found.text
    _send(site, "sign")
    found = site.browser.page(f"{site.signatures}?check=yes")
    assert "Every signature fits" in found.text
    assert "of a person of this vault" in found.text


def test_key_file_signs_and_wrong_passphrase_is_said(site):
    file = Authority().issue("Dr A").p12()
    form = {"with": "file", "stamp": "", "key": (io.BytesIO(file), "k.p12")}
    page = _send_file(site, "sign", form, {"passphrase": "nonsense"})
    assert "This passphrase does not open the key file" in page
    assert check_pdf(_pdf(site)).verdict is Verdict.UNSIGNED
    form["key"] = (io.BytesIO(file), "k.p12")
    _send_file(site, "sign", form, {"passphrase": KEY_PASSPHRASE})
    assert check_pdf(_pdf(site)).signatures[0].certificate.holder == "Dr A"


def _send_file(site, where, fields, more=None):
    """Send a form with files, with the token of the page."""
    form = _page(site).form(f"{site.signatures}{where}")
    token = next(one.get("value") for one in form.iter("input") if one.get("name") == "csrf_token")
    data = {"csrf_token": token, **fields, **(more or {})}
    answer = site.browser.client.post(f"{site.signatures}{where}", data=data, follow_redirects=True)
    with answer:
        return answer.get_data(as_text=True)


def test_without_a_file_the_page_says_what_to_do(site):
    assert "Choose the file first" in _send_file(site, "sign", {"with": "file"})
    assert "Choose with which key" in _send_file(site, "sign", {"with": "none"})
    assert "Choose the file first" in _send_file(site, "file", {})


def test_time_stamp_is_asked_for_later(site):
    page = _send(site, "sign", stamp="later")
    assert "wanted; ask for it" in page.text
    with served(a_stamper(Authority())) as address:
        page = _send(site, "time-stamp", service=address)
    assert "of a time-stamp service" in page.text
    assert check_pdf(_pdf(site)).signatures[-1].kind == "time-stamp"


def test_service_that_is_away_is_said_and_nothing_is_signed(site):
    page = _send(site, "sign", status=422, stamp="now", service="http://127.0.0.1:9/")
    assert "cannot be reached" in page.text
    page = _send(site, "sign", status=422, stamp="now", service="")
    assert "beginning with https://" in page.text
    assert check_pdf(_pdf(site)).verdict is Verdict.UNSIGNED


def test_proofs_and_a_signature_file_are_taken(site, tmp_path):
    signature, authority = outside_signature(tmp_path, _pdf(site))
    _send_file(site, "file", {"signature": (io.BytesIO(signature), "s.cms")})
    page = _page(site)
    assert "Dr Outside" in page.text
    with site.browser.client.get(f"{site.signatures}file/0") as answer:
        assert answer.get_data() == signature
    assert page.all("a", href=f"{site.signatures}file/0")
    site.browser.page(f"{site.signatures}file/1", status=404)
    _send(site, "sign")
    crl = authority.revocation_list()
    _send_file(site, "proofs", {"proofs": [(io.BytesIO(crl), "a.crl")]})
    assert check_pdf(_pdf(site)).verdict is Verdict.VALID
    with open_vault(site.folder, PASSPHRASE) as vault:
        assert [one.kind for one in acts.signatures(vault, site.target).appended] == [
            "signature",
            "proofs",
        ]


def test_signed_by_hand_is_declared_once(site):
    page = _send(site, "ink", status=422, on="2026-13-40", who="Dr Test")
    assert "Give the day" in page.text
    page = _send(site, "ink", on="2026-01-05", who="Dr Test")
    assert "Signed by hand · Dr Test, 5 January 2026" in page.text
    assert not [one for one in page.all("form") if one.get("action", "").endswith("/ink")]


def test_log_tells_of_each_signature(site):
    _send(site, "sign")
    log = site.browser.page(f"/cases/{site.ref.case_id}/log")
    assert "signed report 1" in log.text


def test_second_specialist_signs_with_a_key_of_their_own(site):
    _send(site, "sign")
    assert "With your key in this vault" not in _page(site).text
    assert "another one" in _send_file(site, "sign", {"with": "own"})
    with open_vault(site.folder, PASSPHRASE) as vault:
        acts.sign_edition(vault, site.target, SignerRole.REVIEWER, an_own_key("Dr Two"))
    page = _page(site)
    assert "Dr Two" in page.text
    assert "Sign as" not in page.text


def test_server_asks_no_address_that_somebody_typed(site, monkeypatch):
    monkeypatch.setattr(signing_pages, "place", lambda: SimpleNamespace(served=True))
    with served(a_stamper(Authority())) as address:
        form = {"with": "own", "stamp": "now", "service": address}
        assert "by the command ipdoc timestamp" in _send_file(site, "sign", form)
        _send(site, "sign", stamp="later")
    assert "Ask for a time-stamp now" not in _page(site).text
    assert "PKCS#11" not in _page(site).text


def test_all_editions_of_a_report_are_signed_with_one_press(site):
    with open_vault(site.folder, PASSPHRASE) as vault:
        issue(vault, site.ref, Choice(language="ru"))
        issue(vault, site.ref, Choice(language="en", rendering=Rendering.REDACTED))
    assert "too: Русский" in _page(site).text
    _send(site, "sign", all="yes")
    with open_vault(site.folder, PASSPHRASE) as vault:
        states = signatures_of(vault, site.ref)
    assert {key for (_, key), file in states.items() if file.roles} == {"en.full", "ru.full"}
    shown = site.browser.page(f"{site.report}1/en.redacted/signatures/")
    assert "This edition names nobody" in shown.text
