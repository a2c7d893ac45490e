"""How long ``ipdoc serve`` takes from the command until the first page is there."""

from __future__ import annotations

import http.client
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench.measure import Figure

MOST_S = 1.5
_ROOT = Path(__file__).resolve().parent.parent
_COMMAND = ("-c", "from ipdoc.cli import main; main()", "serve", "--no-browser", "--vault")


def starting_figures(folder: Path, rounds: int) -> list[Figure]:
    """Measure the start of the local server, of which the first round fills the disk's cache."""
    taken = [_start(folder / "none") for _ in range(max(3, rounds // 12) + 1)][1:]
    wall, busy = (statistics.median(column) for column in zip(*taken, strict=True))
    note = f"of which the processor was at work {busy:.2f} s"
    return [Figure("cold start until the first page", wall, MOST_S, "s", note)]


def _start(vault: Path) -> tuple[float, float]:
    """Return seconds until the first page had come, and seconds of the server's own work."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *_COMMAND, str(vault)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
    )
    try:
        link = None
        while link is None:
            link = re.search(rb"http://[\w.]+:(\d+)(/\S*)", _line(process))
        _first_page(int(link[1]), link[2].decode())
        return time.perf_counter() - begun, _worked_s(process.pid)
    finally:
        process.terminate()
        process.communicate()


def _line(process: subprocess.Popen[bytes]) -> bytes:
    line = process.stdout.readline() if process.stdout else b""
    if not line:
        raise RuntimeError("the server did not start")
    return line


def _first_page(port: int, path: str) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port)
    cookies: Sequence[str] = ()
    status = 303
    while status in (302, 303):
        line.request("GET", path, headers={"Cookie": "; ".join(cookies)})
        answer = line.getresponse()
        answer.read()
        status, path = answer.status, answer.headers.get("Location", "")
        given = answer.headers.get_all("Set-Cookie") or []
        cookies = [*cookies, *(one.partition(";")[0] for one in given)]
    line.close()
    if status != 200:
        raise RuntimeError(f"the first page answered {status}")


def _worked_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
