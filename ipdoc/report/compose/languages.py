"""Which language a text is in, told to the reader."""

from __future__ import annotations

from ipdoc.i18n import mark as _
from ipdoc.report.blocks import Block, Paragraph
from ipdoc.report.compose.subject import Translates
from ipdoc.report.compose.words import Words

_IN = {"en": _("in English"), "ru": _("in Russian"), "kk": _("in Kazakh")}


def in_language(t: Translates, language: str) -> str:
    """Return "in Russian" in the words of another language, or the code of one without words."""
    return t.text(_IN.get(language, language))


def language_note(words: Words) -> list[Block]:
    """Return the note that free text stands in another language than the document."""
    language, t = words.subject.record_language, words.t
    if not language or language == t.language:
        return []
    note = _("Free text stands as it was written, {in_language}.")
    return [Paragraph(t.text(note, in_language=in_language(t, language)), "note")]
