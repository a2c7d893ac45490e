"""Empty signature fields, made with the document so that it can be certified and countersigned.

A certified document allows no new fields, so both stand in it from the beginning. They are
invisible: their rectangle lies outside the page and has no extent, so neither PDF/A asks for an
appearance nor PDF/UA for a tag. The page bears its own signature boxes, for ink.
Their annotations are indirect objects: otherwise the second signature would rewrite the page, and a
checker would report that as a change of what the first one signed.

Source: ISO 32000-1, 12.7.4.5 and 12.8.2.2; ISO 19005-3, 6.3.3; ISO 14289-1, 7.18.1.
"""

from __future__ import annotations

from collections.abc import Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, String

_OUTSIDE = (-2, -2, -2, -2)
"""Rectangle in points, below and left of the page."""
_PRINT_AND_LOCKED = 4 + 128


def write_signature_fields(pdf: pikepdf.Pdf, fields: Sequence[tuple[str, str]]) -> None:
    """Add empty signature fields to the last page.

    Args:
        pdf: the finished document.
        fields: (name of the field, words for readers), in the order of signing; none is no change.
    """
    if not fields:
        return
    _listed(pdf, pdf.pages[0].obj, [])  # time-stamps come to the first page
    page = pdf.pages[-1].obj
    made = [_widget(pdf, page, name, words) for name, words in fields]
    _listed(pdf, page, made)
    form = Dictionary(Fields=pdf.make_indirect(Array(made)), SigFlags=3)
    pdf.Root.AcroForm = pdf.make_indirect(form)


def _listed(pdf: pikepdf.Pdf, page: pikepdf.Object, more: list[pikepdf.Object]) -> None:
    """Make the page's annotations, and their list, indirect objects; add more."""
    others = [
        one if one.is_indirect else pdf.make_indirect(one) for one in page.get("/Annots", Array())
    ]
    page.Annots = pdf.make_indirect(Array([*others, *more]))


def _widget(pdf: pikepdf.Pdf, page: pikepdf.Object, name: str, words: str) -> pikepdf.Object:
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=String(name),
            TU=String(words),
            Rect=Array(list(_OUTSIDE)),
            F=_PRINT_AND_LOCKED,
            P=page,
        )
    )
