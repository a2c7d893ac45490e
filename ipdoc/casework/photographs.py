"""Photographs: attach, describe, order, take out, read."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import BinaryIO

from ipdoc.casework.access.taking import taking_out
from ipdoc.casework.cases import put_evaluation
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import (
    Ref,
    UnknownRecordError,
    load_evaluation,
    load_photographs,
    opened,
    photograph_path,
    reading,
)
from ipdoc.casework.formstore import stored_form
from ipdoc.domain.access import Action
from ipdoc.domain.answers import Cell, Cells
from ipdoc.domain.consent import Content
from ipdoc.domain.finding import RuleError
from ipdoc.domain.photograph import Photograph, StoredFile
from ipdoc.imaging.intake import Prepared, Rendition, prepare
from ipdoc.questionnaire.check import check_cell
from ipdoc.questionnaire.model import Form

RENDITIONS = ("original", "printed", "shown")


def photographs(vault: OpenVault, ref: Ref) -> list[Photograph]:
    """Return the photographs in their order, those taken out left out."""
    with reading(vault, ref, Action.OPEN_PHOTOGRAPHS) as case:
        return [one for one in load_photographs(case, ref) if one.removed is None]


def open_photograph(vault: OpenVault, ref: Ref, photo_id: str) -> tuple[Photograph, int]:
    """Return one photograph and the version of its record.

    Raises:
        UnknownRecordError: there is none with this id.
    """
    with reading(vault, ref, Action.OPEN_PHOTOGRAPHS) as case:
        return load_photograph(case, ref, photo_id)


def load_photograph(case: CaseFile, ref: Ref, photo_id: str) -> tuple[Photograph, int]:
    """Return a photograph and the version of its record from an open case.

    Raises:
        UnknownRecordError: there is none with this id.
    """
    record = case.get(photograph_path(ref, photo_id))
    if record is None:
        raise UnknownRecordError("This photograph is not in the case; go back to the list")
    return Photograph.from_payload(record.payload), record.version


def attach_photograph(
    vault: OpenVault,
    ref: Ref,
    stream: BinaryIO,
    *,
    lesion: int | None = None,
    intimate: bool = False,
    caption: str = "",
) -> Photograph:
    """Take in a photograph: the original sealed as it came, with renditions for paper and screen.

    Args:
        vault: the open vault.
        ref: the evaluation.
        stream: the file, seekable, in memory.
        lesion: number of the lesion that it shows, if it shows one.
        intimate: keep it under the key of the part "intimate".
        caption: what is seen; may be empty yet.

    Raises:
        PhotographError: the file is no photograph, or is damaged; nothing is kept.
    """
    prepared = prepare(stream)
    with opened(vault, ref, Action.ADD_PHOTOGRAPH) as case:
        evaluation, version = load_evaluation(case, ref)
        evaluation, number = evaluation.next_number("photograph")
        put_evaluation(case, ref, evaluation, version, "number given to a photograph")
        fields: Cells = {"intimate": "yes" if intimate else "no"}
        if lesion is not None:
            fields["lesion"] = lesion
        if caption.strip():
            fields["caption"] = caption.strip()
        positions = [one.position for one in load_photographs(case, ref)]
        photograph = Photograph(f"P{number:03d}", number, max([0, *positions]) + 1, fields)
        photograph = with_files(case, photograph, prepared, stream)
        put_photograph(case, ref, photograph, None, "photograph attached")
    return photograph


def supply_file(vault: OpenVault, ref: Ref, photo_id: str, stream: BinaryIO) -> Photograph:
    """Give a photograph record that awaits its file the file.

    Raises:
        PhotographError: the file is no photograph, or is damaged; nothing is kept.
        RuleError: the record has its file already.
    """
    prepared = prepare(stream)
    with opened(vault, ref, Action.ADD_PHOTOGRAPH) as case:
        photograph, version = load_photograph(case, ref, photo_id)
        if photograph.original is not None:
            raise RuleError("This photograph has its file; attach another one as a new photograph")
        photograph = with_files(case, photograph, prepared, stream)
        put_photograph(case, ref, photograph, version, "file supplied")
    return photograph


def with_files(
    case: CaseFile, photograph: Photograph, prepared: Prepared, stream: BinaryIO
) -> Photograph:
    """Return a photograph whose original and renditions were taken into the case."""
    part = part_of(photograph)
    stream.seek(0)
    kept = case.attach(stream, part)
    original = StoredFile(
        kept.id,
        prepared.media_type,
        kept.size,
        kept.sha256,
        prepared.width_px,
        prepared.height_px,
    )
    return replace(
        photograph,
        original=original,
        printed=_attach(case, prepared.printed, part),
        shown=_attach(case, prepared.shown, part),
    )


def _attach(case: CaseFile, rendition: Rendition, part: str) -> StoredFile:
    kept = case.attach(io.BytesIO(rendition.jpeg), part)
    digest = hashlib.sha256(rendition.jpeg).hexdigest()
    size = len(rendition.jpeg)
    return StoredFile(kept.id, "image/jpeg", size, digest, rendition.width_px, rendition.height_px)


def part_of(photograph: Photograph) -> str:
    """Return the part under whose key a photograph is kept."""
    return "intimate" if photograph.intimate else "photographs"


def save_photograph(
    vault: OpenVault, ref: Ref, photo_id: str, changes: dict[str, Cell | None], version: int
) -> Photograph:
    """Save caption and other fields of a photograph.

    Raises:
        AnswerError: a cell does not fit; nothing is saved.
        RuleError: "intimate" would change once the file is there: the file lies under its key.
        StaleVersionError: somebody else changed it since.
    """

    def described(photograph: Photograph, form: Form) -> Photograph:
        for key, cell in changes.items():
            if cell is not None:
                check_cell(form, form.photograph.question(key), cell, (key,))
        merged = {**photograph.fields, **changes}
        fields = {key: cell for key, cell in merged.items() if cell is not None}
        changed = replace(photograph, fields=fields)
        if changed.intimate != photograph.intimate and photograph.original:
            raise RuleError(
                "Take the photograph out and attach it again to change whether it is intimate"
            )
        return changed

    return change_photograph(vault, ref, photo_id, "photograph described", described, version)


def remove_photograph(
    vault: OpenVault, ref: Ref, photo_id: str, reason: str, version: int | None = None
) -> Photograph:
    """Take a photograph out of the record; its number stays as a gap with the reason.

    Args:
        vault: the open vault.
        ref: the evaluation.
        photo_id: the photograph.
        reason: why; not empty.
        version: of the record that the person saw; None = whatever stands there.

    Raises:
        RuleError: no reason was given.
        StaleVersionError: somebody else changed it since.
    """

    def removed(photograph: Photograph, _form: Form) -> Photograph:
        if not reason.strip():
            raise RuleError("Say why the photograph is taken out; its number stays as a gap")
        return replace(photograph, removed=reason.strip())

    return change_photograph(vault, ref, photo_id, "photograph taken out", removed, version)


def change_photograph(
    vault: OpenVault,
    ref: Ref,
    photo_id: str,
    why: str,
    change: Callable[[Photograph, Form], Photograph],
    version: int | None = None,
) -> Photograph:
    """Change a photograph's record as it was seen in a version; None = as it is now.

    Raises:
        UnknownRecordError: there is none with this id.
        StaleVersionError: somebody else changed it since.
    """
    with opened(vault, ref, Action.ADD_PHOTOGRAPH) as case:
        evaluation, _ = load_evaluation(case, ref)
        form = stored_form(vault, evaluation.form_digest).form
        photograph, stored = load_photograph(case, ref, photo_id)
        changed = change(photograph, form)
        if changed != photograph:
            put_photograph(case, ref, changed, stored if version is None else version, why)
    return changed


def move_photograph(vault: OpenVault, ref: Ref, photo_id: str, direction: str) -> None:
    """Move a photograph one place "up" or "down" in the order.

    Raises:
        RuleError: the direction is neither.
    """
    if direction not in ("up", "down"):
        raise RuleError("Move a photograph up or down")
    with opened(vault, ref, Action.ADD_PHOTOGRAPH) as case:
        listed = [one for one in load_photographs(case, ref) if one.removed is None]
        index = next((i for i, one in enumerate(listed) if one.id == photo_id), None)
        other = None if index is None else index + (-1 if direction == "up" else 1)
        if index is None or other is None or not 0 <= other < len(listed):
            return
        for one, position in (
            (listed[index], listed[other].position),
            (listed[other], listed[index].position),
        ):
            _, version = load_photograph(case, ref, one.id)
            put_photograph(case, ref, one.moved_to(position), version, "photographs put in order")


def rendition(
    vault: OpenVault, ref: Ref, photo_id: str, kind: str
) -> tuple[StoredFile, Iterator[bytes]]:
    """Return a file of a photograph and its bytes in pieces; the log notes who took the original.

    Args:
        vault: the open vault.
        ref: the evaluation.
        photo_id: the photograph.
        kind: original, printed or shown.

    Raises:
        UnknownRecordError: there is no such photograph, or it still awaits its file.
        NotAllowedError: it is not open to the person, or the person examined does not agree.
    """
    seen, part = Action.OPEN_PHOTOGRAPHS, Content.PHOTOGRAPHS
    coming = (
        taking_out(vault, ref, seen, (part,), photograph=photo_id)
        if kind == "original"
        else reading(vault, ref, seen)
    )
    with coming as case:
        photograph, _ = load_photograph(case, ref, photo_id)
        file = {
            "original": photograph.original,
            "printed": photograph.printed,
            "shown": photograph.shown,
        }.get(kind)
        if file is None:
            raise UnknownRecordError("This photograph still awaits its file")
        return file, case.read_attachment(file.attachment)


def put_photograph(
    case: CaseFile, ref: Ref, photograph: Photograph, version: int | None, why: str
) -> None:
    """Store a photograph's record under the key of its part."""
    case.put(
        photograph_path(ref, photograph.id),
        photograph.to_payload(),
        part_of(photograph),
        expected_version=version,
        why=why,
    )
