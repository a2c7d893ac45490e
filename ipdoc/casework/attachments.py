"""Files that belong to answers: taken in, and given out again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from ipdoc.casework.access.taking import taking_out
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import Ref, opened
from ipdoc.domain.access import Action
from ipdoc.domain.consent import Content


def attach_file(vault: OpenVault, ref: Ref, stream: BinaryIO, part: str) -> str:
    """Seal a file into the case; return the id by which an answer names it.

    Args:
        vault: the open vault.
        ref: the evaluation.
        stream: the plain bytes, from the present position to the end.
        part: under whose key it is kept: "record" or "intimate".
    """
    with opened(vault, ref, Action.WRITE_SECTION) as case:
        return case.attach(stream, part).id


def read_file(vault: OpenVault, ref: Ref, attachment_id: str) -> Iterator[bytes]:
    """Return the plain bytes of a file in pieces; the log notes who took it.

    Raises:
        IpdocError: the case has no such file.
        NotAllowedError: it is not open to the person, or the person examined does not agree.
    """
    part = Content.RECORD
    with taking_out(vault, ref, Action.OPEN_RECORD, (part,), file=attachment_id) as case:
        return case.read_attachment(attachment_id)
