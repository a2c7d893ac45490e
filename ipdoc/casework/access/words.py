"""Words on access: parts, consents, and what the log tells, on pages and on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ipdoc.casework.access.circle import NamedEntry
from ipdoc.casework.access.log import Event
from ipdoc.domain.consent import RECIPIENT_NAMES, ConsentState, Recipient
from ipdoc.i18n import LANGUAGES, Translator
from ipdoc.i18n import mark as _

PART_WORDS: Mapping[str, str] = {
    "record": _("Record: answers and findings"),
    "photographs": _("Photographs"),
    "intimate": _("Intimate findings and photographs"),
    "report": _("Issued reports"),
}
CONSENT_WORDS: Mapping[ConsentState, str] = {
    ConsentState.GIVEN: _("Agreed"),
    ConsentState.ABSENT: _("Not asked yet"),
    ConsentState.REFUSED: _("Refused"),
    ConsentState.WITHDRAWN: _("Withdrawn"),
}
_ONLY_LOG = _("only that there is a case, and its log")
_EVENTS: Mapping[Event, str] = {
    Event.OPENED: _("opened the case"),
    Event.SHARED: _("shared with {to}: {parts}"),
    Event.WITHDRAWN: _("withdrew the access of {to}: {parts}"),
    Event.ENDED: _("the access of {to} ended on its last day: {parts}"),
    Event.ISSUED: _("issued report {number}, {language}"),
    Event.SIGNED: _("signed report {number}"),
    Event.PRINTED: _("took report {number} out as a file, {language}"),
    Event.SAVED: _("saved a photograph or a document as a file"),
    Event.BUNDLED: _("made a bundle of exhibits, report {number}"),
    Event.GIVEN: _("gave a bundle of exhibits out as a file, report {number}"),
    Event.EXPORTED: _("gave the case out as a file"),
    Event.LEAD: _("handed the lead on to {to}"),
    Event.HANDED_OVER: _("handed the case over to {to}"),
    Event.TAKEN_IN: _("took the case in from a file"),
    Event.ERASE_ASKED: _("asked for the case to be erased"),
}
_SIGNED: Mapping[str, str] = {
    "signature": _("signed report {number}"),
    "time-stamp": _("added a time-stamp to report {number}"),
    "proofs": _("added proofs to the signatures of report {number}"),
    "detached": _("added a signature file to report {number}"),
    "ink": _("declared report {number} signed by hand"),
}
_DRAFT = _("took a draft of the report out as a file, {language}")


def parts_in_words(parts: object, words: Translator) -> str:
    """Return the names of parts, as a part of a sentence."""
    names = [words.text(PART_WORDS[one]) for one in parts or () if one in PART_WORDS]  # type: ignore[attr-defined]
    return "; ".join(names) or words.text(_ONLY_LOG)


def entry_words(named: NamedEntry, words: Translator) -> str:
    """Return what an entry of the log says, without who and when."""
    about, event = named.entry.about, named.entry.event
    said = words.text(
        _sentence(event, about),
        to=named.to or words.text(_("somebody whom this vault does not know")),
        parts=parts_in_words(about.get("parts"), words),
        number=about.get("number", ""),
        language=LANGUAGES.get(about.get("language", ""), ""),
    )
    return ", ".join([said, *_details(about, words)])


def _sentence(event: Event, about: Mapping[str, Any]) -> str:
    if event is Event.PRINTED and about.get("number") == 0:
        return _DRAFT
    return _SIGNED.get(about.get("kind", ""), _EVENTS[event])


def _details(about: Mapping[str, Any], words: Translator) -> list[str]:
    """Return for whom, and until when."""
    told = []
    if about.get("recipient"):
        name = words.message(RECIPIENT_NAMES[Recipient(about["recipient"])])
        told.append(words.text(_("for: {recipient}"), recipient=name))
    if about.get("until"):
        day = words.date(dt.date.fromisoformat(about["until"]))
        told.append(words.text(_("until {day}"), day=day))
    return told
