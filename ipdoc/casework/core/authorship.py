"""Who wrote a revision: signed by the person, inside its ciphertext.

The chain tells that nothing was changed since, and the key of the part that somebody wrote it who
had it. Several people have that key, though, and with the database and tools of their own one of
them could write in another's name, in the chain of the other's device. So whoever writes signs, and
a revision in the name of somebody of this vault counts only with that signature. The first release
did not sign: the devices of that time belong to nobody in their rows, and write no more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ipdoc.vault.signing import SigningKey, is_signed

_PURPOSE = "revision"
_SIGNATURE = "signature"


def signed(told: Mapping[str, Any], header: bytes, key: SigningKey) -> dict[str, Any]:
    """Return what a revision tells, with the signature of who writes it.

    Args:
        told: path, who, when, why and changes.
        header: canonical bytes of its readable columns, the state's digest among them.
        key: of the person.
    """
    return {**told, _SIGNATURE: key.sign(_PURPOSE, _said(told, header)).hex()}


def is_by(told: Mapping[str, Any], header: bytes, signing_key: bytes) -> bool:
    """Tell whether the owner of a signing key wrote a revision."""
    try:
        signature = bytes.fromhex(told[_SIGNATURE])
    except (LookupError, TypeError, ValueError):
        return False
    bare = {key: value for key, value in told.items() if key != _SIGNATURE}
    return is_signed(signing_key, _PURPOSE, _said(bare, header), signature)


def _said(told: Mapping[str, Any], header: bytes) -> bytes:
    return header + b"\0" + json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
