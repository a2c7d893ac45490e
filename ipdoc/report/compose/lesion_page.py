"""One lesion in full: sentence, place on the body, facts, opinions."""

from __future__ import annotations

from dataclasses import replace

from ipdoc.domain.finding import Lesion
from ipdoc.i18n import mark as _
from ipdoc.questionnaire.progress import shown_pages, shown_questions
from ipdoc.report.blocks import Block, Columns, Fact, Facts, Gap, Heading, KeepTogether, Paragraph
from ipdoc.report.compose.figures import view_alt
from ipdoc.report.compose.naming import is_restricted, lesion_name, lesion_symbol
from ipdoc.report.compose.opinions import interpretations, opinion_blocks
from ipdoc.report.compose.questions import QuestionBlocks
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
_VIEWS_MM, _MOST_VIEWS = 56.0, 2


def lesion_page(words: Words, lesion: Lesion) -> list[Block]:
    """Return the blocks of one lesion, or why it was taken out."""
    name = lesion_name(words, lesion)
    title = words.t.text(_("No. {number}. {name}"), number=lesion.number, name=name)
    heading = Heading(
        4,
        title,
        anchor=f"lesion-{lesion.number}",
        symbol=lesion_symbol(words, lesion),
    )
    if lesion.removed is not None:
        return [heading, Gap("removed", words.t.text(_("Taken out")), lesion.removed)]
    sentence = words.subject.notes_on(lesion.number).sentence
    head: list[Block] = [heading, *([Paragraph(sentence)] if sentence else [])]
    described = _description(words, lesion)
    if described and isinstance(described[0], Columns):
        head = [KeepTogether((*head, described.pop(0)))]
    return [*head, *described, *_opinions(words, lesion)]


def _description(words: Words, lesion: Lesion) -> list[Block]:
    """Return place and words of the person at the left, facts at the right, gaps below."""
    place = _place(words, lesion)
    described = _attributes(words, lesion, narrow=bool(place))
    drawn = _drawn_facts(words, lesion)
    if not place:
        return [*([Facts(drawn)] if drawn else []), *described]
    notes = [b for b in described if isinstance(b, Paragraph) and b.role == "note"]
    facts = [b for b in described if isinstance(b, Facts)]
    others = [b for b in described if b not in notes and b not in facts]
    rows = (*drawn, *(row for block in facts for row in block.rows))
    right: tuple[Block, ...] = (Facts(rows, label_share=0.42),) if rows else ()
    return [Columns(((*place, *others), right), (5, 4)), *notes]


def _drawn_facts(words: Words, lesion: Lesion) -> tuple[Fact, ...]:
    """Return what the drawing says: the place with its landmark, the computed area."""
    t, notes = words.t, words.subject.notes_on(lesion.number)
    rows = []
    if notes.place and notes.place != notes.region:
        rows.append(Fact(t.text(_("Place, from the drawing")), notes.place))
    if notes.area_cm2 is not None:
        area = t.text(_("{area} cm²"), area=area_number(words, notes.area_cm2))
        rows.append(Fact(t.text(_("Area, computed from the drawing")), area))
    return tuple(rows)


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
    return [BodyFigure(tuple(chosen), height_mm=_VIEWS_MM, one_row=len(chosen) > 1)]


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


def _attributes(words: Words, lesion: Lesion, *, narrow: bool) -> list[Block]:
    """Return what was recorded of a lesion.

    Which attributes apply depends on its kind, so those without entry are not listed.
    """
    situation = words.subject.situation_in(words.form.lesion.key)
    gathered = QuestionBlocks(words, situation, heading_level=5, narrow=narrow)
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
