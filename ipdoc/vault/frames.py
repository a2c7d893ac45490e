"""Attachments in frames: streamed, and any cut, swap or change is noticed.

A file is a head of format (1) ‖ suite (1) ‖ salt (32), then frames of 1 MiB of plain bytes each,
AES-256-GCM under the file's own key (HKDF of the part's attachment key and the salt). The nonce is
seven zero bytes ‖ frame number (4, big-endian) ‖ 1 for the last frame, else 0 (the STREAM
construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015); the head and the attachment's
identity are associated data of every frame.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ipdoc.vault.ciphers import subkey
from ipdoc.vault.errors import NewerFormatError, TamperedError

FRAME_BYTES = 1024 * 1024
TAG_BYTES = 16
HEAD_BYTES = 34
_PREFIX = bytes((1, 1))


class Readable(Protocol):
    """Anything that bytes can be read from."""

    def read(self, size: int = -1, /) -> bytes:
        """Return at most ``size`` bytes, none at the end."""
        ...


def encrypt_frames(
    stream: Readable, key: bytes, identity: bytes, salt: bytes | None = None
) -> Iterator[bytes]:
    """Yield the pieces of the encrypted file.

    Args:
        stream: the plain bytes, read to its end in pieces of 1 MiB.
        key: ``PartCipher.attachments``.
        identity: canonical bytes of the attachment's row.
        salt: 32 bytes; random unless a test fixes them.
    """
    head = _PREFIX + (salt or os.urandom(32))
    cipher = _cipher(key, head)
    yield head
    number, piece = 0, _read_whole(stream)
    while True:
        following = _read_whole(stream) if len(piece) == FRAME_BYTES else b""
        last = not following
        yield cipher.encrypt(_nonce(number, last=last), piece, head + identity)
        if last:
            return
        number, piece = number + 1, following


def decrypt_frames(pieces: Iterable[bytes], key: bytes, identity: bytes) -> Iterator[bytes]:
    """Yield the plain bytes of an encrypted file, frame by frame, each checked.

    A file cut off at its end is noticed only there: act on the bytes once the iterator is through.

    Args:
        pieces: the encrypted file in pieces of any size.
        key: ``PartCipher.attachments``.
        identity: canonical bytes of the attachment's row.

    Raises:
        NewerFormatError: the file is in an unknown format.
        TamperedError: a frame was changed, cut off, swapped or added.
    """
    source = iter(pieces)
    buffer = _fill(b"", source, HEAD_BYTES)
    head, buffer = buffer[:HEAD_BYTES], buffer[HEAD_BYTES:]
    if len(head) < HEAD_BYTES:
        raise TamperedError("attachment")
    if head[:2] != _PREFIX:
        raise NewerFormatError
    cipher, number = _cipher(key, head), 0
    whole = FRAME_BYTES + TAG_BYTES
    while True:
        buffer = _fill(buffer, source, whole + 1)
        last = len(buffer) <= whole
        frame, buffer = buffer[:whole], buffer[whole:]
        try:
            yield cipher.decrypt(_nonce(number, last=last), frame, head + identity)
        except InvalidTag:
            raise TamperedError("attachment") from None
        if last:
            return
        number += 1


def _cipher(key: bytes, head: bytes) -> AESGCM:
    return AESGCM(subkey(key, "file", salt=head[2:]))


def _nonce(number: int, *, last: bool) -> bytes:
    return bytes(7) + number.to_bytes(4, "big") + bytes((last,))


def _read_whole(stream: Readable) -> bytes:
    """Read one frame; a raw stream may give less than asked long before its end."""
    pieces, wanted = [], FRAME_BYTES
    while wanted and (piece := stream.read(wanted)):
        pieces.append(piece)
        wanted -= len(piece)
    return b"".join(pieces)


def _fill(buffer: bytes, source: Iterator[bytes], size: int) -> bytes:
    pieces, have = [buffer], len(buffer)
    while have < size:
        piece = next(source, None)
        if piece is None:
            break
        pieces.append(piece)
        have += len(piece)
    return b"".join(pieces)
