"""Fields for typed text, numbers, calculated values and files."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from werkzeug.datastructures import FileStorage

from ipdoc.domain.answers import Cell
from ipdoc.i18n import mark as _
from ipdoc.web.fields import QuestionField, Typed, UnreadableError, first

DECIMAL_COMMA = ("ru", "kk")
"""Languages that write 1,5."""
_NUMBER = re.compile(r"[+-]?\d{1,15}([.,]\d{1,10})?")
_ATTACHMENT = re.compile(r"[A-Za-z0-9_-]{1,64}")


class TextField(QuestionField):
    """One line of text."""

    look = "text.line"

    @property
    def lines(self) -> int:
        """Rows of the input: more than one when the stored text has line breaks."""
        return 3 if "\n" in self.one() else 1


class LongField(QuestionField):
    """Text of several lines; line breaks inside are kept."""

    look = "text.long"

    @property
    def lines(self) -> int:
        """Rows of the input, grown to the text within reason."""
        text = self.one()
        least = 2 if self.minor else 3
        return min(14, max(least, text.count("\n") + len(text) // 75 + 1))


class NumberField(QuestionField):
    """A number, with decimal comma or point."""

    look = "text.number"

    def typed_value(self, value: Any) -> Typed:
        """Write the number as the reader's language does."""
        return {"": [number_text(value, self.words.language)]}

    def value_of(self, typed: Typed) -> Any:
        """Read a number."""
        text = first(typed).strip()
        return read_number(text) if text else None


class NumbersField(QuestionField):
    """Several numbers with spaces between them."""

    look = "text.numbers"

    def typed_value(self, value: Any) -> Typed:
        """Write the numbers in a row."""
        return {"": [" ".join(number_text(one, self.words.language) for one in value)]}

    def value_of(self, typed: Typed) -> Any:
        """Read numbers between spaces or semicolons."""
        texts = re.split(r"[\s;]+", first(typed).strip())
        return [read_number(text) for text in texts if text] or None


class ComputedField(QuestionField):
    """A calculated value that may be overruled."""

    look = "text.computed"

    @property
    def calculated(self) -> str:
        """The calculated value as text, empty when it cannot be said yet."""
        value = self.near.computed.get(self.question.key)
        if isinstance(value, int | float):
            return number_text(value, self.words.language)
        return str(value or "")

    def typed_value(self, value: Any) -> Typed:
        """Write the value that overrules the calculation."""
        if isinstance(value, int | float):
            return {"": [number_text(value, self.words.language)]}
        return {"": [str(value)]}

    def value_of(self, typed: Typed) -> Any:
        """Read a number where it is one, else a short text."""
        text = first(typed).strip()
        try:
            return read_number(text) if text else None
        except UnreadableError:
            return text


class FileField(QuestionField):
    """A file that goes into the vault; what is stored stays until another one is chosen."""

    look = "text.file"
    suffixes = ("name", "attachment", "remove")
    grouped = True

    def __init__(self, *args: Any, **bound: Any) -> None:
        super().__init__(*args, **bound)
        self.upload: FileStorage | None = None

    @property
    def shown_name(self) -> str:
        """Name of the stored file, or empty."""
        return self.one("name")

    def typed_value(self, value: Any) -> Typed:
        """Carry name and attachment id along in the page."""
        return {"name": [value["name"]], "attachment": [value.get("attachment") or ""]}

    def value_of(self, typed: Typed) -> Any:
        """Return the file that the page carries; a new upload has its name only."""
        if self.upload is not None and self.upload.filename:
            return {"name": base_name(self.upload.filename), "attachment": None}
        name, attachment = first(typed, "name").strip(), first(typed, "attachment")
        if first(typed, "remove") or not name:
            return None
        if attachment and not _ATTACHMENT.fullmatch(attachment):
            raise UnreadableError(_("Choose the file once more"))
        return {"name": name, "attachment": attachment or None}

    def gather(self, formdata: Any) -> Typed:
        """Take the upload along, when there is one."""
        files = getattr(formdata, "files", {})
        self.upload = files.get(self.name) or None
        return super().gather(formdata)

    def _means(self, typed: Typed, cell: Cell | None) -> bool:
        """A new upload is never the file that was there."""
        return not self.upload and super()._means(typed, cell)

    def attached(self, attachment: str) -> None:
        """Note the id under which the upload was stored."""
        self.data = {"name": self.data["name"], "attachment": attachment}
        self.typed = self.typed_value(self.data)
        self.upload = None


def base_name(path: str) -> str:
    """Return the last part of a file name, without folders and control characters."""
    name = re.split(r"[/\\]", path)[-1]
    return "".join(sign for sign in name if sign.isprintable()).strip()[-120:] or "file"


def number_text(value: float, language: str) -> str:
    """Return a number as it is typed: no grouping, the language's decimal mark."""
    text = format(Decimal(repr(value)), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",") if language in DECIMAL_COMMA else text


def read_number(text: str) -> int | float:
    """Return the number in a text: 12, −3, 1,5 or 1.5.

    Raises:
        UnreadableError: it is none.
    """
    plain = text.replace("−", "-").replace("\u00a0", "")
    if not _NUMBER.fullmatch(plain):
        raise UnreadableError(_("Give a number, such as 12 or 1.5"))
    number = Decimal(plain.replace(",", "."))
    return int(number) if number == number.to_integral_value() else float(number)
