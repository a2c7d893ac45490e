"""Reading before issuing: every free text as it will be, and what a person adds or takes back."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import Ref, opened, reading
from ipdoc.casework.formstore import words
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.naming import ASKED, Asked, MadeOf, load_asked, naming_of
from ipdoc.casework.issuing.redacting import Path, Redactor, pseudonym_words
from ipdoc.casework.issuing.renderings import of_document
from ipdoc.casework.issuing.snapshot import taken
from ipdoc.casework.translating.overlay import translations_for
from ipdoc.casework.translating.records import frozen_translations
from ipdoc.domain.access import Action
from ipdoc.domain.rendering import HIDDEN
from ipdoc.questionnaire.compiled import CompiledForm
from ipdoc.redaction.known import Known
from ipdoc.redaction.scrub import Replaced

_WORDS = re.compile(r"[^\W\d_]{2}")
"""What is worth reading; the time of a photograph is not."""


@dataclass(frozen=True)
class ReadText:
    """One free text, and what is replaced in it."""

    path: Path
    """Section or record, question, item."""
    text: str
    replaced: tuple[Replaced, ...]

    @property
    def pieces(self) -> list[tuple[str, str]]:
        """The text in order: (as it was, "") or (as it was, what stands there instead)."""
        found, at = list[tuple[str, str]](), 0
        for one in self.replaced:
            found += [(self.text[at : one.start], ""), (self.text[one.start : one.end], one.said)]
            at = one.end
        return [piece for piece in [*found, (self.text[at:], "")] if piece[0]]


@dataclass(frozen=True)
class Review:
    """All free texts of a document as a rendering would have them."""

    form: CompiledForm
    texts: tuple[ReadText, ...]
    called: tuple[tuple[str, str], ...]
    """Who or what is hidden, as the record names it, and what stands instead."""
    asked: Asked


def review(vault: OpenVault, ref: Ref, choice: Choice) -> Review:
    """Return every free text of a document with the places that the rendering replaces.

    Raises:
        NotAllowedError: the person may not see all that is in it.
        RuleError: there is nothing for the document that was chosen.
    """
    with reading(vault, ref, Action.PREVIEW) as case:
        compiled, snapshot = taken(vault, case, ref)
        translations = frozen_translations(case, ref)
        naming = naming_of(vault, case, MadeOf(compiled.form, snapshot, translations))
        texts = list[ReadText]()
        translator = words(compiled, choice.language)
        redactor = Redactor(
            compiled.form,
            choice.rendering,
            naming,
            translator,
            lambda path, text, replaced: (
                texts.append(ReadText(path, text, tuple(replaced)))
                if replaced or _WORDS.search(text)
                else None
            ),
        )
        content = of_document(compiled.form, snapshot, choice)
        languages = (choice.language, choice.second)
        content |= translations_for(compiled.form, content, translations, languages)
        redactor.redacted(content)
        called = tuple(
            (one.text, pseudonym_words(naming, one.kind, Known(one.kind, one.text), translator))
            for one in naming.pseudonyms.entries
            if one.kind in HIDDEN[choice.rendering]
        )
        return Review(compiled, tuple(texts), called, load_asked(case))


def put_asked(vault: OpenVault, ref: Ref, asked: Asked) -> None:
    """Keep which further words of a case are hidden, and which are kept.

    Raises:
        NotAllowedError: the person may not issue reports of the case.
    """
    with opened(vault, ref, Action.ISSUE) as case:
        record = case.get(ASKED)
        case.put(
            ASKED,
            asked.to_payload(),
            "record",
            expected_version=record.version if record else None,
            why="words to hide were named",
            changes={},
        )
