"""Blank forms on paper, for places where no device may go; they need no vault."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ipdoc.anatomy import views
from ipdoc.anatomy.body import BodyScale
from ipdoc.casework.bodymap.figures import drawn
from ipdoc.casework.bodyviews import diagram_of
from ipdoc.casework.formstore import current_form
from ipdoc.domain.sheets import SheetCode, sheet_name
from ipdoc.i18n import Translator, mark, translator
from ipdoc.questionnaire.paper import PaperHints, load_paper
from ipdoc.report.drawings import Diagram
from ipdoc.report.metadata import DocumentMeta
from ipdoc.resources import data_dir

if TYPE_CHECKING:
    from ipdoc.report.blank.compose import BlankSubject

TYPES = ("S", "F", "W", "P")
"""Letters of the types of evaluation of which there is a paper form."""
_WHOLE = (("full_ant", "full_post"),)
_SIDES_HEAD = (("full_lat_l", "full_lat_r", "head_ant"), ("head_lat_l", "head_lat_r", "head_post"))
_HANDS_FEET = (
    ("hand_r_palm", "hand_l_palm", "hand_r_dorsal", "hand_l_dorsal"),
    ("foot_r_plantar", "foot_l_plantar", "foot_r_dorsal", "foot_l_dorsal"),
)
CHART_VIEWS = {
    "F": (_WHOLE, _SIDES_HEAD, _HANDS_FEET),
    "S": (_WHOLE, _SIDES_HEAD),
    "W": (_WHOLE, _SIDES_HEAD),
    "P": (),
}
"""Type → pages → rows → views that are printed to be drawn on."""
_INTIMATE_VIEWS = {
    "female": (("perineum_f", "perianal"),),
    "male": (("genital_m", "perianal"),),
}


@dataclass(frozen=True)
class Blank:
    """A printed set of sheets."""

    pdf: bytes
    sheet: str
    """Name of the set, as it stands on every page."""


def blank_form(
    type_code: str,
    language: str,
    figure: str = "neutral",
    *,
    intimate: bool = False,
    sheet: bytes | None = None,
) -> Blank:
    """Return the PDF of a blank form, with the name of its set.

    Args:
        type_code: F, S, W or P.
        language: en, ru or kk.
        figure: whose body the charts show: female, male, neutral, child or infant.
        intimate: print the pages for intimate findings too.
        sheet: five bytes that name the set; None = random.

    Raises:
        MissingGlyphError: a text of the form holds a character that no font has.
    """
    # what draws is heavy: the start is not to wait
    from ipdoc.report.blank.compose import compose_blank
    from ipdoc.report.blank.frame import SheetWords
    from ipdoc.report.blank.sheet import make_blank

    compiled, words = current_form(), translator(language)
    subject = blank_subject(type_code, language, figure, intimate=intimate)
    code = SheetCode(
        compiled.digest[:12],
        type_code,
        language,
        sheet_name(sheet or secrets.token_bytes(5)),
        1,
        1,
        drawn(figure) if subject.charts else "",
    )
    kind = words.text(compiled.form.evaluation_type(type_code).label)
    form = words.text(compiled.form.title)
    sheet_words = SheetWords(
        f"{form} · {kind}",
        words.text(mark("Code of the person")),
        words.text(mark("Date")),
        words.text(mark("Form {sheet} · page {page} of {pages}")),
        words.text(mark("Scan the whole sheet, all four corners; ipdoc finds the page by itself.")),
    )
    pdf = make_blank(compose_blank(subject), sheet_words, code, _meta(form, kind, language))
    return Blank(pdf, code.sheet_words)


def blank_subject(
    type_code: str, language: str, figure: str = "neutral", *, intimate: bool = False
) -> BlankSubject:
    """Return what the paper of a type of evaluation is made of; arguments as ``blank_form``."""
    from ipdoc.report.blank.compose import BlankSubject

    words, chosen = translator(language), drawn(figure)
    return BlankSubject(
        current_form().form,
        type_code,
        words,
        _hints(),
        _diagrams(chosen, CHART_VIEWS[type_code], words),
        _diagrams(chosen, (_INTIMATE_VIEWS.get(chosen, ()),), words) if intimate else (),
    )


@lru_cache(maxsize=1)
def _hints() -> PaperHints:
    return load_paper(data_dir("forms"), current_form().form)


Rows = tuple[tuple[str, ...], ...]


def _diagrams(
    figure: str, pages: tuple[Rows, ...], words: Translator
) -> tuple[tuple[tuple[Diagram, ...], ...], ...]:
    scale = BodyScale(figure)
    return tuple(
        tuple(
            tuple(diagram_of(views.view(figure, key), scale, words) for key in row) for row in rows
        )
        for rows in pages
        if rows
    )


def _meta(form: str, kind: str, language: str) -> DocumentMeta:
    """Return what the file says of itself: the date is that of the form, not of the print."""
    return DocumentMeta(
        title=f"{form}: {kind}",
        language=language,
        issued_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        head_left="",
        head_right="",
        document_line=(),
        digest_line=(),
        page_words="",
        initials_words="",
    )
