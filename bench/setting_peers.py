"""Other makers of PDF, given the same words and the same photographs."""

from __future__ import annotations

import html
import io
import subprocess
import sys
from pathlib import Path

from bench.peer_content import Content, Part
from ipdoc.resources import data_dir

_FONT = "IpdocSerif-Regular.ttf"
_SIZE, _LEADING = 10.5, 14.2
"""Points, as in our prose."""


def _font() -> Path:
    return data_dir("static") / "fonts" / _FONT


def set_by_weasyprint(content: Content) -> bytes:
    """Return a tagged PDF/UA-1 by WeasyPrint."""
    from weasyprint import HTML

    words = "".join(map(_html, content.parts))
    pictures = "".join(
        f'<p><img src="{path.as_uri()}" alt="photograph"></p>' for path in content.photographs
    )
    style = (
        f"@font-face{{font-family:S;src:url({_font().as_uri()})}} @page{{size:A4;margin:25mm 15mm "
        f"25mm 30mm}} body{{font:{_SIZE}pt/{_LEADING}pt S}} img{{width:165mm;"
        "image-rendering:crisp-edges} table{width:100%} td,th{border-bottom:.2mm solid gray}"
    )
    document = (
        f'<html lang="ru"><head><title>Report</title><style>{style}</style></head>'
        f"<body>{words}{pictures}</body></html>"
    )
    made = HTML(string=document).write_pdf(pdf_variant="pdf/ua-1")
    return bytes(made or b"")


def set_by_typst(content: Content) -> bytes:
    """Return a tagged PDF/UA-1 by typst, started cold."""
    folder = content.photographs[0].parent
    source = folder / "report.typ"
    words = "\n\n".join(map(_typst, content.parts))
    pictures = "\n\n".join(
        f'#image("{path.name}", width: 165mm, alt: "photograph")' for path in content.photographs
    )
    source.write_text(
        '#set document(title: "Report")\n#set page(paper: "a4", margin: (left: 30mm, right: 15mm))'
        f'\n#set text(lang: "ru", font: "Ipdoc Serif", size: {_SIZE}pt)\n\n'
        f"{words}\n\n{pictures}\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-c", _TYPST, str(source), str(folder), str(_font().parent)],
        capture_output=True,
        check=True,
    )
    return done.stdout


_TYPST = """import sys, typst
source, folder, fonts = sys.argv[1:]
made = typst.Compiler(source, root=folder, font_paths=[fonts])
sys.stdout.buffer.write(made.compile(format="pdf", pdf_standards=["ua-1"]))
"""
"""In a process of its own: in one that has set the same before, typst remembers the pages."""


def _typst(part: Part) -> str:
    if part.kind == "Table":
        cells = ", ".join(f"text({_quoted(cell)})" for row in part.rows for cell in row)
        return f"#table(columns: {len(part.rows[0])}, stroke: none, {cells})"
    words = f"text({_quoted(part.rows[0][0])})"
    return f"#heading(level: {part.kind[1]}, {words})" if part.kind[0] == "H" else f"#{words}"


def _html(part: Part) -> str:
    if part.kind != "Table":
        tag = part.kind.lower()
        return f"<{tag}>{html.escape(part.rows[0][0])}</{tag}>"
    rows = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in part.rows)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def set_by_reportlab(content: Content) -> bytes:
    """Return a plain PDF by reportlab: no tags, photographs by path, no ASCII85."""
    from reportlab import rl_config
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Flowable, Image, Paragraph, SimpleDocTemplate, Table

    rl_config.useA85 = 0
    pdfmetrics.registerFont(TTFont("S", str(_font())))
    style = ParagraphStyle("p", fontName="S", fontSize=_SIZE, leading=_LEADING)

    def flowable(part: Part) -> Flowable:
        rows = [[Paragraph(html.escape(cell), style) for cell in row] for row in part.rows]
        if part.kind != "Table":
            return rows[0][0]
        return Table(rows, colWidths=[165 * mm / len(rows[0])] * len(rows[0]))

    story = [flowable(part) for part in content.parts]
    story += [Image(str(path), 165 * mm, 124 * mm) for path in content.photographs]
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, leftMargin=30 * mm, rightMargin=15 * mm).build(story)
    return out.getvalue()
