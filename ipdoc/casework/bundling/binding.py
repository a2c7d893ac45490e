"""From exhibits to bags: numbers, pages, the index, parts within the limit, signed manifests."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from ipdoc import __version__
from ipdoc.bagging.archive import Archive, Entry
from ipdoc.bagging.bag import Bag, BagFile, Signer, sealed_bag
from ipdoc.bagging.check import EXHIBITS
from ipdoc.bagging.measured import Measured, measured
from ipdoc.bagging.page import NAME, checking_page
from ipdoc.bagging.splitting import Group as Together
from ipdoc.bagging.splitting import split
from ipdoc.casework.bundling.gathering import Title
from ipdoc.errors import IpdocError

README = "README.txt"
INDEX = "data/index-of-exhibits.pdf"
_MOST_ROUNDS = 4
_SIGNATURE_BYTES = 72
"""Longest signature of ECDSA P-256 in DER."""
_FIRST_GUESS = Measured(80_000, "0" * 64, 0)


class UnsettledError(IpdocError):
    """The parts did not come within the limit."""

    def __init__(self) -> None:
        super().__init__("The parts do not fit into this size; choose a larger one")


@dataclass(frozen=True)
class Bound:
    """An exhibit whose files were read."""

    number: str
    kind: str
    title: Title
    files: tuple[BagFile, ...]
    pages: int | None
    """Pages of its papers; None = it is no paper."""
    apart: bool = False
    part: int = 1
    """First part that holds it."""
    span: tuple[int, int] | None = None
    """First and last page when all papers are counted through, the index first."""


@dataclass(frozen=True)
class Plan:
    """What every part of a bundle says of it."""

    id: str
    made_at: dt.datetime
    most_bytes: int | None
    folder: Callable[[int, int], str]
    """Part and number of parts → folder in the ZIP file."""
    readme: Callable[[int, int], str]
    """Part and number of parts → text of the README."""
    index: Callable[[Sequence[Bound], int], tuple[bytes, int]]
    """Exhibits and number of parts → the index as PDF, and its pages."""
    titles: Callable[[Title], Mapping[str, str]]
    """Title → language → words."""


@dataclass(frozen=True)
class Parted:
    """A bundle, ready to be kept."""

    exhibits: tuple[Bound, ...]
    """The index is the first."""
    index: bytes = field(repr=False)
    bags: tuple[Bag, ...] = field(repr=False)


def bind(bound: Sequence[Bound], index_title: Title, plan: Plan, signer: Signer) -> Parted:
    """Return the bags of a bundle.

    The index tells parts and pages, and is itself in every part: so it is made again until what
    it tells is true.

    Raises:
        TooLargeError: one file does not fit into a part.
        UnsettledError: the parts do not come within the limit.
    """
    index, pages, parts = _FIRST_GUESS, 1, 1
    for _ in range(_MOST_ROUNDS):
        chosen = _split(bound, index, plan, parts)
        placed = _placed(bound, chosen, pages)
        pdf, found = plan.index(placed, len(chosen))
        told = measured([pdf])
        first = Bound("", "index", index_title, (BagFile(INDEX, told),), found, span=(1, found))
        whole = (first, *placed)
        sizes = [
            _size(files, whole, plan, at, len(chosen)) for at, files in _numbered(chosen, told)
        ]
        fits = plan.most_bytes is None or max(sizes) <= plan.most_bytes
        if found == pages and fits:
            bags = [
                _sealed(files, whole, plan, (at, len(chosen)), signer)
                for at, files in _numbered(chosen, told)
            ]
            return Parted(whole, pdf, tuple(bags))
        grown = max(told.size, index.size) + (0 if fits else 4_000)
        index, pages, parts = Measured(grown, told.sha256, told.crc32), found, len(chosen)
    raise UnsettledError


def archive_of(
    tags: Mapping[str, bytes], payload: Sequence[BagFile], folder: str, made_at: dt.datetime
) -> Archive:
    """Return the ZIP file of a bag: its tag files first, so that they are the first to be seen."""
    entries = [
        Entry(f"{folder}/{name}", found.size, found.crc32)
        for name, data in tags.items()
        for found in [measured([data])]
    ]
    entries += [
        Entry(f"{folder}/{one.path}", one.measured.size, one.measured.crc32) for one in payload
    ]
    return Archive(tuple(entries), made_at)


def _numbered(
    chosen: Sequence[Sequence[BagFile]], index: Measured
) -> list[tuple[int, tuple[BagFile, ...]]]:
    return [(at, (BagFile(INDEX, index), *files)) for at, files in enumerate(chosen, 1)]


def _split(
    bound: Sequence[Bound], index: Measured, plan: Plan, parts: int
) -> list[tuple[BagFile, ...]]:
    together = [
        Together(tuple(file for one in ones for file in one.files), apart)
        for (_number, apart), ones in groupby(bound, _held_together)
    ]
    with_index = (BagFile(INDEX, index),)
    return split(
        together,
        plan.most_bytes,
        lambda files: _size((*with_index, *files), bound, plan, parts, parts),
    )


def _held_together(one: Bound) -> tuple[str, bool]:
    """Return what stays in one part where it can: what bears the same number."""
    return one.number or one.files[0].path, one.apart


def _placed(
    bound: Sequence[Bound], chosen: Sequence[Sequence[BagFile]], index_pages: int
) -> tuple[Bound, ...]:
    part_of = {file.path: at for at, files in enumerate(chosen, 1) for file in files}
    placed, page = [], index_pages + 1
    for one in bound:
        span = (page, page + one.pages - 1) if one.pages else None
        page += one.pages or 0
        parts = [part_of[file.path] for file in one.files]
        placed.append(
            Bound(
                one.number, one.kind, one.title, one.files, one.pages, one.apart, min(parts), span
            )
        )
    return tuple(placed)


class _Unsigned:
    """Stands for a signer while sizes are reckoned: no signature is longer."""

    public_pem = bytes(178)

    def sign(self, _said: bytes) -> bytes:
        return bytes(_SIGNATURE_BYTES)


def _size(
    files: Sequence[BagFile], whole: Sequence[Bound], plan: Plan, part: int, parts: int
) -> int:
    bag = _sealed(files, whole, plan, (part, parts), _Unsigned())
    return archive_of(bag.tags, files, plan.folder(part, parts), plan.made_at).size


def _sealed(
    files: Sequence[BagFile],
    whole: Sequence[Bound],
    plan: Plan,
    place: tuple[int, int],
    signer: Signer,
) -> Bag:
    part, parts = place
    info = (
        ("Bagging-Date", plan.made_at.date().isoformat()),
        ("Bag-Group-Identifier", plan.id),
        ("Bag-Count", f"{part} of {parts}"),
        ("Bag-Software-Agent", f"ipdoc {__version__}"),
    )
    tags = {
        README: plan.readme(part, parts).encode(),
        NAME: checking_page(),
        EXHIBITS: _exhibits({one.path for one in files}, whole, plan),
    }
    return sealed_bag(files, info, tags, signer)


def _exhibits(paths: set[str], whole: Sequence[Bound], plan: Plan) -> bytes:
    """Return which files of a part are which exhibit, for those who check it."""
    rows = [
        {"number": one.number, "titles": dict(plan.titles(one.title)), "files": held}
        for one in whole
        if (held := [file.path for file in one.files if file.path in paths])
    ]
    return json.dumps({"exhibits": rows}, ensure_ascii=False, indent=1).encode()
