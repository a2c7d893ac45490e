r"""The file format of the region data: named arrays behind a JSON head.

``b"ipbody1\\n"``, four bytes little-endian length of the head, the head (JSON, UTF-8), then one
zlib stream of all arrays end to end. The head lists ``arrays`` as ``[name, type code, count]``
in order, type codes as in Python's ``array`` ("B" 1 byte, "h" and "H" 2 bytes, little-endian).
``ipdoc.anatomy`` reads it with the standard library only.
"""

from __future__ import annotations

import json
import zlib

import numpy as np

MAGIC = b"ipbody1\n"
_DTYPES = {"B": "<u1", "h": "<i2", "H": "<u2"}


def packed(head: dict[str, object], arrays: dict[str, tuple[str, np.ndarray]]) -> bytes:
    """Return the bytes of one file.

    Args:
        head: facts to keep beside the arrays, JSON values.
        arrays: name → type code and values.

    Raises:
        ValueError: a value does not fit its type.
    """
    listing, body = [], b""
    for name, (code, values) in arrays.items():
        narrow = values.astype(_DTYPES[code])
        if not np.array_equal(narrow, values):
            raise ValueError(f"array {name} does not fit type {code}")
        listing.append([name, code, int(narrow.size)])
        body += narrow.tobytes()
    text = json.dumps({**head, "arrays": listing}, sort_keys=True, separators=(",", ":")).encode()
    return MAGIC + len(text).to_bytes(4, "little") + text + zlib.compress(body, 9)
