"""A bag: the payload below ``data/``, and the tag files that say what must be there (RFC 8493).

    manifest-sha256.txt      every file of the payload
    tagmanifest-sha256.txt   every other file, the manifest too; its digest stands on paper
    stretches-sha256.txt     files over 64 MiB, stretch by stretch, for the page in the bundle
    signature.der, signer.pem   ECDSA P-256 with SHA-256 over tagmanifest-sha256.txt

Paths are plain ASCII, so that ``sha256sum -c`` reads the manifests on every computer.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ipdoc.bagging.measured import Measured

MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
STRETCHES = "stretches-sha256.txt"
SIGNATURE, SIGNER = "signature.der", "signer.pem"
DECLARATION, INFO = "bagit.txt", "bag-info.txt"
DATA = "data/"
_DECLARED = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_SAFE_PATH = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9._+-]*/)*[A-Za-z0-9][A-Za-z0-9._+-]*")
_LINE = re.compile(r"([0-9a-f]{64})  ([^\r\n]+)\n")


class Signer(Protocol):
    """Whoever signs the manifest."""

    @property
    def public_pem(self) -> bytes:
        """The public key as PEM, SubjectPublicKeyInfo."""
        ...

    def sign(self, said: bytes) -> bytes:
        """Return the signature, ECDSA P-256 with SHA-256, DER."""
        ...


@dataclass(frozen=True)
class BagFile:
    """A file of the payload."""

    path: str
    """Below the bag, beginning with ``data/``; ASCII."""
    measured: Measured

    def __post_init__(self) -> None:
        if not self.path.startswith(DATA) or not _SAFE_PATH.fullmatch(self.path):
            raise ValueError(self.path)


@dataclass(frozen=True)
class Bag:
    """A bag with all its tag files."""

    payload: tuple[BagFile, ...]
    tags: Mapping[str, bytes]
    """Tag files, in the order in which they are written."""

    @property
    def digest(self) -> str:
        """SHA-256 of the tag manifest, 64 hex digits: stands for everything in the bag."""
        return hashlib.sha256(self.tags[TAG_MANIFEST]).hexdigest()


def sealed_bag(
    payload: Iterable[BagFile],
    info: Sequence[tuple[str, str]],
    tags: Mapping[str, bytes],
    signer: Signer,
) -> Bag:
    """Return a bag whose manifests are written and signed.

    Args:
        payload: its files.
        info: what ``bag-info.txt`` says, label and value, but for the amount of payload.
        tags: further tag files, such as a page to check the bag with.
        signer: signs the tag manifest.
    """
    files = tuple(payload)
    written = {
        **tags,
        DECLARATION: _DECLARED,
        INFO: bag_info(files, info),
        MANIFEST: manifest((one.path, one.measured.sha256) for one in files),
        SIGNER: signer.public_pem,
    }
    if any(one.measured.stretches for one in files):
        written[STRETCHES] = _stretches(files)
    listed = manifest((name, hashlib.sha256(data).hexdigest()) for name, data in written.items())
    return Bag(files, {**written, TAG_MANIFEST: listed, SIGNATURE: signer.sign(listed)})


def bag_info(files: Sequence[BagFile], info: Sequence[tuple[str, str]]) -> bytes:
    """Return the text of ``bag-info.txt``; a long value is one line, as RFC 8493 allows."""
    amount = sum(one.measured.size for one in files)
    said = [*info, ("Payload-Oxum", f"{amount}.{len(files)}")]
    return "".join(f"{label}: {' '.join(value.split())}\n" for label, value in said).encode()


def manifest(lines: Iterable[tuple[str, str]]) -> bytes:
    """Return a manifest of paths and digests, as ``sha256sum`` writes it, sorted by path."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(lines)).encode()


def _stretches(files: Sequence[BagFile]) -> bytes:
    return "".join(
        f"{digest}  {number}  {one.path}\n"
        for one in sorted(files, key=lambda one: one.path)
        for number, digest in enumerate(one.measured.stretches, 1)
    ).encode()


def read_manifest(data: bytes) -> dict[str, str]:
    """Return path → digest of a manifest; lines that are none are left out.

    Whoever trusts the result has checked the manifest's own digest, or says that it was changed.
    """
    return {path: digest for digest, path in _LINE.findall(_text(data))}


def is_manifest(data: bytes) -> bool:
    """Return whether every line of a manifest is one, and no path stands in it twice."""
    text = _text(data)
    paths = [path for _digest, path in _LINE.findall(text)]
    return not _LINE.sub("", text) and len(paths) == len(set(paths))


def _text(data: bytes) -> str:
    return data.decode("utf-8", errors="replace")
