"""What an issued document is called: its language or two, its rendering, which document it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Rendering(StrEnum):
    """How much of the record a document shows; what it leaves out is not in the file at all."""

    FULL = "full"
    """For a court: all but the sealed annex."""
    NAMED_RESTRICTED = "named_restricted"
    """For a UN body: the person is named; no addresses, contacts or numbers of documents, nothing
    private of third persons; the names of officers stay."""
    REDACTED = "redacted"
    """For the public: pseudonyms for everybody, nothing that identifies."""


class Disclosure(StrEnum):
    """What an answer would give away; the question says it in the form: ``discloses = "name"``."""

    NAME = "name"
    """Of the person examined."""
    PRESENT = "present"
    """Name of somebody who was there."""
    THIRD_PERSON = "third_person"
    """Names of relatives, witnesses, others held: people who are nobody's business."""
    OFFICER = "officer"
    PROFESSIONAL = "professional"
    """Name of a clinician, lawyer, interpreter, official."""
    PROFESSIONAL_DETAIL = "professional_detail"
    """Employer, education, writings: tells who the clinician is."""
    PLACE = "place"
    ORGANISATION = "organisation"
    ADDRESS = "address"
    CONTACT = "contact"
    ID_NUMBER = "id_number"
    SERVICE_NUMBER = "service_number"
    """Badge or licence: names an officer or a clinician."""
    CASE_NUMBER = "case_number"
    BIRTH_DATE = "birth_date"


_PRIVATE = frozenset(
    (Disclosure.ADDRESS, Disclosure.CONTACT, Disclosure.ID_NUMBER, Disclosure.THIRD_PERSON)
)
HIDDEN: Mapping[Rendering, frozenset[Disclosure]] = {
    Rendering.FULL: frozenset(),
    Rendering.NAMED_RESTRICTED: _PRIVATE,
    Rendering.REDACTED: frozenset(Disclosure),
}
"""What each rendering does not disclose."""
NAMED = frozenset(
    (
        Disclosure.NAME,
        Disclosure.PRESENT,
        Disclosure.THIRD_PERSON,
        Disclosure.OFFICER,
        Disclosure.PROFESSIONAL,
        Disclosure.PLACE,
        Disclosure.ORGANISATION,
    )
)
"""Disclosures in whose place a pseudonym stands; in place of the others, that it is withheld."""

REPORT = "report"
SEALED_ANNEX = "sealed_annex"
"""What is kept under the key of the part "intimate"; never in any other document."""
ADDENDUM = "addendum"
LETTER = "letter"
DOCUMENTS = (REPORT, SEALED_ANNEX, ADDENDUM, LETTER)


@dataclass(frozen=True)
class EditionKey:
    """Names one edition of an issued report: ``ru.full``, ``kk+ru.redacted.letter``."""

    language: str
    """BCP 47."""
    second: str = ""
    """Second language of a bilingual edition."""
    rendering: Rendering = Rendering.FULL
    document: str = REPORT
    """One of ``DOCUMENTS``."""

    def __str__(self) -> str:
        languages = f"{self.language}+{self.second}" if self.second else self.language
        apart = f".{self.document}" if self.document != REPORT else ""
        return f"{languages}.{self.rendering.value}{apart}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a key.

        Raises:
            ValueError: it names no edition.
        """
        try:
            languages, rendering, *rest = text.split(".")
            language, _, second = languages.partition("+")
            key = cls(language, second, Rendering(rendering), *rest)
        except (TypeError, ValueError) as error:
            raise ValueError(f"no key of an edition: {text}") from error
        if not language or key.document not in DOCUMENTS or str(key) != text:
            raise ValueError(f"no key of an edition: {text}")
        return key
