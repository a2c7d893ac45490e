"""What a case file holds, in our own terms: the meeting point of reader and writer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ipdoc.domain.answers import Cells
from ipdoc.exchange.case_beside import Beside

SCHEMAS = ("ipdoc-case-1", "ipdoc-case-2")
"""Versions of the format; a file says the first one that knows all that is in it."""
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
_FILE = {"name", "attachment"}
"""Keys of an answer that is a file; here the attachment is named by the SHA-256 of its bytes."""


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
    """Photograph payloads: id, number, fields (cells of the photograph record), overlay (drawings),
    file (name of the original, empty while the record awaits it), removed."""
    compared: list[dict[str, Any]] = field(default_factory=list)
    """Statements on lesions of earlier evaluations: evaluation, number, status, note."""
    carried: dict[str, Any] = field(default_factory=dict)
    """parts, verbatim, moved, links_made: what an export needs to give the file back."""
    figure: str = ""
    """The figure that was chosen by hand."""
    coverage: dict[str, Any] = field(default_factory=dict)
    """``key|side`` → ``{state, reason}``: what was examined."""
    beside: Beside = field(default_factory=Beside)

    def files(self) -> Iterator[str]:
        """Yield the names of the files that go along; one may come twice."""
        yield from self.beside.files()
        yield from (one["file"] for one in self.photographs if one["file"])
        for cells in self.answers.values():
            yield from files_in(cells)

    def says_more(self) -> bool:
        """Return whether it holds, in what the first version knows, something it does not know."""
        taken_out = any(
            one.get("removed") is not None for one in (*self.lesions, *self.photographs)
        )
        numbered = any(one["number"] != at for at, one in enumerate(self.photographs, 1))
        return taken_out or numbered or any(self.files())


def files_in(cells: Any) -> Iterator[str]:
    """Yield the names of the files in answers."""
    if isinstance(cells, dict):
        if set(cells) == _FILE:
            yield from (cells["attachment"],) if cells["attachment"] else ()
            return
        cells = list(cells.values())
    for one in cells if isinstance(cells, list) else ():
        yield from files_in(one)


def with_files(cells: Any, known: Mapping[str, str]) -> Any:
    """Return answers with the names of their files changed; one that is not known has no bytes."""
    if isinstance(cells, dict):
        if set(cells) == _FILE:
            return {**cells, "attachment": known.get(cells["attachment"] or "")}
        return {key: with_files(one, known) for key, one in cells.items()}
    return [with_files(one, known) for one in cells] if isinstance(cells, list) else cells
