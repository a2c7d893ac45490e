"""Scanned sheets: the scan as it came, the straightened page, and what the page says it is."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from ipdoc.domain.payloads import Payload, lift
from ipdoc.domain.photograph import StoredFile
from ipdoc.domain.sheets import ChartPlace


@dataclass(frozen=True)
class ScannedSheet:
    """One page of a paper form, as it was scanned."""

    id: str
    """Random; 16 hexadecimal digits."""
    number: int
    """Given at taking in, from 1; not given twice."""
    form: str
    """Name of the printed set, as in ``64S3-6D1N``; empty when its code could not be read."""
    page: int
    """Of the printed set, from 1; 0 when the code could not be read."""
    pages: int
    type_code: str
    """F, S, W or P as printed; empty when the code could not be read."""
    figure: str
    """Of its body charts; empty without them."""
    restricted: bool
    """For intimate findings: kept under the key of the part "intimate"."""
    subjects: tuple[str, ...]
    """``section/page`` that it asks about, in order."""
    charts: tuple[ChartPlace, ...]
    original: StoredFile
    """The scan as it came."""
    straight: StoredFile
    """JPEG, upright, flat, without metadata."""
    removed: str | None = None
    """Why it was taken out; its number stays as a gap."""

    @property
    def part(self) -> str:
        """The part under whose key it is kept."""
        return "intimate" if self.restricted else "record"

    def to_payload(self) -> Payload:
        """Return the sheet as JSON for the vault."""
        values = asdict(self)
        return {"schema": 1, **values, "subjects": list(self.subjects), "charts": values["charts"]}

    @classmethod
    def from_payload(cls, payload: Payload) -> ScannedSheet:
        """Read a sheet from the vault.

        Raises:
            NewerPayloadError: it was written by a newer ipdoc.
        """
        values = {key: value for key, value in lift(payload).items() if key != "schema"}
        return cls(
            **{
                **values,
                "subjects": tuple(values["subjects"]),
                "charts": tuple(ChartPlace(**one) for one in values["charts"]),
                "original": StoredFile(**values["original"]),
                "straight": StoredFile(**values["straight"]),
            }
        )
