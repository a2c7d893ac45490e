"""Editions of issued reports in words."""

from __future__ import annotations

from ipdoc.casework.issuing.issued import Edition
from ipdoc.domain.rendering import Rendering
from ipdoc.i18n import LANGUAGES, Translator
from ipdoc.i18n import mark as _

RENDERING_NAMES = {
    Rendering.FULL: _("full edition"),
    Rendering.NAMED_RESTRICTED: _("restricted edition"),
    Rendering.REDACTED: _("edition without names"),
}
RENDERING_HINTS = {
    Rendering.FULL: (_("Full edition"), _("For a court: everything but the sealed annex.")),
    Rendering.NAMED_RESTRICTED: (
        _("Restricted edition"),
        _(
            "For UN bodies: no addresses, contacts, numbers of documents, names of witnesses; "
            "the person, officers and all who were present are named."
        ),
    ),
    Rendering.REDACTED: (
        _("Edition without names"),
        _("For the public: pseudonyms for everybody, nothing that identifies, no faces."),
    ),
}
"""Name and use of each rendering where it is chosen."""
DOCUMENT_NAMES = {
    "report": _("Report"),
    "sealed_annex": _("Sealed annex"),
    "addendum": _("Addendum"),
    "letter": _("Letter to the person examined"),
}


def edition_name(edition: Edition, words: Translator) -> str:
    """Return what an edition is called: ``Русский + Қазақша, edition without names``.

    A full edition of the report needs only its languages.
    """
    tongues = [LANGUAGES.get(code, code) for code in (edition.language, edition.second) if code]
    parts = [" + ".join(tongues)]
    if edition.rendering is not Rendering.FULL:
        parts.append(words.text(RENDERING_NAMES[edition.rendering]))
    if edition.document != "report":
        parts.append(words.text(DOCUMENT_NAMES[edition.document]))
    return ", ".join(parts)
