"""Take a case in from a case file (docs/case-format.md): whole, or not at all."""

from __future__ import annotations

import datetime as dt
import io
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from ipdoc.casework.access.consent import note_consents
from ipdoc.casework.access.gate import allow
from ipdoc.casework.access.lines import refresh_line
from ipdoc.casework.access.log import Event, note
from ipdoc.casework.bodymap.coverage import check_coverage, put_coverage
from ipdoc.casework.bodymap.figures import drawn, put_figure, usual_figure
from ipdoc.casework.bodymap.placing import placed
from ipdoc.casework.cases import put_evaluation
from ipdoc.casework.comparison import statement_path
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import (
    PARTS,
    Ref,
    lesion_path,
    photograph_path,
    section_path,
)
from ipdoc.casework.findings import part_of
from ipdoc.casework.formstore import current_form, keep_form
from ipdoc.casework.history.authors import IMPORTED
from ipdoc.casework.numbering import number_rows
from ipdoc.casework.photographs import part_of as photograph_part
from ipdoc.casework.photographs import with_files as with_renditions
from ipdoc.casework.transfer.accounts import Account, account
from ipdoc.casework.transfer.claims import check_beside
from ipdoc.casework.transfer.filed import put_beside
from ipdoc.casework.transfer.package import Package, read_package, refuse_other_files
from ipdoc.casework.transfer.placing import put_document
from ipdoc.casework.transfer.proofs import prove_documents
from ipdoc.domain.access import Action
from ipdoc.domain.answers import Cells
from ipdoc.domain.evaluation import Evaluation
from ipdoc.domain.finding import Lesion, LesionLink
from ipdoc.domain.overlay import Drawing, with_ids
from ipdoc.domain.photograph import Photograph
from ipdoc.exchange.case_content import CaseContent, files_in, with_files
from ipdoc.exchange.case_reader import read_case
from ipdoc.exchange.case_shapes import believed
from ipdoc.imaging.intake import Prepared, prepare
from ipdoc.questionnaire.compiled import CompiledForm
from ipdoc.questionnaire.model import Section


def carried_path(ref: Ref) -> str:
    """Return the path of what a case file holds that has no screen."""
    return f"carried/{ref.evaluation_id}"


@dataclass(frozen=True)
class Imported:
    """A case that was taken in."""

    ref: Ref
    account: Account
    """What the file brought."""


def import_case(vault: OpenVault, data: bytes) -> Imported:
    """Make a case of a case file, whole or not at all.

    Args:
        vault: the open vault.
        data: the file: JSON in UTF-8, or the ZIP of it and its files.

    Raises:
        CaseFormatError: the file is no case, something in it is unknown, or it was changed; names
            the place.
    """
    allow(vault, Action.TAKE_IN)
    compiled, package = current_form(), read_package(data)
    content = read_case(compiled.form, package.case)
    refuse_other_files(package, content.files())
    check_beside(compiled.form, content.beside, vault.now().date())
    prove_documents(content.beside, package)
    prepared = _prepared(content, package)
    with vault.transaction() as work:
        keep_form(work, compiled)
        case = work.new_case({})
        evaluation = _evaluation(vault, compiled, content)
        ref = Ref(case.case_id, evaluation.id)
        put_evaluation(case, ref, evaluation, None, IMPORTED)
        _Placing(case, ref, compiled, content, package).run(prepared, evaluation.created_at)
        refresh_line(case)
        note_consents(case)
        note(case, Event.TAKEN_IN)
        return Imported(ref, account(case, ref))


def _prepared(content: CaseContent, package: Package) -> dict[str, Prepared]:
    """Return what is made of the photographs, by the names of their files.

    They are decoded before anything is kept, and nobody waits for it.
    """
    found: dict[str, Prepared] = {}
    for at, one in enumerate(content.photographs, 1):
        if name := one["file"]:
            stream = io.BytesIO(package.read(name))
            found[name] = believed(partial(prepare, stream), f"photos.{at}")
    return found


def _evaluation(vault: OpenVault, compiled: CompiledForm, content: CaseContent) -> Evaluation:
    beside = content.beside
    evaluation = Evaluation(
        secrets.token_hex(8),
        content.type_code,
        compiled.digest,
        dt.datetime.fromisoformat(beside.begun) if beside.begun else vault.now(),
        content.languages,
        beside.follows,
    )
    for kind, number in (*numbers_shown(content).items(), *beside.counters.items()):
        evaluation = evaluation.counted_to(kind, number)
    return evaluation


def numbers_shown(content: CaseContent) -> dict[str, int]:
    """Return the highest number of each kind that stands in a case file."""
    beside = content.beside
    shown = {
        "lesion": [one["number"] for one in content.lesions],
        "photograph": [one["number"] for one in content.photographs],
        "sheet": [one.number for one in beside.sheets],
        "addendum": [one.number for one in beside.addenda],
        "report": [one.number for one in beside.documents],
    }
    return {kind: max(numbers) for kind, numbers in shown.items() if numbers}


class _Placing:
    """Stores one case while it is taken in."""

    def __init__(
        self,
        case: CaseFile,
        ref: Ref,
        compiled: CompiledForm,
        content: CaseContent,
        package: Package,
    ) -> None:
        self._case, self._ref, self._form = case, ref, compiled.form
        self._content, self._package = content, package

    def run(self, prepared: Mapping[str, Prepared], begun: dt.datetime) -> None:
        content, ref = self._content, self._ref
        for section in self._form.sections:
            self._section(section, content.answers.get(section.key, {}))
        for lesion in _lesions(content, begun.date()):
            part = part_of(self._form, lesion)
            self._put(lesion_path(ref, lesion.number), lesion.to_payload(), part)
        for position, raw in enumerate(content.photographs, 1):
            self._photograph(_photograph(raw, position), raw["file"], prepared)
        for said in content.compared:
            link = LesionLink(said["evaluation"], said["number"])
            statement = {"schema": 1, "status": said["status"], "note": said["note"]}
            self._put(statement_path(ref, link), statement, "intimate")
        self._map()
        put_beside(self._case, ref, self._form, content.beside, self._package)
        for document in content.beside.documents:
            put_document(self._case, ref, self._form, document, self._package)
        self._put(carried_path(ref), {"schema": 1, **content.carried}, "record")

    def _put(self, path: str, payload: dict[str, Any], part: str) -> None:
        self._case.put(path, payload, part, expected_version=None, why=IMPORTED, changes={})

    def _section(self, section: Section, cells: Cells) -> None:
        for part in PARTS:
            counters: dict[str, int] = {}
            own: Cells = {}
            for question in section.questions():
                if question.part == part and question.key in cells:
                    cell = self._with_files(cells[question.key], part)
                    own[question.key] = number_rows(question, cell, None, counters)
            if own:
                payload = {"schema": 1, "answers": own, "counters": counters}
                self._put(section_path(self._ref, section.key, part), payload, part)

    def _with_files(self, cell: Any, part: str) -> Any:
        """Return an answer whose files were taken into the case."""
        names = dict.fromkeys(files_in(cell))
        kept = {
            name: self._case.attach(io.BytesIO(self._package.read(name)), part).id for name in names
        }
        return with_files(cell, kept)

    def _photograph(
        self, photograph: Photograph, name: str, prepared: Mapping[str, Prepared]
    ) -> None:
        if name:
            stream = io.BytesIO(self._package.read(name))
            photograph = with_renditions(self._case, photograph, prepared[name], stream)
        path, part = photograph_path(self._ref, photograph.id), photograph_part(photograph)
        self._put(path, photograph.to_payload(), part)

    def _map(self) -> None:
        """Store the chosen figure and what was examined, where the file tells them."""
        content = self._content
        if content.figure:
            put_figure(self._case, self._ref, content.figure, None, IMPORTED)
        if content.coverage:
            coverage = check_coverage(self._form, content.coverage)
            put_coverage(self._case, self._ref, coverage, None, IMPORTED)


def _lesions(content: CaseContent, on: dt.date) -> list[Lesion]:
    about = content.answers.get("case_information", {})
    figure = drawn(content.figure or usual_figure(about, on))
    return [placed(Lesion.from_payload(_stored(raw)), figure) for raw in content.lesions]


def _stored(raw: dict[str, Any]) -> dict[str, Any]:
    later: dict[str, Any] = {"same_as": None, "descriptions": {}, "marks_given": 0}
    return {"schema": 3, "removed": None, **later, **raw}


def _photograph(raw: dict[str, Any], position: int) -> Photograph:
    drawings = tuple(Drawing.from_payload(one) for one in raw["overlay"])
    named, given = believed(lambda: with_ids(drawings, 0), f"photos.{position}")
    photograph = Photograph(
        raw["id"], raw["number"], position, raw["fields"], removed=raw["removed"]
    )
    return replace(photograph, overlay=named, drawings_given=given)
