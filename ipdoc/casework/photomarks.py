"""Drawings over photographs: save, add, take away, undo; the files are never touched."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import (
    Ref,
    load_evaluation,
    load_lesions,
    opened,
    photograph_path,
    reading,
)
from ipdoc.casework.formstore import stored_form
from ipdoc.casework.links import describe_lesion
from ipdoc.casework.photographs import load_photograph, put_photograph
from ipdoc.casework.visits import about_evaluation
from ipdoc.domain.access import Action
from ipdoc.domain.answers import value_of
from ipdoc.domain.finding import Lesion, RuleError
from ipdoc.domain.overlay import Drawing, OverlayError, with_ids
from ipdoc.domain.photograph import Photograph
from ipdoc.i18n import Translator
from ipdoc.imaging.overlay import Look, draw_overlay
from ipdoc.questionnaire.compiled import CompiledForm

_WHY = "drawings over a photograph changed"


@dataclass(frozen=True)
class DrawnPhotograph:
    """A photograph with its drawings, as its page shows it."""

    ref: Ref
    code: str
    form: CompiledForm
    photograph: Photograph
    version: int
    lesions: tuple[Lesion, ...]
    """Those whose number may be shown."""
    can_undo: bool

    def choices(self, words: Translator) -> list[tuple[int, str]]:
        """Return number and name of each lesion."""
        form = self.form.form
        return [
            (one.number, f"{one.number} · {describe_lesion(form, one, words)}")
            for one in self.lesions
        ]


def open_drawn(vault: OpenVault, ref: Ref, photo_id: str) -> DrawnPhotograph:
    """Return a photograph with its drawings.

    Raises:
        RuleError: it still awaits its file, or it was taken out.
        UnknownRecordError: there is none with this id.
    """
    with reading(vault, ref, Action.OPEN_PHOTOGRAPHS) as case:
        return _drawn(vault, case, ref, photo_id)


def _drawn(vault: OpenVault, case: CaseFile, ref: Ref, photo_id: str) -> DrawnPhotograph:
    evaluation, _ = load_evaluation(case, ref)
    photograph, version = _drawable(case, ref, photo_id)
    return DrawnPhotograph(
        ref,
        str(value_of(about_evaluation(case, ref).get("subject_code")) or ""),
        stored_form(vault, evaluation.form_digest),
        photograph,
        version,
        tuple(one for one in load_lesions(case, ref) if one.removed is None),
        _before_last(case, ref, photo_id) is not None,
    )


def _drawable(case: CaseFile, ref: Ref, photo_id: str) -> tuple[Photograph, int]:
    photograph, version = load_photograph(case, ref, photo_id)
    if photograph.printed is None:
        raise RuleError("This photograph still awaits its file; attach the file first")
    if photograph.removed is not None:
        raise RuleError("This photograph was taken out of the record; it is not drawn upon")
    return photograph, version


def save_overlay(
    vault: OpenVault, ref: Ref, photo_id: str, drawings: Any, version: int
) -> DrawnPhotograph:
    """Replace the drawings of a photograph as a whole.

    Args:
        vault: the open vault.
        ref: the evaluation.
        photo_id: the photograph.
        drawings: list of ``{"id", "kind", "points", "lesion", "text"}``, new ones without an id.
        version: of the record that the drawings were made on.

    Raises:
        OverlayError: a drawing does not fit, or names a lesion that this evaluation has not.
        StaleVersionError: somebody else changed the photograph since; nothing is stored.
    """
    if not isinstance(drawings, list):
        raise OverlayError("Give the drawings as a list")
    wanted = tuple(Drawing.from_payload(one) for one in drawings)
    with opened(vault, ref, Action.ADD_PHOTOGRAPH) as case:
        photograph, _ = _drawable(case, ref, photo_id)
        _refuse_foreign(case, ref, wanted, photograph)
        named, given = with_ids(wanted, photograph.drawings_given)
        changed = replace(photograph, overlay=named, drawings_given=given)
        if changed != photograph:
            put_photograph(case, ref, changed, version, _WHY)
        return _drawn(vault, case, ref, photo_id)


def _refuse_foreign(
    case: CaseFile, ref: Ref, drawings: tuple[Drawing, ...], photograph: Photograph
) -> None:
    """Refuse numbers of lesions that are not there; one taken out since may keep its drawing."""
    known = {one.number for one in load_lesions(case, ref) if one.removed is None}
    kept = {(one.id, one.lesion) for one in photograph.overlay}
    for drawing in drawings:
        if drawing.lesion is None or (drawing.id, drawing.lesion) in kept:
            continue
        if drawing.lesion not in known:
            raise OverlayError(
                "This evaluation has no lesion {number}; choose one of its own",
                number=drawing.lesion,
            )


def add_drawing(
    vault: OpenVault, ref: Ref, photo_id: str, drawing: Any, version: int
) -> DrawnPhotograph:
    """Draw one thing more; the newest lies on top.

    Raises:
        OverlayError: the drawing does not fit.
        StaleVersionError: somebody else changed the photograph since; nothing is stored.
    """
    shown = open_drawn(vault, ref, photo_id)
    kept = [one.to_payload() for one in shown.photograph.overlay]
    return save_overlay(vault, ref, photo_id, [*kept, drawing], version)


def remove_drawing(
    vault: OpenVault, ref: Ref, photo_id: str, drawing_id: str, version: int
) -> DrawnPhotograph:
    """Take one drawing away.

    Raises:
        OverlayError: it is gone already.
        StaleVersionError: somebody else changed the photograph since; nothing is stored.
    """
    shown = open_drawn(vault, ref, photo_id)
    kept = [one.to_payload() for one in shown.photograph.overlay if one.id != drawing_id]
    if len(kept) == len(shown.photograph.overlay):
        raise OverlayError("This drawing is no longer there; load the page again")
    return save_overlay(vault, ref, photo_id, kept, version)


def undo_overlay(vault: OpenVault, ref: Ref, photo_id: str, version: int) -> DrawnPhotograph:
    """Bring the drawings back as they were before the last change of them.

    What was undone is itself a change, so that a second call brings it back.

    Raises:
        OverlayError: nothing was drawn yet.
        StaleVersionError: somebody else changed the photograph since; nothing is stored.
    """
    with reading(vault, ref, Action.OPEN_PHOTOGRAPHS) as case:
        before = _before_last(case, ref, photo_id)
    if before is None:
        raise OverlayError("There is no drawing to undo")
    return save_overlay(vault, ref, photo_id, before, version)


def _before_last(case: CaseFile, ref: Ref, photo_id: str) -> list[Any] | None:
    """Return the drawings before the last change of them, None if there was none."""
    for revision in reversed(case.history(photograph_path(ref, photo_id))):
        if "overlay" in revision.changes:
            return revision.changes["overlay"][0] or []
    return None


def picture(
    vault: OpenVault, ref: Ref, photo_id: str, pending: Drawing | None, width_px: int
) -> bytes:
    """Return the photograph with its drawings as a JPEG, for pages without scripts.

    Args:
        vault: the open vault.
        ref: the evaluation.
        photo_id: the photograph.
        pending: a drawing that was begun and is not recorded yet.
        width_px: width of the picture.
    """
    with reading(vault, ref, Action.OPEN_PHOTOGRAPHS) as case:
        photograph, _ = _drawable(case, ref, photo_id)
        file = photograph.shown or photograph.printed
        jpeg = b"".join(case.read_attachment(file.attachment)) if file else b""
    looks = [look_of(drawing) for drawing in photograph.overlay]
    return draw_overlay(jpeg, looks, look_of(pending) if pending else None, width_px)


def look_of(drawing: Drawing) -> Look:
    """Return what is drawn of a drawing."""
    number = str(drawing.lesion) if drawing.lesion is not None else ""
    return Look(drawing.kind, drawing.points, number)
