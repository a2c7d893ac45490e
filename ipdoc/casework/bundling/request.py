"""What is asked for when a bundle is made, and which of it may go to whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ipdoc.domain.consent import Consents, ConsentState, Content, Recipient
from ipdoc.domain.finding import RuleError
from ipdoc.domain.rendering import Rendering
from ipdoc.i18n import LANGUAGES
from ipdoc.i18n import mark as _

LEAST_PART_MB, MOST_PART_MB = 1, 100_000
_NAMED_RESTRICTED = (Recipient.UN, Recipient.NGO, Recipient.NPM)


class Group(StrEnum):
    """What can go into a bundle."""

    REPORTS = "reports"
    PHOTOGRAPHS = "photographs"
    ORIGINALS = "originals"
    DOCUMENTS = "documents"
    INSTRUMENTS = "instruments"
    CONSENT_FORM = "consent_form"
    LOGS = "logs"
    ANNEX = "annex"


GROUP_NAMES: Mapping[Group, str] = {
    Group.REPORTS: _("Issued reports, in all languages"),
    Group.PHOTOGRAPHS: _("Photo table and photographs without metadata"),
    Group.ORIGINALS: _("Photographs as they came from the camera"),
    Group.DOCUMENTS: _("Documents and results put with the record"),
    Group.INSTRUMENTS: _("Instruments and their results"),
    Group.CONSENT_FORM: _("Consent form"),
    Group.LOGS: _("Custody log and access log"),
    Group.ANNEX: _("Sealed annex and intimate photographs"),
}
NEEDS: Mapping[Group, Content] = {
    Group.REPORTS: Content.REPORT,
    Group.PHOTOGRAPHS: Content.PHOTOGRAPHS,
    Group.ORIGINALS: Content.PHOTOGRAPHS,
    Group.DOCUMENTS: Content.RECORD,
    Group.INSTRUMENTS: Content.RECORD,
    Group.CONSENT_FORM: Content.RECORD,
    Group.LOGS: Content.REPORT,
    Group.ANNEX: Content.INTIMATE,
}
"""Group → the content that the person examined must have agreed to."""
SHOWN_IN: Mapping[Rendering, frozenset[Group]] = {
    Rendering.FULL: frozenset(Group),
    Rendering.NAMED_RESTRICTED: frozenset((Group.REPORTS, Group.PHOTOGRAPHS)),
    Rendering.REDACTED: frozenset((Group.REPORTS,)),
}
"""What a rendering can hold: originals tell the place and camera, papers of the record name all."""
_WHY_RENDERING = _("left out of this edition")
_WHY_CHOICE = _("left out by choice")
_WHY_NO_KEY = _("only in an encrypted bundle; the age key of the recipient was not given")
_WHY_CONSENT: Mapping[ConsentState, str] = {
    ConsentState.ABSENT: _("withheld: no consent of the person examined is recorded"),
    ConsentState.REFUSED: _("withheld: the person examined has refused it"),
    ConsentState.WITHDRAWN: _("withheld: the person examined has withdrawn consent"),
}


def usual_rendering(recipient: Recipient) -> Rendering:
    """Return the rendering that is usual for a recipient."""
    restricted = recipient in _NAMED_RESTRICTED
    return Rendering.NAMED_RESTRICTED if restricted else Rendering.FULL


@dataclass(frozen=True)
class BundleRequest:
    """For whom a bundle is, and what shall be in it.

    Raises:
        RuleError: it asks for what cannot be.
    """

    recipient: Recipient
    name: str = ""
    """Who receives it, as it stands on the receipt; may be empty."""
    language: str = "en"
    """Of the papers made for it."""
    rendering: Rendering = Rendering.FULL
    report: int = 0
    """Number of the report; 0 = the newest."""
    most_mb: int | None = None
    """Most megabytes (1 000 000 bytes) of one part; None = one part."""
    age_key: str = ""
    """``age1…`` of the recipient; empty = a plain ZIP file."""
    groups: frozenset[Group] = field(default_factory=lambda: frozenset(Group) - {Group.ANNEX})
    """What shall go in, as far as it may."""

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise RuleError("Choose the language of the bundle")
        if self.most_mb is not None and not LEAST_PART_MB <= self.most_mb <= MOST_PART_MB:
            raise RuleError(
                "Choose parts of {least} to {most} MB", least=LEAST_PART_MB, most=MOST_PART_MB
            )

    @property
    def most_bytes(self) -> int | None:
        """Most bytes of one part."""
        return None if self.most_mb is None else self.most_mb * 1_000_000


@dataclass(frozen=True)
class Allowed:
    """What of a request goes in, and what does not."""

    groups: frozenset[Group]
    missing: tuple[tuple[Group, str], ...]
    """Group and reason, an English text."""


def allowed(request: BundleRequest, consents: Consents) -> Allowed:
    """Return what may go into a bundle; the reports are asked for apart, as nothing goes without.

    Args:
        request: what was asked for.
        consents: of the person examined.
    """
    asked = [one for one in Group if one is not Group.REPORTS]
    missing = [(one, why) for one in asked if (why := _why_not(one, request, consents))]
    return Allowed(frozenset(Group) - {one for one, _why in missing}, tuple(missing))


def _why_not(group: Group, request: BundleRequest, consents: Consents) -> str:
    state = consents.state(request.recipient, NEEDS[group])
    if group not in SHOWN_IN[request.rendering]:
        return _WHY_RENDERING
    if state is not ConsentState.GIVEN:
        return _WHY_CONSENT[state]
    if group not in request.groups:
        return _WHY_CHOICE
    return _WHY_NO_KEY if group is Group.ANNEX and not request.age_key else ""


def parts_of(groups: Collection[Group]) -> tuple[str, ...]:
    """Return the parts of the case that hold what goes in."""
    return tuple(sorted({NEEDS[one].value for one in groups}))
