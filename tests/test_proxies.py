"""nginx and Caddy with the recipe of docs/deploy, over TLS, before real workers on their socket."""

import contextlib
import functools
import http.client
import io
import random
import re
import ssl

import pytest
from PIL import Image

from ipdoc.casework.cases import start_case
from ipdoc.storage.place import Place
from tests.builders import PASSPHRASE, a_vault
from tests.databases import address
from tests.proxying import Caddy, Nginx
from tests.serving import HOST, a_server

OLD = ssl.TLSVersion.TLSv1_1
WEAK = "AES128-SHA:AES256-SHA:AES128-GCM-SHA256:ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0"
"""Suites without forward secrecy, or without authenticated encryption."""


@functools.cache
def a_large_picture() -> bytes:
    """Return a JPEG of some megabytes, larger than what a proxy keeps in memory."""
    noise = random.Random(1).randbytes(1600 * 1200 * 3)  # noqa: S311 - no secret
    out = io.BytesIO()
    Image.frombytes("RGB", (1600, 1200), noise).save(out, "JPEG", quality=90)
    return out.getvalue()


@pytest.fixture(scope="module")
def served(databases, tmp_path_factory):
    """The socket of workers, and the case and the evaluation that are in their vault."""
    folder = tmp_path_factory.mktemp("served")
    name = databases.take()
    place = Place(folder / "vault", address(name))
    with a_vault(place) as vault:
        ref = start_case(vault, "full", "K-1", "", {"record": "en"})
    with a_server(place, folder, bind=f"unix:{folder / 's'}") as running:
        yield folder / "s", ref, running
    databases.give_back(name)


@pytest.fixture(scope="module", params=[Nginx, Caddy])
def proxy(request, served, tmp_path_factory):
    made = request.param(tmp_path_factory.mktemp("proxy") / "own", served[0])
    yield made
    made.end()


def test_recipe_starts_without_a_complaint(proxy):
    lines = [line for line in proxy.said().splitlines() if re.search(r"warn|error", line, re.I)]
    of_the_test = re.compile("admin endpoint disabled|no OCSP stapling|nginx: .*deprecated")
    assert not [line for line in lines if not of_the_test.search(line)]


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_line_is_of_this_decade(proxy, version):
    with proxy.line(highest=version) as line:
        assert line.version() == version.name.replace("_", ".")


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
@pytest.mark.parametrize("limits", [{"highest": OLD}, {"highest": ssl.TLSVersion.TLSv1_2}])
def test_old_versions_and_weak_suites_are_refused(proxy, limits):
    with pytest.raises(ssl.SSLError), proxy.line(**limits, ciphers=WEAK):
        pass


def test_who_comes_without_tls_is_sent_to_it(proxy):
    connection = http.client.HTTPConnection("127.0.0.1", proxy.plain_port, timeout=30)
    connection.request("GET", "/cases/", headers={"Host": HOST})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status in (301, 308)
    assert answer.headers["Location"].startswith(f"https://{HOST}")
    assert answer.headers["Location"].endswith("/cases/")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_nobodys_business_outside(proxy, path):
    browser = proxy.browser()
    assert browser.ask("GET", path).status == 404
    browser.close()


def test_work_passes_through_and_nothing_is_put_into_files(proxy, served):
    _, ref, _ = served
    before = {path: path.stat().st_mtime_ns for path in proxy.spills.rglob("*")}
    browser = proxy.browser()
    browser.unlock(PASSPHRASE)
    path = f"/cases/{ref.case_id}/{ref.evaluation_id}/photographs/"
    token = browser.load(path).token
    texts = {"csrf_token": token, "caption": "large", "lesion": ""}
    answer = browser.post(f"{path}new", texts, a_large_picture())
    assert answer.status == 303
    shown = browser.ask("GET", answer.headers["Location"])
    assert "large" in shown.text
    original = re.search(r'"([^"]*/original)"', shown.text)
    assert browser.ask("GET", original[1]).body == a_large_picture()
    browser.close()
    assert {one: one.stat().st_mtime_ns for one in proxy.spills.rglob("*")} == before


def test_forged_word_of_a_proxy_is_not_believed(proxy):
    browser = proxy.browser()
    answer = browser.ask("GET", "/unlock", X_Forwarded_Proto="http", X_Forwarded_For="127.0.0.1")
    assert answer.status == 200, "the scheme is the one that the proxy saw"
    assert all("Secure" in line for line in answer.headers.get_all("Set-Cookie"))
    browser.close()


def test_more_than_can_be_taken_is_refused(proxy):
    size = 131 * 1024**2
    head = f"POST /unlock HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {size}\r\n\r\n"
    answer = b""
    with proxy.line() as line, contextlib.suppress(ConnectionError, ssl.SSLError):
        line.sendall(head.encode())
        if isinstance(proxy, Caddy):  # it cuts the line at the limit; nginx answers before
            for _ in range(size // 1024**2):
                line.sendall(bytes(1024**2))
        answer = line.recv(64)
    assert answer.startswith(b"HTTP/1.1 413 ") or (isinstance(proxy, Caddy) and not answer)
