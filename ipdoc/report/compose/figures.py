"""Figures of the body: which views, with which marks, lists, legends and captions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from ipdoc.domain.answers import value_of
from ipdoc.domain.finding import Lesion
from ipdoc.i18n import mark as _
from ipdoc.report.blocks import Block
from ipdoc.report.compose.naming import (
    is_restricted,
    lesion_kind,
    lesion_line,
    lesion_symbol,
    type_name,
)
from ipdoc.report.compose.words import Words
from ipdoc.report.drawings import BodyFigure, BodyView, LegendEntry, Mark, Symbol

_WHOLE_MM, _PART_MM = 86.0, 46.0
_MOST_CLOSE = 3
"""Close views on the first page."""
_SHADES = {
    "examined": _("examined"),
    "not_stated": _("not stated"),
    "not_examined": _("not examined"),
}


def main_views(words: Words) -> list[BodyView]:
    """Return the views of the main body: without restricted views and restricted lesions."""
    return _with_marks(
        [view for view in words.subject.views if not view.diagram.restricted],
        lambda mark: not _is_shut(words, mark),
    )


def annex_views(words: Words) -> list[BodyView]:
    """Return the views of the sealed annex: restricted ones, and restricted lesions."""
    shut = [view for view in words.subject.views if view.diagram.restricted]
    others = [view for view in words.subject.views if not view.diagram.restricted]
    found = _with_marks(others, lambda mark: _is_shut(words, mark))
    return [replace(view, shades=()) for view in [*found, *shut] if view.marks]


def _is_shut(words: Words, mark: Mark) -> bool:
    """True for a mark that only the annex shows; an earlier visit's says so of itself."""
    return mark.restricted or (not mark.faded and is_restricted(words, mark.number))


def _with_marks(views: Iterable[BodyView], wanted: Callable[[Mark], bool]) -> list[BodyView]:
    return [
        replace(view, marks=tuple(mark for mark in view.marks if wanted(mark))) for view in views
    ]


def whole_figure(words: Words) -> list[Block]:
    """Return the views of the whole body with legend and coverage, if any is drawn."""
    views = [view for view in main_views(words) if view.diagram.whole_body]
    views = [view for view in views if view.marks or _is_front_or_back(view)]
    if not views:
        return []
    shown = [_told(words, view, listed=False) for view in views]
    legend = (*type_legend(words, shown), *_shade_legend(words, shown))
    return [BodyFigure(tuple(shown), figure_caption(words), _WHOLE_MM, legend)]


def front_and_back(words: Words) -> tuple[BodyView, ...]:
    """Return front and back of the body with their marks, as the first page shows them."""
    views = [view for view in main_views(words) if view.diagram.whole_body][:2]
    return tuple(replace(view, shades=(), alt=view_alt(words, view)) for view in views)


def close_views(words: Words) -> tuple[BodyView, ...]:
    """Return the few close views that front and back of the body need beside them.

    They are the soles that bear marks, and one view of each lesion that neither shows.
    """
    views = main_views(words)
    seen = {number for view in front_and_back(words) for number in _numbers(view)}
    found: list[BodyView] = []
    for view in sorted(views, key=lambda one: one.diagram.order):
        own = set(_numbers(view))
        is_sole = view.diagram.view_key.endswith("_plantar")
        if view.diagram.whole_body or not own or not (is_sole or own - seen):
            continue
        seen |= own
        found.append(replace(view, shades=(), alt=view_alt(words, view)))
    return tuple(found[:_MOST_CLOSE])


def _is_front_or_back(view: BodyView) -> bool:
    return view.diagram.view_key in ("full_ant", "full_post")


def part_figures(words: Words, views: Iterable[BodyView]) -> list[Block]:
    """Return the views of parts of the body that carry marks, each with its list."""
    shown = [
        _told(words, view, listed=True)
        for view in sorted(views, key=lambda view: view.diagram.order)
        if view.marks
    ]
    if not shown:
        return []
    legend = tuple(entry for entry in type_legend(words, shown) if entry.shade)
    return [BodyFigure(tuple(shown), figure_caption(words), _PART_MM, legend)]


def main_parts(words: Words) -> list[Block]:
    """Return the close views of the main body."""
    return part_figures(words, [v for v in main_views(words) if not v.diagram.whole_body])


def _told(words: Words, view: BodyView, *, listed: bool) -> BodyView:
    """Return a view with its words: text alternative, list, scale."""
    t = words.t
    scaled = view.diagram.mm_per_unit > 0
    return replace(
        view,
        alt=view_alt(words, view),
        listed=tuple(_briefly(words, view)) if listed else (),
        bar=t.text(_("{length} cm"), length="{length}") if scaled else "",
        remark="" if scaled else t.text(_("Not to scale")),
    )


def _list(words: Words, view: BodyView) -> Iterable[tuple[str, str]]:
    lesions = {lesion.number: lesion for lesion in words.subject.lesions}
    for number in _numbers(view):
        if number in lesions:
            yield str(number), lesion_line(words, lesions[number])


def _briefly(words: Words, view: BodyView) -> Iterable[tuple[str, str]]:
    """Yield number, type and size of each mark; the table beside it tells the places."""
    lesions = {lesion.number: lesion for lesion in words.subject.lesions}
    for number in _numbers(view):
        if number in lesions:
            yield str(number), lesion_kind(words, lesions[number])


def _numbers(view: BodyView) -> list[int]:
    """Return the numbers of the marks of this visit, in order."""
    return sorted({mark.number for mark in view.marks if not mark.faded})


def view_alt(words: Words, view: BodyView) -> str:
    """Return the text alternative: number, type, place and size of every mark."""
    marks = "; ".join(f"{number}: {line}" for number, line in _list(words, view))
    title = ". ".join(part for part in (view.diagram.title, view.diagram.sides) if part)
    return f"{title}. {marks or words.t.text(_('no marks'))}."


def type_legend(words: Words, views: Sequence[BodyView]) -> tuple[LegendEntry, ...]:
    """Return the symbol, name and number of lesions of each type that the views show."""
    shown = {number for view in views for number in _numbers(view)}
    counts: dict[tuple[str, Symbol | None], int] = {}
    for lesion in _in_order(words):
        if lesion.number in shown:
            kind = (lesion.type, lesion_symbol(words, lesion))
            counts[kind] = counts.get(kind, 0) + 1
    entries = [
        LegendEntry(f"{_kind(words, key, symbol)} ({count})", symbol)
        for (key, symbol), count in counts.items()
    ]
    if any(mark.faded for view in views for mark in view.marks):
        told = words.t.text(_("pale, dashed number: seen at an earlier visit"))
        entries.append(LegendEntry(told, shade="earlier"))
    return tuple(entries)


def _kind(words: Words, key: str, symbol: Symbol | None) -> str:
    """Return the name of a type; double stripes of it are told apart."""
    name = type_name(words, key)
    if symbol is None or symbol == words.subject.symbols.get(key):
        return name
    return words.t.text(_("{type}, double stripes"), type=name)


def _in_order(words: Words) -> list[Lesion]:
    return sorted(words.subject.lesions, key=lambda lesion: lesion.number)


def _shade_legend(words: Words, views: Sequence[BodyView]) -> Iterable[LegendEntry]:
    kinds = {shade.kind for view in views for shade in view.shades}
    if not kinds and words.subject.coverage is None:
        return
    if kinds or words.subject.coverage:
        yield LegendEntry(words.t.text(_SHADES["examined"]), shade="examined")
    if "not_stated" in kinds:
        yield LegendEntry(words.t.text(_SHADES["not_stated"]), shade="not_stated")
    if "not_examined" in kinds:
        yield LegendEntry(words.t.text(_SHADES["not_examined"]), shade="not_examined")


def figure_caption(words: Words) -> str:
    """Return case number, day of the examination and what the numbers are."""
    t, about = words.t, words.subject.section_answers("case_information")
    case = str(value_of(about.get("subject_code")) or words.subject.number)
    day = ""
    if "exam_date" in about:
        question = words.form.section("case_information").question("exam_date")
        day = words.cell(question, about["exam_date"])
    head = t.text(_("Case {case}"), case=case)
    head = ", ".join(part for part in (head, day) if part)
    return f"{head.rstrip('.')}. {t.text(_('Numbers as in the table.'))}"
