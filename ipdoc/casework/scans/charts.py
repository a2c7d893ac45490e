"""What was drawn on the body charts of a sheet, laid on the clean charts."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from ipdoc.anatomy import views
from ipdoc.anatomy.views import DiagramView
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import Ref, UnknownRecordError
from ipdoc.casework.scans.sheets import scanned_sheet, sheet_file
from ipdoc.domain.scannedsheet import ScannedSheet
from ipdoc.domain.sheets import ChartPlace, short_code
from ipdoc.imaging.drawn_marks import DrawnChart, drawn_marks

_KEPT = "charts that were read last"
_MOST_KEPT = 8


@dataclass(frozen=True)
class SheetChart:
    """A body view on a sheet."""

    view: DiagramView
    place: ChartPlace

    @property
    def box_mm(self) -> tuple[float, float, float, float]:
        """Left, top, width and height on the page."""
        width = self.place.height_mm * self.view.width / self.view.height
        return float(self.place.left_mm), float(self.place.top_mm), width, self.place.height_mm


def sheet_charts(sheet: ScannedSheet) -> tuple[SheetChart, ...]:
    """Return the body views that were printed on a sheet; one that is not known is left out."""
    named = {short_code(view.key): view for view in views.views_for(sheet.figure)}
    return tuple(
        SheetChart(named[place.view], place) for place in sheet.charts if place.view in named
    )


def drawn_chart(vault: OpenVault, ref: Ref, sheet_id: str, view_key: str) -> DrawnChart:
    """Return a body view of a sheet with the ink that was found on it.

    Raises:
        UnknownRecordError: the sheet is not there, or has no such view.
        ScanError: OpenCV is not installed.
    """
    sheet = scanned_sheet(vault, ref, sheet_id)
    chart = next((one for one in sheet_charts(sheet) if one.view.key == view_key), None)
    if chart is None:
        raise UnknownRecordError("This sheet is not in the case; go back to the list")
    kept: OrderedDict[tuple[str, str], DrawnChart] = vault.derived.setdefault(
        (_KEPT, ref.case_id), OrderedDict()
    )
    key = (sheet_id, view_key)
    _, pieces = sheet_file(vault, ref, sheet_id, "straight")  # asks whether it may be seen
    if key not in kept:
        kept[key] = drawn_marks(b"".join(pieces), chart.box_mm, chart.view.png())
        while len(kept) > _MOST_KEPT:
            kept.popitem(last=False)
    return kept[key]
