"""What can go wrong with keys and sealed data."""

from __future__ import annotations

from ipdoc.errors import IpdocError


class WrongPassphraseError(IpdocError):
    """The passphrase does not open the vault."""

    def __init__(self) -> None:
        super().__init__("This passphrase does not open the vault; type it again")


class TamperedError(IpdocError):
    """Sealed data were changed, moved, or put back from an older time."""

    def __init__(self, what: str) -> None:
        super().__init__(
            "The vault was damaged or changed from outside ({what}); stop, keep a copy of its "
            "folder, and restore a backup",
            what=what,
        )


class NewerFormatError(IpdocError):
    """Sealed data are in a format that this program does not know."""

    def __init__(self) -> None:
        super().__init__("This was written by a newer ipdoc; install that version")


class WrongRecoveryKeyError(IpdocError):
    """The words are no recovery key, or not that of the person."""

    def __init__(self) -> None:
        super().__init__(
            "These words are not your recovery key; compare them with the paper one by one"
        )
