"""The list of cases: a page of it with 100 000 cases against the same page with 100."""

from __future__ import annotations

import datetime as dt
import json
import re
import secrets
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from bench.app import Walk, a_walk
from bench.measure import Figure, medians_ms
from ipdoc.casework.cases import PAGE_SIZE
from ipdoc.casework.core.openvault import OpenVault, index_identity
from ipdoc.storage.tables import CaseIndexRow, CaseRow, PersonRow, SealRow
from ipdoc.vault.ciphers import tag

FEW, MANY = 100, 100_000
MOST_TIMES = 1.5
_AT_ONCE = 5_000
_BEGUN = dt.date(2026, 1, 1)


def listing_figures(folder: Path, rounds: int) -> list[Figure]:
    """Measure the first page, the last full one and the search by code, few cases against many."""
    few, many = (_filled(folder / str(count), count) for count in (FEW, MANY))
    pages = {
        "first page": (partial(few.get, "/cases/"), partial(many.get, "/cases/")),
        "last full page": (
            partial(few.get, "/cases/?page=2"),
            partial(many.get, f"/cases/?page={MANY // PAGE_SIZE}"),
        ),
        "search by code": (_search(few), _search(many)),
    }
    found = []
    for name, (short, long) in pages.items():
        less, more = medians_ms(rounds, short, long)
        note = f"{MANY} cases {more:.2f} ms, {FEW} cases {less:.2f} ms"
        found.append(Figure(f"case list, {name}", more / less, MOST_TIMES, "×", note))
    return found


def _search(walk: Walk) -> Callable[[], None]:
    """Return what asks for a code by the form of the list, and is led to its case."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', walk.get("/cases/").decode())
    typed = {"csrf_token": token[1] if token else "", "code": "B-000042"}

    def ask() -> None:
        with walk.client.post("/cases/", data=typed) as answer:
            if answer.status_code != 303:
                raise RuntimeError(f"the search answered {answer.status_code}")

    return ask


def _filled(folder: Path, count: int) -> Walk:
    walk = a_walk(folder)
    fill(walk.vault, count)
    return walk


def fill(vault: OpenVault, count: int) -> None:
    """Put cases into a vault: their lines really encrypted, their seals all bytes of one.

    To start 100 000 cases one by one would take an hour; the list never opens a seal.
    """
    with vault.transaction() as work:
        first = work.rows.add_case(secrets.token_hex(8), _BEGUN) + 1
        sealed = work.rows.seals(vault.register_id, vault.person_id)[0].blob
        lines = _lines(vault, first, count)
        while rows := list(islice(lines, _AT_ONCE)):
            for table in (CaseRow, CaseIndexRow, SealRow):
                values = [_values(table, one, sealed) for one in rows]
                work.rows.connection.execute(insert(table), values)
        person = work.rows.session.get_one(PersonRow, vault.person_id)
        person.case_count += count
        work.rows.flush()


def _values(table: type, line: dict[str, Any], sealed: bytes) -> dict[str, Any]:
    if table is CaseRow:
        return {"id": line["case_id"], "number": line["case_number"], "created_on": _BEGUN}
    if table is CaseIndexRow:
        return line
    named = {"case_id": line["case_id"], "person_id": line["person_id"]}
    return {**named, "part": "log", "epoch": 1, "blob": sealed, "until": None}


def _lines(vault: OpenVault, first: int, count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        case_id, evaluation = secrets.token_hex(8), secrets.token_hex(8)
        code, day = f"B-{number:06}", (_BEGUN + dt.timedelta(number % 300)).isoformat()
        visit = {"evaluation": evaluation, "type": "full", "exam_date": day}
        line = {**visit, "code": code, "visits": [visit]}
        yield {
            "person_id": vault.person_id,
            "case_id": case_id,
            "case_number": first + number,
            "code_tag": tag(vault.keys.search, code),
            "blob": vault.keys.index.encrypt(
                json.dumps(line).encode(), index_identity(vault.person_id, case_id)
            ),
            "stale": False,
        }
