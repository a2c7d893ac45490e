"""Errors that a person reads, and the messages they carry.

An error sentence says what to do next. It never holds a patient's words: arguments are keys,
numbers, names of files and of questions only.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Message:
    """A sentence to be translated later: English source text and its arguments."""

    text: str
    """English source text with ``{name}`` places, the msgid of the catalogues."""
    args: dict[str, object] = field(default_factory=dict)
    """Values for the places; a nested ``Message`` is translated before it is put in."""

    def __str__(self) -> str:
        return self.text.format(**{key: str(value) for key, value in self.args.items()})


class IpdocError(Exception):
    """Base of every error that ipdoc raises on purpose.

    Args:
        text: English sentence that says what to do next, with ``{name}`` places.
        args: values for the places.
    """

    def __init__(self, text: str, **args: object) -> None:
        self.message = Message(text, args)
        super().__init__(str(self.message))
