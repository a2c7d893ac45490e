"""The papers that are made for a bundle: consent form, photo table, instruments, logs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from ipdoc.casework.access.circle import named_entries
from ipdoc.casework.access.words import entry_words
from ipdoc.casework.bundling.gathering import Frozen, Title, exhibit_number
from ipdoc.casework.bundling.request import Group
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.record import Ref, photograph_path
from ipdoc.casework.issuing.issued import load_reports
from ipdoc.casework.people.register import people
from ipdoc.domain.consent import Recipient
from ipdoc.domain.photograph import Photograph
from ipdoc.domain.rendering import EditionKey
from ipdoc.i18n import Translator
from ipdoc.i18n import mark as _
from ipdoc.report.compose.languages import edition_words
from ipdoc.report.compose.words import Words
from ipdoc.report.enclosures.logs import Chain, Entry, Piece, access_log, custody_log
from ipdoc.report.enclosures.paper import About, paper
from ipdoc.report.enclosures.sections import SECTIONS, is_filled, section_enclosure

_GROUPS = {
    "consent_form": Group.CONSENT_FORM,
    "photo_table": Group.PHOTOGRAPHS,
    "instruments": Group.INSTRUMENTS,
}
_REPORT_KINDS = {
    "consent_form": ("consent_forms",),
    "photo_table": ("photo_table",),
    "instruments": (),
}
"""Kind of enclosure → kinds of exhibits by which the report counts it already."""
_WHYS = {
    "imported from a case file": _("taken in with the file of the case"),
    "photograph attached": _("taken in"),
    "file supplied": _("taken in"),
    "photograph described": _("described"),
    "photograph taken out": _("taken out"),
    "photographs put in order": _("put in order"),
}
_CHANGED = _("its entry was changed")
_ISSUED = _("issued, SHA-256 {digest}")
_PHOTOGRAPH, _REPORT = _("Photo No. {number}"), _("Report {number}, {edition}")
_ORIGINAL, _COPY = _("Photo No. {number}, original"), _("Photo No. {number}, for paper")
_PARTS = {Group.PHOTOGRAPHS: "photographs", Group.LOGS: "report"}


@dataclass(frozen=True)
class Made:
    """A paper that was made for the bundle."""

    group: Group
    number: str
    """As the report counts it; empty = it gets the next number."""
    kind: str
    title: Title
    pdf: bytes
    part: str
    """Part of the case under whose key it is kept."""


def papers(
    case: CaseFile,
    ref: Ref,
    found: Frozen,
    about: About,
    asked: tuple[Recipient, Collection[Group]],
    t: Translator,
) -> Iterator[Made]:
    """Make the papers of a bundle, one after the other.

    Args:
        case: open to the person at work.
        ref: the evaluation.
        found: the issued report.
        about: what they belong to.
        asked: for whom, and what goes into the bundle.
        t: the language.
    """
    tongue, (recipient, groups) = Words(found.subject, t), asked
    for kind, (_section, title) in SECTIONS.items():
        group = _GROUPS[kind]
        if group in groups and is_filled(tongue, kind):
            blocks = section_enclosure(tongue, kind, about.report)
            pdf = paper(t.text(title), blocks, about, t)
            number = exhibit_number(found, *_REPORT_KINDS[kind])
            yield Made(group, number, kind, Title(title), pdf, _PARTS.get(group, "record"))
    if Group.LOGS in groups:
        yield from _logs(case, ref, about, recipient, t)


def _logs(
    case: CaseFile, ref: Ref, about: About, recipient: Recipient, t: Translator
) -> Iterator[Made]:
    makers: tuple[tuple[str, str, Callable[[], bytes]], ...] = (
        ("custody_log", _("Custody log"), lambda: _custody(case, ref, about, t)),
        ("access_log", _("Access log"), lambda: _access(case, about, recipient, t)),
    )
    for kind, title, make in makers:
        yield Made(Group.LOGS, "", kind, Title(title), make(), _PARTS[Group.LOGS])


def _access(case: CaseFile, about: About, recipient: Recipient, t: Translator) -> bytes:
    """Return the access log; to whom else something was given is not for the recipient to know."""
    every = list(reversed(named_entries(case.work, case)))
    own = (None, Recipient.OWN.value, recipient.value)
    told = [
        one
        for one in every
        if recipient is Recipient.OWN or one.entry.about.get("recipient") in own
    ]
    entries = [
        Entry(one.entry.at.astimezone(about.made_at.tzinfo), one.who, entry_words(one, t))
        for one in told
    ]
    blocks = access_log(entries, t, whole=len(told) == len(every))
    return paper(t.text(_("Access log")), blocks, about, t)


def _custody(case: CaseFile, ref: Ref, about: About, t: Translator) -> bytes:
    names = {key: card.name for key, card in people(case.work).items()}
    photographs = [
        Photograph.from_payload(one.payload)
        for one in case.below(photograph_path(ref, "")).values()
        if one.part == "photographs"
    ]
    photographs.sort(key=lambda one: one.number)
    entries = [
        Entry(
            change.when.astimezone(about.made_at.tzinfo),
            names.get(change.who, change.who),
            t.text(_WHYS.get(change.why, _CHANGED)),
            t.text(_PHOTOGRAPH, number=one.number),
        )
        for one in photographs
        for change in case.history(photograph_path(ref, one.id))
    ]
    entries += _issued(case, ref, about, t)
    entries.sort(key=lambda one: one.at)
    chains = [
        Chain(device, seq, digest.hex())
        for device, (seq, digest) in sorted(case.work.state(case.case_id).known.heads.items())
    ]
    blocks = custody_log(entries, list(_pieces(photographs, t)), chains, t)
    return paper(t.text(_("Custody log")), blocks, about, t)


def _issued(case: CaseFile, ref: Ref, about: About, t: Translator) -> list[Entry]:
    found = []
    for entry in named_entries(case.work, case):
        said = entry.entry.about
        if entry.entry.event.value != "issued" or said.get("visit") != ref.evaluation_id:
            continue
        key = str(said.get("edition", ""))
        for report in load_reports(case, ref):
            edition = report.edition(key) if report.number == said.get("number") else None
            if edition is not None:
                what = t.text(_ISSUED, digest=_first(edition.sha256))
                named = edition_words(t, EditionKey.parse(key))
                which = t.text(_REPORT, number=report.number, edition=named)
                at = entry.entry.at.astimezone(about.made_at.tzinfo)
                found.append(Entry(at, entry.who, what, which))
    return found


def _first(digest: str) -> str:
    """Return the first sixteen digits in groups of four, as reports print them."""
    return " ".join(digest[at : at + 4] for at in range(0, 16, 4)) + " …"


def _pieces(photographs: list[Photograph], t: Translator) -> Iterator[Piece]:
    for one in photographs:
        for name, file in ((_ORIGINAL, one.original), (_COPY, one.printed)):
            if file is not None:
                words = t.text(name, number=one.number)
                yield Piece(words, megabytes(file.size_bytes, t), file.sha256)


def megabytes(size: int, t: Translator) -> str:
    """Return a size in megabytes of 1 000 000 bytes, in words."""
    return t.text(_("{number} MB"), number=t.number(max(round(size / 1e6, 2), 0.01)))
