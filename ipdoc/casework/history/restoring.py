"""Bring back what stood there before: always as a new change, never by rewriting the history."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ipdoc.casework.bodymap.coverage import load_coverage, put_coverage
from ipdoc.casework.bodymap.drawing import change_lesion
from ipdoc.casework.core.casefile import StaleVersionError
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import Ref, opened
from ipdoc.casework.history.past import Flat
from ipdoc.casework.history.subjects import Moment, Past, Subject, open_past
from ipdoc.casework.photographs import change_photograph
from ipdoc.casework.sections import SAVED, StaleSectionError, save_answers
from ipdoc.domain.access import Action
from ipdoc.domain.finding import LESION_UPCASTERS, Lesion, RuleError
from ipdoc.domain.payloads import Payload, lift
from ipdoc.domain.photograph import PHOTOGRAPH_UPCASTERS, Photograph
from ipdoc.errors import IpdocError
from ipdoc.questionnaire.model import Form

RESTORED = "restored as it was before"
UNDONE = "change undone"
_LISTS = frozenset(("marks", "photos", "overlay"))
_TABLES = frozenset(("descriptions",))
_FIXED = frozenset(("original", "printed", "shown", "evaluation_type"))
"""What is never brought back: files, which stay as they came, and the type of an evaluation."""
_JOINED_S = 2.0
"""Seconds within which changes of one device that follow each other were made by one save."""


class NothingUndoneError(IpdocError):
    """Something was saved since; taking back what came before would take that along."""

    def __init__(self) -> None:
        super().__init__(
            "Something was saved since, so nothing was undone; look at the history and bring back "
            "what you need"
        )


def restorable(past: Past, stamp: str) -> tuple[str, ...]:
    """Return the keys that stood there otherwise at a stamp and can be brought back."""
    if past.subject.kind == "evaluation":
        return ()
    then, now = past.state(stamp), past.state(past.stamp)
    keys = [*now, *(key for key in then if key not in now)]
    fixed = _FIXED | ({"fields.intimate"} if now.get("original") else set())
    return tuple(key for key in keys if key not in fixed and then.get(key) != now.get(key))


def restore(
    vault: OpenVault,
    ref: Ref,
    subject: Subject,
    keys: Iterable[str],
    stamp: str,
    seen: str,
    *,
    why: str = RESTORED,
) -> None:
    """Bring answers back as they stood at a stamp; they become a change like any other.

    Args:
        vault: the open vault.
        ref: the evaluation.
        subject: what the answers belong to.
        keys: which of them; those that stand there as they did are left alone.
        stamp: names the state that is brought back.
        seen: the state that the person saw as the present one.
        why: one short sentence in English for the history.

    Raises:
        RuleError: none of the keys can be brought back.
        StaleSectionError: somebody else changed the same answers since.
        StaleVersionError: somebody else changed the lesion, photograph or coverage since.
        UnknownRecordError: the history has no such state.
    """
    past = open_past(vault, ref, subject)
    possible = restorable(past, stamp)
    chosen = [key for key in keys if key in possible]
    if not chosen:
        raise RuleError("All of this stands there as it did then; nothing is to be brought back")
    then = past.state(stamp)
    wanted = {key: then.get(key) for key in chosen}
    if subject.kind == "section":
        save_answers(vault, ref, subject.key, wanted, seen, why=why)
        return
    version = past.versions(seen)[0]
    if subject.kind == "lesion":
        change_lesion(
            vault,
            ref,
            int(subject.key),
            version,
            why,
            lambda one: Lesion.from_payload(_lesion(one.to_payload(), wanted)),
            removed=True,
        )
    elif subject.kind == "photograph":
        _photograph(vault, ref, subject.key, wanted, version, why)
    else:
        _coverage(vault, ref, wanted, version, why)


def _with(values: Payload, inner: str, wanted: Flat) -> Payload:
    """Return a payload with what is brought back put in; nothing of the given one changes."""
    after, inside = dict(values), dict(values.get(inner) or {})
    for key, value in wanted.items():
        name = key.removeprefix(f"{inner}.")
        if name == key:
            after[key] = value if value is not None else _nothing(key)
        elif value is None:
            inside.pop(name, None)
        else:
            inside[name] = value
    return {**after, inner: inside}


def _nothing(key: str) -> Any:
    if key in _LISTS:
        return []
    return {} if key in _TABLES else None


def _lesion(payload: Payload, wanted: Flat) -> Payload:
    return _with(lift(payload, LESION_UPCASTERS), "attributes", wanted)


def _photograph(
    vault: OpenVault, ref: Ref, photo_id: str, wanted: Flat, version: int, why: str
) -> None:
    def change(photograph: Photograph, _form: Form) -> Photograph:
        values = lift(photograph.to_payload(), PHOTOGRAPH_UPCASTERS)
        return Photograph.from_payload(_with(values, "fields", wanted))

    change_photograph(vault, ref, photo_id, why, change, version)


def _coverage(vault: OpenVault, ref: Ref, wanted: Flat, version: int, why: str) -> None:
    with opened(vault, ref, Action.RESTORE_ANSWER) as case:
        before = load_coverage(case, ref)
        after = _with({"regions": before}, "regions", wanted)["regions"]
        put_coverage(case, ref, after, version or None, why)


def last_save(past: Past) -> tuple[Moment, ...]:
    """Return the changes that the last save made, oldest first: one for each part it touched."""
    saved: list[Moment] = []
    for moment in reversed([one for one in past.moments if not one.step.aside]):
        if saved and not _same_save(moment, saved[-1]):
            break
        saved.append(moment)
    return tuple(reversed(saved))


def _same_save(earlier: Moment, later: Moment) -> bool:
    first, second = earlier.step, later.step
    apart = (second.when - first.when).total_seconds()
    joined = first.path != second.path and first.device == second.device
    return joined and first.why == second.why and 0 <= apart < _JOINED_S


def undo(vault: OpenVault, ref: Ref, subject: Subject, stamp: str) -> None:
    """Take the last save of a subject back, if it is still the last one.

    Args:
        vault: the open vault.
        ref: the evaluation.
        subject: what was saved.
        stamp: the state that the save led to.

    Raises:
        NothingUndoneError: something was saved since.
        RuleError: there is nothing to undo.
    """
    past = open_past(vault, ref, subject)
    if past.stamp != stamp:
        raise NothingUndoneError
    before = stamp_before(past)
    if before is None:
        raise RuleError("There is nothing to undo; this is how it began")
    keys = [key for moment in last_save(past) for key in moment.changes]
    try:
        restore(vault, ref, subject, keys, before, stamp, why=UNDONE)
    except (StaleSectionError, StaleVersionError) as error:
        raise NothingUndoneError from error


def stamp_before(past: Past) -> str | None:
    """Return the state before the last save; None when there is none to go back to."""
    saved = last_save(past)
    main = [one for one in past.moments if not one.step.aside]
    if not saved:
        return None
    if len(main) > len(saved):
        return main[-len(saved) - 1].stamp
    first = past.subject.kind == "section" and all(one.step.version == 1 for one in saved)
    plain = all(one.step.why == SAVED for one in saved)
    return ".".join("0" for _ in past.tracks) if first and plain else None
