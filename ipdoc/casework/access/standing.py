"""How the person at work stands to a case: worked out once, until what it rests on changes.

It rests on their seals, on the day, and on three records of the part ``log``: the head of the case,
their grant, the consents. The look with which every unit of work begins tells whether any of that
has changed, and it is one statement. So whoever withdraws access or a consent is heeded by the very
next act, and nothing is read again that is as it was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from ipdoc.casework.access.records import (
    LOG,
    load_grant,
    load_head,
    paths_of_access,
    stored_consents,
)
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.casekeys import PARTS
from ipdoc.casework.people.sealing import in_force
from ipdoc.domain.access import Standing
from ipdoc.domain.consent import Consents, Content, Recipient
from ipdoc.domain.people import Membership
from ipdoc.storage.caserows import Limits, Newest
from ipdoc.storage.people import one_person

if TYPE_CHECKING:
    from ipdoc.casework.core.openvault import OpenVault
    from ipdoc.casework.core.work import Work


class _Ground(NamedTuple):
    """What a standing rests on."""

    limits: Limits
    today: dt.date
    parts: frozenset[str]
    """Those of which the person has a key."""
    told: Mapping[bytes, Newest | None]
    """Record id → its newest revision, of the records that tell of access."""


class _Worked(NamedTuple):
    ground: _Ground
    standing: Standing


def standing(work: Work, case: CaseFile) -> Standing:
    """Return how the person at work stands to a case, which is open to them as far as it can be."""
    vault = work.vault
    ground = _ground(work, case)
    before: _Worked | None = vault.derived.get(_name(case.case_id))
    if before is not None and before.ground == ground:
        return before.standing
    found, lasting = _worked_out(work, case)
    if lasting:
        vault.derived[_name(case.case_id)] = _Worked(ground, found)
    return found


def standing_at_a_glance(vault: OpenVault, case_id: str) -> Standing | None:
    """Return how the person at work stands to a case, None where one look is not enough to tell."""
    before: _Worked | None = vault.derived.get(_name(case_id))
    known = vault.memory.known.get(case_id)
    if before is None or known is None:
        return None
    ground, look = before.ground, vault.look(case_id)
    today, told = vault.now().date(), {one: known.newest.get(one) for one in ground.told}
    parts = frozenset(part for part, _ in in_force(look.limits, today))
    now = _Ground(look.limits, today, parts, told)
    return before.standing if look.heads == known.heads and now == ground else None


def _name(case_id: str) -> tuple[str, str]:
    return "standing", case_id


def _ground(work: Work, case: CaseFile) -> _Ground:
    state = work.state(case.case_id)
    paths = paths_of_access(work.vault.person_id)
    told = {one: state.known.newest.get(one) for path in paths for one in case.keys.ids(path)}
    return _Ground(state.limits, work.vault.now().date(), case.keys.parts, told)


def _worked_out(work: Work, case: CaseFile) -> tuple[Standing, bool]:
    """Return a standing, and whether it lasts: not if another person's row was asked for it.

    A seal alone opens nothing: whoever leads the case has shared the part, and not taken it back.
    """
    vault, head, parts = work.vault, load_head(case), case.keys.parts
    today, lasting = vault.now().date(), True
    leads = head is None or head.lead == vault.person_id
    if head is not None and not leads and parts == frozenset(PARTS):
        leads, lasting = _has_left(work, head.lead), False
    if leads:
        return Standing(parts | {LOG}, today, lead=True), lasting
    grant = load_grant(case, vault.person_id)
    given = frozenset(grant.parts) if grant and grant.ended is None else frozenset()
    quality = grant.recipient if grant else Recipient.TEAM
    consents = stored_consents(case) or Consents()
    seen = {content: consents.state(quality, content) for content in Content}
    until = grant.until if grant else None
    return Standing(parts & (given | {LOG}), today, False, until, seen), lasting


def _has_left(work: Work, person_id: str) -> bool:
    """Return whether somebody has left: the lead falls to whoever has every part of their cases."""
    row = one_person(work.rows, person_id)
    return row is None or row.status == Membership.LEFT
