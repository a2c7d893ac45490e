"""The translation of an evaluation's free text: by whom, whether certified, and of which words.

Each text stands under the path of what it translates. It says by a digest which words it was made
of; where they have changed since, the translation is outdated and is not printed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from ipdoc.domain.payloads import Payload, lift
from ipdoc.errors import IpdocError

_LONGEST_NAME = 200
"""Characters of a translator's name."""


class TranslationError(IpdocError):
    """A translation cannot be kept as it is; the sentence says what to do."""


class TextState(StrEnum):
    """How a text of the record stands in a language."""

    MISSING = "missing"
    CURRENT = "current"
    OUTDATED = "outdated"
    """The original was changed since it was translated."""


@dataclass(frozen=True)
class Translator:
    """Who answers for a translation."""

    name: str
    certified: bool = False
    """True when the translator certified it by a signature that a notary confirms."""

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise TranslationError("Enter the name of the translator")
        if len(self.name) > _LONGEST_NAME:
            text = "Shorten the name of the translator to {most} characters"
            raise TranslationError(text, most=_LONGEST_NAME)


@dataclass(frozen=True)
class TranslatedText:
    """One text in another language."""

    text: str
    original: str
    """``digest_of`` the words that were translated."""
    translator: Translator
    translated_on: dt.date

    def to_payload(self) -> Payload:
        """Return the text as JSON."""
        return {
            "text": self.text,
            "original": self.original,
            "translator": self.translator.name,
            "certified": self.translator.certified,
            "translated_on": self.translated_on.isoformat(),
        }

    @classmethod
    def from_payload(cls, payload: Payload) -> TranslatedText:
        """Read a text from the vault."""
        return cls(
            payload["text"],
            payload["original"],
            Translator(payload["translator"], payload["certified"]),
            dt.date.fromisoformat(payload["translated_on"]),
        )


@dataclass(frozen=True)
class Translation:
    """All that was translated of an evaluation into one language."""

    texts: Mapping[str, TranslatedText] = field(default_factory=dict)
    """Path of a text → the text in the other language."""
    with_originals: bool = False
    """Print each original below its translation."""

    def of(self, path: str, original: str) -> TranslatedText | None:
        """Return the translation of a text as it reads now, None where there is none."""
        found = self.texts.get(path)
        return found if found is not None and found.original == digest_of(original) else None

    def state(self, path: str, original: str) -> TextState:
        """Return how a text stands."""
        if self.of(path, original) is not None:
            return TextState.CURRENT
        return TextState.OUTDATED if path in self.texts else TextState.MISSING

    def translated(self, path: str, text: TranslatedText | None) -> Translation:
        """Return the translation with one text more or, with None, less."""
        others = {key: told for key, told in self.texts.items() if key != path}
        return replace(self, texts=others if text is None else {**others, path: text})

    def to_payload(self) -> Payload:
        """Return the translation as JSON for the vault.

        The texts bear the name of answers, so that histories and merges go through them one by one.
        """
        return {
            "schema": 1,
            "answers": {path: one.to_payload() for path, one in sorted(self.texts.items())},
            "with_originals": self.with_originals,
        }

    @classmethod
    def from_payload(cls, payload: Payload) -> Translation:
        """Read a translation from the vault.

        Raises:
            NewerPayloadError: it was written by a newer ipdoc.
        """
        values = lift(payload)
        texts = values["answers"].items()
        return cls(
            {path: TranslatedText.from_payload(one) for path, one in texts},
            values["with_originals"],
        )


def digest_of(text: str) -> str:
    """Return the SHA-256 of a text, 64 hex digits; blanks around it do not count."""
    return hashlib.sha256(text.strip().encode()).hexdigest()
