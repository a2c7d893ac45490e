"""RFC 3161 time-stamps: somebody else vouches that a document existed at a time.

    increment = add_timestamp(document, Service("https://tsa.example/"))

Only the digest of the file goes to the service, and only when a person gave its address: nothing
here asks anybody by itself.
"""

from __future__ import annotations

import http.client
import io
import ssl
from urllib.parse import urlsplit

from asn1crypto import tsp
from pyhanko.sign.fields import InvisSigSettings
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.timestamps import TimeStamper

from ipdoc.signatures.errors import TimestampError
from ipdoc.signatures.increment import Increment, append
from ipdoc.signatures.sign import DIGEST

_SECONDS = 20
_MOST_BYTES = 256 * 1024
"""A time-stamp with its certificates has 3 to 10 kB."""


class Service(TimeStamper):
    """A time-stamp service by its address, asked over HTTP."""

    def __init__(self, address: str) -> None:
        """Keep the address; nobody is asked yet.

        Raises:
            TimestampError: it is no http or https address.
        """
        super().__init__()  # type: ignore[no-untyped-call]
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise TimestampError(
                "Give the address of the time-stamp service, beginning with https://"
            )
        self._parts = parts

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Ask the service once.

        Raises:
            TimestampError: it cannot be reached or its answer is no time-stamp.
        """
        try:
            answer = tsp.TimeStampResp.load(self._posted(req.dump()), strict=True)
            self._check(answer, req)
        except (OSError, http.client.HTTPException) as error:
            raise TimestampError(
                "The time-stamp service at {host} cannot be reached; check the connection, or sign "
                "now and add the time-stamp later",
                host=self._parts.hostname or "",
            ) from error
        except (ValueError, TypeError, KeyError) as error:
            raise self._useless() from error
        return answer

    def _check(self, answer: tsp.TimeStampResp, asked: tsp.TimeStampReq) -> None:
        """Refuse an answer that is no time-stamp of what was asked."""
        if answer["status"]["status"].native not in ("granted", "granted_with_mods"):
            raise self._useless()
        stamp = answer["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
        same = stamp["message_imprint"].native == asked["message_imprint"].native
        if not same or stamp["nonce"].native != asked["nonce"].native:
            raise self._useless()

    def _posted(self, body: bytes) -> bytes:
        parts = self._parts
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection = self._connection()
        headers = {
            "Content-Type": "application/timestamp-query",
            "Accept": "application/timestamp-reply",
        }
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            data = answer.read(_MOST_BYTES + 1)
        finally:
            connection.close()
        if answer.status != http.client.OK or len(data) > _MOST_BYTES:
            raise self._useless()
        return data

    def _connection(self) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme == "http":
            return http.client.HTTPConnection(host, port, timeout=_SECONDS)
        secure = ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=_SECONDS, context=secure)

    def _useless(self) -> TimestampError:
        return TimestampError(
            "The time-stamp service at {host} gave no time-stamp; check its address or choose "
            "another service",
            host=self._parts.hostname or "",
        )


def add_timestamp(document: io.BytesIO, stamper: TimeStamper) -> bytes:
    """Append a time-stamp of the whole document as it is.

    Args:
        document: the whole PDF; it grows by the time-stamp.
        stamper: whom to ask.

    Returns:
        What was appended.

    Raises:
        TimestampError: there is no time-stamp; the document is as it was.
        SigningError: the document cannot be read.
    """

    def write(increment: Increment) -> None:
        outside = InvisSigSettings(box_out_of_bounds=True)
        stamping = PdfTimeStamper(stamper, invis_settings=outside)
        stamping.timestamp_pdf(increment, DIGEST, None, in_place=True)

    return append(document, write)
