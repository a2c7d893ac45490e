"""A PostgreSQL cluster of our own: all that it writes lies in one folder that can be read."""

import os
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

SETTINGS = {
    "log_statement": "all",
    "log_min_duration_statement": "0",
    "log_connections": "on",
    "log_parameter_max_length_on_error": "-1",
    "wal_level": "logical",
    "full_page_writes": "on",
}
"""The server tells of every statement and its values: whatever it is told it writes down."""


@dataclass(frozen=True)
class Cluster:
    """A running cluster."""

    folder: Path
    """Data, write-ahead log and the server's own log."""
    port: int

    def command(self, name: str, *args: str) -> bytes:
        """Give a command of PostgreSQL to the cluster; return what it says."""
        line = [tool(name), "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", *args]
        return subprocess.run(line, check=True, capture_output=True).stdout


def tool(name: str) -> str:
    """Return the path of a command of PostgreSQL; skip where there is none, but not in CI."""
    installed = sorted(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}")))
    found = shutil.which(name) or (installed or [""])[-1]
    if not found and os.environ.get("CI"):
        pytest.fail(f"{name} of PostgreSQL is not installed")
    return found or pytest.skip(f"{name} of PostgreSQL is not installed")


@contextmanager
def a_cluster():
    """Yield a new cluster; it has ended, and its folder is gone, afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="ipdoc-cluster-"))
    as_owner = _as_owner(folder)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    data = folder / "data"
    _run(as_owner, tool("initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-N")
    told = {**SETTINGS, "port": str(port), "unix_socket_directories": f"'{folder}'"}
    with (data / "postgresql.conf").open("a") as file:
        file.writelines(f"{name} = {value}\n" for name, value in told.items())
    control = (tool("pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "server.log"))
    _run(as_owner, *control, "start")
    try:
        yield Cluster(folder, port)
    finally:
        _run(as_owner, *control, "-m", "fast", "stop")
        shutil.rmtree(folder)


def _as_owner(folder: Path) -> list[str]:
    """Return what makes a command run as a user whom PostgreSQL accepts: never as root."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, "postgres", "postgres")
    return ["runuser", "-u", "postgres", "--"]


def _run(as_owner: list[str], *line: str) -> None:
    subprocess.run([*as_owner, *line], check=True, capture_output=True, cwd="/")
