"""Whom a case names: gathered from the answers that disclose it, with a pseudonym for each."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import load_answers
from ipdoc.casework.formstore import current_form, stored_form
from ipdoc.casework.visits import visits_of
from ipdoc.domain.answers import Cells, value_of
from ipdoc.domain.evaluation import Evaluation
from ipdoc.domain.payloads import Payload, lift
from ipdoc.domain.rendering import HIDDEN, NAMED, Disclosure, Rendering
from ipdoc.domain.translation import Translation
from ipdoc.questionnaire.model import Form, Question, QuestionType, Section
from ipdoc.redaction.known import Known, names_in_prose
from ipdoc.redaction.pseudonyms import Pseudonyms

PSEUDONYMS, ASKED = "pseudonyms", "redaction"
"""Records of a case, in the part "record": who is called what; which words are hidden besides."""
OUTSIDE: Mapping[tuple[str, ...], Disclosure] = {
    ("mandate", "order", "body"): Disclosure.ORGANISATION,
    ("mandate", "order", "official"): Disclosure.PROFESSIONAL,
    ("mandate", "order", "number"): Disclosure.CASE_NUMBER,
    ("mandate", "warned", "official"): Disclosure.PROFESSIONAL,
    ("mandate", "declared", "name"): Disclosure.PROFESSIONAL,
    ("addendum", "author"): Disclosure.PROFESSIONAL,
    ("letter", "clinicians", "name"): Disclosure.PROFESSIONAL,
    ("letter", "contact"): Disclosure.CONTACT,
}
"""What of a snapshot discloses somebody and is no answer of the form."""
_SPLIT = re.compile(r"[;\n]|,\s")


@dataclass(frozen=True)
class Asked:
    """What a person said of the free texts of a case when reading them before issuing."""

    hide: tuple[str, ...] = ()
    """Further words and phrases that identify somebody."""
    keep: tuple[str, ...] = ()
    """Words that were taken for names and are none."""

    def to_payload(self) -> Payload:
        """Return it as JSON for the vault."""
        return {"schema": 1, "hide": list(self.hide), "keep": list(self.keep)}

    @classmethod
    def from_payload(cls, payload: Payload) -> Asked:
        """Read it from the vault."""
        values = lift(payload)
        return cls(tuple(values["hide"]), tuple(values["keep"]))


@dataclass(frozen=True)
class Naming:
    """Whom a case names, and how each of them is called instead."""

    pseudonyms: Pseudonyms = field(default_factory=Pseudonyms)
    known: tuple[Known, ...] = ()
    """All that the record knows: names, places, numbers, the date of birth."""
    asked: Asked = field(default_factory=Asked)
    public: str = ""
    """Number of the case in documents that do not tell its own; it says nothing to others."""
    stored: Pseudonyms | None = None
    """As the vault has them now; None = none yet."""

    @property
    def person(self) -> Known | None:
        """The person examined, as named; None when nobody wrote a name."""
        return next((one for one in self.known if one.kind is Disclosure.NAME), None)


def united(path: str, mine: Payload, theirs: Payload) -> Payload:
    """Return what two copies of a case know together; nobody is to choose between them.

    Args:
        path: ``PSEUDONYMS`` or ``ASKED``.
        mine: of this vault; its pseudonyms stay as they are.
        theirs: of the other copy; whom only it knows is numbered anew.
    """
    if path == ASKED:
        one, other = Asked.from_payload(mine), Asked.from_payload(theirs)
        hide, keep = (*one.hide, *other.hide), (*one.keep, *other.keep)
        return Asked(tuple(dict.fromkeys(hide)), tuple(dict.fromkeys(keep))).to_payload()
    known = (Known(one.kind, one.text) for one in Pseudonyms.from_payload(theirs).entries)
    return Pseudonyms.from_payload(mine).with_all(known).to_payload()


def load_asked(case: CaseFile) -> Asked:
    """Return which words are hidden besides in a case, and which are kept."""
    record = case.get(ASKED)
    return Asked.from_payload(record.payload) if record else Asked()


@dataclass(frozen=True)
class MadeOf:
    """What a document is made of."""

    form: Form
    """That the evaluation answers."""
    snapshot: Payload
    """Whole."""
    translations: Payload
    """Language → part → record."""


def naming_for(vault: OpenVault, case: CaseFile, made_of: MadeOf, rendering: Rendering) -> Naming:
    """Return whom a case names; nobody is asked for where a rendering hides nobody."""
    return naming_of(vault, case, made_of) if HIDDEN[rendering] else Naming()


def naming_of(vault: OpenVault, case: CaseFile, made_of: MadeOf) -> Naming:
    """Return whom a case names: this evaluation first, then all others of the case.

    Args:
        vault: the open vault; who works on it is named too.
        case: with the parts record and intimate open.
        made_of: what the document is made of.
    """
    snapshot, translations = made_of.snapshot, made_of.translations
    known = [*named_in(made_of.form, snapshot), *_of_other_visits(vault, case)]
    known += [
        Known(Disclosure.PROFESSIONAL, name)
        for name in (vault.person_name, *_translators(translations))
    ]
    known = [one for one in dict.fromkeys(known) if one.text.strip()]
    record = case.get(PSEUDONYMS)
    stored = Pseudonyms.from_payload(record.payload) if record else None
    former = [Known(one.kind, one.text) for one in stored.entries] if stored else []
    pseudonyms = (stored or Pseudonyms()).with_all(known)
    asked = Asked.from_payload(snapshot["redaction"]) if "redaction" in snapshot else Asked()
    public = f"P-{hashlib.sha256(case.case_id.encode()).hexdigest()[:6].upper()}"
    return Naming(pseudonyms, tuple(dict.fromkeys([*known, *former])), asked, public, stored)


def _translators(translations: Payload) -> Iterator[str]:
    for parts in translations.values():
        for part in parts.values():
            texts = Translation.from_payload(part).texts.values()
            yield from (text.translator.name for text in texts)


def put_pseudonyms(case: CaseFile, naming: Naming) -> None:
    """Keep the pseudonyms of a case, so that they stay the same."""
    if naming.pseudonyms != naming.stored:
        record = case.get(PSEUDONYMS)
        case.put(
            PSEUDONYMS,
            naming.pseudonyms.to_payload(),
            "record",
            expected_version=record.version if record else None,
            why="pseudonyms given",
            changes={},
        )


def disclosed(form: Form) -> Callable[[tuple[str, ...], Question], Disclosure | None]:
    """Return what tells what a question discloses.

    A form that was compiled before its questions said so is read with what today's says.
    """
    present = dict(_by_path(current_form().form))

    def ask(path: tuple[str, ...], question: Question) -> Disclosure | None:
        said = question.discloses or present.get(path, "")
        return Disclosure(said) if said else None

    return (
        ask
        if _says_nothing(form)
        else lambda _path, one: Disclosure(one.discloses) if one.discloses else None
    )


def _says_nothing(form: Form) -> bool:
    return not any(said for _, said in _by_path(form))


def _by_path(form: Form) -> Iterator[tuple[tuple[str, ...], str]]:
    for section in (*form.sections, form.lesion, form.photograph):
        for question in section.questions():
            yield from _inside((section.key, question.key), question)


def _inside(path: tuple[str, ...], question: Question) -> Iterator[tuple[tuple[str, ...], str]]:
    yield path, question.discloses
    for item in question.items:
        yield from _inside((*path, item.key), item)


def named_in(form: Form, snapshot: Payload) -> list[Known]:
    """Return whom a snapshot names, in the order of the form."""
    ask, found = disclosed(form), list[Known]()
    for section in form.sections:
        found += _named(section, snapshot["answers"].get(section.key, {}), ask)
    for one in snapshot["photographs"]:
        found += _named(form.photograph, one.get("fields", {}), ask)
    for visit in snapshot.get("earlier", []):
        found.append(Known(Disclosure.CASE_NUMBER, str(visit["report_number"] or "")))
    for path, kind in OUTSIDE.items():
        found += split_names(kind, str(_at(snapshot, path) or ""))
    return _one_person(found)


def _at(tree: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        tree = tree.get(step) if isinstance(tree, dict) else None
    return tree


def _of_other_visits(vault: OpenVault, case: CaseFile) -> Iterator[Known]:
    for visit in visits_of(case):
        record = case.get(f"evaluation/{visit.ref.evaluation_id}")
        if record is not None:
            form = stored_form(vault, Evaluation.from_payload(record.payload).form_digest).form
            answers, _ = load_answers(case, visit.ref)
            yield from named_in(form, {"answers": answers, "photographs": []})


Ask = Callable[[tuple[str, ...], Question], Disclosure | None]


def _named(section: Section, cells: Cells, ask: Ask) -> Iterator[Known]:
    for question in section.questions():
        yield from _in_cell((section.key, question.key), question, cells.get(question.key), ask)


def _in_cell(path: tuple[str, ...], question: Question, cell: Any, ask: Ask) -> Iterator[Known]:
    value = value_of(cell)
    if value in (None, "", [], {}):
        return
    kind = ask(path, question)
    if kind is not None:
        yield from _said(kind, question, value)
        return
    if question.type is QuestionType.GROUP and isinstance(value, dict):
        for item in question.items:
            yield from _in_cell((*path, item.key), item, value.get(item.key), ask)
    if question.type is QuestionType.REPEAT and isinstance(value, list):
        for row in value:
            for item in question.items:
                yield from _in_cell((*path, item.key), item, row.get(item.key), ask)


def _said(kind: Disclosure, question: Question, value: Any) -> Iterator[Known]:
    text = str(value.get("value", "")) if isinstance(value, dict) else str(value)
    if question.type is QuestionType.FILE:
        return
    if question.type is QuestionType.LONG and kind in NAMED:
        yield from (Known(kind, one) for one in names_in_prose(text))
    elif kind in NAMED - {Disclosure.NAME}:
        yield from split_names(kind, text)
    else:
        yield Known(kind, text)


def split_names(kind: Disclosure, text: str) -> list[Known]:
    """Return whom an answer of a few words names: one piece each, between commas."""
    pieces = _SPLIT.split(text) if kind in NAMED else [text]
    return [Known(kind, piece.strip()) for piece in pieces if piece.strip()]


def _one_person(found: list[Known]) -> list[Known]:
    """Join family name, given name and patronymic of the person examined."""
    names = [one.text for one in found if one.kind is Disclosure.NAME]
    others = [one for one in found if one.kind is not Disclosure.NAME]
    return [Known(Disclosure.NAME, " ".join(names)), *others] if names else others
