"""Signatures in words: who signed what, and what a check says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from ipdoc.casework.signing.files import SignedFile
from ipdoc.domain.signature import SIGNATURE, TIME_STAMP, SignerRole
from ipdoc.i18n import Translator
from ipdoc.i18n import mark as _
from ipdoc.signatures.model import CheckedSignature, SignatureReport, Verdict

ROLE_NAMES: Mapping[SignerRole, str] = {
    SignerRole.DOCTOR: _("Clinician"),
    SignerRole.REVIEWER: _("Second specialist"),
}
_VERDICTS: Mapping[Verdict, str] = {
    Verdict.VALID: _("Every signature fits, and nothing was changed after it."),
    Verdict.UNSIGNED: _("Nobody has signed this file electronically."),
    Verdict.CHANGED: _("This file does not hold: it was changed, or a signature does not fit it."),
    Verdict.UNREADABLE: _("This file is damaged; its signatures cannot be read."),
}


@dataclass(frozen=True)
class Line:
    """One line of what is known of the signatures of an edition."""

    what: str
    who: str
    """Empty while it is still to come."""
    when: dt.datetime | dt.date | None = None
    fingerprint: str = ""
    state: str = "done"
    """Name of its icon: done, not_started, in_progress, warning."""
    file: int | None = None
    """Number of its signature file, from 0; None where it is in the PDF or on paper."""


def lines(file: SignedFile, words: Translator) -> list[Line]:
    """Return what is signed and what is not, in the order of signing."""
    found = [_role_line(file, role, words) for role in SignerRole]
    found += [
        Line(words.text(_("Time-stamp")), words.text(_("of a time-stamp service")), _at(one.at))
        for one in file.appended
        if one.kind == TIME_STAMP
    ]
    if file.stamp_wanted:
        wanted = words.text(_("wanted; ask for it once there is a connection"))
        found.append(Line(words.text(_("Time-stamp")), wanted, state="in_progress"))
    for at, one in enumerate(file.detached):
        what = words.text(_("Signature file"))
        who = one.holder or words.text(_("holder not named"))
        if not one.checked:
            who = words.text(_("{who}; to be checked with the program of its issuer"), who=who)
        state = "done" if one.checked else "warning"
        found.append(Line(what, who, _at(one.at), one.fingerprint, state, at))
    if file.ink:
        day = dt.date.fromisoformat(file.ink.on)
        found.append(Line(words.text(_("Signed by hand")), file.ink.who, day))
    return found


def _role_line(file: SignedFile, role: SignerRole, words: Translator) -> Line:
    name = words.text(ROLE_NAMES[role])
    for one in file.appended:
        if one.kind == SIGNATURE and one.role == role.value:
            return Line(name, one.holder, _at(one.at), one.fingerprint)
    return Line(name, "", state="not_started")


def _at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def signature_state(file: SignedFile, words: Translator) -> str:
    """Return in a few words how far an edition is signed: ``signed by A, B; signed by hand``."""
    names = [one.holder for one in file.appended if one.kind == SIGNATURE]
    told = [words.text(_("signed by {names}"), names=", ".join(names))] if names else []
    if file.detached:
        told.append(words.text(_("with a signature file")))
    if file.ink:
        told.append(words.text(_("signed by hand")))
    return "; ".join(told) or words.text(_("not signed"))


def verdict_words(report: SignatureReport, words: Translator) -> str:
    """Return what a check says of a file as a whole."""
    return words.text(_VERDICTS[report.verdict])


def signature_words(one: CheckedSignature, words: Translator) -> str:
    """Return what a check says of one signature."""
    if one.problem:
        return words.message(one.problem)
    if one.trusted:
        return words.text(
            _("The signature fits, and its certificate is that of a person of this vault.")
        )
    if one.certificate is None or one.certificate.is_own:
        return words.text(
            _("The signature fits. Nobody vouches for the key: compare its fingerprint.")
        )
    return words.text(
        _("The signature fits. {issuer} vouches for the certificate; check that with them."),
        issuer=one.certificate.issuer,
    )
