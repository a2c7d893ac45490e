"""The program speaks to nobody but the browser on the same computer."""

import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.request

import pytest

from ipdoc.web import gate
from tests.sockets import leaves, no_egress
from tests.watched_server import ROOT
from tests.webclient import a_site

DEMO = "from ipdoc.cli import main; main()"


@pytest.mark.parametrize(
    "attempt",
    [
        lambda: socket.create_connection(("192.0.2.1", 80), timeout=0.1),
        lambda: socket.getaddrinfo("example.org", 80),
        lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 53)),
        lambda: urllib.request.urlopen("https://example.org/", timeout=0.1),
        lambda: socket.socket().bind(("0.0.0.0", 0)),  # noqa: S104
    ],
)
@pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
def test_guard_of_all_page_tests_refuses_every_way_out(attempt):
    with pytest.raises(AssertionError), no_egress(), pytest.raises(OSError, match="no network"):
        attempt()


def test_guard_lets_this_computer_speak_to_itself():
    assert not leaves("socket.connect", (None, ("127.0.0.1", 80)))
    assert not leaves("socket.connect", (None, "/run/some.sock"))
    assert not leaves("socket.getaddrinfo", ("localhost", 80))


def test_every_page_of_a_site_stands_under_the_guard(tmp_path, monkeypatch):
    monkeypatch.setattr(gate, "FOR_EVERYBODY", frozenset({"speaks"}))
    with pytest.raises(AssertionError, match=r"192\.0\.2\.1"), a_site(tmp_path) as site:  # noqa: PT012

        @site.app.get("/speaks")
        def speaks():
            socket.create_connection(("192.0.2.1", 80))

        site.unlock()
        with site.browser.client.get("/speaks") as answer:
            assert answer.status_code == 500


def _isolated(command):
    """Run a command in a namespace without any network; None where the system forbids it."""
    unshare = shutil.which("unshare")
    if not unshare or subprocess.run([unshare, "-rn", "true"], check=False).returncode:
        return None
    return [unshare, "-rn", *command]


def test_demonstration_and_its_report_are_made_without_any_network(tmp_path):
    command = _isolated([sys.executable, "-c", DEMO, "demo", "--report", str(tmp_path / "r.pdf")])
    if command is None:
        pytest.skip("this system forbids namespaces without rights")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    subprocess.run(command, check=True, env=environment, capture_output=True, timeout=120)
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.stress
def test_demonstration_makes_no_socket_at_all(tmp_path):
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed")
    calls = tmp_path / "calls"
    command = [strace, "-f", "-e", "trace=%network", "-o", str(calls), sys.executable, "-c", DEMO]
    command += ["demo", "--report", str(tmp_path / "r.pdf")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    done = subprocess.run(command, env=environment, capture_output=True, timeout=300, check=False)
    if done.returncode and b"ptrace" in done.stderr:
        pytest.skip("this system forbids tracing")
    assert done.returncode == 0, done.stderr[-500:]
    text = calls.read_text()
    assert "exited with 0" in text
    assert not re.findall(r"socket\(AF_INET6?.*", text)
    assert not re.findall(r"connect\(.*", text)
