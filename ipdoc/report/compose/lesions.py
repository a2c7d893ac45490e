"""Lesions: the figure, the table, and one block for each."""

from __future__ import annotations

from collections.abc import Mapping

from ipdoc.domain.answers import value_of
from ipdoc.domain.finding import Lesion
from ipdoc.i18n import mark as _
from ipdoc.questionnaire.progress import shown_pages, shown_questions
from ipdoc.report.blocks import (
    Block,
    BodyFigure,
    BodyView,
    Cell,
    Columns,
    Facts,
    Gap,
    Heading,
    Mark,
    Paragraph,
    SymbolCell,
    Table,
)
from ipdoc.report.compose.opinions import cause, interpretations, levels, opinion_blocks
from ipdoc.report.compose.questions import QuestionBlocks
from ipdoc.report.compose.words import Words

TYPES = "finding_types"
"""Vocabulary of lesion types."""
_WINDOW_ASPECT = 1.25


def lesion_name(words: Words, lesion: Lesion) -> str:
    """Return type and place."""
    place = words.place(lesion.region, lesion.side)
    name = words.coded(TYPES, lesion.type)
    return f"{name}: {place}" if place else name


def size_words(words: Words, lesion: Lesion) -> str:
    """Return the measured size, largest dimension first, in millimetres."""
    cells = lesion.attributes
    sides = [value_of(cells.get(key)) for key in ("length_mm", "width_mm")]
    numbers = [words.t.number(side) for side in sides if isinstance(side, (int, float))]
    diameter = value_of(cells.get("diameter_mm"))
    if not numbers and isinstance(diameter, (int, float)):
        return f"⌀ {words.t.number(diameter)}"
    return " × ".join(numbers) or "–"


def lesion_overview(words: Words) -> list[Block]:
    """Return figure and table of all lesions, in the order of their numbers."""
    t, lesions = words.t, sorted(words.subject.lesions, key=lambda lesion: lesion.number)
    if not lesions:
        return [Paragraph(t.text(_("No lesion is recorded.")), "fact")]
    blocks: list[Block] = [*body_figures(words), _table(words, lesions)]
    hidden = unshown(words)
    if hidden:
        numbers = ", ".join(str(number) for number in hidden)
        text = t.text(_("Without a mark on the views above: No. {numbers}."), numbers=numbers)
        blocks.append(Paragraph(text, "note"))
    return blocks


def unshown(words: Words) -> list[int]:
    """Return the numbers of lesions that no view shows."""
    shown = {mark.number for view in words.subject.views for mark in view.marks}
    return [
        lesion.number
        for lesion in words.subject.lesions
        if lesion.removed is None and lesion.number not in shown
    ]


def body_figures(words: Words) -> list[Block]:
    """Return the whole-body views and, below them, the views of parts."""
    t = words.t
    marked = [view for view in words.subject.views if view.marks]
    whole = [view for view in words.subject.views if is_whole_body(view)]
    parts = [view for view in marked if not is_whole_body(view)]
    blocks: list[Block] = []
    caption = t.text(_("Numbers as in the table. Sides are the subject's own. Not to scale."))
    if whole:
        text = caption if not parts else ""
        blocks.append(BodyFigure(tuple(whole), figure_alt(words, whole), text, 92.0))
    if parts:
        blocks.append(BodyFigure(tuple(parts), figure_alt(words, parts), caption, 52.0))
    return blocks


def is_whole_body(view: BodyView) -> bool:
    """True for views of the whole body, whose keys are such as ``male-full_ant``."""
    return view.diagram.key.rpartition("-")[2].startswith("full_")


def figure_alt(words: Words, views: list[BodyView]) -> str:
    """Return the text alternative: number, type and place of every mark, view by view."""
    names = {lesion.number: lesion_name(words, lesion) for lesion in words.subject.lesions}
    parts = []
    for view in views:
        marks = "; ".join(
            f"{number}: {names.get(number, '')}"
            for number in dict.fromkeys(mark.number for mark in view.marks)
        )
        parts.append(f"{view.diagram.title}. {marks or words.t.text(_('no marks'))}.")
    return " ".join(parts)


def _table(words: Words, lesions: list[Lesion]) -> Table:
    t = words.t
    return Table(
        head=(
            t.text(_("No.")),
            "",
            t.text(_("Type")),
            t.text(_("Place")),
            t.text(_("Size, mm")),
            t.text(_("Photographs")),
            t.text(_("Attributed to")),
            t.text(_("Level of consistency")),
        ),
        rows=tuple(_row(words, lesion) for lesion in lesions),
        weights=(8, 7, 30, 40, 20, 17, 20, 36),
        right=(0, 4),
        bold_first=True,
    )


def _row(words: Words, lesion: Lesion) -> tuple[Cell, ...]:
    number = str(lesion.number)
    if lesion.removed is not None:
        taken_out = Gap("removed", words.t.text(_("Taken out")), lesion.removed)
        return (number, "", taken_out, "", "", "", "", "")
    name = words.coded(TYPES, lesion.type)
    symbol = words.subject.symbols.get(lesion.type)
    sign: Cell = SymbolCell(symbol, name) if symbol else ""
    rows = interpretations(words, lesion.number)
    return (
        number,
        sign,
        name,
        words.place(lesion.region, lesion.side),
        size_words(words, lesion),
        photo_numbers(words, lesion),
        ", ".join(cause(words, row) for row in rows) or "–",
        levels(words, rows),
    )


def photo_numbers(words: Words, lesion: Lesion) -> str:
    """Return the numbers of the lesion's photographs."""
    known: Mapping[str, int] = {
        printed.photograph.id: printed.photograph.number for printed in words.subject.photographs
    }
    numbers = sorted(known[photo] for photo in lesion.photos if photo in known)
    return ", ".join(str(number) for number in numbers) or "–"


def lesion_blocks(words: Words) -> list[Block]:
    """Return one block for each lesion, in the order of their numbers."""
    blocks: list[Block] = []
    for lesion in sorted(words.subject.lesions, key=lambda lesion: lesion.number):
        blocks.extend(_lesion(words, lesion))
    return blocks


def _lesion(words: Words, lesion: Lesion) -> list[Block]:
    name = lesion_name(words, lesion)
    title = words.t.text(_("No. {number}. {name}"), number=lesion.number, name=name)
    heading = Heading(
        4,
        title,
        anchor=f"lesion-{lesion.number}",
        symbol=words.subject.symbols.get(lesion.type),
    )
    if lesion.removed is not None:
        return [heading, Gap("removed", words.t.text(_("Taken out")), lesion.removed)]
    return [heading, *_description(words, lesion), *_opinions(words, lesion)]


def _description(words: Words, lesion: Lesion) -> list[Block]:
    """Return place and words of the person at the left, facts at the right, gaps below."""
    place = _place(words, lesion)
    described = _attributes(words, lesion, compact=not place)
    if not place:
        return described
    notes = [b for b in described if isinstance(b, Paragraph) and b.role == "note"]
    facts = [b for b in described if isinstance(b, Facts)]
    others = [b for b in described if b not in notes and b not in facts]
    rows = tuple(row for block in facts for row in block.rows)
    right: tuple[Block, ...] = (Facts(rows, label_share=0.42),) if rows else ()
    return [Columns(((*place, *others), right), (5, 4)), *notes]


def _place(words: Words, lesion: Lesion) -> list[Block]:
    """Return the part of each view round the lesion's marks."""
    views = []
    for view in words.subject.views:
        own = tuple(mark for mark in view.marks if mark.number == lesion.number)
        if own:
            views.append(BodyView(view.diagram, own, _window(view, own)))
    if not views:
        return []
    return [BodyFigure(tuple(views[:2]), figure_alt(words, views), "", 52.0)]


def _window(view: BodyView, marks: tuple[Mark, ...]) -> tuple[float, float, float, float]:
    """Return the part of a view round marks: at least a third of its width, kept inside it."""
    points = [point for mark in marks for point in mark.points]
    left, right = min(x for x, _y in points), max(x for x, _y in points)
    top, bottom = min(y for _x, y in points), max(y for _x, y in points)
    diagram = view.diagram
    height = min(diagram.height, max((bottom - top) * 1.8, (right - left) * 1.2, diagram.width / 3))
    width = min(diagram.width, height * _WINDOW_ASPECT)
    x = min(max((left + right - width) / 2, 0.0), diagram.width - width)
    y = min(max((top + bottom - height) / 2, 0.0), diagram.height - height)
    return x, y, width, height


def _attributes(words: Words, lesion: Lesion, *, compact: bool) -> list[Block]:
    """Return what was recorded of a lesion.

    Which attributes apply depends on its kind, so those without entry are not listed.
    """
    situation = words.subject.situation_in(words.form.lesion.key)
    gathered = QuestionBlocks(words, situation, heading_level=5, compact=compact)
    for page in shown_pages(words.form.lesion, situation):
        for question in shown_questions(page, situation):
            if question.key in lesion.attributes:
                gathered.add_one(question, lesion.attributes[question.key])
    return gathered.close()


def _opinions(words: Words, lesion: Lesion) -> list[Block]:
    return [
        block
        for row in interpretations(words, lesion.number)
        for block in opinion_blocks(words, row)
    ]
