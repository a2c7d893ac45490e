"""The case's line in everybody's list.

Each line is encrypted to one person, so nobody can write another's. Whoever changes what it shows
writes their own, leaves it in the head of the case, and marks the others' as stale; those are
written anew when their owner next reads the list.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ipdoc.casework.access.records import load_head, put_head
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.work import UnknownCaseError, Work
from ipdoc.casework.people.errors import AccessEndedError
from ipdoc.casework.visits import KINDS, case_index
from ipdoc.errors import IpdocError
from ipdoc.storage import lines as rows_of_lines

_AT_ONCE = 200
"""Lines that are written in one transaction."""
_UNREADABLE = {"evaluation": "unknown", "code": "", "type": "", "exam_date": "", "visits": []}


def refresh_line(case: CaseFile) -> None:
    """Write the case's line as its evaluations are now."""
    line = case_index(case)
    case.set_index(line)
    head = load_head(case)
    if head is not None:
        put_head(case, replace(head, line=line), "line of the list changed")
        rows_of_lines.make_stale(case.work.rows, case.case_id, but=case.work.vault.person_id)


def line_of(work: Work, case: CaseFile) -> dict[str, Any]:
    """Return the line of an open case: as its head says it, else as it stands in the list."""
    head = load_head(case)
    return head.line if head else work.index(case.case_id)


def plain_line(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return a line that somebody else wrote, as far as it has the form of one."""
    visits = said.get("visits")
    visits = [one for one in visits if isinstance(one, dict)] if isinstance(visits, list) else []
    return {
        **_plain_visit(said),
        "code": str(said.get("code", "")),
        "visits": [_plain_visit(one) for one in visits],
    }


def _plain_visit(said: Mapping[str, Any]) -> dict[str, str]:
    kind, day = str(said.get("type", "")), str(said.get("exam_date", ""))
    try:
        dt.date.fromisoformat(day)
    except ValueError:
        day = ""
    return {
        "evaluation": str(said.get("evaluation", "unknown")),
        "type": kind if kind in KINDS.values() else "",
        "exam_date": day,
    }


def expect_line(work: Work, case_id: str, person_id: str) -> None:
    """See that a person to whom a case was sealed finds it in their list."""
    rows_of_lines.expect(work.rows, case_id, person_id)


def bring_up_to_date(vault: OpenVault) -> None:
    """Write the stale lines in the list of the person at work."""
    with vault.transaction(write=False) as work:
        stale = rows_of_lines.stale(work.rows, vault.person_id)
    for first in range(0, len(stale), _AT_ONCE):
        with vault.transaction() as work:
            for case_id in stale[first : first + _AT_ONCE]:
                _write_line(work, case_id)


def _write_line(work: Work, case_id: str) -> None:
    """Write one line; a case that is not open any more leaves the list.

    One that was tampered with keeps an empty line: its pages say what is wrong with it.
    """
    try:
        head = load_head(work.case(case_id))
    except (UnknownCaseError, AccessEndedError):
        rows_of_lines.drop(work.rows, case_id, work.vault.person_id)
        return
    except IpdocError:
        head = None
    work.put_index(case_id, head.line if head else _UNREADABLE)
    rows_of_lines.make_fresh(work.rows, case_id, work.vault.person_id)
