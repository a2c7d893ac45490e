"""What a bundle is made of: the exhibits of an issued report, their files, and papers made now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ipdoc.casework.access.consent import consents_of
from ipdoc.casework.bundling.request import BundleRequest, Group
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import Ref, UnknownRecordError
from ipdoc.casework.formstore import stored_form, words
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.consented import NO_CONSENT, refuse_withdrawn
from ipdoc.casework.issuing.issued import Edition, IssuedReport, load_reports
from ipdoc.casework.issuing.naming import MadeOf, naming_for
from ipdoc.casework.issuing.renderings import Issue, rendered
from ipdoc.casework.issuing.snapshot import canonical, stored_snapshot
from ipdoc.casework.issuing.subject import subject_of
from ipdoc.casework.signing.files import SignedFile, load_signatures
from ipdoc.casework.translating.records import frozen_translations
from ipdoc.domain.answers import value_of
from ipdoc.domain.consent import Recipient
from ipdoc.domain.payloads import Payload
from ipdoc.domain.photograph import Photograph, StoredFile
from ipdoc.domain.rendering import ADDENDUM, LETTER, REPORT, SEALED_ANNEX, Rendering
from ipdoc.i18n import LANGUAGES
from ipdoc.i18n import mark as _
from ipdoc.questionnaire.compiled import CompiledForm
from ipdoc.report.compose.exhibits import Exhibit, exhibits
from ipdoc.report.compose.subject import ReportSubject

_DOCUMENTS = {
    "report": _("Report, {languages}"),
    "sealed_annex": _("Sealed annex, {languages}"),
    "addendum": _("Addendum No. {number}, {languages}"),
    "letter": _("Letter to the person examined, {languages}"),
}
_KINDS = {
    "photograph": _("Photograph No. {number}"),
    "original": _("Photograph No. {number} as it came from the camera"),
}
_RENDERINGS = {
    Rendering.FULL: _("Issue the full edition of the report first; a bundle holds what was issued"),
    Rendering.NAMED_RESTRICTED: _(
        "Issue the restricted edition of the report first; a bundle holds what was issued"
    ),
    Rendering.REDACTED: _("Issue the edition without names first; a bundle holds what was issued"),
}
_ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/heic": "heic",
    "image/heif": "heif",
    "image/tiff": "tif",
    "image/webp": "webp",
}
_PLACES = {
    "request": ("case_information", "request_document_file", ""),
    "cv": ("clinician_qualifications", "clin_cv_file", ""),
    "document": ("case_information", "documents_reviewed", "file"),
    "test": ("diagnostic_tests", "tests", "file"),
    "consultation": ("consultations", "consultations", "file"),
}
"""Kind of exhibit → section, question and key in its rows, where its files are named."""
_TABLES = ("photo_table", "sealed_annex")


@dataclass(frozen=True)
class Title:
    """What something is called: English text, to be translated, and what stands in it."""

    text: str
    args: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Stored:
    """A file that is in the vault already."""

    path: str
    """In the bag."""
    attachments: tuple[str, ...]
    """Whose bytes follow one another: a signed file is what was issued and what was appended."""


@dataclass(frozen=True)
class Item:
    """An exhibit before its files were read."""

    group: Group
    number: str
    kind: str
    title: Title
    files: tuple[Stored, ...]
    paged: bool = False
    """Its first file is a paper whose pages are counted."""
    apart: bool = False
    """Only some may open it: it goes into parts of its own."""


@dataclass(frozen=True)
class Frozen:
    """The issued report that a bundle goes along with."""

    report: IssuedReport
    compiled: CompiledForm
    snapshot: Payload
    subject: ReportSubject
    """In the language of the bundle, of the rendering that was chosen."""


def frozen(vault: OpenVault, case: CaseFile, ref: Ref, request: BundleRequest) -> Frozen:
    """Return the issued report of a request, as its rendering shows it.

    Raises:
        RuleError: it holds what the person examined has meanwhile withdrawn.
        UnknownRecordError: nothing was issued, or not in that rendering.
    """
    reports = [one for one in load_reports(case, ref) if _is_report(one)]
    asked = [one for one in reports if request.report in (0, one.number)]
    found = [one for one in asked if one.origin is None]
    if asked and not found:
        raise UnknownRecordError(
            "This report was issued in another vault; issue it here first, since a bundle is made "
            "of the files of this vault"
        )
    if not found:
        raise UnknownRecordError("Issue the report first; a bundle holds what was issued")
    report = found[0]
    if not any(one.rendering is request.rendering for one in report.editions):
        raise UnknownRecordError(_RENDERINGS[request.rendering])
    snapshot = stored_snapshot(case, ref, report.number)
    refuse_withdrawn(consents_of(case), snapshot)
    compiled = stored_form(vault, snapshot["form"])
    choice = Choice(report.kind, request.language, request.rendering, recipient=request.recipient)
    made_of = MadeOf(compiled.form, snapshot, frozen_translations(case, ref))
    naming = naming_for(vault, case, made_of, request.rendering)
    issue = Issue(report.number, report.issued_at, choice, naming, made_of.translations)
    tongue = words(compiled, request.language)
    rendering = rendered(compiled.form, snapshot, issue, tongue)
    record = canonical(rendering)
    subject = subject_of(case, compiled.form, rendering, record, tongue, vault.person_name)
    return Frozen(report, compiled, snapshot, subject)


def _is_report(issued: IssuedReport) -> bool:
    """Return whether the report itself was issued under a number: no addendum, no letter."""
    return any(one.document == REPORT for one in issued.editions)


def bundled_reports(case: CaseFile, ref: Ref) -> list[IssuedReport]:
    """Return the reports of which a bundle can be made, the newest first."""
    return [one for one in load_reports(case, ref) if _is_report(one) and one.origin is None]


def items(case: CaseFile, ref: Ref, found: Frozen, request: BundleRequest) -> list[Item]:
    """Return all that lies in the vault and may belong into a bundle, in the order of its index.

    Of an edition that was signed the signed file goes in.
    """
    counted = exhibits(found.subject)
    editions = [
        _edition(issued, load_signatures(case, ref, issued.number, one.key))
        for issued in _along(case, ref, found.report, request)
        for one in issued.editions
        if _goes(one, request)
    ]
    gathered = [*editions, *_photographs(found, counted), *_papers(found, counted)]
    return sorted(gathered, key=lambda one: _order(one.number))


def next_number(found: Frozen) -> int:
    """Return the number after the last exhibit of the report."""
    return len(exhibits(found.subject)) + 1


def exhibit_number(found: Frozen, *kinds: str) -> str:
    """Return the number that the report gives to something, empty where it gives none."""
    numbers = [one.number for one in exhibits(found.subject) if one.kind in kinds]
    return numbers[0] if numbers else ""


def _order(number: str) -> tuple[int, ...]:
    return tuple(int(one) for one in number.removeprefix("A-").split(".") if one)


def _along(
    case: CaseFile, ref: Ref, report: IssuedReport, request: BundleRequest
) -> list[IssuedReport]:
    """Return the report, the addenda to it, and for the person examined the letters to them."""
    issued = sorted(load_reports(case, ref), key=lambda one: one.number)
    letters = request.recipient is Recipient.PERSON
    others = [
        one
        for one in issued
        if one.amends == report.number
        or (letters and any(edition.document == LETTER for edition in one.editions))
    ]
    return [report, *others]


def _goes(edition: Edition, request: BundleRequest) -> bool:
    """Return whether an edition is of the rendering that was chosen."""
    if edition.document == SEALED_ANNEX:
        return request.rendering is Rendering.FULL
    return edition.rendering is request.rendering


def _edition(issued: IssuedReport, signed: SignedFile) -> Item:
    edition = signed.edition
    shut = edition.document == SEALED_ANNEX
    tongues = " + ".join(LANGUAGES[one] for one in (edition.language, edition.second) if one)
    number = f"-{issued.number}" if edition.document in (ADDENDUM, LETTER) else ""
    folder = "sealed" if shut else "report"
    path = f"data/{folder}/{edition.document}{number}-{edition.key}.pdf"
    pieces = (edition.attachment, *(one.attachment for one in signed.appended))
    beside = [
        Stored(f"{path}-signature-{at}.p7s", (one.attachment,))
        for at, one in enumerate(signed.detached, 1)
    ]
    return Item(
        Group.ANNEX if shut else Group.REPORTS,
        "",
        edition.document,
        Title(_DOCUMENTS[edition.document], {"languages": tongues, "number": issued.addendum}),
        (Stored(path, pieces), *beside),
        paged=True,
        apart=shut,
    )


def _photographs(found: Frozen, counted: tuple[Exhibit, ...]) -> Iterator[Item]:
    """Yield the photographs, numbered below the photo table or the annex to which they belong."""
    tables = {one.sealed: one.number for one in counted if one.kind in _TABLES}
    withheld = _withheld(found)
    for payload in found.snapshot["photographs"]:
        photograph = Photograph.from_payload(payload)
        if photograph.id in withheld or photograph.intimate not in tables:
            continue
        folder = tables[photograph.intimate]
        number = f"{folder}.{photograph.number}"
        for group, kind, file in (
            (Group.PHOTOGRAPHS, "photograph", photograph.printed),
            (Group.ORIGINALS, "original", photograph.original),
        ):
            if file is not None:
                path = f"data/{folder}/{number}-{kind}.{_ending(file)}"
                yield Item(
                    Group.ANNEX if photograph.intimate else group,
                    number,
                    kind,
                    Title(_KINDS[kind], {"number": photograph.number}),
                    (Stored(path, (file.attachment,)),),
                    apart=photograph.intimate,
                )


def _withheld(found: Frozen) -> set[str]:
    """Return the ids of photographs that the report withholds one by one.

    Where there is no consent to photographs at all, the whole group stays out and is named.
    """
    all_of_them = "photographs" in found.snapshot.get("withheld", {})
    return {
        one.photograph.id
        for one in found.subject.photographs
        if one.withheld and not (all_of_them and one.withheld == NO_CONSENT)
    } - {
        one["id"] for one in found.snapshot["photographs"] if Photograph.from_payload(one).intimate
    }


def _ending(file: StoredFile) -> str:
    return _ENDINGS.get(file.media_type, "bin")


def _papers(found: Frozen, counted: tuple[Exhibit, ...]) -> Iterator[Item]:
    """Yield the papers that were put with the record."""
    waiting = {kind: list(_files_of(found.subject, kind)) for kind in _PLACES}
    for exhibit in counted:
        for name in exhibit.ids if exhibit.kind in _PLACES else ():
            there = [one for one in waiting[exhibit.kind] if one[0] == name]
            if not there:
                continue
            waiting[exhibit.kind].remove(there[0])
            ending = name.rpartition(".")[2].lower()
            fit = ending.isascii() and ending.isalnum() and len(ending) <= 5 and "." in name
            path = f"data/{exhibit.number}/{exhibit.number}-{exhibit.kind}"
            stored = Stored(f"{path}.{ending}" if fit else path, (there[0][1],))
            title = Title(exhibit.title, exhibit.args)
            yield Item(Group.DOCUMENTS, exhibit.number, exhibit.kind, title, (stored,))


def _files_of(subject: ReportSubject, kind: str) -> Iterator[tuple[str, str]]:
    """Yield name and attachment of the files of a kind, in the order of the record."""
    section, key, inner = _PLACES[kind]
    cell = value_of(subject.section_answers(section).get(key))
    rows = [cell] if not inner else [row.get(inner) for row in cell or () if isinstance(row, dict)]
    for row in rows:
        file = value_of(row)
        if isinstance(file, dict) and file.get("attachment"):
            yield str(file["name"]), str(file["attachment"])
