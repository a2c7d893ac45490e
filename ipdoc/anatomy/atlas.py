"""The data of the skin that all figures share, and the vertices of each.

``static/diagrams/views.json`` lists the files; ``tools/bodymap/README.md`` describes their format.
"""

from __future__ import annotations

import json
import zlib
from array import array
from functools import lru_cache
from pathlib import Path
from typing import Any

from ipdoc.resources import data_dir

Corner = tuple[float, float, float]
INNER = ("oral_mucosa",)
"""Regions that lie inside: charts of their own show them."""


def folder() -> Path:
    """Return the folder of the diagrams."""
    return data_dir("static") / "diagrams"


@lru_cache(maxsize=64)
def text_of(file: str) -> str:
    """Return a text file of the folder."""
    return (folder() / file).read_text(encoding="utf-8")


@lru_cache(maxsize=64)
def bytes_of(file: str) -> bytes:
    """Return a file of the folder."""
    return (folder() / file).read_bytes()


@lru_cache(maxsize=1)
def listing() -> dict[str, Any]:
    """Return views.json as it is; the functions here and in ``views`` give it types."""
    return read_json("views.json")


def read_json(file: str) -> dict[str, Any]:
    """Return a listing of the folder."""
    content: dict[str, Any] = json.loads((folder() / file).read_text(encoding="utf-8"))
    return content


def surface_name() -> str:
    """Return the name of the surface on which places lie, such as ``skin-1``."""
    return str(listing()["surface"])


def unpacked(file: str, kind: str) -> array[int]:
    """Return the numbers of a packed file.

    Args:
        file: a zlib stream of little-endian numbers.
        kind: type of ``array``: H, h or B.
    """
    values: array[int] = array(kind)
    values.frombytes(zlib.decompress((folder() / file).read_bytes()))
    return values


@lru_cache(maxsize=1)
def faces() -> array[int]:
    """Return the quads of the base mesh: four vertex numbers a face, one after the other."""
    return unpacked(listing()["faces"]["file"], "H")


@lru_cache(maxsize=1)
def region_names() -> tuple[tuple[str, str], ...]:
    """Return key and side of the regions, in the order of ``region_of_cell``."""
    return tuple((name.split("|")[0], name.split("|")[1]) for name in listing()["regions"])


@lru_cache(maxsize=1)
def region_of_cell() -> array[int]:
    """Return for each cell of the skin the index of its region.

    A face is cut into ``cells_per_edge()`` × as many cells; cells run along u, then v, then face.
    """
    return unpacked(listing()["region_of_cell"], "H")


@lru_cache(maxsize=1)
def cells_per_edge() -> int:
    """Return into how many cells an edge of a face is cut."""
    return int(listing()["cells_per_edge"])


@lru_cache(maxsize=1)
def inner_faces() -> bytes:
    """Return a bit for each face, set when it lines the mouth and so is no skin to draw on."""
    square = cells_per_edge() ** 2
    inner = {k for k, (key, _) in enumerate(region_names()) if key in INNER}
    bits = bytearray(len(faces()) // 4 + 7 >> 3)
    for face, code in enumerate(region_of_cell()[square // 2 :: square]):
        if code in inner:
            bits[face >> 3] |= 1 << (face & 7)
    return bytes(bits)


@lru_cache(maxsize=1)
def mirror_of_face() -> array[int]:
    """Return for each face the one on the other side of the body."""
    return unpacked(listing()["mirror_of_face"], "H")


@lru_cache(maxsize=8)
def vertices(figure: str) -> tuple[array[int], float]:
    """Return the posed vertices of a figure (x, y, z after each other) and their unit in mm."""
    row = listing()["figures"][figure]
    return unpacked(row["vertices"], "h"), row["unit_mm"]


@lru_cache(maxsize=1)
def segment_of_cell() -> tuple[str, ...]:
    """Return for each cell its finer part within the region, or ""."""
    names = listing()["segments"]
    return tuple(names[code] for code in unpacked(listing()["segment_of_cell"], "B"))


@lru_cache(maxsize=8)
def axes(figure: str) -> dict[tuple[str, str], tuple[Corner, Corner]]:
    """Return part of the body and side → both ends of its axis, mm.

    Limbs run to their tips, the trunk down, neck and head up.
    """
    rows: dict[str, list[list[float]]] = listing()["figures"][figure]["axes"]
    return {
        (name.split("|")[0], name.split("|")[1]): (
            (first[0], first[1], first[2]),
            (last[0], last[1], last[2]),
        )
        for name, (first, last) in rows.items()
    }


@lru_cache(maxsize=1)
def landmarks() -> dict[tuple[str, str], tuple[int, float, float]]:
    """Return landmark and side → face, u and v on the skin."""
    return {
        (name.split("|")[0], name.split("|")[1]): (int(face), u, v)
        for name, (face, u, v) in listing()["landmarks"].items()
    }
