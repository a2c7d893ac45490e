"""Sections of the report as papers of their own: consent form, photo table, instruments."""

from __future__ import annotations

from dataclasses import replace

from ipdoc.i18n import mark as _
from ipdoc.report.blocks import Block, Heading, PhotoSheet, Rule, Title
from ipdoc.report.compose.photographs import photo_table
from ipdoc.report.compose.sections import section_blocks, signatures
from ipdoc.report.compose.words import Words

PHOTO_TABLE = "photo_table"
SECTIONS = {
    "consent_form": ("consent_conditions", _("Consent form")),
    PHOTO_TABLE: ("photographs", _("Photo table")),
    "instruments": ("psych_screening", _("Instruments and their results")),
}
"""Kind of enclosure → section of the form, and its title."""


def is_filled(words: Words, kind: str) -> bool:
    """Return whether there is anything to print in an enclosure."""
    key = SECTIONS[kind][0]
    sections = {one.key for one in words.form.sections_for(words.subject.type_code)}
    if key not in sections:
        return False
    if kind == PHOTO_TABLE:
        return any(not one.withheld for one in words.subject.photographs)
    return bool(words.subject.section_answers(key))


def section_enclosure(words: Words, kind: str, report: str) -> list[Block]:
    """Return a section as a paper of its own, to be signed like the report.

    Args:
        words: the report's words.
        kind: one of ``SECTIONS``.
        report: title and number of the report.
    """
    if kind == PHOTO_TABLE:
        return _sheets(words)
    key, title = SECTIONS[kind]
    t = words.t
    section = next(one for one in words.form.sections if one.key == key)
    annex = t.text(_("Annex to {report}"), report=report)
    head: list[Block] = [Title(annex, t.text(title), words.subject.person), Rule(heavy=True)]
    body = [
        one
        for one in section_blocks(words, section)
        if not (isinstance(one, Heading) and one.level <= 2)
    ]
    return [*head, *body, signatures(words)]


def _sheets(words: Words) -> list[Block]:
    """Return the sheets of the photo table, each of which bears title, exhibit and signature."""
    sheets = [one for one in photo_table(words) if isinstance(one, PhotoSheet)]
    return [
        replace(one, heading=replace(one.heading, level=1 if at == 0 else 2))
        for at, one in enumerate(sheets)
    ]
