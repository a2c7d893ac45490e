"""What belongs to a case beside its form: ground, letter, addenda, translations, sheets, documents.

Each class is the description of its part of a case file (docs/case-format.md); ``case_shapes``
reads and writes them. A file that goes along is named by the SHA-256 of its bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any

from ipdoc.domain.addendum import Addendum
from ipdoc.domain.letter import LetterChoice
from ipdoc.domain.mandate import Mandate
from ipdoc.domain.sheets import ChartPlace
from ipdoc.exchange.case_errors import CaseFormatError

_DIGEST = re.compile(r"[0-9a-f]{64}")
FileName = str
"""SHA-256 of a file's bytes, 64 hex digits: under this name it lies in the package."""


@dataclass(frozen=True)
class FiledText:
    """One text in another language."""

    text: str
    original: str
    """Digest of the words that were translated, 64 hex digits."""
    translator: str
    certified: bool
    translated_on: str
    """ISO date."""


@dataclass(frozen=True)
class FiledTranslation:
    """What is translated of one part of the case into one language."""

    answers: dict[str, FiledText]
    """Path of a text → the text in the other language."""
    with_originals: bool = False


@dataclass(frozen=True)
class FiledSheet:
    """A scanned sheet of a paper form."""

    id: str
    number: int
    form: str
    page: int
    pages: int
    type_code: str
    figure: str
    restricted: bool
    subjects: tuple[str, ...]
    charts: tuple[ChartPlace, ...]
    original: FileName
    straight: FileName


@dataclass(frozen=True)
class FiledCopies:
    """That answers were copied from an earlier evaluation."""

    evaluation: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class FiledPseudonym:
    """Under which number somebody goes."""

    kind: str
    text: str
    number: int


@dataclass(frozen=True)
class FiledWords:
    """Words that are hidden in redacted documents besides, and those that are kept."""

    hide: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()


@dataclass(frozen=True)
class FiledIncrement:
    """What was appended to an edition by a signature or a time-stamp; it lies in its file."""

    kind: str
    size_bytes: int
    by: str
    """Name of who was at work."""
    at: str
    role: str = ""
    holder: str = ""
    fingerprint: str = ""


@dataclass(frozen=True)
class FiledSignature:
    """A signature in a file of its own."""

    file: FileName
    by: str
    at: str
    of_signed: bool


@dataclass(frozen=True)
class FiledInk:
    """That somebody signed the printed document by hand."""

    on: str
    who: str
    by: str
    at: str


@dataclass(frozen=True)
class FiledEdition:
    """One edition of an issued document: a PDF with all that was appended to it."""

    key: str
    file: FileName
    """With signatures."""
    size_bytes: int
    """Of the file as issued, without what was appended."""
    sha256: str
    """Of the file as issued, 64 hex digits."""
    record_sha256: str = ""
    translation_sha256: str = ""
    appended: tuple[FiledIncrement, ...] = ()
    detached: tuple[FiledSignature, ...] = ()
    ink: FiledInk | None = None
    stamp_wanted: bool = False


@dataclass(frozen=True)
class FiledDocument:
    """An issued document: what was frozen, and its editions."""

    number: int
    kind: str
    issued_at: str
    """ISO, with offset."""
    issued_by: str
    """Name of who issued it, as the vault that it comes from says."""
    digest: str
    """SHA-256 of the snapshot, 64 hex digits."""
    snapshot: dict[str, Any]
    editions: tuple[FiledEdition, ...]
    addendum: int = 0
    amends: int = 0


@dataclass(frozen=True)
class Beside:
    """All that stands in a case file beside the answers, lesions and photographs."""

    begun: str = ""
    """ISO, aware: when the evaluation was begun."""
    follows: str = ""
    """Id of the evaluation that this one follows, in the vault that it comes from."""
    counters: dict[str, int] = field(default_factory=dict)
    """Kind → last number that was given, where that is more than the file shows."""
    mandate: Mandate | None = None
    letter: LetterChoice | None = None
    addenda: tuple[Addendum, ...] = ()
    translations: dict[str, dict[str, FiledTranslation]] = field(default_factory=dict)
    """Language → part of the case → texts."""
    sheets: tuple[FiledSheet, ...] = ()
    transcribed: dict[str, int] = field(default_factory=dict)
    """``section/question`` → number of the sheet from which it was typed in."""
    copied: FiledCopies | None = None
    pseudonyms: tuple[FiledPseudonym, ...] = ()
    redaction: FiledWords | None = None
    documents: tuple[FiledDocument, ...] = ()

    def files(self) -> Iterator[FileName]:
        """Yield the files that are named here."""
        for sheet in self.sheets:
            yield from (sheet.original, sheet.straight)
        for edition in (one for document in self.documents for one in document.editions):
            yield edition.file
            yield from (one.file for one in edition.detached)


BESIDE_PARTS = tuple(one.name for one in fields(Beside))
"""Parts of a case file that only files of the second version of the format have."""


def check_file_name(name: object, place: str) -> FileName:
    """Return the name of a file that goes along.

    Raises:
        CaseFormatError: it is no SHA-256 in hex digits.
    """
    if not isinstance(name, str) or not _DIGEST.fullmatch(name):
        text = "In {place}: name a file by the 64 hex digits of its SHA-256"
        raise CaseFormatError(text, place=place)
    return name
