"""What can be wrong with a form's definition and with an answer."""

from __future__ import annotations

from ipdoc.errors import IpdocError, Message


class FormDefinitionError(IpdocError):
    """A form's file is wrong; the sentence names file, key and remedy."""

    def __init__(self, file: str, where: str, remedy: str) -> None:
        super().__init__("{file}, {where}: {remedy}", file=file, where=where, remedy=remedy)


class AnswerError(IpdocError):
    """An answer does not fit its question.

    Args:
        path: keys from the question down to the item, with row ids between.
        message: what to do about it.
    """

    def __init__(self, path: tuple[str, ...], message: Message) -> None:
        self.path = path
        super().__init__(message.text, **message.args)
