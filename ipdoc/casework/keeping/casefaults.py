"""Faults within one case."""

from __future__ import annotations

from dataclasses import replace

from ipdoc.casework.keeping.faults import ASK, COMPARE, RESTORE, Fault
from ipdoc.errors import Message
from ipdoc.i18n import mark as _

CASE_GONE = Fault(Message(_("A case is missing, though a vault head tells of it.")), COMPARE)
CASE_ROW = Fault(Message(_("Number or day of the case were changed.")), RESTORE)
CASE_EMPTY = Fault(
    Message(_("A case was added since the newest vault head that nobody can open.")),
    ASK,
    certain=False,
)
ERASED_BACK = Fault(
    Message(_("A case that was erased is back.")),
    Message(_("Erase it again; it came from an older copy.")),
)
CHAIN_CUT = Fault(
    Message(_("The newest changes are missing: the chain ends before what a vault head tells.")),
    COMPARE,
)
CHAIN_OTHER = Fault(
    Message(_("A change is missing that a later one, of another device, had seen.")), COMPARE
)
REVISION = Fault(Message(_("A change in the history was altered, moved or put in.")), RESTORE)
REVISION_GONE = Fault(Message(_("A change in the history is missing.")), RESTORE)
AUTHOR = Fault(
    Message(_("A change is in the name of somebody who did not sign it.")),
    Message(_("Ask whom it names; only somebody with the keys of the case can have written it.")),
)
RECORD = Fault(Message(_("A record was altered, or stands in another's place.")), RESTORE)
RECORD_OLD = Fault(
    Message(_("A record is not as its last change left it: an older state was put back.")), RESTORE
)
RECORD_GONE = Fault(Message(_("A record is missing.")), RESTORE)
RECORD_UNKNOWN = Fault(Message(_("A record is there that nobody ever wrote.")), RESTORE)
SEAL = Fault(Message(_("The key to a part of the case was changed.")), RESTORE)
SEAL_GONE = Fault(Message(_("The key to a part of the case is missing.")), RESTORE)
SEAL_SINCE = Fault(
    Message(_("Who may open the case was changed since the newest vault head.")), ASK, certain=False
)
FILE_GONE = Fault(Message(_("A photograph or a report is missing from the folder.")), RESTORE)
FILE = Fault(Message(_("A photograph or a report was altered.")), RESTORE)
FILE_ROW = Fault(Message(_("The entry of a photograph or a report was altered.")), RESTORE)
FILE_UNNAMED = Fault(
    Message(_("A record names a photograph or a report that the case does not hold.")), RESTORE
)
LINE = Fault(Message(_("The line of the case list does not fit the case.")), RESTORE)
LINE_GONE = Fault(Message(_("The case is missing from your list.")), RESTORE)
LINE_SINCE = Fault(
    Message(_("Another person's line of the case list was changed since the newest vault head.")),
    ASK,
    certain=False,
)


def at(fault: Fault, row: object = "") -> Fault:
    """Return a fault of a certain row."""
    return replace(fault, row=str(row))
