"""The field of an answer that a page shows and does not change."""

from __future__ import annotations

from typing import Any

from ipdoc.domain.answers import Cell
from ipdoc.web.answer_words import said
from ipdoc.web.fields import QuestionField, Typed


class ReadonlyField(QuestionField):
    """An answer that is shown and cannot be changed here."""

    look = "text.readonly"

    @property
    def said(self) -> str:
        """The answer, else the calculated value, in words."""
        cell = self.stored
        if cell is None:
            cell = self.near.computed.get(self.question.key)
        return said(self.near.form, self.question, cell, self.words)

    def typed_of(self, cell: Cell | None) -> Typed:
        """Nothing is typed."""
        return {}

    def read(self, formdata: Any) -> None:
        """Leave the answer as it is."""
