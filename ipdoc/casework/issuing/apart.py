"""What of a snapshot is intimate: taken out of it for the report, and put back into its place.

Intimate are the lesions, photographs and answers that are kept under the key of the part
"intimate", lesions of earlier visits that were, and what the opinion says of such a lesion. In
their places stand stubs with the number, so that nothing is counted differently without them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ipdoc.anatomy import views
from ipdoc.casework.findings import is_restricted, part_of
from ipdoc.domain.answers import AnswerState, Cell, Cells, no_answer, value_of
from ipdoc.domain.finding import Lesion
from ipdoc.domain.payloads import Payload
from ipdoc.domain.photograph import IN_ANNEX, share_level
from ipdoc.domain.rendering import SEALED_ANNEX
from ipdoc.questionnaire.model import Form

Apart = list[Payload]
"""``{"at": [key or index, …], "value": …}`` each; without "value", nothing was there."""
Place = tuple[list[Any], Any]
"""Path in the snapshot, and the stub that stands there instead."""

_OPINION = ("row", "finding_ref", "event_ref", "attribution", "consistency")
"""What the report says of the opinion on an intimate lesion; the reasons stand in the annex."""


def set_apart(form: Form, snapshot: Payload) -> tuple[Payload, Apart]:
    """Return a snapshot without what is intimate, and what was taken out of it."""
    kept, apart = copied(snapshot), Apart()
    for path, stub in _places(form, snapshot):
        *way, last = path
        holder = _at(kept, way)
        there = not isinstance(holder, dict) or last in holder
        apart.append({"at": path, "value": holder[last]} if there else {"at": path})
        holder[last] = stub
    return kept, apart


def joined(kept: Payload, apart: Apart) -> Payload:
    """Return the snapshot from which ``set_apart`` has taken something out."""
    whole: Payload = copied(kept)
    for one in apart:
        *way, last = one["at"]
        holder = _at(whole, way)
        if "value" in one:
            holder[last] = copied(one["value"])
        else:
            del holder[last]
    return whole


def is_for_annex(photograph: Payload) -> bool:
    """Return whether a photograph is shown in the sealed annex only."""
    fields = photograph["fields"]
    return fields.get("intimate") == "yes" or share_level(fields) == IN_ANNEX


def copied(tree: Any) -> Any:
    """Return plain JSON once more, so that changing one changes not the other."""
    if isinstance(tree, dict):
        return {key: copied(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [copied(value) for value in tree]
    return tree


def is_stub(payload: Payload) -> bool:
    """Return whether something was withheld here."""
    return "withheld" in payload


def intimate_numbers(form: Form, snapshot: Payload) -> set[int]:
    """Return the numbers of the intimate lesions of this visit."""
    return {one.number for one in _lesions(snapshot) if part_of(form, one) == "intimate"}


def _at(tree: Any, path: Sequence[Any]) -> Any:
    for step in path:
        tree = tree[step]
    return tree


def _lesions(snapshot: Payload) -> list[Lesion]:
    return [Lesion.from_payload(one) for one in snapshot["lesions"] if not is_stub(one)]


def _places(form: Form, snapshot: Payload) -> Iterator[Place]:
    shut = intimate_numbers(form, snapshot)
    yield from _answers(form, snapshot["answers"])
    yield from _opinions(snapshot["answers"].get("interpretation", {}), shut)
    for index, one in enumerate(snapshot["lesions"]):
        if one["number"] in shut:
            yield ["lesions", index], lesion_stub(one)
    for index, one in enumerate(snapshot["photographs"]):
        if is_for_annex(one):
            yield ["photographs", index], photograph_stub(one, SEALED_ANNEX)
    yield from _earlier(snapshot.get("earlier", []))
    if shut and "coverage" in snapshot:
        yield from _coverage(form, snapshot, shut)


def lesion_stub(payload: Payload) -> Payload:
    """Return what the report knows of an intimate lesion."""
    linked = {"same_as": payload["same_as"]} if payload.get("same_as") else {}
    return {"number": payload["number"], "withheld": SEALED_ANNEX, **linked}


def photograph_stub(payload: Payload, why: str) -> Payload:
    """Return what a document knows of a photograph that it does not hold.

    Args:
        payload: of the photograph.
        why: ``sealed_annex`` or ``no_consent``.
    """
    kept = {key: payload[key] for key in ("id", "number", "position")}
    return {**kept, "withheld": why}


def _answers(form: Form, answers: dict[str, Cells]) -> Iterator[Place]:
    for section in form.sections:
        for question in section.questions():
            cell = answers.get(section.key, {}).get(question.key)
            if question.part == "intimate" and cell is not None and not _not_looked_at(cell):
                stub = no_answer(AnswerState.WITHHELD, SEALED_ANNEX)
                yield ["answers", section.key, question.key], stub


def _not_looked_at(cell: Cell) -> bool:
    """Return whether nothing was examined: that is no finding, and stands in the report."""
    value = value_of(cell)
    status = value.get("sys_status") if isinstance(value, dict) else value
    return status in (None, "not_examined")


def _opinions(cells: Cells, shut: set[int]) -> Iterator[Place]:
    rows = cells.get("int_findings")
    for index, row in enumerate(rows if isinstance(rows, list) else []):
        if str(row.get("finding_ref")) in {str(number) for number in shut}:
            stub = {key: row[key] for key in _OPINION if key in row}
            yield ["answers", "interpretation", "int_findings", index], stub


def _earlier(visits: Sequence[Payload]) -> Iterator[Place]:
    for visit, said in enumerate(visits):
        for index, one in enumerate(said["lesions"]):
            if one["restricted"]:
                stub = {
                    "lesion": lesion_stub(one["lesion"]),
                    "now": one["now"],
                    "status": "",
                    "note": "",
                    "restricted": True,
                }
                yield ["earlier", visit, "lesions", index], stub


def _coverage(form: Form, snapshot: Payload, shut: set[int]) -> Iterator[Place]:
    """Yield all regions that only the annex shows: the report does not tell which it is."""
    own = {f"{one.region}|{one.side}" for one in _lesions(snapshot) if one.number in shut}
    names = {f"{key}|{side}" for key, side in views.region_names() if is_restricted(form, key)}
    for name in sorted(names | own):
        yield ["coverage", name], {"state": "withheld"}
