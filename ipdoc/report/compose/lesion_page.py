"""One lesion in full: sentence, place on the body, facts, opinions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ipdoc.domain.answers import Cell, decode
from ipdoc.domain.finding import Lesion
from ipdoc.i18n import mark as _
from ipdoc.questionnaire.model import Question
from ipdoc.questionnaire.progress import shown_pages, shown_questions
from ipdoc.report.blocks import (
    Block,
    Columns,
    Fact,
    FactGrid,
    Facts,
    Gap,
    Heading,
    KeepTogether,
    Paragraph,
    Run,
    Weight,
    plain_words,
)
from ipdoc.report.compose.figures import view_alt
from ipdoc.report.compose.naming import is_restricted, lesion_name, lesion_symbol, size_words
from ipdoc.report.compose.opinions import interpretations, opinion_blocks
from ipdoc.report.compose.photographs import detail
from ipdoc.report.compose.repeats import told_in_line
from ipdoc.report.compose.totals import area_number
from ipdoc.report.compose.words import Words
from ipdoc.report.drawings import BodyFigure, BodyView, Mark

_WINDOW_ASPECT = 1.25
_WINDOW_MM = 400.0
"""Least height of the part of the body that is shown."""
_TALL = 1.8
"""A chart without scale whose height is so many times its width shows a whole body."""
_BODY_MM = 1750.0
"""Height that a whole body without scale counts as."""
_ENOUGH = 0.8
"""A view that shows this share of what another shows is as good, if it is closer."""
_VIEWS_MM, _MOST_VIEWS = 31.0, 2
_LIMB_MM = 42.0
"""Height of an unrolled arm or leg: lower, the words along it would lie over one another."""
_SIZE = frozenset({"length_mm", "width_mm", "diameter_mm", "measured"})
"""Told in one line as the size."""
_NUMBERS = frozenset(
    {
        "length_mm",
        "width_mm",
        "diameter_mm",
        "measured",
        "depth_or_height_mm",
        "depth_mm",
        "spacing_mm",
        "circumference_mm",
        "tbsa_percent",
        "count",
        "healing_stage",
        "tenderness",
        "pain_0_10",
        "first_noticed",
    }
)
"""Stand beside the drawing and the photograph."""


def lesion_page(words: Words, lesion: Lesion) -> list[Block]:
    """Return the blocks of one lesion, or why it was taken out.

    Sentence; drawing, photograph and numbers side by side; what else was recorded; then what the
    person says, the levels with their reasoning, and the other causes. What stands up to the
    pictures stays on one page, the rest may run on over its end.
    """
    name = lesion_name(words, lesion)
    title = words.t.text(_("No. {number}. {name}"), number=lesion.number, name=name)
    heading = Heading(
        4,
        title,
        anchor=f"lesion-{lesion.number}",
        symbol=lesion_symbol(words, lesion),
        rule=True,
    )
    if lesion.removed is not None:
        return [heading, Gap("removed", words.t.text(_("Taken out")), lesion.removed)]
    sentence = words.subject.notes_on(lesion.number).sentence
    told = _attributes(words, lesion)
    numbers = [*told.numbers, *_area(words, lesion)]
    head: list[Block] = [heading, *([Paragraph(sentence)] if sentence else [])]
    head.extend(_shown_beside(_place(words, lesion), detail(words, lesion), numbers))
    rest = [*_drawn_place(words, lesion), *told.others]
    below = [_in_line(rest)] if rest else []
    opinions = _opinions(words, lesion, told.quote)
    return [KeepTogether(tuple(head)), *below, *opinions]


def _shown_beside(place: list[Block], photograph: list[Block], numbers: list[Fact]) -> list[Block]:
    """Return what there is of drawing, photograph and numbers, side by side."""
    facts: list[Block] = [Facts(tuple(numbers), label_share=0.46)] if numbers else []
    if not place and not photograph:
        return [FactGrid(tuple(numbers))] if numbers else []
    found = [(place, 50.0), (photograph, 50.0), (facts, 59.0)]
    shown = [(tuple(blocks), share) for blocks, share in found if blocks]
    if len(shown) == 1:
        return list(shown[0][0])
    return [Columns(tuple(one for one, _ in shown), tuple(share for _, share in shown))]


def _in_line(facts: list[Fact]) -> Paragraph:
    """Return facts one after the other, their labels in bold."""
    runs: list[Run] = []
    for fact in facts:
        value = str(fact.value)
        stop = "" if value.endswith((".", "»", "!", "?")) else "."
        quoted: Weight = "italic" if fact.role == "quote" else "plain"
        runs += [Run(f"{plain_words(fact.label)}: ", "bold"), Run(f"{value}{stop} ", quoted)]
    return Paragraph(tuple(runs), "fact")


@dataclass
class _Told:
    """What was recorded of a lesion, by how it is set."""

    numbers: list[Fact] = field(default_factory=list)
    """Beside the pictures."""
    others: list[Fact] = field(default_factory=list)
    """Below them."""
    quote: str = ""
    """How the person explains it."""


def _attributes(words: Words, lesion: Lesion) -> _Told:
    """Return what was recorded of a lesion.

    Which attributes apply depends on its kind, so those without entry are not listed.
    """
    situation = words.subject.situation_in(words.form.lesion.key)
    told, also = _Told(), list[Question]()
    size = _size(words, lesion)
    told.numbers += size
    for page in shown_pages(words.form.lesion, situation):
        for question in shown_questions(page, situation):
            cell = lesion.attributes.get(question.key)
            if cell is None or (size and question.key in _SIZE):
                continue
            _tell(words, question, cell, told, also)
    line = told_in_line(words, also, dict(lesion.attributes))
    if line:
        told.others.append(Fact(words.t.text(_("Also recorded")), line))
    return told


def _tell(words: Words, question: Question, cell: Cell, told: _Told, also: list[Question]) -> None:
    answer = decode(cell)
    if answer is None or answer.value in ("", [], {}):
        return
    label = words.t.text(question.label)
    if question.quote and answer.answered and not told.quote:
        told.quote = words.value(question, answer.value)
    elif question.key in _NUMBERS:
        value = words.value(question, answer.value) if answer.answered else words.gap(answer)
        told.numbers.append(Fact(label, value))
    elif question.quote and answer.answered:
        told.others.append(Fact(label, words.value(question, answer.value), "quote"))
    else:
        also.append(question)


def _size(words: Words, lesion: Lesion) -> list[Fact]:
    """Return the measured size in one line, with the instrument; none when it is not whole."""
    size = size_words(words, lesion)
    gaps = [key for key in _SIZE if _is_gap(lesion.attributes.get(key))]
    if size == "–" or gaps:
        return []
    parts = [f"{size}\u00a0{words.t.text(_('mm'))}"]
    for question in words.form.lesion.questions():
        if question.key == "measured" and lesion.attributes.get("measured") is not None:
            how = words.cell(question, lesion.attributes["measured"])
            parts.append(how[:1].lower() + how[1:])
    return [Fact(words.t.text(_("Size, measured")), ", ".join(parts))]


def _is_gap(cell: Cell) -> bool:
    answer = decode(cell)
    return answer is not None and not answer.answered


def _area(words: Words, lesion: Lesion) -> list[Fact]:
    t, notes = words.t, words.subject.notes_on(lesion.number)
    if notes.area_cm2 is None:
        return []
    area = t.text(_("{area} cm²"), area=area_number(words, notes.area_cm2))
    return [Fact(t.text(_("Area, computed from the drawing")), area)]


def _drawn_place(words: Words, lesion: Lesion) -> list[Fact]:
    """Return where the drawing puts the lesion, with the distance to a landmark."""
    notes = words.subject.notes_on(lesion.number)
    if not notes.place or notes.place == notes.region:
        return []
    return [Fact(words.t.text(_("Place, from the drawing")), notes.place)]


def _place(words: Words, lesion: Lesion) -> list[Block]:
    """Return the part of the best views round the lesion's marks."""
    views = []
    shut = is_restricted(words, lesion.number)
    for view in words.subject.views:
        if view.diagram.restricted and not shut:
            continue
        own = tuple(mark for mark in view.marks if mark.number == lesion.number)
        if own and any(not mark.faded for mark in own):
            views.append(BodyView(view.diagram, own, _window(view, own)))
    if not views:
        return []
    chosen = [_told(words, view) for view in best_views(views)]
    limbs = [view.diagram for view in chosen if view.diagram.angles]
    tall = any(limb.height > limb.width for limb in limbs)
    height = _LIMB_MM if tall else _VIEWS_MM
    return [BodyFigure(tuple(chosen), height_mm=height, one_row=len(chosen) > 1, sides=False)]


def best_views(views: list[BodyView]) -> list[BodyView]:
    """Return the views to print of a lesion: the closest of those that show most of it.

    Of a mark that goes round the body a second view of the whole body is printed too.

    Args:
        views: each with the marks of this lesion that it shows.
    """
    most = max(_shown(view) for view in views)
    full = [view for view in views if _shown(view) >= _ENOUGH * most]
    close = [view for view in full if not view.diagram.whole_body]
    if close:
        return [min(close, key=_extent)]
    ranked = sorted(views, key=_shown, reverse=True)
    return ranked[: _MOST_VIEWS if _goes_round(ranked[0]) else 1]


def _goes_round(view: BodyView) -> bool:
    """True when a view shows only a part of a ring or of an outline."""
    return any(
        mark.kind == "ring" or (mark.kind == "area" and not piece.closed)
        for mark in view.marks
        for piece in mark.pieces
    )


def _shown(view: BodyView) -> int:
    """Return how much of a lesion a view shows, in spots that lie evenly on the skin."""
    return sum(len(mark.points) for mark in view.marks)


def _extent(view: BodyView) -> float:
    """Return the height of a view in millimetres of the body; of one without scale its units."""
    return view.diagram.height * (view.diagram.mm_per_unit or 1.0)


def _told(words: Words, view: BodyView) -> BodyView:
    t, scaled = words.t, view.diagram.mm_per_unit > 0
    return replace(
        view,
        alt=view_alt(words, view),
        bar=t.text(_("{length} cm"), length="{length}") if scaled else "",
        remark="" if scaled else t.text(_("Not to scale")),
    )


def _window(view: BodyView, marks: tuple[Mark, ...]) -> tuple[float, float, float, float] | None:
    """Return the part of a large view round marks; a close view is shown whole."""
    diagram = view.diagram
    tall = diagram.height > _TALL * diagram.width
    if diagram.angles or not (diagram.mm_per_unit or tall):
        return None
    points = [point for mark in marks for point in mark.points]
    left, right = min(x for x, _y in points), max(x for x, _y in points)
    top, bottom = min(y for _x, y in points), max(y for _x, y in points)
    unit = diagram.mm_per_unit
    least = _WINDOW_MM / unit if unit else _WINDOW_MM * diagram.height / _BODY_MM
    height = min(diagram.height, max((bottom - top) * 1.8, (right - left) * 1.2, least))
    width = min(diagram.width, height * _WINDOW_ASPECT)
    if width >= diagram.width and height >= diagram.height:
        return None
    x = min(max((left + right - width) / 2, 0.0), diagram.width - width)
    y = min(max((top + bottom - height) / 2, 0.0), diagram.height - height)
    return x, y, width, height


def _opinions(words: Words, lesion: Lesion, quote: str) -> list[Block]:
    """Return the person's words beside the first level, and every level with its reasoning."""
    said: list[Block] = []
    if quote:
        label = words.t.text(_("In the words of the person examined"))
        said = [Paragraph(label, "label"), Paragraph(quote, "quote")]
    rows = interpretations(words, lesion.number)
    blocks: list[Block] = []
    for number, row in enumerate(rows):
        blocks.extend(opinion_blocks(words, row, said if number == 0 else []))
    return blocks or said
