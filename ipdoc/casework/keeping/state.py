"""What a vault head says of the rows: digests of all that no chain of revisions covers.

Every column of every table stands in one of the lists below, is covered by the chain of its case,
or stands in ``UNCOVERED`` with the reason why no content hangs on it. A test compares them with the
tables.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ipdoc.storage.raw import Raw, RawRows, columns, key_of, row_digest

Digests = dict[str, str]
"""Key of a row → digest."""
CaseState = dict[str, Any]
"""``row``: digest of the case's row; ``chains``: device → [number, digest] of its newest revision;
``seals``, ``files``, ``lines``: key → digest."""
State = dict[str, CaseState]
"""Case id → what the head says of it."""

LASTING: dict[str, tuple[str, tuple[str, ...]]] = {
    "vault": ("vault", ("id", "format", "created_on", "register_id", "founder_id")),
    "person": ("person", ("id", "public_key")),
    "device": ("device", columns("device")),
    "form": ("form", columns("form")),
}
"""Kind → table and columns that never change once they are written."""
PASSING: dict[str, tuple[str, tuple[str, ...]]] = {
    "copy": ("vault", ("copy",)),
    "passphrase": ("person", ("wrapped_key",)),
    "profile": ("person", ("profile",)),
    "membership": ("person", ("status", "card")),
    "signin": ("person", ("signin_tag",)),
    "recovery": ("person", ("recovery",)),
    "erased": ("erased", columns("erased")),
    "invitation": ("invitation", columns("invitation")),
}
"""Kind → table and columns that change in the ordinary way, by the act of somebody."""
OF_CASES: dict[str, tuple[str, tuple[str, ...]]] = {
    "row": ("case", columns("case")),
    "seals": ("seal", columns("seal")),
    "files": ("attachment", columns("attachment")),
    "lines": ("case_index", ("person_id", "case_id", "case_number", "code_tag", "blob")),
}
CHAINED = {"record": columns("record"), "revision": columns("revision")}
"""Covered by the chain: header and ciphertext of each revision, digest of each record's row."""
UNCOVERED = {
    "person": {"case_count": "counted anew by the check"},
    "case_index": {"stale": "asks only that the line be written anew; the check compares the line"},
    "session": dict.fromkeys(columns("session"), "ends with the sign-in; opens by a token alone"),
    "attempt": dict.fromkeys(columns("attempt"), "counts failed sign-ins, and goes by itself"),
    "head": dict.fromkeys(columns("head"), "signed, and numbered without a gap"),
}
"""Table → column → why no head covers it."""


def vault_rows(raw: RawRows) -> dict[str, Digests]:
    """Return the digests of the rows that belong to no case, by kind."""
    found: dict[str, Digests] = {}
    for kind, (table, names) in (LASTING | PASSING).items():
        found[kind] = {key_of(table, row): row_digest(row, names) for row in raw.rows(table)}
    return found


def case_states(raw: RawRows, case_ids: Sequence[str] | None = None) -> State:
    """Return what a head says of these cases, or of all."""
    state: State = {
        str(row["id"]): {
            "row": row_digest(row, OF_CASES["row"][1]),
            "chains": {},
            "seals": {},
            "files": {},
            "lines": {},
        }
        for row in raw.rows("case", case_ids)
    }
    for kind, key, row in _rows_of_cases(raw, case_ids):
        if (case := state.get(str(row["case_id"]))) is not None:
            case[kind][key] = row_digest(row, OF_CASES[kind][1])
    for case_id, device, seq, digest in raw.tips(case_ids):
        if case_id in state:
            state[case_id]["chains"][device] = [seq, digest.hex()]
    return state


def _rows_of_cases(raw: RawRows, case_ids: Sequence[str] | None) -> Iterator[tuple[str, str, Raw]]:
    for kind, key in (
        ("seals", ("part", "epoch", "person_id")),
        ("files", ("id",)),
        ("lines", ("person_id",)),
    ):
        for row in raw.rows(OF_CASES[kind][0], case_ids):
            yield kind, "/".join(str(row[name]) for name in key), row


def changed(now: State, before: State) -> dict[str, CaseState | None]:
    """Return the cases that are new or say something else than before; None = gone."""
    found: dict[str, CaseState | None] = {
        case_id: case for case_id, case in now.items() if before.get(case_id) != case
    }
    return found | dict.fromkeys(set(before) - set(now))


def merged(changes: Iterable[dict[str, CaseState | None]]) -> State:
    """Return the state that heads, the oldest first, tell together."""
    state: State = {}
    for change in changes:
        for case_id, case in change.items():
            if case is None:
                state.pop(case_id, None)
            else:
                state[case_id] = case
    return state


def canonical(said: object) -> bytes:
    """Return the bytes that are signed: JSON with sorted keys and no spaces."""
    return json.dumps(said, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def digest_of(said: object) -> str:
    """Return the SHA-256 of the canonical bytes in hex."""
    return hashlib.sha256(canonical(said)).hexdigest()
