r"""Reading the body data files that ``tools/bodymap`` writes.

The format: ``b"ipbody1\\n"``, four bytes little-endian length of the head, the head (JSON),
one zlib stream of all arrays end to end, little-endian; the head lists ``[name, code, count]``.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ipdoc.anatomy.errors import BodyDataError

_MAGIC = b"ipbody1\n"


@dataclass(frozen=True)
class Container:
    """One file: a head of facts and named arrays."""

    head: dict[str, Any]
    """JSON values beside the arrays."""
    arrays: dict[str, array[int]]
    """Name → whole numbers."""


def read_container(path: Path) -> Container:
    """Read a body data file.

    Raises:
        BodyDataError: the file is missing, cut short or of another format.
    """
    try:
        data = path.read_bytes()
        return _parsed(data)
    except (OSError, ValueError, zlib.error, KeyError) as error:
        raise BodyDataError(path.name) from error


def _parsed(data: bytes) -> Container:
    start = len(_MAGIC) + 4
    if data[: len(_MAGIC)] != _MAGIC:
        raise ValueError("not a body data file")
    end = start + int.from_bytes(data[len(_MAGIC) : start], "little")
    head = json.loads(data[start:end])
    body = zlib.decompress(data[end:])
    arrays: dict[str, array[int]] = {}
    offset = 0
    for name, code, count in head["arrays"]:
        values: array[int] = array(code)
        size = values.itemsize * count
        values.frombytes(body[offset : offset + size])
        if len(values) != count:
            raise ValueError("a body data file is cut short")
        if sys.byteorder == "big":
            values.byteswap()
        arrays[name] = values
        offset += size
    return Container(head, arrays)
