"""Coverage: which regions of the body were examined, and why the others were not.

A region with nothing recorded is "not stated yet", never "nothing found".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ipdoc.casework.core.casefile import CaseFile, StaleVersionError
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import Ref, load_evaluation, opened, reading
from ipdoc.casework.formstore import stored_form
from ipdoc.domain.access import Action
from ipdoc.domain.finding import RuleError
from ipdoc.domain.payloads import lift
from ipdoc.questionnaire.model import Form

EXAMINED, NOT_EXAMINED = "examined", "not_examined"
RegionId = tuple[str, str]
"""Key of a region and side l, r or m."""
Coverage = dict[str, dict[str, str]]
"""``key|side`` → ``{state, reason}``; regions not stated yet are absent."""

_LONGEST_REASON = 400
"""Characters."""


class StatedElsewhereError(StaleVersionError):
    """Somebody else stated something else of the regions since they were seen."""

    def __init__(self, stated: Coverage) -> None:
        super().__init__(None)
        self.stated = stated
        """What stands there now of each; empty for a region of which nothing is stated."""


def coverage_path(ref: Ref) -> str:
    """Return the path of an evaluation's coverage."""
    return f"coverage/{ref.evaluation_id}"


def load_coverage(case: CaseFile, ref: Ref) -> Coverage:
    """Return what is stated about the regions."""
    return _load(case, ref)[0]


def _load(case: CaseFile, ref: Ref) -> tuple[Coverage, int | None]:
    record = case.get(coverage_path(ref))
    if record is None:
        return {}, None
    regions: Coverage = lift(record.payload)["regions"]
    return regions, record.version


def coverage_version(vault: OpenVault, ref: Ref) -> int:
    """Return the version of what is stated about the regions; 0 before anything is."""
    with reading(vault, ref, Action.OPEN_RECORD) as case:
        return _load(case, ref)[1] or 0


def state_regions(
    vault: OpenVault,
    ref: Ref,
    regions: Iterable[RegionId],
    state: str | None,
    reason: str = "",
    seen: Mapping[str, Mapping[str, str]] | None = None,
) -> Coverage:
    """State that regions were examined, or why they were not; return the whole coverage.

    Args:
        vault: the open vault.
        ref: the evaluation.
        regions: key and side of each.
        state: "examined" (nothing else found there), "not_examined", or None for not stated.
        reason: why they were not examined; at most 400 characters.
        seen: what the person saw stated of each, ``key|side``; None = whatever stands there.

    Raises:
        RuleError: a region is unknown, or the reason is missing.
        StatedElsewhereError: somebody else stated something else of one since; nothing is stored.
    """
    chosen = list(dict.fromkeys(regions))
    with opened(vault, ref, Action.WRITE_FINDING) as case:
        evaluation, _ = load_evaluation(case, ref)
        form = stored_form(vault, evaluation.form_digest).form
        entry = entry_of(state, reason)
        _check_regions(form, chosen)
        before, version = _load(case, ref)
        _refuse_unseen(before, seen or {}, [f"{key}|{side}" for key, side in chosen], entry)
        after = dict(before)
        for key, side in chosen:
            after.pop(f"{key}|{side}", None)
            if entry:
                after[f"{key}|{side}"] = entry
        if after != before:
            put_coverage(case, ref, after, version, "coverage stated")
    return after


def _refuse_unseen(
    before: Coverage,
    seen: Mapping[str, Mapping[str, str]],
    chosen: Iterable[str],
    entry: dict[str, str],
) -> None:
    """Refuse to overwrite what somebody stated since the person looked."""
    stored = {name: before.get(name, {}) for name in chosen if name in seen}
    clash = {name: told for name, told in stored.items() if told not in (dict(seen[name]), entry)}
    if clash:
        raise StatedElsewhereError(clash)


def put_coverage(
    case: CaseFile, ref: Ref, regions: Coverage, version: int | None, why: str
) -> None:
    """Store the coverage of an evaluation.

    Raises:
        StaleVersionError: it has another version by now.
    """
    payload = {"schema": 1, "regions": dict(sorted(regions.items()))}
    case.put(coverage_path(ref), payload, "record", expected_version=version, why=why)


def entry_of(state: str | None, reason: str) -> dict[str, str]:
    """Return what is kept of a region: ``{state, reason}``, empty for not stated.

    Raises:
        RuleError: the state is unknown, or the reason is missing or too long.
    """
    told = " ".join(reason.split())
    if state not in (EXAMINED, NOT_EXAMINED, None):
        raise RuleError("Say whether the region was examined or not")
    if state == NOT_EXAMINED and not told:
        raise RuleError("Say why the region was not examined")
    if len(told) > _LONGEST_REASON:
        raise RuleError("Say the reason in at most {most} characters", most=_LONGEST_REASON)
    if state is None:
        return {}
    return {"state": state, "reason": told if state == NOT_EXAMINED else ""}


def _check_regions(form: Form, regions: list[RegionId]) -> None:
    if not regions:
        raise RuleError("Choose at least one region")
    for key, side in regions:
        if side not in sides_of(form, key):
            raise RuleError("Choose the part of the body from the list")


def sides_of(form: Form, key: str) -> tuple[str, ...]:
    """Return the sides that a region has: ("l", "r"), ("m",) or all three; () for no region."""
    regions = form.vocabularies["regions"]
    if key not in regions:
        return ()
    side = str(regions.code(key).attributes.get("side", "M"))
    return {"LR": ("l", "r"), "M": ("m",)}.get(side, ("l", "r", "m"))


def check_coverage(form: Form, raw: Mapping[str, Any]) -> Coverage:
    """Return the coverage of a case file, checked.

    Raises:
        RuleError: a region or state is unknown, or a reason is missing.
    """
    found: Coverage = {}
    for name, told in raw.items():
        key, _, side = name.partition("|")
        if not isinstance(told, dict) or set(told) - {"state", "reason"}:
            raise RuleError("Give for {region} a state and a reason", region=name)
        _check_regions(form, [(key, side)])
        entry = entry_of(told.get("state"), str(told.get("reason", "")))
        if entry:
            found[name] = entry
    return found
