"""Names of the views, and the words of the sides that stand over them."""

from __future__ import annotations

from ipdoc.anatomy.views import DiagramView
from ipdoc.casework.bodyviews import ANGLES, LEFT_LETTER, RIGHT_LETTER
from ipdoc.i18n import Translator
from ipdoc.wording import places


def view_title(view: DiagramView, words: Translator) -> str:
    """Return the name of a view; its key while the language has none for it."""
    try:
        return places.view_title(view.key, words.language)
    except KeyError:
        return view.key


def heads_of(view: DiagramView, words: Translator) -> list[tuple[str, float]]:
    """Return what stands over a view: the person's own sides, or the sides of an unrolled limb.

    Returns:
        Words and where they stand, as fractions of the width.
    """
    if view.angles:
        return [(words.text(ANGLES[key]), x / view.width) for key, x in view.angles]
    right, left = words.text(RIGHT_LETTER), words.text(LEFT_LETTER)
    letters = {"left": (right, left), "right": (left, right)}.get(view.subject_right)
    return [(letters[0], 1 / 6), (letters[1], 5 / 6)] if letters else []
