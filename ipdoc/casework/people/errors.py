"""What can go wrong with the people of a vault."""

from __future__ import annotations

from ipdoc.errors import IpdocError


class UntrustedPersonError(IpdocError):
    """Nobody whom this vault trusts vouches for the person's key as it stands."""

    def __init__(self) -> None:
        super().__init__(
            "Nobody has confirmed this person's key, or the key was changed; nothing was shared. "
            "Compare the fingerprint with the person again"
        )


class NameNeededError(IpdocError):
    """Several people use the vault."""

    def __init__(self) -> None:
        super().__init__("Several people use this vault; give the name by which you were invited")


class WaitingError(IpdocError):
    """The person has joined, and nobody has compared the fingerprint yet."""

    def __init__(self, fingerprint: str) -> None:
        self.fingerprint = fingerprint
        """As it must be read aloud to the person who invited."""
        super().__init__(
            "Nobody has confirmed you yet; read your fingerprint to the person who invited you"
        )


class LeftError(IpdocError):
    """The person was taken out of the vault."""

    def __init__(self) -> None:
        super().__init__("You no longer have access to this vault; ask those who look after it")


class AccessEndedError(IpdocError):
    """The time for which a case was shared is over."""

    def __init__(self, day: str) -> None:
        super().__init__(
            "Your access to this case ended on {day}; ask the person who shared it", day=day
        )


class InvitationError(IpdocError):
    """There is no such invitation, or it is no longer good."""


class NameTakenError(IpdocError):
    """Two people cannot sign in by one name."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody in this vault bears this name already; add a second name or a place"
        )


class LeavingError(IpdocError):
    """The person cannot be taken out, or their role cannot be changed, by this one."""
