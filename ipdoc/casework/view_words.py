"""Names of the views, and the letters of the sides that stand over them."""

from __future__ import annotations

from ipdoc.anatomy.views import DiagramView
from ipdoc.i18n import Translator, mark
from ipdoc.wording import places

RIGHT_LETTER, LEFT_LETTER = mark("R"), mark("L")


def view_title(view: DiagramView, words: Translator) -> str:
    """Return the name of a view; its key while the language has none for it."""
    try:
        return places.view_title(view.key, words.language)
    except KeyError:
        return view.key


def side_letters(view: DiagramView, words: Translator) -> tuple[str, str]:
    """Return the letters over the left and the right edge of a view: the person's own sides."""
    right, left = words.text(RIGHT_LETTER), words.text(LEFT_LETTER)
    return {"left": (right, left), "right": (left, right)}.get(view.subject_right, ("", ""))
