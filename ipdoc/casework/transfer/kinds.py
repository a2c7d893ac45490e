"""Every kind of record that a case can hold, and whether a case file carries it.

The kind is the first step of a record's path. A new kind is named here: either the part of the
case file (docs/case-format.md) in which it goes along, or why it stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ipdoc.i18n import mark as _


@dataclass(frozen=True)
class Kind:
    """A kind of record."""

    name: str
    """English; what people call it."""
    parts: tuple[str, ...] = ()
    """Keys of the case file in which it goes along; none = it stays."""
    stays: str = ""
    """English sentence: why it stays, and what to do."""


_DERIVED = _("It is worked out anew from what the file holds.")
_KEYS = _(
    "Access belongs to the people of a vault and their keys; share the case anew where it is taken "
    "in."
)
KINDS: Mapping[str, Kind] = {
    "evaluation": Kind(
        _("Evaluation"), ("evaluation_type", "languages", "begun", "follows", "counters")
    ),
    "section": Kind(_("Sections with answers, and their files"), ("answers", "groups", "consent")),
    "finding": Kind(_("Lesions"), ("lesions",)),
    "coverage": Kind(_("What was examined"), ("coverage",)),
    "bodymap": Kind(_("Figure that was chosen"), ("figure",)),
    "photograph": Kind(_("Photographs, as they came from the camera"), ("photos",)),
    "scan": Kind(_("Scanned sheets"), ("sheets",)),
    "transcribed": Kind(_("From which sheet answers were typed in"), ("transcribed",)),
    "compared": Kind(_("Earlier lesions that have no mark now"), ("compared",)),
    "copied": Kind(_("Which answers were copied from an earlier evaluation"), ("copied",)),
    "mandate": Kind(_("Ground of the documents"), ("mandate",)),
    "letter": Kind(_("Letter to the person examined"), ("letter",)),
    "addendum": Kind(_("Addenda"), ("addenda",)),
    "translation": Kind(_("Translations"), ("translations",)),
    "pseudonyms": Kind(_("Pseudonyms"), ("pseudonyms",)),
    "redaction": Kind(_("Words that are hidden or kept in redacted documents"), ("redaction",)),
    "report": Kind(_("Issued documents"), ("documents",)),
    "snapshot": Kind(_("What was frozen when a document was issued"), ("documents",)),
    "signed": Kind(_("Signatures of issued documents"), ("documents",)),
    "carried": Kind(_("Parts of an earlier case file that have no screen"), ("id", "title")),
    "bundle": Kind(
        _("Bundles of exhibits"),
        stays=_(
            "They say what was given to whom from this vault; make a bundle anew where the case is "
            "taken in."
        ),
    ),
    "conflict": Kind(
        _("Answers on which two copies differ"),
        stays=_("The file carries the version that stands; decide first, then export."),
    ),
    "head": Kind(_("Who leads the case"), stays=_KEYS),
    "access": Kind(_("Who has access"), stays=_KEYS),
    "consent": Kind(_("Summary of the consent"), stays=_DERIVED),
    "log": Kind(
        _("Access log"),
        stays=_("It stays with the copy whose access it tells; --with-log puts it into the file."),
    ),
    "writer": Kind(
        _("Names of colleagues who wrote in the case"),
        stays=_("A case file carries what stands now, not who wrote it when; hand-over does."),
    ),
}


def kind_of(path: str) -> str:
    """Return the kind of a record."""
    return path.partition("/")[0]
