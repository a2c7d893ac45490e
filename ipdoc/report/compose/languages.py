"""Languages named within a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipdoc.i18n import mark as _

if TYPE_CHECKING:
    from ipdoc.report.compose.subject import Translates

_IN = {"en": _("in English"), "ru": _("in Russian"), "kk": _("in Kazakh")}
_FROM = {"en": _("from English"), "ru": _("from Russian"), "kk": _("from Kazakh")}


def in_language(t: Translates, language: str) -> str:
    """Return "in Russian" in the words of another language, or the code of one without words."""
    return t.text(_IN.get(language, language))


def from_language(t: Translates, language: str) -> str:
    """Return "from Russian" in the words of another language, or the code of one without words."""
    return t.text(_FROM.get(language, language))
