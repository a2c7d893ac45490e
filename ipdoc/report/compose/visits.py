"""Earlier visits in the report: which there were, and what became of each of their lesions."""

from __future__ import annotations

from ipdoc.i18n import mark as _
from ipdoc.report.blocks import Block, Cell, Gap, Heading, Paragraph, Table
from ipdoc.report.compose.naming import TYPES, in_the_annex, is_restricted, size_words
from ipdoc.report.compose.subject import ComparedLesion, EarlierVisit
from ipdoc.report.compose.words import Words

STATUS = "status_followup"
"""Question of a lesion whose options name what became of it."""


def comparison(words: Words, *, annex: bool = False) -> list[Block]:
    """Return one table for each earlier visit that has lesions; nothing at a first visit.

    Args:
        words: of the report.
        annex: the sealed annex, which tells of restricted lesions only; the main body names
            them by their number alone.
    """
    visits = [(visit, _told(words, visit, annex=annex)) for visit in words.subject.earlier]
    if not any(lesions for _visit, lesions in visits):
        return []
    t = words.t
    blocks: list[Block] = [Heading(4, t.text(_("Compared with earlier evaluations")))]
    for visit, lesions in visits:
        if lesions:
            blocks.append(Paragraph(f"{visit_words(words, visit)}.", "fact"))
            blocks.append(_table(words, lesions, annex=annex))
    return blocks if annex else [*blocks, *_new_ones(words)]


def _told(words: Words, visit: EarlierVisit, *, annex: bool) -> list[ComparedLesion]:
    return [one for one in visit.lesions if not annex or _restricted(words, one)]


def _restricted(words: Words, one: ComparedLesion) -> bool:
    return one.restricted or any(is_restricted(words, number) for number in one.now)


def _new_ones(words: Words) -> list[Block]:
    t, new, blocks = words.t, _new(words), list[Block]()
    if new:
        numbers = ", ".join(str(number) for number in new)
        text = t.text(
            _("New, not recorded at an earlier evaluation: No. {numbers}."), numbers=numbers
        )
        blocks.append(Paragraph(text, "note"))
    return blocks


def _new(words: Words) -> list[int]:
    present = (one for one in words.subject.lesions if one.removed is None)
    return sorted(lesion.number for lesion in present if lesion.same_as is None)


def visit_words(words: Words, visit: EarlierVisit) -> str:
    """Return day, type and report number of an earlier visit."""
    t = words.t
    kind = t.text(words.form.evaluation_type(visit.type_code).label)
    day = t.date(visit.day)
    named = [kind, day if visit.dated else t.text(_("begun on {day}"), day=day)]
    if visit.report_number:
        named.append(t.text(_("report No. {number}"), number=visit.report_number))
    return ", ".join(named)


def _table(words: Words, lesions: list[ComparedLesion], *, annex: bool) -> Table:
    t = words.t
    return Table(
        head=(
            t.text(_("Earlier No.")),
            t.text(_("Type and place")),
            t.text(_("Size then, mm")),
            t.text(_("Now No.")),
            t.text(_("Size now, mm")),
            t.text(_("Compared")),
        ),
        rows=tuple(_row(words, one, annex=annex) for one in lesions),
        weights=(14, 62, 22, 14, 22, 44),
        right=(0, 2, 3, 4),
        bold_first=True,
    )


def _row(words: Words, one: ComparedLesion, *, annex: bool) -> tuple[Cell, ...]:
    lesion = one.lesion
    if not annex and _restricted(words, one):
        return (str(lesion.number), in_the_annex(words), "", "", "", "")
    place = words.place(lesion.region, lesion.side)
    name = words.coded(TYPES, lesion.type)
    present = {each.number: each for each in words.subject.lesions}
    sizes = [size_words(words, present[number]) for number in one.now if number in present]
    return (
        str(lesion.number),
        f"{name}: {place}" if place else name,
        size_words(words, lesion),
        ", ".join(str(number) for number in one.now) or "–",
        "; ".join(sizes) or "–",
        _compared(words, one),
    )


def _compared(words: Words, one: ComparedLesion) -> Cell:
    t = words.t
    if one.status == "not_examined":
        return Gap("not_asked", t.text(_("Not examined")), one.note)
    if not one.status:
        state = _("Found again, not compared") if one.now else _("Not compared")
        return Gap("blank", t.text(state))
    label = t.text(words.form.label_of(words.form.lesion.question(STATUS), one.status))
    return f"{label}. {one.note}" if one.note else label


def copied_note(words: Words) -> list[Block]:
    """Return the note that answers on the person were copied from an earlier evaluation."""
    copied = words.subject.copied
    if copied is None:
        return []
    section = words.form.section("case_information")
    labels = ", ".join(words.t.text(section.question(key).label) for key in copied[1])
    source = words.link("evaluation", copied[0])
    text = _("Copied from the record of an earlier evaluation ({evaluation}): {labels}.")
    return [Paragraph(words.t.text(text, evaluation=source, labels=labels), "note")]
