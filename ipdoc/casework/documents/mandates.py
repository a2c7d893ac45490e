"""On what ground an evaluation's documents are made: recorded once, frozen with each report."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import Ref, load_answers, load_evaluation, opened, reading
from ipdoc.casework.formstore import stored_form
from ipdoc.domain.access import Action
from ipdoc.domain.answers import value_of
from ipdoc.domain.mandate import Declared, Mandate, checked
from ipdoc.errors import Message
from ipdoc.questionnaire.compiled import CompiledForm
from ipdoc.report.errors import DocumentKindError
from ipdoc.report.titles import (
    KINDS,
    countries,
    document_kind,
    document_title,
    in_language,
    load_profile,
)

_USUAL = "specialist_opinion"
_SECTION = "case_information"


@dataclass(frozen=True)
class KindOffer:
    """A kind of document, and why it may not be issued now."""

    key: str
    title: str
    """In the language that was asked for."""
    refusal: Message | None
    """None = it may be issued."""


@dataclass(frozen=True)
class MandateShown:
    """The ground of an evaluation's documents, for the page on which it is recorded."""

    mandate: Mandate
    version: int
    """Of the record; 0 = there is none yet."""
    code: str
    compiled: CompiledForm
    kinds: tuple[KindOffer, ...]


def mandate_path(ref: Ref) -> str:
    """Return the path of the record."""
    return f"mandate/{ref.evaluation_id}"


def load_mandate(case: CaseFile, ref: Ref) -> tuple[Mandate, int]:
    """Return the ground of an evaluation's documents and the version of its record, 0 = none."""
    record = case.get(mandate_path(ref))
    if record is None:
        return Mandate(), 0
    return Mandate.from_payload(record.payload), record.version


def show_mandate(vault: OpenVault, ref: Ref, language: str) -> MandateShown:
    """Return the ground with what can be issued on it.

    Raises:
        NotAllowedError: the record is not open to the person.
    """
    with reading(vault, ref, Action.OPEN_RECORD) as case:
        mandate, version = load_mandate(case, ref)
        about = load_answers(case, ref)[0].get(_SECTION, {})
        evaluation, _ = load_evaluation(case, ref)
    code = str(value_of(about.get("subject_code")) or "")
    requester = requester_of(about)
    return MandateShown(
        mandate,
        version,
        code,
        stored_form(vault, evaluation.form_digest),
        offers(mandate, requester, language),
    )


def requester_of(about: dict[str, object]) -> str:
    """Return the option of ``requested_by_type`` that was chosen, or empty."""
    said = value_of(about.get("requested_by_type"))
    return str(said.get("value", "")) if isinstance(said, dict) else str(said or "")


def offers(mandate: Mandate, requester: str, language: str) -> tuple[KindOffer, ...]:
    """Return all kinds of document, the usual one first, each with why it is refused now."""
    found = []
    for kind in sorted(KINDS, key=_USUAL.__ne__):
        title = in_language(document_kind(kind, mandate.country).titles, language)
        refusal = None
        try:
            document_title(kind, language, mandate, requester)
        except DocumentKindError as error:
            refusal = error.message
        found.append(KindOffer(kind, title, refusal))
    return tuple(found)


def kinds_offered(vault: OpenVault, ref: Ref, language: str) -> tuple[KindOffer, ...]:
    """Return all kinds of document of an evaluation, each with why it is refused now."""
    return show_mandate(vault, ref, language).kinds


def country_names(language: str) -> list[tuple[str, str]]:
    """Return key and name of each country's profile, the neutral one first."""
    return [(key, in_language(load_profile(key).names, language)) for key in countries()]


def save_mandate(vault: OpenVault, ref: Ref, mandate: Mandate, version: int) -> None:
    """Record on what ground the documents are made; declarations stay as they were made.

    Args:
        vault: the open vault.
        ref: the evaluation.
        mandate: as entered.
        version: of the record that it was changed from; 0 = there was none.

    Raises:
        DocumentKindError: there is no profile of the country.
        RuleError: a date is none or lies ahead.
        StaleVersionError: somebody else has changed it since.
    """
    load_profile(mandate.country)
    with opened(vault, ref, Action.WRITE_SECTION) as case:
        before, _ = load_mandate(case, ref)
        told = checked(replace(mandate, declared=before.declared), vault.now().date())
        _put(case, ref, told, version, "ground of the documents recorded")


def declare(vault: OpenVault, ref: Ref, kind: str, words: str) -> None:
    """Note that the person who is signed in makes the declaration of a kind of document.

    Args:
        vault: the open vault.
        ref: the evaluation.
        kind: one of ``titles.KINDS``.
        words: digest of the words that they have read; must still be those of the profile.

    Raises:
        DocumentKindError: there is no such kind, or its words are others by now.
    """
    with opened(vault, ref, Action.WRITE_SECTION) as case:
        before, version = load_mandate(case, ref)
        if document_kind(kind, before.country).words_digest != words:
            raise DocumentKindError(
                "Read the declaration again: its words have changed since the page was opened."
            )
        made = Declared(vault.person_name, vault.now().date().isoformat(), words)
        others = tuple(one for one in before.declared if one.words != words)
        _put(case, ref, replace(before, declared=(*others, made)), version, "declaration made")


def take_back(vault: OpenVault, ref: Ref, words: str) -> None:
    """Note that a declaration no longer stands; issued documents keep theirs."""
    with opened(vault, ref, Action.WRITE_SECTION) as case:
        before, version = load_mandate(case, ref)
        kept = tuple(one for one in before.declared if one.words != words)
        _put(case, ref, replace(before, declared=kept), version, "declaration taken back")


def _put(case: CaseFile, ref: Ref, mandate: Mandate, version: int, why: str) -> None:
    expected = version or None
    payload = mandate.to_payload()
    case.put(mandate_path(ref), payload, "record", expected_version=expected, why=why)
