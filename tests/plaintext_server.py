"""The job of a team on a server: real workers, a cluster of its own, a proxy that is only said."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.canaries import numbered
from tests.logged_cluster import Cluster, a_cluster
from tests.plaintext_job import (
    CASE,
    EXAMINER,
    PASSPHRASE,
    Job,
    begin_case,
    examine,
    fill_in,
    noisy_photograph,
    report,
    take_photographs,
    work_together,
)
from tests.plaintext_team import fill_every_text
from tests.watched_server import Watched, environment
from tests.wire import Answer, Wire

HOST = "ipdoc.example"
SIDE_PX = 240
PROOF = numbered(8190)
"""Written into the database at the very end, so that a search that finds nothing is not blind."""


class ProxiedWire(Wire):
    """A browser whose proxy says that it came by https."""

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        """Send a request as the proxy hands it on."""
        said = {"X_Forwarded_Proto": "https", "X_Forwarded_For": "203.0.113.9", "Host": HOST}
        return super().ask(method, path, body, **{**said, **headers})


@dataclass
class Served(Watched):
    """Workers that run, and the cluster behind them."""

    cluster: Cluster | None = None

    def everywhere(self) -> list[Path]:
        """Return also what the database server has written."""
        return [*super().everywhere(), self.cluster.folder, self.base / "said"]

    def browser(self) -> Wire:
        """Return a browser of somebody who is not let in yet."""
        return ProxiedWire(self.port, {})


@contextmanager
def a_server(base: Path, cluster: Cluster) -> Iterator[Served]:
    """Make a vault in a cluster and start two workers; yield them once they answer."""
    cluster.command("createuser", "ipdoc")
    cluster.command("createdb", "--owner", "ipdoc", "ipdoc")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    secret = base / "secret"
    secret.touch(mode=0o600)
    secret.write_bytes(os.urandom(32))
    given = {
        "IPDOC_DATABASE_URL": f"postgresql+psycopg://ipdoc@127.0.0.1:{cluster.port}/ipdoc",
        "IPDOC_VAULT": str(base / "vault"),
        "IPDOC_HOSTS": HOST,
        "IPDOC_SECRET_FILE": str(secret),
        "IPDOC_SECOND_FACTOR": "offered",
    }
    server = Served(base, None, port, given=given, cluster=cluster)
    for folder in (*server.around(), base / "said"):
        folder.mkdir(parents=True)
    server.command("init", "--name", f"Dr {EXAMINER}", typed=PASSPHRASE)
    line = ("-c", "from ipdoc.cli import main; main()", "server", "--bind", f"127.0.0.1:{port}")
    with (base / "said" / "workers").open("wb") as out:
        server.process = subprocess.Popen(
            [sys.executable, *line], stdout=out, stderr=out, env=environment(base, given), cwd=base
        )
    try:
        _wait(server)
        yield server
    finally:
        if server.process.poll() is None:
            server.process.kill()
            server.process.wait(30)


def _wait(server: Served) -> None:
    for _ in range(600):
        try:
            if server.browser().ask("GET", "/readyz").status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError((server.base / "said" / "workers").read_text())


def team_on_a_server(base: Path) -> Job:
    """Do the job; workers and cluster have ended when this returns."""
    with a_cluster() as cluster, a_server(base, cluster) as server:
        job, wire = Job(server, noisy_photograph(SIDE_PX)), server.browser()
        wire.send(wire.page("/unlock"), "/unlock", passphrase=PASSPHRASE)
        begin_case(wire, job)
        job.stored = fill_every_text(wire, job.folder, job.planted)
        fill_in(wire, job.folder)
        examine(wire, job.folder)
        take_photographs(wire, job)
        report(wire, job)
        work_together(wire, job)
        cluster.command("psql", "ipdoc", "-c", "CHECKPOINT")
        dump = cluster.command("pg_dump", "--inserts", "ipdoc")
        (base / "said" / "dump.sql").write_bytes(dump)
        job.look("unlocked")
        job.left = server.terminate()
        job.look("ended")
        _keep_and_erase(job)
        plant = f"CREATE TABLE planted AS SELECT '{PROOF}'::text AS word"
        cluster.command("psql", "ipdoc", "-c", plant, "-c", "CHECKPOINT")
        job.look("planted")
        job.said = (cluster.folder / "server.log").read_bytes()
    return job


def _keep_and_erase(job: Job) -> None:
    me = ("--as", f"Dr {EXAMINER}")
    job.server.command("backup", str(job.server.base / "kept"))
    job.look("kept")
    job.server.command(*me, "erase", CASE, "--code", CASE, typed=PASSPHRASE)
    job.look("erased")


def routes_in(log: Path) -> list[str]:
    """Return the routes that the workers' log names."""
    lines = (line for line in log.read_text().splitlines() if line.startswith("{"))
    return [told["route"] for told in map(json.loads, lines) if "route" in told]
