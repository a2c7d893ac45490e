"""The command of a server: real workers, one killed, the rest going on, and a graceful end."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest

from ipdoc.storage.place import Place
from tests.builders import PASSPHRASE, a_vault
from tests.databases import address, ask
from tests.overhttp import ROOT, Browser

HOST = "ipdoc.example"
START_S = 90


@pytest.fixture
def place(databases, tmp_path):
    name = databases.take()
    yield Place(tmp_path / "vault", address(name))
    databases.give_back(name)


def environment(place, home):
    secret = home / "secret"
    secret.write_bytes(os.urandom(32))
    secret.chmod(0o600)
    return {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "TMPDIR": str(home / "tmp"),
        "IPDOC_VAULT": str(place.folder),
        "IPDOC_DATABASE_URL": place.database_url,
        "IPDOC_OBJECTS_URL": place.objects_url,
        "IPDOC_HOSTS": HOST,
        "IPDOC_SECOND_FACTOR": "offered",
        "IPDOC_SECRET_FILE": str(secret),
    }


def command(*arguments):
    return [sys.executable, "-c", "from ipdoc.cli import main; main()", "server", *arguments]


class Running:
    """A server with two workers; its log is read line by line as it is written."""

    def __init__(self, place, home):
        (home / "tmp").mkdir()
        self.process = subprocess.Popen(
            command("--bind", "127.0.0.1:0", "--workers", "2"),
            env=environment(place, home),
            stderr=subprocess.PIPE,
            text=True,
        )
        self.lines = []
        self._changed = threading.Condition()
        threading.Thread(target=self._read, daemon=True).start()
        self.wait_for(lambda: len(self.pids()) == 2)
        self.port = self._listens_at()

    def _read(self):
        for line in self.process.stderr:
            with self._changed:
                self.lines.append(line)
                self._changed.notify_all()

    def wait_for(self, condition):
        """Wait until what was logged fulfils a condition."""
        with self._changed:
            assert self._changed.wait_for(condition, START_S), self.lines

    def pids(self):
        """Processes whose workers have said that they are there."""
        said = [json.loads(line) for line in self.lines]
        return [one["pid"] for one in said if one["event"] == "worker ready"]

    def _listens_at(self):
        found = [json.loads(line).get("port") for line in self.lines]
        return next(port for port in found if port)

    def browser(self):
        """Return a browser at the proxy."""
        return SecureBrowser(self.port)

    def end(self):
        """End it as systemd does; return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(START_S)
        self.process.stderr.close()
        return code


class SecureBrowser(Browser):
    """A browser whose proxy says that it came by https."""

    def ask(self, method, path, body=b"", **headers):
        """Send a request as the proxy hands it on."""
        said = {"X_Forwarded_Proto": "https", "X_Forwarded_For": "203.0.113.9", "Host": HOST}
        return super().ask(method, path, body, **{**said, **headers})

    def another(self):
        """Return another tab: the same cookies."""
        return SecureBrowser(self.port, self.cookies)


@contextmanager
def a_server(place, home):
    running = Running(place, home)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.process.kill()
            running.process.wait(START_S)


def test_session_outlives_the_worker_that_began_it_and_the_server_ends_gracefully(place, tmp_path):
    with a_vault(place) as vault:
        person = vault.person_id
    with a_server(place, tmp_path) as running:
        browser = running.browser()
        browser.unlock(PASSPHRASE)
        first = set(running.pids())
        for pid in first:
            os.kill(pid, signal.SIGKILL)
        running.wait_for(lambda: len(set(running.pids())) == 4)
        again = browser.another()
        assert again.ask("GET", "/cases/").status == 200
        assert again.ask("GET", "/readyz").text == "ready\n"
        again.close()
        browser.close()
        assert running.end() == 0
        said = [json.loads(line) for line in running.lines]
    assert {one.get("person") for one in said if one.get("route") == "/cases/"} == {person}
    assert not list((tmp_path / "tmp").iterdir())
    name = place.database_url.rpartition("/")[2]
    count = f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608
    assert ask(count) == [(0,)]


def test_server_without_a_vault_says_so_in_one_sentence(place, tmp_path):
    done = subprocess.run(
        command(), env=environment(place, tmp_path), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert re.fullmatch(r"ipdoc: There is no vault in this database yet; .*\n", done.stderr)
