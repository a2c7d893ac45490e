"""200 people autosaving on PostgreSQL: real workers, real sessions, one case each.

Before the clock runs everybody has opened their page at each worker (``bench.warming``); so
the steady state is measured. The crowd, the workers and the database share the machine. The peer
is the least handler of the same kind (``bench.peer``), under the same workers, crowd and database.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psycopg

from bench.app import PASSPHRASE
from bench.browser import FROM_PROXY, Browser
from bench.load import Person
from bench.measure import Figure
from bench.saving import form_fields
from bench.warming import warm
from ipdoc.casework.core.openvault import OpenVault, create_vault, open_vault
from ipdoc.casework.people.invitations import invite
from ipdoc.casework.people.joining import confirm, join, waiting
from ipdoc.casework.transfer.importing import import_case
from ipdoc.domain.people import Role
from ipdoc.resources import data_dir
from ipdoc.storage.place import Place
from ipdoc.vault.keys import KdfCost

SERVER = os.environ.get("IPDOC_BENCH_POSTGRES", "postgresql://postgres@127.0.0.1:5432")
PEOPLE = int(os.environ.get("IPDOC_BENCH_PEOPLE", "200"))
EVERY_S, SECONDS = 2.0, 40.0
MOST_MS, MOST_TIMES = 100.0, 3.0
_SIZE = ["--workers", "2", "--threads", "4"]
_OURS = ["-c", "from ipdoc.cli import main; main()", "server"]
_PEER = ["-m", "gunicorn", "--keep-alive", "5", "bench.peer:app"]
_CHEAP = KdfCost(memory_kib=8 * 1024, iterations=1, lanes=1)
_SECTION = "background"
_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Found:
    """What a crowd met with."""

    p50_ms: float
    p95_ms: float
    saves: int
    errors: list[str]
    last: list[str]


def crowd_figures(folder: Path, people: int = PEOPLE, seconds: float = SECONDS) -> list[Figure]:
    """Measure the crowd at ours and at the peer, one after the other."""
    with _database() as url:
        place = Place(folder, url.replace("postgresql://", "postgresql+psycopg://"))
        names = populate(place, people)
        with _workers(_OURS, _settings(place, folder)) as (port, workers):
            crowd = [_let_in(port, name) for name in names]
            warm(port, workers(), crowd)
            idle_mb = _largest_mb(workers())
            ours = _load(port, crowd, seconds)
            busy_mb = _largest_mb(workers())
        lost = _lost(place, names, ours)
    with _database() as url:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE saved (id INTEGER PRIMARY KEY, body TEXT)")
        with _workers(_PEER, {"IPDOC_BENCH_PEER": url}) as (port, _):
            peer = _load(port, [_like(port, n, one) for n, one in enumerate(crowd)], seconds)
    note = f"{people} people, {ours.saves} saves, median {ours.p50_ms:.0f} ms; peer p50"
    note += f" {peer.p50_ms:.0f} p95 {peer.p95_ms:.0f} ms, {len(peer.errors)} errors"
    wrong = [*ours.errors, *lost]
    return [
        Figure("crowd on PostgreSQL, p95", ours.p95_ms, MOST_MS, "ms", note),
        Figure("crowd on PostgreSQL, p95 : peer", ours.p95_ms / peer.p95_ms, MOST_TIMES, "×"),
        Figure(
            "crowd on PostgreSQL, errors and lost saves", len(wrong), 0, "", " ".join(wrong[:3])
        ),
        Figure(
            "memory of a worker with the crowd's sessions",
            busy_mb,
            1024,
            "MB",
            f"before the crowd typed {idle_mb:.0f} MB",
        ),
    ]


def populate(place: Place, count: int) -> list[str]:
    """Make a vault with so many people, each with a worked case; return their sign-in names."""
    case = sorted((data_dir("forms") / "demo").glob("*.json"))[0].read_bytes()
    names = [f"Dr Bench {number:03}" for number in range(count)]
    with create_vault(place, names[0], PASSPHRASE, cost=_CHEAP) as founder:
        import_case(founder, case)
        for name in names[1:]:
            _join(place, founder, name)
            with open_vault(place, PASSPHRASE, name=name) as vault:
                import_case(vault, case)
    return names


def _join(place: Place, founder: OpenVault, name: str) -> None:
    code = invite(founder, name, Role.CLINICIAN)
    fingerprint = join(place, code, PASSPHRASE, founder.now().date(), cost=_CHEAP)
    with founder.transaction(write=False) as work:
        (found,) = [one for one in waiting(work) if one.name == name]
    confirm(founder, found.person_id, fingerprint)


def _let_in(port: int, name: str) -> Person:
    """Sign a person in and open the page on which they type."""
    browser = Browser(port)
    browser.send("/unlock", name=name, passphrase=PASSPHRASE)
    listed = browser.get("/cases/")
    base = re.search(r'"(/cases/[0-9a-f]+/[0-9a-f]+)"', listed)
    if base is None:
        raise RuntimeError("the person's case is not in the list")
    first = browser.get(f"{base[1]}/sections/{_SECTION}")
    page = re.findall(rf"/sections/{_SECTION}/([a-z_]+)\"", first)[0]
    path = f"{base[1]}/sections/{_SECTION}/{page}"
    fields = form_fields(browser.get(path))
    typed = next(one for one in fields if one.endswith("bg_occupation"))
    return Person(path, browser.cookie, fields, typed, _headers(fields["csrf_token"]))


def _headers(token: str) -> dict[str, str]:
    return {"X-CSRFToken": token, **FROM_PROXY, "X-Forwarded-For": "203.0.113.9"}


def _like(port: int, number: int, one: Person) -> Person:
    """Return a person who sends the same bytes to the peer."""
    browser = Browser(port)
    token = browser.get("/")
    fields = {**one.fields, "csrf_token": token}
    return Person(f"/{number}", browser.cookie, fields, one.typed, _headers(token))


def _load(port: int, crowd: list[Person], seconds: float) -> Found:
    plan = {"port": port, "seconds": seconds, "every_s": EVERY_S}
    said = json.dumps({**plan, "people": [asdict(one) for one in crowd]})
    told = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        input=said,
        capture_output=True,
        text=True,
        check=True,
        cwd=_ROOT,
    )
    found: dict[str, Any] = json.loads(told.stdout)
    times = statistics.quantiles(found["ms"], n=100)
    return Found(times[49], times[94], len(found["ms"]), found["errors"], found["last"])


def _lost(place: Place, names: list[str], found: Found) -> list[str]:
    """Return a line for everybody whose last acknowledged save is not in the vault."""
    lost = []
    for name, last in list(zip(names, found.last, strict=True))[:: max(1, len(names) // 20)]:
        with open_vault(place, PASSPHRASE, name=name) as vault:
            row = vault.list_cases(1, 1)[0][0]
            with vault.transaction(write=False) as work:
                path = f"section/{row.index['evaluation']}/{_SECTION}/record"
                record = work.case(row.case_id).get(path)
        if record is None or record.payload["answers"]["bg_occupation"] != last:
            lost.append(f"lost: {name}")
    return lost


@contextmanager
def _database() -> Iterator[str]:
    """Yield the address of a new database and its account, both dropped afterwards."""
    name = f"ipdoc_bench_{secrets.token_hex(4)}"
    _rule(f"CREATE ROLE {name} LOGIN", f"CREATE DATABASE {name} OWNER {name}")
    try:
        yield f"postgresql://{name}@{SERVER.rpartition('@')[2]}/{name}"
    finally:
        _rule(f"DROP DATABASE {name} WITH (FORCE)", f"DROP ROLE {name}")


def _rule(*statements: str) -> None:
    with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as connection:
        for one in statements:
            connection.execute(one)  # type: ignore[arg-type]


def _settings(place: Place, folder: Path) -> dict[str, str]:
    secret = folder.with_name("secret")
    secret.touch(mode=0o600)
    secret.write_bytes(os.urandom(32))
    return {
        "IPDOC_VAULT": str(place.folder),
        "IPDOC_DATABASE_URL": place.database_url,
        "IPDOC_HOSTS": "localhost",
        "IPDOC_SECRET_FILE": str(secret),
        "IPDOC_SECOND_FACTOR": "offered",
    }


@contextmanager
def _workers(command: list[str], settings: dict[str, str]) -> Iterator[tuple[int, Any]]:
    """Yield the port of a server of two workers, and what tells their process ids."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, *command, "--bind", f"127.0.0.1:{port}", *_SIZE],
        env={**os.environ, **settings, "PYTHONPATH": str(_ROOT)},
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
    )
    try:
        _wait(port)
        yield port, lambda: _children(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the workers do not answer")


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _largest_mb(pids: list[int]) -> float:
    return max(map(_resident_mb, pids))


def _resident_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
