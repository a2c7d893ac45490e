"""The words of figures in two languages: on one line, the second after a stroke."""

from __future__ import annotations

from dataclasses import replace

from ipdoc.report.drawings import BodyView, LegendEntry


def slash(a: str, b: str) -> str:
    """Return words of both languages in one line, as figures name their parts."""
    return a if a == b or not b else f"{a} / {b}" if a else b


def view_of_both(a: BodyView, b: BodyView) -> BodyView:
    """Return a view with its words in both languages."""
    diagram = replace(
        a.diagram,
        title=slash(a.diagram.title, b.diagram.title),
        sides=slash(a.diagram.sides, b.diagram.sides),
    )
    pairs = zip(a.listed, b.listed, strict=False)
    return replace(
        a,
        diagram=diagram,
        alt=slash(a.alt, b.alt),
        listed=tuple((number, slash(x, y)) for (number, x), (_, y) in pairs),
        remark=slash(a.remark, b.remark),
    )


def entry_of_both(a: LegendEntry, b: LegendEntry) -> LegendEntry:
    """Return a line of a legend in both languages."""
    return replace(a, words=slash(a.words, b.words))
