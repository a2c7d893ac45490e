"""What a colleague's copy of a case says otherwise: kept at take-in until somebody chooses.

A conflict lies in the part of the record that it is about, so that it shows nothing to a person who
may not see that part. "Mine" stands in the record; "theirs" is kept beside it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ipdoc.casework.core.casefile import CaseFile, Record, StaleVersionError
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import Ref, UnknownRecordError, load_evaluation, opened, reading
from ipdoc.casework.findings import part_of as lesion_part
from ipdoc.casework.formstore import stored_form
from ipdoc.casework.history.past import flat
from ipdoc.casework.history.subjects import Subject
from ipdoc.casework.photographs import part_of as photograph_part
from ipdoc.domain.access import Action
from ipdoc.domain.finding import Lesion
from ipdoc.domain.payloads import Payload
from ipdoc.domain.photograph import Photograph
from ipdoc.questionnaire.model import Form

CONFLICTS = "conflict/"
WHOLE = "*"
"""Key of a conflict about the record as a whole: one side removed it, or both made it."""
CHOSEN = "version of a colleague chosen"
KEPT = "own version kept"
_KINDS = {
    "section": "section",
    "finding": "lesion",
    "photograph": "photograph",
    "coverage": "coverage",
    "evaluation": "evaluation",
}


@dataclass(frozen=True)
class Signed:
    """Who wrote a version, and when."""

    who: str
    """Id of the person."""
    when: dt.datetime
    """Aware."""


@dataclass(frozen=True)
class Conflict:
    """What two copies of a record say otherwise."""

    id: str
    path: str
    """Of the record."""
    subject: Subject | None
    """What has a history; None for another kind of record."""
    version: int
    """Of the record now, 0 when it is not there."""
    keys: Mapping[str, tuple[Any, Any]]
    """Key → what stands in the record now, and what the colleague's copy says."""
    mine: Signed
    theirs: Signed
    taken_in: dt.datetime
    """Aware."""


def conflicts(vault: OpenVault, ref: Ref) -> list[Conflict]:
    """Return what is still to be decided in an evaluation, the oldest first."""
    with reading(vault, ref, Action.READ_HISTORY) as case:
        return _load(case, ref)


def open_conflicts(vault: OpenVault, ref: Ref) -> int:
    """Return how many answers of an evaluation are still to be decided."""
    with reading(vault, ref, Action.OPEN_RECORD) as case:
        return sum(len(one.keys) for one in _load(case, ref))


def _load(case: CaseFile, ref: Ref) -> list[Conflict]:
    found = [_conflict(case, record) for record in case.below(CONFLICTS).values()]
    own = [one for one in found if one.path.split("/")[1] == ref.evaluation_id]
    return sorted(own, key=lambda one: (one.taken_in, one.path))


def _conflict(case: CaseFile, record: Record) -> Conflict:
    told = record.payload
    stored = case.get(told["path"])
    now = flat(stored.payload) if stored else {}
    keys = {
        key: (stored.payload if stored else None) if key == WHOLE else now.get(key)
        for key in told["keys"]
    }
    return Conflict(
        record.path.removeprefix(CONFLICTS),
        told["path"],
        _subject(told["path"]),
        stored.version if stored else 0,
        {key: (mine, told["keys"][key]["theirs"]) for key, mine in keys.items()},
        _signed(told["mine"]),
        _signed(told["theirs"]),
        dt.datetime.fromisoformat(told["taken_in"]),
    )


def _signed(told: Mapping[str, str]) -> Signed:
    return Signed(told["who"], dt.datetime.fromisoformat(told["when"]))


def _subject(path: str) -> Subject | None:
    kind, _evaluation, *rest = path.split("/")
    if kind not in _KINDS:
        return None
    return Subject(_KINDS[kind], rest[0] if rest else "")


def decide(
    vault: OpenVault, ref: Ref, conflict_id: str, chosen: Mapping[str, str], version: int
) -> None:
    """Choose for each key which version stays; both stay in the history.

    Args:
        vault: the open vault.
        ref: the evaluation.
        conflict_id: of the conflict.
        chosen: key → "mine" or "theirs"; keys that are not named stay to be decided.
        version: of the record, as the person saw it.

    Raises:
        UnknownRecordError: somebody has decided it meanwhile.
        StaleVersionError: the record was changed since it was shown.
    """
    with opened(vault, ref, Action.RESTORE_ANSWER) as case:
        record = case.get(f"{CONFLICTS}{conflict_id}")
        if record is None:
            raise UnknownRecordError("This was decided meanwhile; look at what is left")
        told = record.payload
        stored = case.get(told["path"])
        if (stored.version if stored else 0) != version:
            raise StaleVersionError(stored)
        taken = {key for key, side in chosen.items() if side == "theirs" and key in told["keys"]}
        if taken:
            evaluation, _ = load_evaluation(case, ref)
            form = stored_form(vault, evaluation.form_digest).form
            _take(case, told, stored, taken, form)
        left = {key: one for key, one in told["keys"].items() if key not in chosen}
        why = CHOSEN if taken else KEPT
        if left:
            payload = {**told, "keys": left}
            case.put(record.path, payload, record.part, expected_version=record.version, why=why)
        elif len(left) != len(told["keys"]):
            case.remove(record.path, expected_version=record.version, why=why)


def _take(case: CaseFile, told: Payload, stored: Record | None, keys: set[str], form: Form) -> None:
    """Write the colleague's version of some keys into the record."""
    path, version = told["path"], stored.version if stored else None
    theirs = {key: told["keys"][key]["theirs"] for key in keys}
    payload = theirs[WHOLE] if WHOLE in theirs else _with(stored, theirs)
    if payload is None:
        if version is not None:
            case.remove(path, expected_version=version, why=CHOSEN)
        return
    part = _part(path, payload, stored, form)
    case.put(path, payload, part, expected_version=version, why=CHOSEN)


def _with(stored: Record | None, theirs: Mapping[str, Any]) -> Payload:
    before: Payload = dict(stored.payload) if stored else {"schema": 1}
    if "answers" not in before:
        return {**before, **theirs}
    answers = {**before["answers"], **theirs}
    return {**before, "answers": {key: cell for key, cell in answers.items() if cell is not None}}


def _part(path: str, payload: Payload, stored: Record | None, form: Form) -> str:
    """Return the part under whose key a record is kept once it says this."""
    kind = path.split("/")[0]
    if kind == "finding":
        return lesion_part(form, Lesion.from_payload(payload))
    if kind == "photograph":
        return photograph_part(Photograph.from_payload(payload))
    return stored.part if stored else "record"
