"""Something appended to a finished document: the bytes before it stay as they are.

Appending what changes nothing else keeps a document what it is (PDF/A-3a, PDF/UA-1), and lets one
keep the increment alone beside the document as it was issued.
"""

from __future__ import annotations

import io
from collections.abc import Callable

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError

from ipdoc.signatures.errors import SigningError


class Increment(IncrementalPdfFileWriter):
    """Writes signatures and proofs only."""

    def _update_meta(self) -> None:
        """Leave the metadata: they say when the document was issued, not when it was signed."""


def append(document: io.BytesIO, write: Callable[[Increment], None]) -> bytes:
    """Append what a function writes; when it fails the document is as it was.

    Args:
        document: the whole PDF in memory; it grows.
        write: what writes in place, given the writer.

    Returns:
        What was appended.

    Raises:
        SigningError: the document is no PDF, or damaged.
    """
    size = document.seek(0, io.SEEK_END)
    try:
        write(Increment(document))
    except (PdfError, ValueError) as error:
        document.truncate(size)
        raise SigningError("This file is no PDF, or it is damaged; choose another file") from error
    except Exception:
        document.truncate(size)
        raise
    with document.getbuffer() as view:
        return bytes(view[size:])
