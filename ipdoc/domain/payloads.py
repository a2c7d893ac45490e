"""Payloads carry a schema number; pure upcasters lift old ones on reading (DESIGN §3).

History is never rewritten: a payload of an older schema stays as it is in the vault and is lifted
each time it is read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ipdoc.errors import IpdocError

Payload = dict[str, Any]
Upcaster = Callable[[Payload], Payload]
"""Takes a payload of schema n, returns it as schema n + 1, without the number."""


class NewerPayloadError(IpdocError):
    """A record was written by a newer ipdoc."""


def lift(payload: Payload, upcasters: Sequence[Upcaster] = ()) -> Payload:
    """Return a payload in the present schema.

    Args:
        payload: as stored, with ``schema`` ≥ 1.
        upcasters: the first lifts schema 1 to 2, and so on; the present schema is one more than
            there are upcasters.

    Raises:
        NewerPayloadError: its schema is newer than this program knows.
    """
    present = len(upcasters) + 1
    schema = payload["schema"]
    if schema > present:
        raise NewerPayloadError("This record was written by a newer ipdoc; install that version")
    for number, upcaster in enumerate(upcasters[schema - 1 :], start=schema):
        payload = {**upcaster(payload), "schema": number + 1}
    return payload
