"""The keys of one case that are open to the person."""

from __future__ import annotations

from collections.abc import Iterable

from ipdoc.errors import IpdocError
from ipdoc.vault.ciphers import PartCipher
from ipdoc.vault.errors import TamperedError

PARTS = ("record", "photographs", "intimate", "report", "log")
"""Every case has an independent key for each (DESIGN §4); everybody who has any has ``log``."""
Ciphers = dict[tuple[str, int], PartCipher]
"""(part, epoch) → cipher."""


class NoAccessError(IpdocError):
    """The part of the case is not open to this person."""

    def __init__(self) -> None:
        super().__init__("This part of the case is not open to you; ask whoever shared it")


class CaseKeys:
    """The ciphers of the parts and epochs that a person may open.

    Args:
        ciphers: all of them.
    """

    def __init__(self, ciphers: Ciphers) -> None:
        self._ciphers = ciphers
        self._oldest = dict(sorted(ciphers, reverse=True))

    @property
    def parts(self) -> frozenset[str]:
        """The parts of which the person has a key."""
        return frozenset(self._oldest)

    def of_parts(self, parts: Iterable[str]) -> Ciphers:
        """Return the ciphers of some parts."""
        wanted = frozenset(parts)
        return {name: cipher for name, cipher in self._ciphers.items() if name[0] in wanted}

    def ids(self, path: str) -> list[bytes]:
        """Return the ids that a record under a path may have, one for each part."""
        return [self.id(path, part) for part in self._oldest]

    def id(self, path: str, part: str) -> bytes:
        """Return the opaque id of a path: by the part's oldest key, so that it never changes.

        Raises:
            NoAccessError: the part is not open to the person.
        """
        if part not in self._oldest:
            raise NoAccessError
        return self._ciphers[part, self._oldest[part]].record_id(path)

    def epoch(self, part: str) -> int:
        """Return the part's newest epoch: under its key everything new is written.

        Raises:
            NoAccessError: the part is not open to the person.
        """
        if part not in self._oldest:
            raise NoAccessError
        return max(epoch for name, epoch in self._ciphers if name == part)

    def may_open(self, part: str, epoch: int) -> bool:
        """Return whether a row is open to the person.

        Raises:
            TamperedError: there is no such part, or the person has the part but not the epoch.
        """
        if (part, epoch) in self._ciphers:
            return True
        if part not in PARTS or part in self._oldest:
            raise TamperedError("seal missing")
        return False

    def cipher(self, part: str, epoch: int) -> PartCipher:
        """Return the cipher of a part and epoch.

        Raises:
            NoAccessError: the part is not open to the person.
            TamperedError: it is, but they have no key of the epoch, though a row names it.
        """
        if part in PARTS and part not in self._oldest:
            raise NoAccessError
        try:
            return self._ciphers[part, epoch]
        except KeyError:
            raise TamperedError("seal missing") from None
