"""The real server on the loopback address: large bodies both ways, and not a byte on disk."""

import http.client
import os
import signal
import subprocess
import sys
import tempfile
import threading
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
import werkzeug.formparser
from flask import Response, request

from ipdoc.config import Settings
from ipdoc.web import gate
from ipdoc.web.server import AddressError, listen, serve
from tests.launching import LINK, follow
from tests.webclient import a_site

TEN_MB = 10 * 1024 * 1024
_opened: list[tuple[str, int]] | None = None
"""Files opened for writing while somebody watches; None while nobody does."""


def _note(event, args):
    if _opened is not None and event == "open" and isinstance(args[2], int):
        path, _mode, flags = args
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            _opened.append((str(path), flags))


sys.addaudithook(_note)


@contextmanager
def nothing_written():
    """Fail when anything is opened for writing, through whatever function."""
    global _opened
    _opened = []
    try:
        yield
        assert not _opened
    finally:
        _opened = None


@contextmanager
def served(site):
    server = listen(site.app, site.app.extensions["ipdoc-settings"])
    runner = threading.Thread(target=server.run)
    runner.start()
    try:
        yield server
    finally:
        server.trigger.pull_trigger(lambda: server.asyncore.close_all(server._map))
        runner.join(10)
        server.task_dispatcher.shutdown()
        assert not runner.is_alive()


def forbid_temporary_files(monkeypatch):
    def fail(*_args, **_kwargs):
        raise AssertionError("a temporary file was made")

    for name in ("TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, fail)
    monkeypatch.setattr(werkzeug.formparser, "SpooledTemporaryFile", fail)
    monkeypatch.setattr(werkzeug.formparser, "TemporaryFile", fail, raising=False)


def test_answer_that_breaks_off_leaves_no_word_of_it_in_the_log(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(gate, "OPEN_TO_ALL", frozenset({*gate.OPEN_TO_ALL, None}))
    with a_site(tmp_path) as site:

        @site.app.get("/broken/<_what>")
        def broken(_what):
            def pieces():
                yield b"begun"
                raise ValueError("Zorvex told me")

            return Response(pieces())

        with served(site) as server:
            line = http.client.HTTPConnection("127.0.0.1", server.effective_port)
            line.request("GET", "/broken/Zorvex")
            with pytest.raises(http.client.HTTPException):
                line.getresponse().read()
            line.close()
    assert "broke off: ValueError at test_web_shell_server.py" in caplog.text
    assert "Zorvex" not in caplog.text


def test_ten_megabytes_go_up_and_down_without_touching_the_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(gate, "FOR_EVERYBODY", frozenset({"echo"}))
    with a_site(tmp_path) as site:

        @site.app.post("/echo")
        def echo():
            return Response(request.files["file"].stream.read(), mimetype="image/jpeg")

        site.app.extensions["csrf"].exempt(f"{echo.__module__}.{echo.__name__}")
        token = site.sessions.begin(_Vault())
        body = os.urandom(TEN_MB)
        with served(site) as server:
            forbid_temporary_files(monkeypatch)
            with nothing_written():
                answer = upload(int(server.effective_port), f"{site.sessions.cookie}={token}", body)
        assert answer == body


class _Vault:
    """Stands for an open vault where only the session matters."""

    def close(self):
        """Nothing to close."""


def upload(port, cookie, body):
    edge = b"----edge"
    head = b'Content-Disposition: form-data; name="file"; filename="x.jpg"\r\n'
    sent = b"--%b\r\n%bContent-Type: image/jpeg\r\n\r\n%b\r\n--%b--\r\n" % (edge, head, body, edge)
    headers = {"Content-Type": f"multipart/form-data; boundary={edge.decode()}", "Cookie": cookie}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("POST", "/echo", sent, headers)
        answer = connection.getresponse()
        assert answer.status == 200
        return answer.read()
    finally:
        connection.close()


def test_watcher_notices_a_file_that_is_written(tmp_path):
    with pytest.raises(AssertionError), nothing_written():
        (tmp_path / "spilled").write_bytes(b"x")


def test_server_names_neither_itself_nor_its_libraries(tmp_path):
    with a_site(tmp_path) as site, served(site) as server:
        url = f"http://127.0.0.1:{server.effective_port}/unlock"
        with urllib.request.urlopen(url, timeout=10) as answer:
            assert answer.status == 200
            assert not answer.headers.get("Server")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.0.5", "example.org"])  # noqa: S104
def test_pages_are_never_opened_to_other_computers(tmp_path, host):
    with a_site(tmp_path, vault=False) as site, pytest.raises(AddressError, match="alone"):
        listen(site.app, Settings(tmp_path), host=host)


def test_taken_port_is_named(tmp_path):
    with a_site(tmp_path, vault=False) as site, served(site) as server:
        port = int(server.effective_port)
        with pytest.raises(AddressError, match=str(port)):
            serve(Path(tmp_path), port=port, open_browser=False, say=str)


def test_server_says_its_address_and_locks_when_terminated(tmp_path):
    code = (
        "import sys; from pathlib import Path; from ipdoc.web.server import serve; "
        "serve(Path(sys.argv[1]), open_browser=False)"
    )
    command = [sys.executable, "-u", "-c", code, str(tmp_path / "vault")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        port, link = LINK.search(process.stdout.readline()).groups()
        assert follow(int(port), link)
        assert "for another browser" in process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        assert "locked and ended" in process.stdout.read()
        assert process.wait(10) == 0
