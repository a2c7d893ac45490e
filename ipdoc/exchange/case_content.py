"""What a case file holds, in our own terms: the meeting point of reader and writer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ipdoc.domain.answers import Cells
from ipdoc.errors import IpdocError

SCHEMA = "ipdoc-case-1"
ACCESS_LOG = "access_log"
"""Who opened the case, and what left it; put into a file when asked for."""
CARRIED_PARTS = (
    "id",
    "title",
    "machine_made",
    "source_pattern",
    "notes_on_keys",
    "instruments",
    "official_report_comparison",
    "safeguards",
    "complaint",
    ACCESS_LOG,
)
"""Parts of a case file that are kept and exported unchanged: they have no screen yet."""


class CaseFormatError(IpdocError):
    """A case file cannot be taken; the sentence names the key."""


@dataclass
class CaseContent:
    """One evaluation as the case format knows it."""

    type_code: str
    """F, S, W or P."""
    languages: dict[str, str]
    """interview and record."""
    answers: dict[str, Cells]
    """Section key → question key → cell."""
    lesions: list[dict[str, Any]]
    """Lesion payloads without places: number, type, region, side, attributes, marks, photos."""
    photographs: list[dict[str, Any]]
    """Photograph payloads: id, fields (cells of the photograph record), overlay (drawings)."""
    compared: list[dict[str, Any]] = field(default_factory=list)
    """Statements on lesions of earlier evaluations: evaluation, number, status, note."""
    carried: dict[str, Any] = field(default_factory=dict)
    """parts, verbatim, moved, links_made: what an export needs to give the file back."""
    figure: str = ""
    """The figure that was chosen by hand."""
    coverage: dict[str, Any] = field(default_factory=dict)
    """``key|side`` → ``{state, reason}``: what was examined."""
