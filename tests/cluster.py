"""A PostgreSQL of one's own in a scratch folder, to be killed and started again."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from tests.databases import ask

WAIT_S = 60
_ACCOUNT = "postgres"
"""PostgreSQL refuses to run as root."""


class Cluster:
    """A cluster at a free port of the loopback address; the user ``postgres`` needs no password."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="ipdoc-cluster-"))
        self._account = {"user": _ACCOUNT, "group": _ACCOUNT} if os.geteuid() == 0 else {}
        if self._account:
            shutil.chown(self.folder, _ACCOUNT, _ACCOUNT)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.server = f"127.0.0.1:{self.port}"
        self._data = self.folder / "data"
        made = f"-U {_ACCOUNT} -A trust -E UTF8 --locale=C.UTF-8 -D {self._data}"
        subprocess.run(
            [self._program("initdb"), *made.split(" ")],
            check=True,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            **self._account,
        )
        self.process: subprocess.Popen
        self.start()

    def _program(self, name: str) -> str:
        return str(sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1] / name)

    def start(self) -> None:
        """Start it and wait until it has recovered and answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
        command = [self._program("postgres"), "-D", str(self._data), *options.split(" ")]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=self.folder, stdout=log, stderr=log, **self._account
            )
        until = time.monotonic() + WAIT_S
        while not self._answers():
            assert self.process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < until, "it does not recover"
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            return bool(self.ask("SELECT 1"))
        except psycopg.OperationalError:
            return False

    def runs(self) -> bool:
        """Return whether it was started and has not ended since."""
        return self.process.poll() is None

    def kill(self) -> None:
        """Kill every process of it with SIGKILL, in whatever they are doing."""
        children = _children(self.process.pid)
        for process in (self.process.pid, *children):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self.process.wait(WAIT_S)
        until = time.monotonic() + WAIT_S
        while any(map(_lives, children)):
            assert time.monotonic() < until, "a killed process lives on"
            time.sleep(0.01)

    def ask(self, statement: str, name: str = "postgres") -> list[tuple]:
        """Run a statement; return its rows."""
        return ask(statement, name, self.server)

    def end(self) -> None:
        """Kill it and take its folder away."""
        if self.runs():
            self.kill()
        shutil.rmtree(self.folder)


def _children(process: int) -> list[int]:
    found = Path(f"/proc/{process}/task/{process}/children").read_text()
    return [int(child) for child in found.split()]


def _lives(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
