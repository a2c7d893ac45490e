"""Every session opens its page once at each worker, so that the steady state is measured.

Which worker answers is the kernel's choice; who did is read off the connection's socket.
"""

from __future__ import annotations

import http.client
from collections.abc import Sequence
from pathlib import Path

from bench.load import Person

_TRIES = 60


def warm(port: int, workers: Sequence[int], crowd: list[Person]) -> None:
    """Let everybody open their page at each worker.

    Args:
        port: of the server.
        workers: process ids.
        crowd: who; signed in.

    Raises:
        RuntimeError: a worker never answered, or refused.
    """
    for one in crowd:
        _everywhere(port, set(workers), one)


def _everywhere(port: int, missing: set[int], one: Person) -> None:
    kept: list[http.client.HTTPConnection] = []
    for _ in range(_TRIES):
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        line.connect()
        kept.append(line)
        line.request("GET", one.path, headers={**one.headers, **_host(one)})
        answer = line.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"a page answered {answer.status} while warming up")
        missing -= {_owner(line, missing)}
        if not missing:
            break
    for line in kept:
        line.close()
    if missing:
        raise RuntimeError("a worker answered nobody while warming up")


def _host(one: Person) -> dict[str, str]:
    return {"Host": "localhost", "Cookie": one.cookies}


def _owner(line: http.client.HTTPConnection, workers: set[int]) -> int | None:
    """Return which of the workers holds the other end of a connection."""
    ours, theirs = line.sock.getsockname()[1], line.sock.getpeername()[1]
    ends = (row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:])
    wanted = {
        f"socket:[{end[9]}]"
        for end in ends
        if int(end[1][-4:], 16) == theirs and int(end[2][-4:], 16) == ours
    }
    for pid in workers:
        for name in Path(f"/proc/{pid}/fd").iterdir():
            try:
                if str(name.readlink()) in wanted:
                    return pid
            except FileNotFoundError:
                continue
    return None
