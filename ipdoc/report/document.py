"""From blocks to the bytes of a PDF/A-3a and PDF/UA-1 file.

    pdf = make_report(blocks, meta)

fpdf2 makes the pages; one pass of pikepdf then adds what fpdf2 cannot: the structure tree, the
fonts as they were prepared once, and the photographs without copying them twice.
The same blocks and meta give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pikepdf
from fpdf import FPDF
from pikepdf import Array, Dictionary, Name, String

from ipdoc.report.blocks import Block
from ipdoc.report.fonts import Shaper
from ipdoc.report.metadata import PRODUCER, DocumentMeta, xmp_packet
from ipdoc.report.pdf_fonts import font_resources
from ipdoc.report.photo_objects import photo_object
from ipdoc.report.signature_fields import write_signature_fields
from ipdoc.report.tagging import Node, Target, write_tree
from ipdoc.report.typeset import style
from ipdoc.report.typeset.canvas import Canvas
from ipdoc.report.typeset.frame import Frame, FrameWords
from ipdoc.report.typeset.layouts import LAYOUTS
from ipdoc.report.typeset.lines import Line
from ipdoc.report.typeset.pieces import LaidPage, distribute, page_map
from ipdoc.report.typeset.setter import Layout, Setter
from ipdoc.report.typeset.typography import quoted

_MOST_PASSES = 4
Told = Callable[[int, int], None]
"""Is told what is done and what there is in all; may raise to stop the work."""


def _nobody(_done: int, _all: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class LaidReport:
    """Blocks distributed over pages, before anything is drawn."""

    pages: list[LaidPage]
    tree: Node
    shaper: Shaper
    page_of: dict[str, int]
    """Page number, from 1, of each anchor."""
    grid: style.Grid = style.REPORT_GRID


class PageFrame(Protocol):
    """What every page bears besides its text."""

    def draw(self, canvas: Canvas, page: int, pages: int) -> None:
        """Draw it on the current page; ``page`` counts from 1."""


def lay_out(
    blocks: Sequence[Any],
    *,
    grid: style.Grid = style.REPORT_GRID,
    layouts: Mapping[type, Layout] = LAYOUTS,
    language: str = "",
    told: Told = _nobody,
) -> LaidReport:
    """Distribute blocks over pages, again until every page number in the text is true.

    Args:
        blocks: what to set.
        grid: where text stands on a page.
        layouts: how each kind of block is laid out.
        language: BCP 47; words are divided and quoted by its rules.
        told: is told of each pass.

    Raises:
        MissingGlyphError: a text holds a character that no font has.
    """
    shaper = Shaper()
    broken: dict[Any, list[Line]] = {}
    chosen: dict[int, int] = {}
    page_of: dict[str, int] | None = None
    for number in range(_MOST_PASSES):
        told(number, _MOST_PASSES)
        tree = Node("Document")
        setter = Setter(layouts, shaper, page_of, broken=broken, chosen=chosen, language=language)
        pages = distribute(setter.lay(blocks, grid.width_mm, tree), grid.height_mm)
        found = page_map(pages)
        settled = found == page_of or not setter.refers
        page_of = found
        if settled:
            break
    return LaidReport(pages, tree, shaper, page_of or {}, grid)


def make_report(blocks: Sequence[Block], meta: DocumentMeta, told: Told = _nobody) -> bytes:
    """Return the PDF of the blocks.

    Args:
        blocks: what to set.
        meta: what every page bears and what the file says of itself.
        told: is told how many hundredths are done, of 100; may raise to stop.

    Raises:
        MissingGlyphError: a text holds a character that no font has; nothing was drawn.
    """
    laid = lay_out(blocks, language=meta.language, told=lambda done, all_of: told(10 * done, 100))
    told(50, 100)
    frame = Frame(
        laid.shaper,
        FrameWords(
            head_left=quoted(meta.head_left, meta.language),
            head_right=meta.head_right,
            foot_first=meta.document_line,
            foot_second=meta.digest_line,
            page=meta.page_words,
            initials=quoted(meta.initials_words, meta.language),
        ),
    )
    return draw_report(laid, frame, meta, lambda done, pages: told(50 + 40 * done // pages, 100))


def draw_report(
    laid: LaidReport, frame: PageFrame, meta: DocumentMeta, told: Told = _nobody
) -> bytes:
    """Return the PDF of pages that were laid out, each in its frame."""
    canvas = _draw(laid, frame, told)
    return _finish(_fpdf_bytes(canvas, meta), canvas, laid, meta)


def _draw(laid: LaidReport, frame: PageFrame, told: Told) -> Canvas:
    canvas = Canvas(laid.page_of)
    for number, page in enumerate(laid.pages, 1):
        told(number - 1, len(laid.pages))
        canvas.begin_page()
        for piece, top in page.pieces:
            piece.draw(canvas, laid.grid.left_mm, laid.grid.top_mm + top)
        frame.draw(canvas, number, len(laid.pages))
    canvas.end_page()
    return canvas


class _Sheet(FPDF):
    """Pages made of ready operators."""

    def write_page(self, operators: Sequence[str]) -> None:
        """Add a page with these operators."""
        self.add_page()
        self._out("\n".join(operators))


@dataclass(frozen=True)
class _Attached:
    """A file within the file."""

    name: str
    content: bytes
    media_type: str
    relation: str
    """What it is to the document: a value of AFRelationship, ISO 19005-3, 6.8."""
    words: str


def _attached(meta: DocumentMeta) -> list[_Attached]:
    """Return the files that the document embeds: what it was made of, and how to read that."""
    record = _Attached("record.json", meta.record, "application/json", "Source", meta.record_words)
    schema = _Attached(
        "record.schema.json",
        meta.record_schema,
        "application/schema+json",
        "Supplement",
        meta.schema_words,
    )
    return [one for one in (record, schema) if one.content]


def _fpdf_bytes(canvas: Canvas, meta: DocumentMeta) -> bytearray:
    sheet = _Sheet(format="A4", unit="mm", enforce_compliance="PDF/A-3U")
    sheet.set_auto_page_break(auto=False)
    sheet.set_creation_date(meta.issued_at)
    sheet.set_title(meta.title)
    sheet.set_producer(PRODUCER)
    sheet.set_lang(meta.language)
    for operators in canvas.pages:
        sheet.write_page(operators)
    for one in _attached(meta):
        sheet.embed_file(
            bytes=one.content,
            basename=one.name,
            mime_type=one.media_type,
            associated_file_relationship=one.relation,
            desc=one.words,
            modification_date=meta.issued_at,
            compress=True,
        )
    return sheet.output()


def _finish(raw: bytearray, canvas: Canvas, laid: LaidReport, meta: DocumentMeta) -> bytes:
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        fonts = pdf.make_indirect(font_resources(pdf, laid.shaper.used))
        shared = _shared_objects(pdf, canvas)
        for page, shown in zip(pdf.pages, canvas.shown, strict=True):
            resources = Dictionary(Font=fonts)
            if shown:
                resources.XObject = Dictionary({f"/{n}": shared[n] for n in sorted(shown)})
            page.obj.Resources = resources
        write_tree(pdf, laid.tree, _targets(laid))
        write_signature_fields(pdf, meta.signature_fields)
        _write_catalog(pdf, laid, meta)
        if "/ID" in pdf.trailer:  # fpdf2 makes it of the clock
            del pdf.trailer["/ID"]
        out = io.BytesIO()
        pdf.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            compress_streams=True,
        )
        return out.getvalue()


def _targets(laid: LaidReport) -> dict[str, Target]:
    """Return where each anchor stands, for links."""
    return {
        anchor: Target(number, _from_foot(laid, top))
        for number, page in enumerate(laid.pages)
        for piece, top in page.pieces
        for anchor in piece.anchors
    }


def _from_foot(laid: LaidReport, top: float) -> float:
    """Return the height in points, from the foot of the page, of a window that shows a piece."""
    return (style.PAGE_HEIGHT_MM - laid.grid.top_mm - top + 4) * 72 / 25.4


def _shared_objects(pdf: pikepdf.Pdf, canvas: Canvas) -> dict[str, pikepdf.Object]:
    """Return photographs and drawings, each once, by the names under which pages show them."""
    shared = {name: photo_object(pdf, one) for name, one in canvas.photographs.items()}
    for name, form in canvas.forms.items():
        made = pikepdf.Stream(pdf, form.operators.encode("ascii"))
        made.Type, made.Subtype = Name.XObject, Name.Form
        made.BBox = Array([round(edge, 2) for edge in form.box])
        made.Resources = Dictionary()
        shared[name] = pdf.make_indirect(made)
    return shared


def _write_catalog(pdf: pikepdf.Pdf, laid: LaidReport, meta: DocumentMeta) -> None:
    root = pdf.Root
    if "/OpenAction" in root:
        del root["/OpenAction"]
    root.Lang = String(meta.language)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    root.Metadata = pdf.make_stream(
        xmp_packet(meta).encode(), {"/Type": Name.Metadata, "/Subtype": Name.XML}
    )
    _write_outline(pdf, laid)


def _write_outline(pdf: pikepdf.Pdf, laid: LaidReport) -> None:
    """Write bookmarks to the sections and their pages."""
    with pdf.open_outline() as outline:
        parents: list[tuple[int, pikepdf.OutlineItem]] = []
        for number, page in enumerate(laid.pages):
            for piece, top in page.pieces:
                if piece.outline is None:
                    continue
                level, words = piece.outline
                height = round(_from_foot(laid, top))
                at = Array([pdf.pages[number].obj, Name.XYZ, 0, height, 0])
                item = pikepdf.OutlineItem(words.replace("\u00a0", " "), at)
                while parents and parents[-1][0] >= level:
                    parents.pop()
                (parents[-1][1].children if parents else outline.root).append(item)
                parents.append((level, item))
