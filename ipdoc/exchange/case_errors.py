"""Why a case file is not taken."""

from __future__ import annotations

from ipdoc.errors import IpdocError


class CaseFormatError(IpdocError):
    """A case file cannot be taken; the sentence names the key."""
