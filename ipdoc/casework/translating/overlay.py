"""Translations in the JSON of a document, and the document's content in one of its languages."""

from __future__ import annotations

from collections.abc import Iterable

from ipdoc.casework.translating.records import joined
from ipdoc.casework.translating.texts import Source, changed, texts_of
from ipdoc.domain.payloads import Payload
from ipdoc.domain.translation import Translation
from ipdoc.questionnaire.model import Form
from ipdoc.report.compose.textmarks import TextMarks, Translated

_BY_WHOM = ("translator", "certified", "translated_on")


def record_language(content: Payload) -> str:
    """Return the language of the free text, BCP 47; empty when nobody said."""
    return str(content["languages"].get("record", ""))


def translations_for(
    form: Form, content: Payload, stored: Payload, languages: Iterable[str]
) -> Payload:
    """Return the key "translation" of a document's JSON; empty where nothing is translated.

    Only what the document holds and what is not outdated is in it: language → ``{texts,
    with_originals}``, and of each path ``{text, translator, certified, translated_on}``. It bears
    no digest of an original: of a short text that would tell the text.

    Args:
        form: that the evaluation answers.
        content: of the document, its texts as they are in the record.
        stored: from ``frozen_translations``: language → part → record.
        languages: of the document.
    """
    sources = texts_of(form, content)
    found: Payload = {}
    for language in languages:
        parts = stored.get(language, {}).values()
        translation = joined(Translation.from_payload(part) for part in parts)
        texts = _current(sources, translation)
        if texts and language != record_language(content):
            found[language] = {"texts": texts, "with_originals": translation.with_originals}
    return {"translation": found} if found else {}


def _current(sources: Iterable[Source], translation: Translation) -> Payload:
    found: Payload = {}
    for source in sources:
        text = translation.of(source.path, source.text)
        if text is not None:
            kept = text.to_payload()
            found[source.path] = {key: kept[key] for key in ("text", *_BY_WHOM)}
    return found


def in_language(form: Form, rendering: Payload, language: str) -> tuple[Payload, TextMarks | None]:
    """Return a document's content in a language, and which of its free texts are translated.

    Args:
        form: that the evaluation answers.
        rendering: JSON of the document; what it leaves out is not in it.
        language: one of the document's.

    Returns:
        The content with translated texts in place of the originals, and None when all texts were
        written in the language.
    """
    spoken = record_language(rendering)
    if not spoken or spoken == language:
        return rendering, None
    overlay = _Overlay(rendering.get("translation", {}).get(language), spoken)
    content = changed(form, rendering, overlay.change)
    overlay.marks.untranslated -= overlay.marks.translated.keys()
    return content, overlay.marks


class _Overlay:
    """Puts translations in the places of the originals."""

    def __init__(self, told: Payload | None, spoken: str) -> None:
        self._texts: Payload = told["texts"] if told else {}
        self._originals = bool(told and told["with_originals"])
        self.marks = TextMarks(spoken)

    def change(self, source: Source) -> str:
        """Return a text in the language, or as it was written; note which."""
        found = self._texts.get(source.path)
        if found is None:
            if any(map(str.isalpha, source.text)):  # numbers are of no language
                self.marks.untranslated.add(source.text.strip())
            return source.text
        original = source.text if self._originals else ""
        by_whom = {key: found[key] for key in _BY_WHOM}
        text = str(found["text"])
        self.marks.translated[text.strip()] = Translated(**by_whom, original=original)
        return text
