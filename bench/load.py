"""Many people who save at once: each sends one page again and again, in a rhythm of their own.

    python -m bench.load < plan.json > found.json

It runs in a process of its own and speaks plain HTTP/1.1, so that it takes little of the machine
that the server needs. A request is due at its time whether or not the one before was answered
late, and its latency counts from then on: a server that stalls cannot hide it.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode


@dataclass
class Person:
    """One who types.

    Attributes:
        path: to which the page is sent.
        cookies: header of the cookies.
        fields: of the page's form.
        typed: name of the input that changes each time.
        headers: besides.
    """

    path: str
    cookies: str
    fields: dict[str, str]
    typed: str
    headers: dict[str, str] = field(default_factory=dict)
    last: str = ""
    """What the last answered request had typed."""


@dataclass(frozen=True)
class Plan:
    """What the crowd does."""

    port: int
    seconds: float
    every_s: float
    people: list[Person]


async def crowd(plan: Plan) -> dict[str, Any]:
    """Let everybody type; return latencies in ms, errors, and what everybody typed last."""
    latencies: list[float] = []
    errors: list[str] = []
    begun = time.perf_counter()
    typing = (_type(one, plan, begun, latencies, errors) for one in plan.people)
    await asyncio.gather(*typing)
    return {"ms": latencies, "errors": errors, "last": [one.last for one in plan.people]}


async def _type(
    one: Person, plan: Plan, begun: float, latencies: list[float], errors: list[str]
) -> None:
    due = begun + random.uniform(0, plan.every_s)  # noqa: S311 - a rhythm, no secret
    line = _Line(plan.port)
    while due < begun + plan.seconds:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        text = f"driver {time.time_ns()}"
        try:
            status, answer = await line.post(one, {**one.fields, one.typed: text})
        except (OSError, EOFError, ValueError, asyncio.IncompleteReadError) as error:
            errors.append(f"{type(error).__name__}: {error}")
            line.drop()
        else:
            latencies.append((time.perf_counter() - due) * 1000)
            if status != 200 or answer.get("clash") or answer.get("problems"):
                errors.append(f"{status} {str(answer)[:200]}")
            else:
                one.last = text
                one.fields.update({"page.was": answer["was"]} if "was" in answer else {})
        due += plan.every_s
    line.drop()


class _Line:
    """A connection that is kept as long as the server keeps it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, one: Person, fields: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Send a form; return status and JSON of the answer."""
        body = urlencode(fields).encode()
        headers = {
            "Host": "localhost",
            "Cookie": one.cookies,
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": str(len(body)),
            **one.headers,
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write(f"POST {one.path} HTTP/1.1\r\n{head}\r\n".encode() + body)
        await writer.drain()
        status, told = await _head(reader)
        answer = await reader.readexactly(int(told.get("content-length", "0")))
        if told.get("connection", "").lower() == "close":
            self.drop()
        return status, json.loads(answer) if answer.startswith(b"{") else {"text": answer.decode()}

    def drop(self) -> None:
        """Close the connection."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


async def _head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines[1:] if line)
    return int(lines[0].split(" ")[1]), {name.lower(): value.strip() for name, _, value in pairs}


def main() -> None:
    """Read a plan, carry it out, tell what was found."""
    given = json.load(sys.stdin)
    people = [Person(**one) for one in given.pop("people")]
    json.dump(asyncio.run(crowd(Plan(people=people, **given))), sys.stdout)


if __name__ == "__main__":
    main()
