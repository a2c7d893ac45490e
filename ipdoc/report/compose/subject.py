"""What casework hands to the report: plain data, already decrypted and already redacted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from ipdoc.domain.addendum import Addendum, Amended
from ipdoc.domain.answers import Cells
from ipdoc.domain.finding import Lesion
from ipdoc.domain.letter import Letter
from ipdoc.domain.mandate import Mandate
from ipdoc.domain.photograph import Photograph
from ipdoc.questionnaire.conditions import Situation
from ipdoc.questionnaire.model import Form
from ipdoc.report.compose.textmarks import TextMarks
from ipdoc.report.drawings import BodyView, Symbol


class Translates(Protocol):
    """What the report needs of ``ipdoc.i18n.Translator``."""

    language: str

    def text(self, msgid: str, **args: object) -> str:
        """Return the translation of an English text, its ``{places}`` filled in."""

    def plural(self, one: str, many: str, count: int, **args: object) -> str:
        """Return the form for ``count``."""

    def date(self, day: dt.date) -> str:
        """Return a date with the month as a word."""

    def datetime(self, moment: dt.datetime) -> str:
        """Return date, time and offset."""

    def number(self, value: float) -> str:
        """Return a number with the language's decimal mark."""


@dataclass(frozen=True)
class PrintedPhotograph:
    """A photograph and its print copy."""

    photograph: Photograph
    jpeg: bytes | None = field(default=None, repr=False)
    """The file ``photograph.printed``; None = awaited or withheld from this document."""
    withheld: str = ""
    """Why only its number is here: ``sealed_annex``, ``no_consent``, ``identifies`` or
    ``record``; empty = it is here."""


@dataclass(frozen=True)
class LesionNotes:
    """What the drawing says of a lesion, and whether it is described apart."""

    place: str = ""
    """Where it is, with the distance to a landmark, in the report's language; empty = not drawn."""
    region: str = ""
    """The region in few words; empty = as the form's vocabulary names it."""
    sentence: str = ""
    """Describes the lesion in the report's language: generated, or edited by the clinician."""
    area_cm2: float | None = None
    """Computed from the drawing; None = no outline was drawn."""
    restricted: bool = False
    """Described in the sealed annex only."""
    symbol: Symbol | None = None
    """Sign of this lesion where it is not that of its type: double stripes of a bruise."""


@dataclass(frozen=True)
class Measures:
    """What the drawing on the body was scaled by, and sums over all lesions."""

    height_known: bool
    weight_known: bool
    figure_height_cm: float
    """Height of the drawn figure, used when the person's is not known."""
    burn_share: float | None = None
    """Burns, % of the body surface, each place counted once; None = no burn has an outline."""
    burn_parts: tuple[tuple[str, float], ...] = ()
    """Part of the body in words, % of the body surface."""


@dataclass(frozen=True)
class Coverage:
    """Which parts of the body were examined, in words, largest parts first."""

    examined: tuple[tuple[str, tuple[int, ...]], ...] = ()
    """Part, and the numbers of the lesions found in it: nothing else was found there."""
    not_examined: tuple[tuple[str, str], ...] = ()
    """Part and reason."""
    not_stated: bool = False
    """True when of some regions nothing is stated."""


@dataclass(frozen=True)
class ComparedLesion:
    """A lesion of an earlier visit and what became of it."""

    lesion: Lesion
    now: tuple[int, ...] = ()
    """Numbers of this evaluation's lesions that are it."""
    status: str = ""
    """Option of ``status_followup``, or not_examined; empty = nothing is said."""
    note: str = ""
    restricted: bool = False
    """Told in the sealed annex only."""


@dataclass(frozen=True)
class EarlierVisit:
    """An earlier evaluation of the same case."""

    evaluation: str
    """Id, as links give it."""
    type_code: str
    """F, S, W or P."""
    day: dt.date
    dated: bool
    """False when ``day`` is only that on which the evaluation was begun."""
    report_number: str
    lesions: tuple[ComparedLesion, ...] = ()


@dataclass(frozen=True)
class AddendumSaid:
    """An addendum, and the report that it amends."""

    addendum: Addendum
    amended: Amended
    amended_number: str
    """Number of the amended document, as printed on it."""


@dataclass(frozen=True)
class ReportSubject:
    """One evaluation, as one edition shows it; what an edition leaves out is not in here."""

    form: Form
    type_code: str
    """F, S, W or P."""
    answers: Mapping[str, Cells]
    """Section key → question key → cell."""
    title: str
    """Title of the document, from ``titles.document_title``."""
    number: str
    """Number of the document."""
    issued_at: dt.datetime
    """With offset."""
    edition: str
    """Name of the edition in the report's language: "full edition"."""
    digest: str
    """SHA-256 of the embedded record, 64 hex digits."""
    record: bytes = field(default=b"", repr=False)
    """Canonical JSON of this rendering."""
    person: str = ""
    """As heads of pages name the person: name and year of birth, or the pseudonym."""
    record_language: str = ""
    """Language of the free text, BCP 47."""
    marks: TextMarks | None = None
    """Which free texts are translated; None when all are in the language of the document."""
    lesions: tuple[Lesion, ...] = ()
    photographs: tuple[PrintedPhotograph, ...] = ()
    """In the order of the photo table."""
    views: tuple[BodyView, ...] = ()
    """Views with the marks that show on them."""
    symbols: Mapping[str, Symbol] = field(default_factory=dict)
    """Lesion type → symbol."""
    notes: Mapping[int, LesionNotes] = field(default_factory=dict)
    """Number of a lesion → what its drawing says."""
    measures: Measures | None = None
    """None = nothing was measured on the drawing."""
    coverage: Coverage | None = None
    """None = not recorded."""
    earlier: tuple[EarlierVisit, ...] = ()
    """Earlier evaluations of the case, the newest first."""
    kind: str = "specialist_opinion"
    """Kind of document, one of ``titles.KINDS``."""
    mandate: Mandate = field(default_factory=Mandate)
    """On what ground the document is made."""
    addendum: AddendumSaid | None = None
    """Of the document "addendum" only."""
    letter: Letter | None = None
    """Of the document "letter" only."""
    document: str = "report"
    """Which document of the evaluation: a key of ``report.DOCUMENTS``."""
    copied: tuple[str, tuple[str, ...]] | None = None
    """Evaluation from which answers of "case information" were copied, and their keys."""
    signing_key: str = ""
    """Fingerprint of the key with which its issuer signs, in groups of hex digits; or empty."""

    @property
    def situation(self) -> Situation:
        """What conditions of the form look at; the section is set by ``Situation.section``."""
        return self.situation_in("")

    def situation_in(self, section: str) -> Situation:
        """Return what conditions look at from inside a section."""
        keys = frozenset(section.key for section in self.form.sections)
        return Situation(self.type_code, section, dict(self.answers), keys)

    def notes_on(self, number: int) -> LesionNotes:
        """Return what the drawing says of a lesion."""
        return self.notes.get(number, LesionNotes())

    def section_answers(self, key: str) -> Cells:
        """Return the answers of a section, empty when there are none."""
        return self.answers.get(key, {})
