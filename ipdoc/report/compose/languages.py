"""Languages named within a sentence."""

from __future__ import annotations

from ipdoc.domain.rendering import EditionKey, Rendering
from ipdoc.i18n import mark as _
from ipdoc.report.compose.subject import Translates

_IN = {"en": _("in English"), "ru": _("in Russian"), "kk": _("in Kazakh")}
_RENDERINGS = {
    Rendering.FULL: _("full edition"),
    Rendering.NAMED_RESTRICTED: _("restricted edition"),
    Rendering.REDACTED: _("edition without names"),
}
_FROM = {"en": _("from English"), "ru": _("from Russian"), "kk": _("from Kazakh")}


def in_language(t: Translates, language: str) -> str:
    """Return "in Russian" in the words of another language, or the code of one without words."""
    return t.text(_IN.get(language, language))


def from_language(t: Translates, language: str) -> str:
    """Return "from Russian" in the words of another language, or the code of one without words."""
    return t.text(_FROM.get(language, language))


def edition_words(t: Translates, key: EditionKey) -> str:
    """Return languages and rendering of an edition: "in Russian + in Kazakh, full edition"."""
    spoken = " + ".join(in_language(t, one) for one in (key.language, key.second) if one)
    return f"{spoken}, {t.text(_RENDERINGS[key.rendering])}"
