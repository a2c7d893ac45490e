"""What can go wrong with signatures; each sentence says what to do next."""

from __future__ import annotations

import datetime as dt

from ipdoc.errors import IpdocError


class SigningError(IpdocError):
    """A document cannot be signed as it was asked for; nothing was written."""


class KeyFileError(SigningError):
    """A file holds no key and certificate with which to sign."""


class WrongPinError(SigningError):
    """The passphrase of a key file, or the PIN of a token, is not the right one."""


class CertificatePeriodError(SigningError):
    """The certificate is not valid on the day of signing."""

    def __init__(self, begins: dt.datetime, ends: dt.datetime, now: dt.datetime) -> None:
        if now > ends:
            super().__init__(
                "This certificate expired on {day}; sign with one that is valid",
                day=ends.date().isoformat(),
            )
        else:
            super().__init__(
                "This certificate is valid from {day} on; check the clock of this computer",
                day=begins.date().isoformat(),
            )


class TimestampError(IpdocError):
    """The time-stamp service could not be reached, or its answer is of no use."""


class DetachedError(IpdocError):
    """A file is no signature, or not of this document."""
