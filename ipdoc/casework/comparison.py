"""Lesions compared between the visits of a case: still there, changed, healed, not found.

A lesion that is still there is recorded in the later evaluation under its own number and says in
``same_as`` which earlier one it is. What has healed, was not found or was not looked at is a
statement of the later evaluation, without a lesion and without a mark.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from ipdoc.casework.cases import put_evaluation
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import (
    Ref,
    UnknownRecordError,
    lesion_path,
    load_evaluation,
    load_lesions,
    opened,
    reading,
)
from ipdoc.casework.findings import part_of
from ipdoc.casework.formstore import stored_form
from ipdoc.casework.visits import (
    STATUS,
    Visit,
    about_evaluation,
    earlier_lesions,
    earlier_visits,
    status_of,
)
from ipdoc.domain.access import Action
from ipdoc.domain.answers import value_of
from ipdoc.domain.finding import Lesion, LesionLink, RuleError
from ipdoc.questionnaire.compiled import CompiledForm
from ipdoc.questionnaire.model import Form

STILL_THERE = ("unchanged", "fading", "scar", "pigment", "enlarged")
"""Statuses with which the lesion is recorded anew and linked."""
WITHOUT_LESION = ("healed", "not_found", "not_examined")
"""Statuses that are kept as statements."""
EXAMINATION = "physical_exam"


@dataclass(frozen=True)
class Compared:
    """An earlier lesion and what this evaluation says of it."""

    link: LesionLink
    earlier: Lesion
    now: tuple[Lesion, ...] = ()
    """Lesions of this evaluation that are it; several where it has parted."""
    status: str | None = None
    """Of the lesion as it is now, or of the statement; None = nothing is said yet."""
    note: str = ""
    """With a statement: why it was not examined, or what was seen."""

    @property
    def dealt_with(self) -> bool:
        """True when this evaluation says what became of it."""
        return bool(self.now) or self.status is not None


@dataclass(frozen=True)
class Comparison:
    """All earlier lesions of a case as one evaluation sees them."""

    ref: Ref
    code: str
    form: CompiledForm
    visits: tuple[tuple[Visit, tuple[Compared, ...]], ...]
    """The newest earlier visit first; a lesion that a later of them took up stands only there."""
    new: tuple[Lesion, ...]
    """Lesions of this evaluation that are none of the earlier ones."""

    @property
    def open(self) -> int:
        """Number of earlier lesions of which nothing is said yet."""
        return sum(not one.dealt_with for _, compared in self.visits for one in compared)


def statement_path(ref: Ref, link: LesionLink) -> str:
    """Return the path of what an evaluation says of an earlier lesion that has no mark now."""
    return f"compared/{ref.evaluation_id}/{link.evaluation}/{link.number}"


def statements(case: CaseFile, ref: Ref) -> list[tuple[LesionLink, dict[str, Any]]]:
    """Return what an evaluation says of earlier lesions that have no mark now, in a fixed order."""
    found = []
    for path, record in case.below(f"compared/{ref.evaluation_id}/").items():
        _, _, evaluation, number = path.split("/")
        found.append((LesionLink(evaluation, int(number)), record.payload))
    return sorted(found, key=lambda one: (one[0].evaluation, one[0].number))


def compare(vault: OpenVault, ref: Ref) -> Comparison:
    """Return the earlier lesions of the case with what this evaluation says of each.

    Raises:
        UnknownRecordError: the evaluation is not in the vault.
    """
    with reading(vault, ref, Action.OPEN_RECORD) as case:
        evaluation, _ = load_evaluation(case, ref)
        code = str(value_of(about_evaluation(case, ref).get("subject_code")) or "")
        visits = compared_visits(case, ref)
        present = [one for one in load_lesions(case, ref) if one.removed is None]
    new = tuple(one for one in present if one.same_as is None)
    return Comparison(ref, code, stored_form(vault, evaluation.form_digest), visits, new)


def compared_visits(case: CaseFile, ref: Ref) -> tuple[tuple[Visit, tuple[Compared, ...]], ...]:
    """Return each earlier visit with its lesions, the newest visit first.

    A lesion of an older visit that a newer of them took up is left out: it stands there.
    """
    earlier = earlier_lesions(case, ref)
    taken_up = {one.same_as for _, lesions in earlier for one in lesions if one.same_as}
    present = [one for one in load_lesions(case, ref) if one.removed is None]
    found = []
    for visit, lesions in reversed(earlier):
        links = [(LesionLink(visit.ref.evaluation_id, one.number), one) for one in lesions]
        found.append(
            (
                visit,
                tuple(
                    _compared(case, ref, link, one, present)
                    for link, one in links
                    if link not in taken_up
                ),
            )
        )
    return tuple(found)


def _compared(
    case: CaseFile, ref: Ref, link: LesionLink, earlier: Lesion, present: list[Lesion]
) -> Compared:
    now = tuple(one for one in present if one.same_as == link)
    if now:
        return Compared(link, earlier, now, status_of(now[0]))
    record = case.get(statement_path(ref, link))
    if record is None:
        return Compared(link, earlier)
    return Compared(link, earlier, (), record.payload["status"], record.payload["note"])


def record_still_there(vault: OpenVault, ref: Ref, link: LesionLink, status: str) -> Lesion:
    """Record an earlier lesion anew, at its place on the body, and link the two.

    Kind and place are taken over, the measures are not: they are taken anew. A lesion of this
    evaluation that is linked already only gets the new status.

    Args:
        vault: the open vault.
        ref: the evaluation.
        link: the lesion of an earlier evaluation.
        status: one of ``STILL_THERE``.

    Raises:
        RuleError: the status is none of them, there is no such earlier lesion, or this evaluation
            has no physical examination.
    """
    if status not in STILL_THERE:
        raise RuleError("Say whether the lesion is unchanged or how it has changed")
    with opened(vault, ref, Action.WRITE_FINDING) as case:
        form = _form(vault, case, ref)
        earlier = earlier_lesion(case, ref, link)
        linked = [one for one in load_lesions(case, ref) if _is(one, link)]
        if linked:
            lesion = _with_status(linked[0], status)
            _put(case, ref, form, lesion, "compared with the earlier evaluation")
            return lesion
        lesion = _with_status(_taken_up(case, ref, form, earlier, link), status)
        _drop_statement(case, ref, link)
        _put(case, ref, form, lesion, "earlier lesion found again")
    return lesion


def _is(lesion: Lesion, link: LesionLink) -> bool:
    return lesion.same_as == link and lesion.removed is None


def _with_status(lesion: Lesion, status: str) -> Lesion:
    return replace(lesion, attributes={**lesion.attributes, STATUS: status})


def _taken_up(case: CaseFile, ref: Ref, form: Form, earlier: Lesion, link: LesionLink) -> Lesion:
    if earlier.type not in form.vocabularies["finding_types"]:
        raise RuleError("The form of this evaluation has no such kind; record the lesion anew")
    evaluation, version = load_evaluation(case, ref)
    evaluation, number = evaluation.next_number("lesion")
    put_evaluation(case, ref, evaluation, version, "number given to a lesion")
    lesion = Lesion(number, earlier.type, earlier.region, earlier.side, same_as=link)
    for mark in earlier.marks:
        lesion = lesion.marked(mark.drawn, mark.place)
    return lesion


def state_gone(
    vault: OpenVault, ref: Ref, link: LesionLink, status: str, note: str | None = None
) -> None:
    """Keep as a statement that an earlier lesion has healed, was not found or not examined.

    Args:
        vault: the open vault.
        ref: the evaluation.
        link: the lesion of an earlier evaluation.
        status: one of ``WITHOUT_LESION``.
        note: what was seen, or why it was not examined; None = as it was noted before.

    Raises:
        RuleError: the status is none of them, there is no such earlier lesion, or a lesion of this
            evaluation is linked with it.
    """
    if status not in WITHOUT_LESION:
        raise RuleError("Say whether the lesion has healed, was not found or was not examined")
    with opened(vault, ref, Action.WRITE_FINDING) as case:
        form = _form(vault, case, ref)
        earlier = earlier_lesion(case, ref, link)
        for one in load_lesions(case, ref):
            if _is(one, link):
                raise RuleError(
                    "Lesion {number} of this evaluation is linked with it; undo the link first",
                    number=one.number,
                )
        record = case.get(statement_path(ref, link))
        before = str(record.payload["note"]) if record else ""
        noted = before if note is None else note.strip()
        case.put(
            statement_path(ref, link),
            {"schema": 1, "status": status, "note": noted},
            part_of(form, earlier),
            expected_version=record.version if record else None,
            why="compared with the earlier evaluation",
        )


def take_back(vault: OpenVault, ref: Ref, link: LesionLink) -> None:
    """Take a statement on an earlier lesion back; where there is none, nothing happens."""
    with opened(vault, ref, Action.WRITE_FINDING) as case:
        _drop_statement(case, ref, link)


def _drop_statement(case: CaseFile, ref: Ref, link: LesionLink) -> None:
    record = case.get(statement_path(ref, link))
    if record is not None:
        path = statement_path(ref, link)
        case.remove(path, expected_version=record.version, why="statement taken back")


def link_lesion(
    vault: OpenVault, ref: Ref, number: int, link: LesionLink | None, version: int | None = None
) -> Lesion:
    """Say that a lesion is one of an earlier evaluation, or, with None, that it is not.

    Args:
        vault: the open vault.
        ref: the evaluation.
        number: of the lesion in this evaluation.
        link: the lesion of an earlier evaluation; its status is then said on the lesion itself.
        version: of the lesion, as the page had it; None = whichever there is.

    Raises:
        RuleError: there is no such earlier lesion.
        StaleVersionError: somebody else changed the lesion since.
        UnknownRecordError: there is no lesion of this number.
    """
    with opened(vault, ref, Action.WRITE_FINDING) as case:
        form = _form(vault, case, ref)
        record = case.get(lesion_path(ref, number))
        if record is None:
            raise UnknownRecordError("There is no lesion of this number; go back to the list")
        lesion = Lesion.from_payload(record.payload)
        if link is not None:
            earlier_lesion(case, ref, link)
            _drop_statement(case, ref, link)
        changed = replace(lesion, same_as=link)
        if changed != lesion:
            why = "linked with an earlier lesion" if link else "link with an earlier lesion undone"
            _put(case, ref, form, changed, why, version)
    return changed


def earlier_lesion(case: CaseFile, ref: Ref, link: LesionLink) -> Lesion:
    """Return the lesion that a link names.

    Raises:
        RuleError: the case has no such earlier evaluation, or no such lesion is in it.
    """
    for visit in earlier_visits(case, ref):
        if visit.ref.evaluation_id == link.evaluation:
            for lesion in load_lesions(case, visit.ref):
                if lesion.number == link.number and lesion.removed is None:
                    return lesion
    raise RuleError("No earlier evaluation of this case has such a lesion; load the page again")


def _form(vault: OpenVault, case: CaseFile, ref: Ref) -> Form:
    evaluation, _ = load_evaluation(case, ref)
    form = stored_form(vault, evaluation.form_digest).form
    if not has_examination(form, evaluation.type_code):
        raise RuleError("This evaluation has no physical examination; there is nothing to compare")
    return form


def has_examination(form: Form, type_code: str) -> bool:
    """Return whether an evaluation of a type looks at the body."""
    return EXAMINATION in {section.key for section in form.sections_for(type_code)}


def _put(
    case: CaseFile, ref: Ref, form: Form, lesion: Lesion, why: str, version: int | None = None
) -> None:
    record = case.get(lesion_path(ref, lesion.number))
    stored = record.version if record else None
    payload: dict[str, Any] = lesion.to_payload()
    case.put(
        lesion_path(ref, lesion.number),
        payload,
        part_of(form, lesion),
        expected_version=stored if version is None else version,
        why=why,
    )
