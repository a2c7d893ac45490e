"""Over TLS every cookie is bound to the host and sent over TLS alone; so is the site itself."""

import pytest

from tests.builders import PASSPHRASE
from tests.webclient import a_site

TLS = {"wsgi.url_scheme": "https"}


@pytest.fixture
def site(tmp_path):
    with a_site(tmp_path) as made:
        made.browser.client.environ_base.update(TLS)
        yield made


def token_of(answer):
    return answer.text.partition('name="csrf_token" value="')[2].partition('"')[0]


def test_every_cookie_over_tls_is_secure_and_of_this_host_alone(site):
    client, base = site.browser.client, "https://localhost"
    seen = []
    with client.get("/unlock", base_url=base) as answer:
        seen += answer.headers.getlist("Set-Cookie")
        data = {"csrf_token": token_of(answer), "passphrase": PASSPHRASE}
    same = {"base_url": base}  # our pages send no Referer
    with client.post("/unlock", data=data, **same) as answer:
        assert answer.status_code == 303
        seen += answer.headers.getlist("Set-Cookie")
    with client.get("/confirm/", base_url=base) as answer:
        data = {"csrf_token": token_of(answer), "passphrase": PASSPHRASE}
    with client.post("/confirm/", data=data, **same) as answer:
        seen += answer.headers.getlist("Set-Cookie")
    with client.post("/language", data={**data, "language": "ru"}, **same) as answer:
        seen += answer.headers.getlist("Set-Cookie")
    assert len({one.partition("=")[0] for one in seen}) == 5
    for one in seen:
        assert one.startswith("__Host-"), one
        assert "Secure" in one
        assert "HttpOnly" in one
        assert "SameSite=Strict" in one
        assert "Path=/" in one
        assert "Domain" not in one


def test_browser_is_told_to_come_back_over_tls_only(site):
    with site.browser.client.get("/unlock", base_url="https://localhost") as answer:
        assert answer.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
    with site.another_browser().client.get("/unlock") as answer:
        assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize("source", ["cross-site", "same-site"])
def test_form_of_another_site_is_refused_even_with_a_token(site, source):
    client, base = site.browser.client, "https://localhost"
    with client.get("/unlock", base_url=base) as answer:
        data = {"csrf_token": token_of(answer), "passphrase": PASSPHRASE}
    headers = {"Sec-Fetch-Site": source}
    with client.post("/unlock", data=data, base_url=base, headers=headers) as answer:
        assert answer.status_code == 400
    headers = {"Sec-Fetch-Site": "same-origin"}
    with client.post("/unlock", data=data, base_url=base, headers=headers) as answer:
        assert answer.status_code == 303
