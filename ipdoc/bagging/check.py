"""Check a bag: every file is named with what is known of it, against the signed manifests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ipdoc.bagging.bag import (
    DATA,
    INFO,
    MANIFEST,
    SIGNATURE,
    SIGNER,
    TAG_MANIFEST,
    is_manifest,
    read_manifest,
)
from ipdoc.bagging.holding import Folder, Holding, Zipped
from ipdoc.bagging.signature import fingerprint_of, is_signed

EXHIBITS = "exhibits.json"
"""Tag file that says which files are which exhibit."""
_NEEDED = ("bagit.txt", INFO, MANIFEST, SIGNER)
Progress = Callable[[int, int], None]
"""Is told bytes done and bytes in all."""


class State(StrEnum):
    """What is known of a file."""

    INTACT = "intact"
    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"


@dataclass(frozen=True)
class Exhibit:
    """An exhibit as the bundle names it."""

    number: str
    titles: dict[str, str]
    """Language → title."""
    files: tuple[str, ...]


@dataclass(frozen=True)
class BagReport:
    """What a check found."""

    name: str
    """Of the file or folder."""
    digest: str
    """SHA-256 of the tag manifest as it lies there; to be compared with the one on paper."""
    states: dict[str, State]
    """Path below the bag → state, of every file that is there or should be."""
    signed: bool
    """The signature is that of ``signer`` over the tag manifest."""
    signer: str
    """Fingerprint of the key in the bag, ten groups; empty where there is none."""
    altered: bool
    """The ZIP file around the bag is not as ipdoc wrote it."""
    exhibits: tuple[Exhibit, ...]
    part: str
    """As in "1 of 3"; empty where the bag does not say."""

    @property
    def faults(self) -> dict[str, State]:
        """Files that are not intact."""
        return {path: one for path, one in self.states.items() if one is not State.INTACT}

    @property
    def intact(self) -> bool:
        """Whether nothing at all is to be said against the bag."""
        return not self.faults and self.signed and not self.altered


def check_bag(path: Path, progress: Progress = lambda _done, _all: None) -> BagReport:
    """Check a bundle, its ZIP file or its folder.

    Raises:
        NoBundleError: it is none.
        BrokenArchiveError: the ZIP file cannot be read.
        SealedFileError: it is encrypted.
        OSError: there is no such file, or it may not be read.
    """
    if path.is_dir():
        return _checked(Folder(path), progress)
    zipped = Zipped(path)
    try:
        return _checked(zipped, progress)
    finally:
        zipped.close()


def _checked(holding: Holding, progress: Progress) -> BagReport:
    sizes = holding.sizes()
    listed = holding.read(TAG_MANIFEST)
    signer = holding.read(SIGNER)
    signed = is_signed(signer, listed, holding.read(SIGNATURE))
    states = dict(_compared(holding, sizes, listed, progress))
    states |= _of_signature(sizes, listed, signed, states.get(SIGNER))
    return BagReport(
        holding.name,
        hashlib.sha256(listed).hexdigest() if listed else "",
        dict(sorted(states.items())),
        signed,
        fingerprint_of(signer),
        holding.altered,
        tuple(_exhibits(holding.read(EXHIBITS))),
        _part(holding.read(INFO)),
    )


def _compared(
    holding: Holding, sizes: dict[str, int], listed: bytes, progress: Progress
) -> Iterator[tuple[str, State]]:
    """Yield the state of every file but the tag manifest and its signature."""
    expected = {
        path: digest
        for data, of_payload in ((listed, False), (holding.read(MANIFEST), True))
        for path, digest in read_manifest(data).items()
        if path.startswith(DATA) is of_payload
    }
    done, in_all = 0, sum(sizes.values())

    def counted(more: int) -> None:
        nonlocal done
        done += more
        progress(done, in_all)

    for path, digest in sorted(expected.items()):
        if path not in sizes:
            yield path, State.MISSING
        else:
            same = holding.digest(path, counted) == digest
            yield path, State.INTACT if same else State.CHANGED
    yield from _unlisted(sizes, expected.keys())


def _unlisted(sizes: dict[str, int], expected: Collection[str]) -> Iterator[tuple[str, State]]:
    """Yield what no manifest names, as far as the manifest that could name it is there."""
    for path in _NEEDED:
        if path not in sizes:
            yield path, State.MISSING
        elif path not in expected and TAG_MANIFEST in sizes:
            yield path, State.CHANGED
    for path in sizes.keys() - {*expected, *_NEEDED, TAG_MANIFEST, SIGNATURE}:
        if (MANIFEST if path.startswith(DATA) else TAG_MANIFEST) in sizes:
            yield path, State.ADDED


def _of_signature(
    sizes: dict[str, int], listed: bytes, signed: bool, signer: State | None
) -> dict[str, State]:
    """Return the states of the tag manifest and its signature: one vouches for the other.

    Where the signer's key or one of the two is missing, only that is named. A key that is not the
    one in the list may be the list's fault as well.
    """
    lacking = {path: State.MISSING for path in (TAG_MANIFEST, SIGNATURE) if path not in sizes}
    found = dict.fromkeys((TAG_MANIFEST, SIGNATURE), State.INTACT) | lacking
    if not lacking and not signed:
        doubted = {
            State.CHANGED: (TAG_MANIFEST,),
            State.MISSING: (),
        }.get(signer or State.INTACT, (TAG_MANIFEST, SIGNATURE))
        found |= dict.fromkeys(doubted, State.CHANGED)
    if listed and not is_manifest(listed):
        found[TAG_MANIFEST] = State.CHANGED
    return found


def _exhibits(data: bytes) -> Iterator[Exhibit]:
    """Yield what the bundle says of its exhibits, as far as it can be read."""
    try:
        rows = json.loads(data)["exhibits"]
        for row in rows:
            titles = {str(key): printable(value) for key, value in row["titles"].items()}
            files = tuple(str(path) for path in row["files"] if str(path).startswith(DATA))
            yield Exhibit(printable(row["number"]), titles, files)
    except (ValueError, KeyError, TypeError, AttributeError):
        return


def _part(info: bytes) -> str:
    for line in info.decode("utf-8", errors="replace").splitlines():
        label, _, value = line.partition(": ")
        if label == "Bag-Count":
            return printable(value)
    return ""


def printable(value: object) -> str:
    """Return a text without anything that a terminal would obey."""
    return "".join(one if one.isprintable() else "?" for one in str(value))[:300]
