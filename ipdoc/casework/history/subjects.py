"""What has a history: a section, a lesion, a photograph, the coverage, the evaluation itself."""

from __future__ import annotations

import heapq
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ipdoc.casework.bodymap.coverage import coverage_path
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import (
    PARTS,
    Ref,
    UnknownRecordError,
    evaluation_path,
    lesion_path,
    load_evaluation,
    photograph_path,
    reading,
    section_path,
)
from ipdoc.casework.findings import part_of
from ipdoc.casework.formstore import stored_form
from ipdoc.casework.history.authors import Place, Written, authors
from ipdoc.casework.history.past import UNTOLD, Flat, Step, state_after, steps
from ipdoc.casework.visits import about_evaluation
from ipdoc.domain.access import Action
from ipdoc.domain.answers import value_of
from ipdoc.domain.evaluation import Evaluation
from ipdoc.domain.finding import Lesion, RuleError
from ipdoc.questionnaire.compiled import CompiledForm

_KEPT = "history that was read last"
KINDS = ("section", "lesion", "photograph", "coverage", "evaluation")
_INNER = {"lesion": "attributes", "photograph": "fields", "coverage": "regions"}
"""Kind → key of its payload whose own keys are told one by one."""
_HIDDEN = {
    "section": frozenset(("counters",)),
    "evaluation": frozenset(("id", "form", "parent")),
    "lesion": frozenset(("number", "marks_given")),
    "photograph": frozenset(("id", "number", "drawings_given")),
}
"""Kind → keys of which no history is told: they never change, say nothing, or only count."""

_BLANK_LESION: Flat = {
    "schema": 1,
    "number": 0,
    "type": "",
    "region": None,
    "side": None,
    "attributes": {},
    "marks": [],
    "photos": [],
    "removed": None,
}


@dataclass(frozen=True)
class Subject:
    """One thing that has a history."""

    kind: str
    """One of ``KINDS``."""
    key: str = ""
    """Key of the section, number of the lesion, id of the photograph; empty for the others."""

    def paths(self, ref: Ref) -> tuple[str, ...]:
        """Return the paths of its records: a section has one for each part."""
        if self.kind == "section":
            return tuple(section_path(ref, self.key, part) for part in PARTS)
        if self.kind == "lesion":
            return (lesion_path(ref, int(self.key)),)
        if self.kind == "photograph":
            return (photograph_path(ref, self.key),)
        return (coverage_path(ref) if self.kind == "coverage" else evaluation_path(ref),)

    @property
    def inner(self) -> str:
        """Key of the payload whose own keys are told one by one, or empty."""
        return _INNER.get(self.kind, "")

    def spread(self, state: Flat) -> Flat:
        """Return a state with one key for everything that is told, ``attributes.length_mm``."""
        hidden = UNTOLD | _HIDDEN.get(self.kind, frozenset())
        told = {key: value for key, value in state.items() if key not in hidden | {self.inner}}
        inside = state.get(self.inner) or {}
        return told | {f"{self.inner}.{key}": value for key, value in inside.items()}


@dataclass(frozen=True)
class Moment:
    """One change of a subject as its history tells it."""

    stamp: str
    """Versions of the subject's records after the change: what names this state, such as 3.0."""
    step: Step
    subject: Subject

    @cached_property
    def changes(self) -> dict[str, list[Any]]:
        """Key → [before, after], spread."""
        before = self.subject.spread(self.step.before)
        after = self.subject.spread(self.step.after)
        keys = [*before, *(key for key in after if key not in before)]
        pairs = {key: [before.get(key), after.get(key)] for key in keys}
        return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


@dataclass(frozen=True)
class Past:
    """The history of a subject."""

    ref: Ref
    code: str
    form: CompiledForm
    evaluation: Evaluation
    subject: Subject
    tracks: tuple[tuple[Step, ...], ...]
    """The changes of each of its records, oldest first, in the order of its paths."""

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """All changes, oldest first; each record's own order is kept whatever the clocks said."""
        merged = heapq.merge(*(enumerate_track(n, one) for n, one in enumerate(self.tracks)))
        reached = [_before_first(track) for track in self.tracks]
        found = []
        for _when, track, _place, step in merged:
            if not step.aside:
                reached[track] = step.version
            found.append(Moment(".".join(map(str, reached)), step, self.subject))
        return tuple(found)

    @property
    def stamp(self) -> str:
        """The present state."""
        newest = ([step.version for step in one if not step.aside] for one in self.tracks)
        return ".".join(str(max(versions, default=0)) for versions in newest)

    def versions(self, stamp: str) -> tuple[int, ...]:
        """Return the versions that a stamp names.

        Raises:
            UnknownRecordError: the history has no such state.
        """
        parts = stamp.split(".")
        if len(parts) != len(self.tracks) or not all(p.isascii() and p.isdigit() for p in parts):
            raise UnknownRecordError("There is no such state in the history; choose one from it")
        return tuple(int(part[:9]) for part in parts)

    def state(self, stamp: str) -> Flat:
        """Return what stood there at a stamp, spread.

        Raises:
            UnknownRecordError: the history has no such state.
        """
        return self.subject.spread(self.raw_state(stamp))

    def raw_state(self, stamp: str) -> Flat:
        """Return what stood there at a stamp, as the payload has it."""
        found: Flat = {}
        for track, version in zip(self.tracks, self.versions(stamp), strict=True):
            found |= state_after(track, version)
        return found

    def known(self, stamp: str) -> bool:
        """Return whether the revisions tell all that stood there at a stamp."""
        reached = zip(self.tracks, self.versions(stamp), strict=True)
        last = ([one for one in track if one.version <= version] for track, version in reached)
        return all(track[-1].known for track in last if track)

    @property
    def restricted(self) -> bool:
        """True for a lesion that is, or once was, one for the restricted views."""
        if self.subject.kind != "lesion":
            return False
        states = [state for step in self.tracks[0] for state in (step.before, step.after)]
        lesions = [Lesion.from_payload({**_BLANK_LESION, **one}) for one in states if one]
        return any(part_of(self.form.form, one) == "intimate" for one in lesions)

    def written(self, stamp: str) -> dict[Place, Written]:
        """Return who wrote each answer that stood there at a stamp."""
        found: dict[Place, Written] = {}
        for track, version in zip(self.tracks, self.versions(stamp), strict=True):
            reached = [step for step in track if step.version <= version]
            if self.subject.inner:
                reached = [self._spread(step) for step in reached]
            found |= authors(reached)
        return found

    def _spread(self, step: Step) -> Step:
        return Step(
            **{
                **vars(step),
                "before": self.subject.spread(step.before),
                "after": self.subject.spread(step.after),
            }
        )


def _before_first(track: tuple[Step, ...]) -> int:
    """Return the version before the first change that was read."""
    first = next((step.version for step in track if not step.aside), 1)
    return first - 1


def enumerate_track(number: int, track: Iterable[Step]) -> Iterable[tuple[Any, int, int, Step]]:
    """Yield the changes of a record with what orders them among those of others."""
    newest = None
    for place, step in enumerate(track):
        newest = step.when if newest is None else max(newest, step.when)
        yield newest, number, place, step


def open_past(vault: OpenVault, ref: Ref, subject: Subject, *, last: int = sys.maxsize) -> Past:
    """Return the history of a subject, so far as its parts are open to the person.

    Args:
        vault: the open vault.
        ref: the evaluation.
        subject: what the history is of.
        last: read no more than so many versions of each of its records, the newest ones.

    Raises:
        UnknownRecordError: there is no such evaluation, lesion or photograph.
        TamperedError: a revision was changed or is missing.
    """
    with reading(vault, ref, Action.READ_HISTORY) as case:
        evaluation, _ = load_evaluation(case, ref)
        compiled = stored_form(vault, evaluation.form_digest)
        _refuse_unknown(subject, compiled)
        tracks = _tracks(vault, case, subject.paths(ref), last)
        about = about_evaluation(case, ref)
    if subject.kind in ("lesion", "photograph") and not any(tracks):
        raise UnknownRecordError("There is no such lesion or photograph; go back to the list")
    code = str(value_of(about.get("subject_code")) or "")
    return Past(ref, code, compiled, evaluation, subject, tracks)


def _refuse_unknown(subject: Subject, compiled: CompiledForm) -> None:
    try:
        known = subject.kind in KINDS
        if subject.kind == "section":
            compiled.form.section(subject.key)
        if subject.kind == "lesion":
            known = subject.key.isascii() and subject.key.isdigit() and len(subject.key) < 9
    except KeyError:
        known = False
    if not known:
        raise UnknownRecordError("There is no such section; go back to the list")


def _tracks(
    vault: OpenVault, case: CaseFile, paths: tuple[str, ...], last: int
) -> tuple[tuple[Step, ...], ...]:
    """Return the changes of records; those read last are kept, as going through them is costly."""
    if last < sys.maxsize:
        return tuple(tuple(_track(case, path, last)) for path in paths)
    newest = [case.history(path, last=1) for path in paths]
    name = (case.case_id, paths, [[(one.device, one.seq) for one in told] for told in newest])
    kept = vault.derived.get(_KEPT)
    if kept is None or kept[0] != name:
        kept = vault.derived[_KEPT] = (name, tuple(tuple(_track(case, p, last)) for p in paths))
    found: tuple[tuple[Step, ...], ...] = kept[1]
    return found


def _track(case: CaseFile, path: str, last: int) -> list[Step]:
    record = case.get(path)
    revisions = case.history(path, last=last)
    earlier = bool(revisions) and revisions[0].version > 1
    return steps(revisions, record.payload if record else None, earlier=earlier)


def stamp_on(past: Past, day: str, offset: Any) -> str:
    """Return the last state of a day.

    Args:
        past: the history.
        day: ISO date, as it was where the reader is.
        offset: the reader's time zone.

    Raises:
        RuleError: nothing was written up to that day.
    """
    found = ""
    for moment in past.moments:
        if moment.step.when.astimezone(offset).date().isoformat() <= day:
            found = moment.stamp
    if not found:
        raise RuleError("Nothing was written up to that day; choose a later one")
    return found
