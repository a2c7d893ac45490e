"""From cells to a page's form and from what was sent back to cells.

Every page carries, for each question, a digest of what its inputs meant when it was made. What
comes back with the same meaning was not touched by this person and is left alone, whatever others
have stored since.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Container, Iterable, Iterator
from typing import Any

from werkzeug.datastructures import FileStorage, MultiDict
from wtforms.form import BaseForm

from ipdoc.domain.answers import Cell, Cells
from ipdoc.questionnaire.model import Question
from ipdoc.web.fields import Problem, QuestionField, Surroundings
from ipdoc.web.fields_by_type import unbound_field
from ipdoc.web.fields_nested import NestingField, RepeatField
from ipdoc.web.fields_text import FileField

WAS = "page.was"
"""Name of the hidden input with the digests."""


class Sent(MultiDict[str, str]):
    """What a browser sent: texts, and the files beside them."""

    def __init__(self, texts: MultiDict[str, str], files: MultiDict[str, FileStorage]) -> None:
        super().__init__(texts)
        self.files = MultiDict(files)


class QuestionForm(BaseForm):
    """The questions of one page, or the items of one page of an entry.

    Args:
        questions: in the order of the page.
        near: form, language and links.
        cells: what is stored.
        sent: what a browser sent, None to show what is stored.
    """

    def __init__(
        self,
        questions: Iterable[Question],
        near: Surroundings,
        cells: Cells,
        sent: Sent | None = None,
    ) -> None:
        self.questions = tuple(questions)
        self.near = near
        super().__init__({q.key: unbound_field(q, near, "question") for q in self.questions})
        self.cells = cells
        self.take(sent)

    def take(self, sent: Sent | None) -> None:
        """Let what a browser sent stand over what is stored; None to show what is stored."""
        for field in self.fields():
            field.process(sent, self.cells.get(field.question.key))

    def field(self, key: str) -> QuestionField:
        """Return the field of a question."""
        found: QuestionField = self._fields[key]  # type: ignore[assignment]
        return found

    def fields(self) -> Iterator[QuestionField]:
        """Yield the fields in the order of the page."""
        for question in self.questions:
            yield self.field(question.key)

    def meanings(self) -> dict[str, str]:
        """Return for each question a digest of what stands in its inputs."""
        return {field.question.key: digest_of(field.meaning) for field in self.fields()}

    def changes(self, was: dict[str, str]) -> dict[str, Cell | None]:
        """Return the cells that this person changed and that may be saved; None for blanks.

        Args:
            was: question key → digest, as the page carried it (see ``read_was``).
        """
        changed: dict[str, Cell | None] = {}
        for field in self.fields():
            key = field.question.key
            touched = was.get(key) != digest_of(field.meaning)
            if touched and field.data != self.cells.get(key):
                changed[key] = field.data
        return changed

    def problems(self) -> list[Problem]:
        """Return the places to mend, in the order of the page."""
        return [problem for field in self.fields() for problem in field.problems()]

    def faulty(self) -> list[str]:
        """Return the keys of the questions in which something is to be mended."""
        return [field.question.key for field in self.fields() if any(field.problems())]

    def inputs(self) -> Iterator[tuple[str, str]]:
        """Yield name and text of what a browser would send for this page."""
        for field in self.fields():
            yield from field.inputs()

    def keep_uploads(self, keep: Callable[[FileStorage, str], str]) -> None:
        """Store the files that came along.

        Args:
            keep: stores a file under the key of a part and returns its attachment id.
        """
        for field in self.fields():
            for one, upload in _uploads(field):
                one.attached(keep(upload, field.question.part))
            field.assemble()

    def new_rows(self, stored: Cells, but: Container[str] = ()) -> dict[str, str]:
        """Return the ids that new entries got: name of the hidden input → row id.

        Args:
            stored: the cells after this form was saved.
            but: questions to leave out.
        """
        named: dict[str, str] = {}
        for field in self.fields():
            if field.question.key not in but:
                named |= _new_rows(field, stored.get(field.question.key))
        return named


def _uploads(field: QuestionField) -> Iterator[tuple[FileField, FileStorage]]:
    if isinstance(field, FileField):
        if field.upload is not None:
            yield field, field.upload
    elif isinstance(field, NestingField):
        for child in field.inner:
            yield from _uploads(child)


def _new_rows(field: QuestionField, cell: Cell) -> dict[str, str]:
    if not isinstance(field, NestingField):
        return {}
    named: dict[str, str] = {}
    if isinstance(field, RepeatField) and isinstance(cell, list):
        for row, stored in zip(field.kept_rows, cell, strict=False):
            named[f"{row.name}.row"] = stored["row"]
            for child in row.fields:
                named |= _new_rows(child, stored.get(child.question.key))
    elif isinstance(cell, dict):
        for child in field.inner:
            named |= _new_rows(child, cell.get(child.question.key))
    return named


def digest_of(meaning: Any) -> str:
    """Return 12 hex digits that tell one meaning of inputs, or one cell, from another."""
    text = json.dumps(meaning, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def write_was(meanings: dict[str, str]) -> str:
    """Return the digests as the hidden input carries them."""
    return " ".join(f"{key}:{digest}" for key, digest in meanings.items())


def read_was(sent: MultiDict[str, str]) -> dict[str, str]:
    """Return the digests that a page carried."""
    pairs = (pair.partition(":") for pair in sent.get(WAS, "").split())
    return {key: digest for key, _colon, digest in pairs}
