"""Files that belong to answers: taken in, and given out again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import Ref, opened, reading
from ipdoc.domain.access import Action


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
    """Return the plain bytes of a file in pieces.

    Raises:
        IpdocError: the case has no such file.
    """
    with reading(vault, ref, Action.OPEN_RECORD) as case:
        return case.read_attachment(attachment_id)
