"""Coverage: regions that were not examined, or of which nothing is stated, under a hatch."""

from __future__ import annotations

from ipdoc.report.drawings import Diagram, Shade
from ipdoc.report.typeset import style
from ipdoc.report.typeset.canvas import Canvas
from ipdoc.report.typeset.hatches import hatch
from ipdoc.report.typeset.paths import circle_path, path_operators

PITCH_MM, LINE_MM = 1.5, 0.16
HATCHES = {"not_stated": "diagonal", "not_examined": "cross"}


def draw_shade(canvas: Canvas, shade: Shade, diagram: Diagram, scale: float) -> None:
    """Draw a veil with its hatch over regions, in units of the view box.

    Args:
        canvas: placed so that its units are those of the view box.
        shade: what to cover.
        diagram: the view, whose box the hatch fills.
        scale: millimetres of paper in a unit.
    """
    paths = " ".join(path_operators(path) for path in shade.paths)
    box = (0.0, 0.0, diagram.width, diagram.height)
    lines = hatch(HATCHES[shade.kind], box, PITCH_MM / scale)
    canvas.out(f"{style.rgb(style.VEIL, 'rg')} {paths} f*")
    canvas.out(
        f"q {paths} W* n {style.rgb(style.VEIL_LINE, 'RG')} {LINE_MM / scale:.3f} w {lines} Q"
    )


def draw_swatch(canvas: Canvas, kind: str, x: float, y: float, width: float, height: float) -> None:
    """Draw a small sample of a shade for the legend, from its top left corner."""
    frame = f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re"
    name = HATCHES.get(kind, "")
    ground = style.VEIL if name else style.SKIN["skin-0"]
    lines = hatch(name, (x, y, x + width, y + height), PITCH_MM * 0.8)
    with canvas.placed(0.0, 0.0, 1.0):
        canvas.out(f"{style.rgb(ground, 'rg')} {frame} f")
        if lines:
            line = style.rgb(style.VEIL_LINE, "RG")
            canvas.out(f"q {frame} W n {line} {LINE_MM} w {lines} Q")
        canvas.out(f"{style.rgb(style.SKIN_LINE, 'RG')} 0.2 w {frame} S")


def draw_earlier(canvas: Canvas, x: float, y: float) -> None:
    """Draw the dashed circle that numbers of an earlier visit have, round a centre."""
    with canvas.placed(x, y, 1.0):
        canvas.out(f"[0.7 0.6] 0 d 0.45 G 0.2 w {path_operators(circle_path(0, 0, 1.6))} S")
