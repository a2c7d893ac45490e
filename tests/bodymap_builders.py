"""Builders for the tests of the body map: drawings on the back of the female figure."""

from ipdoc.casework.bodymap.drawing import Drawing, Target, draw

VIEW, FIGURE = "full_post", "female"
SHAPES = {
    "point": {"kind": "point", "points": [[0.42, 0.27]]},
    "line": {"kind": "line", "points": [[0.4, 0.3], [0.44, 0.31], [0.48, 0.3]]},
    "freehand": {"kind": "freehand", "points": [[0.4, 0.3], [0.41, 0.32], [0.44, 0.33]]},
    "polygon": {"kind": "polygon", "points": [[0.4, 0.25], [0.46, 0.25], [0.45, 0.29]]},
    "outline": {
        "kind": "outline",
        "points": [[0.4, 0.25], [0.43, 0.24], [0.46, 0.25], [0.46, 0.28], [0.41, 0.28]],
    },
    "tramline": {"kind": "tramline", "points": [[0.4, 0.3], [0.47, 0.31]], "gap": 0.03},
    "cluster": {"kind": "cluster", "points": [[0.42, 0.27], [0.44, 0.28]], "count": 5},
    "ring": {"kind": "ring", "points": [[0.41, 0.75]]},
}
"""Kind → geometry on the back; the ring goes round the left lower leg."""


def a_drawing(kind="point", points=None, view=VIEW, figure=FIGURE, **more):
    """Return a drawing of a kind; other points or fields where they are given."""
    geometry = {**SHAPES[kind], **more}
    if points is not None:
        geometry["points"] = points
    return Drawing.from_payload({"view": view, "figure": figure, "geometry": geometry})


def a_lesion(vault, ref, kind="point", type_key="bruise", **more):
    """Record a lesion with one mark; return it."""
    return draw(vault, ref, a_drawing(kind, **more), type_key, Target())
