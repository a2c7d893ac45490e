"""The body on paper: pages of views to draw on, the table of marks, the list of photographs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ipdoc.domain.sheets import PAGE_WIDTH_MM, ChartPlace, short_code
from ipdoc.i18n import mark as _
from ipdoc.report.blank import look
from ipdoc.report.blank.fields import ChartPage, GridColumn, PrintedChart, WriteGrid
from ipdoc.report.blank.headings import CHART_ANCHOR
from ipdoc.report.blank.questions import NO, YES
from ipdoc.report.compose.subject import Translates
from ipdoc.report.drawings import Diagram

_FIRST_TOP_MM = 58
"""Top of the first row of views, below the heading, the advice and the title of the view."""
_ROW_GAP_MM = 11
_LEAST_GAP_MM = 4.0
_BOTTOM_MM = int(look.BOTTOM_MM) - 1

ADVICE = _(
    "Draw each mark where it is and as large as it is, with a pen. Give it a number, and describe "
    "it under the same number in the table."
)
_LESIONS = (
    (_("No."), 0.7),
    (_("Type of mark"), 2.3),
    (_("Place and side; distance from a landmark"), 3.1),
    (_("Size, mm"), 1.3),
    (_("Shape, colours, edges, stage of healing"), 3.4),
    (_("How the person explains it"), 3.4),
    (_("Photo No."), 0.9),
)
_PHOTOGRAPHS = (
    (_("Photo No."), 0.9),
    (_("Time"), 1.0),
    (_("Mark No."), 0.9),
    (_("What it shows; from how far"), 5.0),
)
_SCALE = _("Scale in the frame?")
_CAMERA = _("Taken by, camera")


def chart_pages(
    rows_of_pages: Sequence[Sequence[Sequence[Diagram]]],
    words: Translates,
    subject: str,
    *,
    title: str,
    first: int = 1,
    restricted: bool = False,
) -> Iterator[ChartPage]:
    """Yield a page for each list of rows of views; their places are whole millimetres.

    Args:
        rows_of_pages: pages → rows → views side by side.
        words: language.
        subject: ``section/page`` to which the drawings belong.
        title: heading of every page.
        first: number of the first page of charts.
        restricted: the views are for intimate findings.
    """
    for number, rows in enumerate(rows_of_pages, first):
        charts = tuple(_placed(rows))
        anchor = f"{CHART_ANCHOR}{number}"
        yield ChartPage(title, words.text(ADVICE), charts, anchor, subject, restricted)


def _placed(rows: Sequence[Sequence[Diagram]]) -> Iterator[PrintedChart]:
    """Yield views in rows, all rows as high as the room allows, views centred between edges."""
    room = (_BOTTOM_MM - _FIRST_TOP_MM - (len(rows) - 1) * _ROW_GAP_MM) / len(rows)
    wide = look.RIGHT_MM - look.LEFT_MM
    top = _FIRST_TOP_MM
    for row in rows:
        natural = sum(view.width / view.height for view in row)
        height = int(min(room, (wide - (len(row) - 1) * _LEAST_GAP_MM) / natural))
        spare = wide - natural * height
        gap = spare / len(row)
        x = (PAGE_WIDTH_MM - wide) / 2 + gap / 2 + (look.LEFT_MM - (PAGE_WIDTH_MM - wide) / 2)
        for view in row:
            yield PrintedChart(view, ChartPlace(short_code(view.view_key), round(x), top, height))
            x += height * view.width / view.height + gap
        top += height + _ROW_GAP_MM


def lesion_table(words: Translates, rows: int) -> WriteGrid:
    """Return the table in which the marks on the charts are described."""
    return WriteGrid(_columns(_LESIONS, words), rows=rows, row_mm=11.6)


def photograph_table(words: Translates, rows: int) -> WriteGrid:
    """Return the list of the photographs as they are taken."""
    options = (words.text(YES), words.text(NO))
    columns = (
        *_columns(_PHOTOGRAPHS, words),
        GridColumn(words.text(_SCALE), 2.0, options),
        GridColumn(words.text(_CAMERA), 2.2),
    )
    return WriteGrid(columns, rows=rows, row_mm=7.6)


def _columns(rows: Sequence[tuple[str, float]], words: Translates) -> tuple[GridColumn, ...]:
    return tuple(GridColumn(words.text(head), weight) for head, weight in rows)
