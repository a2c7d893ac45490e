"""What is saved out of a case as it came: photographs, scanned sheets, documents of answers."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ipdoc.casework.access.log import Event, note
from ipdoc.casework.access.sharing import open_to_pass_on
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.domain.access import Action
from ipdoc.domain.consent import Recipient

if TYPE_CHECKING:
    from ipdoc.casework.core.openvault import OpenVault
    from ipdoc.casework.core.record import Ref


@contextmanager
def taking_out(
    vault: OpenVault, ref: Ref, action: Action, parts: Collection[str], **about: Any
) -> Iterator[CaseFile]:
    """Open a case to save something of it as a file of one's own; the log notes it.

    Args:
        vault: the open vault.
        ref: the evaluation.
        action: by which it is seen.
        parts: of the case in which it lies.
        about: which file, for the log: ids and numbers only.

    Raises:
        NotAllowedError: the person at work may not see it, or the person examined does not agree
            that it is kept.
    """
    with vault.transaction() as work:
        case = open_to_pass_on(work, ref.case_id, action, Recipient.OWN, parts)
        note(case, Event.SAVED, **about, visit=ref.evaluation_id)
        yield case
