"""Kinds of lesion and views as the palette and the strip of the editor show them.

What every case has in common stands in ``public_words``: it can be compressed and kept, a case
must not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from ipdoc.anatomy import symbols, views
from ipdoc.anatomy.views import DiagramView
from ipdoc.casework.bodymap.body_map import BodyMap
from ipdoc.casework.bodymap.view_words import view_title
from ipdoc.casework.findings import NO_FINDING
from ipdoc.casework.formstore import current_form
from ipdoc.i18n import Translator, translator
from ipdoc.questionnaire.compiled import CompiledForm
from ipdoc.questionnaire.model import Code

_SAID = ("key", "label", "family", "hatch", "tool")
"""What is said of a kind in ``public_words``."""
_RECENT = 5
"""Kinds that are offered first."""
_LINES = (
    "laceration", "incised", "scar_linear", "scar_surgical", "self_harm", "abrasion",
)  # fmt: skip
_OUTLINES = (
    "bruise", "haematoma", "burn_1", "burn_2s", "burn_2d", "burn_3", "burn_chem", "swelling",
    "pain_area", "nerve_deficit", "hyperpig", "hypopig", "alopecia", "frost", "pressure_mark",
    "scar_keloid", "scar_hypertrophic", "scar_atrophic", "avulsion",
)  # fmt: skip
TOOLS = {
    **dict.fromkeys(_LINES, "line"),
    **dict.fromkeys(_OUTLINES, "polygon"),
    "petechiae": "cluster",
    "puncture": "cluster",
    "ligature": "ring",
    "bruise_tramline": "tramline",
}
"""Kind → tool with which it is usually drawn; all others are points."""


def public_words(
    figure: str, words: Translator, thumb: Callable[[DiagramView], str]
) -> dict[str, Any]:
    """Return the views of a figure and the kinds of lesion, as the program itself calls them."""
    return {
        "views": [
            {
                "key": view.key,
                "figure": view.figure,
                "title": view_title(view, words),
                "group": view.group,
                "restricted": view.restricted,
                "thumb": thumb(view),
            }
            for view in views.views_for(figure)
        ],
        "kinds": [_kind(code, words) for code in _codes(current_form())],
    }


def _codes(form: CompiledForm) -> list[Code]:
    codes = form.form.vocabularies["finding_types"].codes
    return [code for code in codes if code.key != NO_FINDING]


def _kind(code: Code, words: Translator) -> dict[str, Any]:
    sign = symbols.symbol(code.key)
    return {
        "key": code.key,
        "label": words.text(code.label),
        "family": sign.family,
        "hatch": sign.hatch,
        "tool": TOOLS.get(code.key, "point"),
    }


def own_kinds(shown: BodyMap, words: Translator) -> list[dict[str, Any]]:
    """Return the kinds that this case uses, and those that its form calls otherwise."""
    public = {code.key: _kind(code, translator(words.language)) for code in _codes(current_form())}
    return [
        one
        for one in kinds(shown, words)
        if one["count"] or {key: one[key] for key in _SAID} != public.get(one["key"])
    ]


def kinds(shown: BodyMap, words: Translator) -> list[dict[str, Any]]:
    """Return the kinds of lesion for the palette, those used last marked as recent."""
    used = Counter(one.lesion.type for one in shown.lesions if not shown.sealed(one))
    newest = [one.lesion.type for one in reversed(shown.lesions) if not shown.sealed(one)]
    recent = list(dict.fromkeys(newest))[:_RECENT]
    return [
        {**_kind(code, words), "count": used[code.key], "recent": code.key in recent}
        for code in _codes(shown.form)
    ]
