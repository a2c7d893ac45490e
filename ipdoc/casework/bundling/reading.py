"""Read all that goes into a bundle once: sizes, digests, pages, and the papers made for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ipdoc.bagging.bag import BagFile
from ipdoc.bagging.measured import measured
from ipdoc.casework.bundling.binding import Bound
from ipdoc.casework.bundling.gathering import Frozen, Item, Title, items, next_number
from ipdoc.casework.bundling.papers import Made, papers
from ipdoc.casework.bundling.register import joined_pieces
from ipdoc.casework.bundling.request import GROUP_NAMES, Allowed, BundleRequest, Group
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.record import Ref
from ipdoc.casework.keeping.progress import Progress
from ipdoc.i18n import Translator
from ipdoc.i18n import mark as _
from ipdoc.report.compose.exhibits import exhibits
from ipdoc.report.enclosures.paper import About

_NO_FILE = _("its file is not in the vault; add it on paper")
_ALWAYS = (Group.INSTRUMENTS, Group.CONSENT_FORM, Group.LOGS)
"""Made of the record: whether there is anything in them is not told."""


@dataclass(frozen=True)
class Gathered:
    """All that goes in, read once."""

    bound: tuple[Bound, ...]
    """In the order of the index."""
    stored: Mapping[str, tuple[str, ...]]
    """Path in the bag → attachments whose bytes follow one another, of files in the vault."""
    made: Mapping[str, tuple[bytes, str]] = field(repr=False)
    """Path in the bag → bytes of a paper, and under whose key it is kept."""
    missing: tuple[tuple[str, str], ...]
    """What does not go in, and why, in the language of the bundle."""


def gather(
    case: CaseFile,
    ref: Ref,
    found: Frozen,
    asked: tuple[BundleRequest, Allowed],
    about: About,
    t: Translator,
    progress: Progress,
) -> Gathered:
    """Read what goes into a bundle.

    Args:
        case: open as far as the person examined agreed.
        ref: the evaluation.
        found: the issued report.
        asked: what was asked for, and what of it goes in.
        about: to what the papers belong.
        t: language of the papers.
        progress: is told files read and their number.
    """
    request, may = asked
    every = items(case, ref, found, request)
    chosen = [one for one in every if one.group in may.groups]
    bound: list[Bound] = []
    stored: dict[str, tuple[str, ...]] = {}
    made: dict[str, tuple[bytes, str]] = {}
    for done, one in enumerate(chosen):
        progress(done, len(chosen))
        bound.append(_read(case, one))
        stored |= {file.path: file.attachments for file in one.files}
    number = next_number(found)
    for enclosed in papers(case, ref, found, about, (request.recipient, may.groups), t):
        given = enclosed.number or f"A-{number}"
        number += not enclosed.number
        bound.append(_bound(enclosed, given))
        made[bound[-1].files[0].path] = (enclosed.pdf, enclosed.part)
    progress(len(chosen), len(chosen))
    missing = _missing(may, {one.group for one in every} | {*_ALWAYS}, t)
    if Group.DOCUMENTS in may.groups:
        missing += _without_file(found, {one.number for one in bound}, t)
    return Gathered(tuple(sorted(bound, key=_order)), stored, made, tuple(missing))


def _missing(may: Allowed, there: set[Group], t: Translator) -> list[tuple[str, str]]:
    """Return what may not go in or was not wanted, where there is any of it."""
    return [
        (t.text(GROUP_NAMES[group]), t.text(why)) for group, why in may.missing if group in there
    ]


def _without_file(found: Frozen, there: set[str], t: Translator) -> list[tuple[str, str]]:
    """Return the exhibits of the report that lie apart and of which the vault has no file."""
    return [
        (f"{one.number} {t.text(one.title, **one.args)}", t.text(_NO_FILE))
        for one in exhibits(found.subject)
        if not one.anchor and not one.sealed and one.number not in there
    ]


def pages_of(pdf: bytes) -> int:
    """Return the number of pages.

    Raises:
        UnreadablePdfError: it is no PDF.
    """
    from ipdoc.report.reading import page_count  # what reads PDFs is heavy, too, for the start

    return page_count(pdf)


def _read(case: CaseFile, one: Item) -> Bound:
    files, pages = [], None
    for at, file in enumerate(one.files):
        pieces: Iterable[bytes] = joined_pieces(case, file.attachments)
        if one.paged and not at:
            pdf = b"".join(pieces)
            pages, pieces = pages_of(pdf), [pdf]
        files.append(BagFile(file.path, measured(pieces)))
    return Bound(one.number, one.kind, one.title, tuple(files), pages, one.apart)


def _bound(one: Made, number: str) -> Bound:
    path = f"data/{number}/{number}-{one.kind.replace('_', '-')}.pdf"
    file = BagFile(path, measured([one.pdf]))
    title = Title(one.title.text, one.title.args)
    return Bound(number, one.kind, title, (file,), pages_of(one.pdf))


def _order(one: Bound) -> tuple[bool, tuple[int, ...]]:
    """Reports first, then by number; what lies apart goes last."""
    number = one.number.removeprefix("A-")
    return one.apart, tuple(int(part) for part in number.split(".") if part)
