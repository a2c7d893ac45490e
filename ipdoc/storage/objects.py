"""Attachments in an S3-compatible object store: a vault's files on a server.

An upload is whole or not at all: the store shows an object when its last piece has come. What an
upload that was cut off leaves is not visible; the rule of the bucket that clears it away stands
in docs/deploy.md.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store

from ipdoc.storage.attachments import place_of
from ipdoc.storage.checked import Checked
from ipdoc.storage.closedlines import close_store_line
from ipdoc.storage.errors import LostFileError, ReadOnlyError, StorageError, UnreachableError

_PIECE_BYTES = 1024 * 1024
_UPLOAD_BYTES = 8 * 1024 * 1024
"""Larger files go up in pieces of so much."""
_GRANTS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
_DEFAULTS = ("minioadmin", "rustfsadmin")
"""Keys that stores are delivered with: everybody knows them."""
_RETRIES, _RETRY_S = 3, 20


class AttachmentObjects:
    """The objects of a vault below one prefix of a bucket.

    Args:
        url: s3://bucket/prefix.
        environment: as ``os.environ``; read are AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY,
            AWS_ENDPOINT_URL and AWS_REGION. Nothing is asked of any cloud's own address.
        tunnelled: a tunnel of the administrator's closes lines to other computers; else they
            need https.

    Raises:
        StorageError: the address or the keys cannot be used, or the line would be open.
    """

    def __init__(
        self, url: str, environment: Mapping[str, str] = os.environ, *, tunnelled: bool = False
    ) -> None:
        if not url.startswith("s3://") or not urlsplit(url).netloc:
            raise StorageError("Set IPDOC_OBJECTS_URL to s3://bucket or s3://bucket/prefix")
        if not all(environment.get(name) for name in _GRANTS):
            text = "Set {first} and {second}: the object store asks for them"
            raise StorageError(text, first=_GRANTS[0], second=_GRANTS[1])
        if any(environment[name] in _DEFAULTS for name in _GRANTS):
            text = "The object store still has the keys that it was delivered with; set your own"
            raise StorageError(text)
        endpoint = environment.get("AWS_ENDPOINT_URL", "")
        if not tunnelled:
            close_store_line(endpoint)
        self._store = S3Store.from_url(
            url,
            config={
                "access_key_id": environment[_GRANTS[0]],
                "secret_access_key": environment[_GRANTS[1]],
                "region": environment.get("AWS_REGION", "us-east-1"),
                **({"endpoint": endpoint} if endpoint else {}),
            },
            client_options={
                "allow_http": endpoint.startswith("http://"),
                "allow_invalid_certificates": False,
                "connect_timeout": "5s",
                "timeout": "60s",
            },
            retry_config={
                "max_retries": _RETRIES,
                "retry_timeout": timedelta(seconds=_RETRY_S),
            },
        )

    def write(self, attachment_id: str, pieces: Iterable[bytes]) -> tuple[int, bytes]:
        """Upload a file; it is visible when it is whole.

        Raises:
            StorageError: the store does not answer, or refuses.
        """
        checked = Checked()
        with _explained():
            obstore.put(
                self._store,
                place_of(attachment_id),
                checked.through(pieces),
                chunk_size=_UPLOAD_BYTES,
            )
        return checked.found

    def read(self, attachment_id: str, size: int, digest: bytes) -> Iterator[bytes]:
        """Yield a file in pieces; size and SHA-256 are compared when all is read.

        Raises:
            StorageError: the file is missing, or not the one that was written.
        """
        checked = Checked()
        with _explained():
            try:
                found = obstore.get(self._store, place_of(attachment_id))
            except FileNotFoundError:
                text = "A file of this case is missing from the object store; restore a backup"
                raise LostFileError(text) from None
            for piece in checked.through(found.stream(min_chunk_size=_PIECE_BYTES)):
                yield bytes(piece)
        checked.expect(size, digest)

    def remove(self, attachment_id: str) -> None:
        """Delete a file; it is no error if it is gone. A store with versions keeps older ones."""
        with _explained(), contextlib.suppress(FileNotFoundError, LostFileError):
            obstore.delete(self._store, place_of(attachment_id))

    def sweep(self) -> int:
        """Return 0: what was cut off is not visible, and the bucket's rule clears it away."""
        return 0

    def ids(self) -> Iterator[str]:
        """Yield the ids of all files, those too that no row names."""
        with _explained():
            for batch in obstore.list(self._store):
                for found in batch:
                    yield found["path"].rpartition("/")[2]

    def check(self) -> None:
        """See that the store answers and lets us in.

        Raises:
            StorageError: it does not.
        """
        with _explained():
            next(iter(obstore.list(self._store, chunk_size=1)), None)


def _key(attachment_id: str) -> str:
    return f"{attachment_id[:2]}/{attachment_id}"


@contextlib.contextmanager
def _explained() -> Iterator[None]:
    """Turn the store's errors into sentences.

    Raises:
        StorageError: says what to do.
    """
    try:
        yield
    except (PermissionError, PermissionDeniedError, UnauthenticatedError) as error:
        raise ReadOnlyError from error
    except (BaseError, FileNotFoundError) as error:
        raise UnreachableError from error
