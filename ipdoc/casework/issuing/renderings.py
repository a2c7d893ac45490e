"""The JSON of a rendering: what of the snapshot one document holds, and nothing else.

It is what the document is made of and what is embedded in it, so what is not in it can be nowhere.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from ipdoc.casework.issuing.apart import intimate_numbers, is_for_annex, set_apart
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.consented import as_consented
from ipdoc.casework.issuing.naming import Naming
from ipdoc.casework.issuing.record_schema import SCHEMA_FILE
from ipdoc.casework.issuing.redacting import Redactor
from ipdoc.casework.translating.overlay import translations_for
from ipdoc.domain.answers import Cells
from ipdoc.domain.finding import RuleError
from ipdoc.domain.payloads import Payload
from ipdoc.domain.rendering import LETTER, SEALED_ANNEX, Rendering
from ipdoc.i18n import Translator
from ipdoc.questionnaire.model import Form

_CONTEXT = {
    "case_information": (
        "subject_code",
        "report_number",
        "subject_family_name",
        "subject_given_name",
        "subject_patronymic",
        "subject_dob",
        "subject_age_years",
        "subject_sex_recorded",
        "exam_date",
    ),
    "physical_exam": ("pe_height_cm", "pe_weight_kg"),
    "clinician_qualifications": ("clin_name", "clin_profession", "clin_specialty"),
    "signature": ("sig_name", "sig_place"),
}
"""What the sealed annex holds besides: whose it is, by what the drawing is scaled, who signs."""


@dataclass(frozen=True)
class Issue:
    """Under which number and when something is issued, and what was chosen."""

    number: int
    """0 = a preview."""
    at: dt.datetime
    """Aware, in the offset in which it is issued."""
    choice: Choice
    naming: Naming = field(default_factory=Naming)
    """Whom the case names; asked for renderings that do not name everybody."""
    translations: Payload = field(default_factory=dict)
    """Of the evaluation: language → part → record."""
    signing_key: str = ""
    """Fingerprint of the own key of who issues it, for whom checks signatures; empty = none."""


def _signing_key(issue: Issue) -> Payload:
    """Return the key to be compared; a public edition names nobody, so it has none."""
    public = issue.choice.rendering is Rendering.REDACTED or issue.choice.document == LETTER
    return {} if public or not issue.signing_key else {"signing_key": issue.signing_key}


def rendered(form: Form, snapshot: Payload, issue: Issue, words: Translator) -> Payload:
    """Return the JSON of a document.

    Args:
        form: that the evaluation answers.
        snapshot: whole, with what is intimate in its places.
        issue: what is issued.
        words: of the language of the document.

    Raises:
        RuleError: there is nothing for the document that was chosen.
    """
    choice = issue.choice
    about = {
        "$schema": SCHEMA_FILE,
        "document": choice.document,
        "rendering": choice.rendering.value,
        "language": choice.language,
        "number": issue.number,
        "kind": choice.kind,
        "issued_at": issue.at.isoformat(),
        **({"second": choice.second} if choice.second else {}),
        **_signing_key(issue),
    }
    kept = of_document(form, snapshot, choice)
    languages = (choice.language, choice.second)
    kept |= translations_for(form, kept, issue.translations, languages)
    if choice.rendering is not Rendering.FULL:
        kept = Redactor(form, choice.rendering, issue.naming, words).redacted(kept)
    return {**kept, **about}


def of_document(form: Form, snapshot: Payload, choice: Choice) -> Payload:
    """Return what of a snapshot belongs in a document, before anything is redacted.

    Raises:
        RuleError: there is nothing for the document that was chosen.
    """
    if choice.document == SEALED_ANNEX and choice.rendering is Rendering.REDACTED:
        raise RuleError("The sealed annex has no edition without names; choose another edition")
    whole = sealed_annex(form, snapshot) if choice.document == SEALED_ANNEX else None
    whole = set_apart(form, snapshot)[0] if whole is None else whole
    return as_consented({key: value for key, value in whole.items() if key != "redaction"})


def sealed_annex(form: Form, snapshot: Payload) -> Payload:
    """Return what of a snapshot is intimate, with the little that makes it readable alone.

    Raises:
        RuleError: nothing is intimate.
    """
    _, apart = set_apart(form, snapshot)
    if not apart:
        text = "Nothing in this record belongs in the sealed annex; issue the report alone"
        raise RuleError(text)
    numbers = intimate_numbers(form, snapshot)
    answers = _context(snapshot["answers"])
    for one in apart:
        _put_back(answers, one)
    kept = {key: snapshot[key] for key in ("schema", "form", "type", "languages")}
    figure: Payload = {key: snapshot[key] for key in ("figure", "withheld") if key in snapshot}
    return {
        **kept,
        **figure,
        "answers": answers,
        "lesions": [one for one in snapshot["lesions"] if one["number"] in numbers],
        "photographs": [one for one in snapshot["photographs"] if is_for_annex(one)],
        "earlier": [
            {**visit, "lesions": [one for one in visit["lesions"] if one["restricted"]]}
            for visit in snapshot.get("earlier", [])
        ],
    }


def _context(answers: dict[str, Cells]) -> dict[str, Any]:
    found = {
        section: {
            key: answers.get(section, {})[key] for key in keys if key in answers.get(section, {})
        }
        for section, keys in _CONTEXT.items()
    }
    return {section: cells for section, cells in found.items() if cells}


def _put_back(answers: dict[str, Any], one: Payload) -> None:
    """Add an intimate answer, or the opinion on an intimate lesion."""
    match one["at"]:
        case ["answers", section, key]:
            answers.setdefault(section, {})[key] = one["value"]
        case ["answers", section, key, int()]:
            answers.setdefault(section, {}).setdefault(key, []).append(one["value"])
