"""Photographs: the original, kept as it came, and what was made of it at import."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ipdoc.domain.answers import Cells
from ipdoc.domain.overlay import Drawing
from ipdoc.domain.payloads import Payload, lift

IN_ANNEX, NOBODY = "restricted", "record"
"""Who may see a photograph besides all readers: those of the sealed annex, or nobody outside."""


def share_level(fields: Cells) -> str:
    """Return who may see a photograph: report, restricted or record."""
    return str(fields.get("share_level") or "report")


@dataclass(frozen=True)
class StoredFile:
    """A file in the vault."""

    attachment: str
    """Id of the attachment."""
    media_type: str
    size_bytes: int
    sha256: str
    """Of the plain bytes, 64 hex digits."""
    width_px: int = 0
    height_px: int = 0

    def to_payload(self) -> Payload:
        """Return the file's description as JSON."""
        return dict(vars(self))


@dataclass(frozen=True)
class Photograph:
    """One photograph of the evaluation."""

    id: str
    """As printed and as in the case format; never reused."""
    number: int
    """Printed number, given at creation, never changed."""
    position: int
    """Order in lists and in the report; can be changed."""
    fields: Cells = field(default_factory=dict)
    """Cells of the photograph record (caption, view, lesion, …)."""
    original: StoredFile | None = None
    """None while the record still awaits its file."""
    printed: StoredFile | None = None
    """JPEG, oriented, sRGB, without metadata, in the size for paper."""
    shown: StoredFile | None = None
    """The same in the size for a screen."""
    removed: str | None = None
    """Why it was taken out; its number stays as a gap."""
    overlay: tuple[Drawing, ...] = ()
    """Drawings over the print copy, in the order in which they are drawn."""
    drawings_given: int = 0
    """Highest number given to a drawing; no id is used twice."""

    def moved_to(self, position: int) -> Photograph:
        """Return the photograph at another place in the order."""
        return replace(self, position=position)

    @property
    def intimate(self) -> bool:
        """True when it is kept under the key of the part "intimate"."""
        return self.fields.get("intimate") == "yes"

    def to_payload(self) -> Payload:
        """Return the photograph as JSON for the vault.

        One that was never drawn upon is written in schema 1, as ever: a report that was issued
        with it keeps its digest.
        """
        drawn = {
            "overlay": [drawing.to_payload() for drawing in self.overlay],
            "drawings_given": self.drawings_given,
        }
        files = {
            name: file.to_payload() if file else None
            for name, file in (
                ("original", self.original),
                ("printed", self.printed),
                ("shown", self.shown),
            )
        }
        return {
            "schema": 2 if self.drawings_given else 1,
            "id": self.id,
            "number": self.number,
            "position": self.position,
            "fields": self.fields,
            "removed": self.removed,
            **files,
            **(drawn if self.drawings_given else {}),
        }

    @classmethod
    def from_payload(cls, payload: Payload) -> Photograph:
        """Read a photograph from the vault.

        Raises:
            NewerPayloadError: it was written by a newer ipdoc.
        """
        values = lift(payload, PHOTOGRAPH_UPCASTERS)
        files = {
            name: StoredFile(**values[name]) if values[name] else None
            for name in ("original", "printed", "shown")
        }
        return cls(
            values["id"],
            values["number"],
            values["position"],
            values["fields"],
            removed=values["removed"],
            overlay=tuple(Drawing.from_payload(one) for one in values["overlay"]),
            drawings_given=values["drawings_given"],
            **files,
        )


def _undrawn(payload: Payload) -> Payload:
    return {**payload, "overlay": [], "drawings_given": 0}


PHOTOGRAPH_UPCASTERS = (_undrawn,)
"""To schema 2: photographs may be drawn upon."""
