"""What goes with a role when a case is shared: which parts, and in which quality."""

from __future__ import annotations

from collections.abc import Mapping

from ipdoc.domain.access import RULES, Action
from ipdoc.domain.consent import Recipient
from ipdoc.domain.people import Role

OPENS: Mapping[str, Action] = {
    "record": Action.OPEN_RECORD,
    "photographs": Action.OPEN_PHOTOGRAPHS,
    "intimate": Action.SEE_INTIMATE,
    "report": Action.READ_REPORT,
    "log": Action.READ_LOG,
}
"""Part of a case → the act by which its content is seen."""
_COLLEAGUE = (Recipient.TEAM, Recipient.TREATING, Recipient.NPM, Recipient.NGO)
_RECIPIENTS: Mapping[Role, tuple[Recipient, ...]] = {
    Role.CLINICIAN: _COLLEAGUE,
    Role.REVIEWER: _COLLEAGUE,
    Role.PSYCHOLOGIST: _COLLEAGUE,
    Role.LAWYER: (Recipient.LAWYER, Recipient.NGO, Recipient.UN),
    Role.COORDINATOR: (Recipient.TEAM, Recipient.NPM, Recipient.NGO),
    Role.ADMINISTRATOR: (),
}


def parts_for(role: Role) -> frozenset[str] | None:
    """Return the parts that may be shared with a role; None where not even the log may be."""
    opened = {part for part, action in OPENS.items() if role in RULES[action].roles}
    return frozenset(opened - {"log"}) if "log" in opened else None


def recipients_for(role: Role) -> tuple[Recipient, ...]:
    """Return in which qualities somebody of a role may be given a case, the usual one first."""
    return _RECIPIENTS[role]
