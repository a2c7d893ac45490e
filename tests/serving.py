"""Real workers of a server behind what would be a proxy, for tests."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager

from tests.overhttp import ROOT, Browser

HOST = "ipdoc.example"
START_S = 90
GRANTS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL")


def environment(place, home):
    secret = home / "secret"
    secret.write_bytes(os.urandom(32))
    secret.chmod(0o600)
    return {
        **{name: os.environ[name] for name in ("PATH", *GRANTS) if name in os.environ},
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


class Workers:
    """A server with two workers; its log is read line by line as it is written."""

    cookies: dict[str, str] = {}  # noqa: RUF012 - a new browser has none

    def __init__(self, place, home, bind="127.0.0.1:0"):
        (home / "tmp").mkdir(exist_ok=True)
        self.process = subprocess.Popen(
            command("--bind", bind, "--workers", "2"),
            env=environment(place, home),
            stderr=subprocess.PIPE,
            text=True,
        )
        self.lines = []
        self._changed = threading.Condition()
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()
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
        return next((port for port in found if port), 0)

    def browser(self):
        """Return a browser at the proxy."""
        return SecureBrowser(self.port)

    def errors(self):
        """Return what was logged."""
        return "".join(self.lines)

    def kill(self):
        """Kill it and its workers with SIGKILL, in whatever they are doing."""
        assert self.process.poll() is None, self.errors()
        for pid in (self.process.pid, *self.pids()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(START_S)
        self._reading.join(START_S)
        self.process.stderr.close()

    def end(self):
        """End it as systemd does; return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(START_S)
        self._reading.join(START_S)
        self.process.stderr.close()
        return code


class SecureBrowser(Browser):
    """A browser whose proxy says that it came by https."""

    def ask(self, method, path, body=b"", **headers):
        """Send a request as the proxy hands it on."""
        said = {"X_Forwarded_Proto": "https", "X_Forwarded_For": "203.0.113.9", "Host": HOST}
        try:
            return super().ask(method, path, body, **{**said, **headers})
        finally:
            self.close()  # a worker may end a connection at which nothing was said for a while

    def another(self):
        """Return another tab: the same cookies."""
        return SecureBrowser(self.port, self.cookies)


@contextmanager
def a_server(place, home, **given):
    running = Workers(place, home, **given)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.kill()
