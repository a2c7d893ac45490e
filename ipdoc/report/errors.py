"""Errors of the report room; their sentences say what to do next and hold no person's words."""

from __future__ import annotations

from ipdoc.errors import IpdocError, Message


class ReportError(IpdocError):
    """Base of the errors that stop a report."""


class MissingGlyphError(ReportError):
    """A character that no font of the report has; raised before anything is drawn."""

    def __init__(self, code_point: int, where: str) -> None:
        super().__init__(
            "Replace the character {character} (U+{code}) in {where}: "
            "no font of the report can print it.",
            character=_shown(code_point),
            code=f"{code_point:04X}",
            where=where or Message("the report"),
        )
        self.code_point = code_point
        self.where = where


def _shown(code_point: int) -> str:
    """Return the character itself where it can be shown, which is no word of anybody."""
    character = chr(code_point)
    return character if character.isprintable() else "?"


class DocumentKindError(ReportError):
    """The chosen kind of document cannot bear this title."""


class DiagramError(ReportError):
    """A diagram file holds something that the report cannot draw."""


class PhotographError(ReportError):
    """A photograph is not in the form in which it can enter the report."""
