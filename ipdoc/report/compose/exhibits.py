"""The exhibits of a report: its figures and photographs, and the documents that belong to it.

They are counted on without a break, "A-1", "A-2" and so on, in an order that is the same in every
language and every rendering: what an edition withholds keeps its number. Whoever packs more
things together with the report goes on counting after the last of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ipdoc.domain.answers import AnswerState, Cell, decode, value_of
from ipdoc.domain.rendering import SEALED_ANNEX
from ipdoc.i18n import mark as _
from ipdoc.report.compose.subject import PrintedPhotograph, ReportSubject

LETTER = "A"
"""Annex: what stands before the number of every exhibit."""

STANDING = "standing"
"""Annex that says what weight the Protocol gives to an opinion that no authority ordered."""
_LISTED = (
    ("consent_forms", _("Consent forms of the person examined")),
    ("drawings_by_person", _("Drawings by the person examined")),
    ("methodology", _("Methodology")),
)
"""Annexes that the clinician names in the list without a row of their own elsewhere."""


@dataclass(frozen=True)
class Exhibit:
    """One thing that belongs to the report."""

    number: str
    """"A-1"; never given to anything else."""
    kind: str
    """body_diagrams, photo_table, sealed_annex, cv, request, document, test, consultation,
    consent_forms, drawings_by_person or methodology."""
    title: str
    """English text with ``{places}``, to be translated; labels of the form among them."""
    args: Mapping[str, object]
    """What stands in the places: numbers, and words of the record."""
    ids: tuple[str, ...] = ()
    """Ids of photographs, or names of files."""
    anchor: str = ""
    """Where in the report it stands; empty = it is handed over apart."""
    sealed: bool = False
    """Kept in a document of its own, under a key of its own."""
    withheld: bool = False
    """Not for the reader of this edition; the number stays."""


@dataclass(frozen=True)
class _Found:
    kind: str
    title: str
    args: Mapping[str, object]
    ids: tuple[str, ...] = ()
    anchor: str = ""
    sealed: bool = False
    withheld: bool = False


def exhibits(subject: ReportSubject) -> tuple[Exhibit, ...]:
    """Return the exhibits of a report in the order of their numbers.

    Args:
        subject: of any edition. A rendering that leaves something out keeps the rows of its groups
            and the records of its photographs, and empties what is in them.
    """
    found = [*_drawn(subject), *_files(subject), *_results(subject), *_listed(subject)]
    return tuple(Exhibit(f"{LETTER}-{number}", **vars(one)) for number, one in enumerate(found, 1))


def exhibit_of(subject: ReportSubject, kind: str) -> Exhibit | None:
    """Return the first exhibit of a kind, or None when the report has none."""
    return next((one for one in exhibits(subject) if one.kind == kind), None)


def _drawn(subject: ReportSubject) -> Iterator[_Found]:
    """Yield what is made of the record itself: diagrams, photo table, sealed annex."""
    shown = {section.key for section in subject.form.sections_for(subject.type_code)}
    if "physical_exam" in shown:
        yield _Found("body_diagrams", _("Body diagrams and table of findings"), {}, (), "lesions")
    open_ones = [one.photograph for one in subject.photographs if not _is_sealed(one)]
    if open_ones:
        ids = tuple(one.id for one in open_ones)
        title = _("Photo table, {count} photographs")
        yield _Found("photo_table", title, {"count": len(ids)}, ids, "photo-table")
    shut = tuple(one.photograph.id for one in subject.photographs if _is_sealed(one))
    if shut or any(notes.restricted for notes in subject.notes.values()):
        yield _Found("sealed_annex", _("Sealed annex: intimate findings"), {}, shut, sealed=True)


def _is_sealed(printed: PrintedPhotograph) -> bool:
    return printed.photograph.intimate or printed.withheld == SEALED_ANNEX


def named_annexes(subject: ReportSubject) -> frozenset[str]:
    """Return the annexes that the clinician put on the list."""
    listed = value_of(subject.section_answers("annexes").get("ann_list")) or []
    return frozenset(listed if isinstance(listed, list) else ())


def _rows(subject: ReportSubject, section: str, key: str) -> list[dict[str, Any]]:
    rows = value_of(subject.section_answers(section).get(key)) or []
    return [row for row in rows if isinstance(row, dict)]


def _file(cell: Cell) -> tuple[str, ...] | None:
    """Return the name of a file, nothing where an edition withholds it; None = there is none."""
    answer = decode(cell)
    if answer is not None and answer.state is AnswerState.WITHHELD:
        return ()
    value = value_of(cell)
    name = str(value.get("name", "")) if isinstance(value, dict) else str(value or "")
    return (name,) if name else None


def _files(subject: ReportSubject) -> Iterator[_Found]:
    """Yield the papers that were put with the record, in the order of the record."""
    named = named_annexes(subject)
    request = _file(subject.section_answers("case_information").get("request_document_file"))
    if request is not None:
        yield _Found(
            "request", _("Request for the examination"), {}, request, withheld=request == ()
        )
    cv = _file(subject.section_answers("clinician_qualifications").get("clin_cv_file"))
    if cv is not None or "cv" in named:
        yield _Found("cv", _("Curriculum vitae of the clinician"), {}, cv or (), withheld=cv == ())
    for row in _rows(subject, "case_information", "documents_reviewed"):
        file, title = _file(row.get("file")), str(value_of(row.get("title")) or "")
        if file is not None or "documents" in named:
            yield _Found("document", "{title}", {"title": title}, file or (), withheld=file == ())


def _results(subject: ReportSubject) -> Iterator[_Found]:
    """Yield papers with results of tests and opinions of others."""
    for row in _rows(subject, "diagnostic_tests", "tests"):
        file = _file(row.get("file"))
        if file is not None:
            yield _Found("test", _test(subject, row), {}, file, withheld=file == ())
    for row in _rows(subject, "consultations", "consultations"):
        file, specialty = _file(row.get("file")), value_of(row.get("specialty")) or ""
        if file is not None:
            title = _("Consultation, {specialty}")
            yield _Found("consultation", title, {"specialty": specialty}, file, withheld=file == ())


def _test(subject: ReportSubject, row: dict[str, Any]) -> str:
    """Return the label of a test, or that it is one."""
    known, key = subject.form.vocabularies.get("tests"), str(value_of(row.get("test")) or "")
    return known.code(key).label if known is not None and key in known else _("Test result")


def _listed(subject: ReportSubject) -> Iterator[_Found]:
    named = named_annexes(subject)
    for kind, title in _LISTED:
        if kind in named:
            yield _Found(kind, title, {})
