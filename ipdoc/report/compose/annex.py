"""The sealed annex: what is intimate, in a document of its own."""

from __future__ import annotations

from ipdoc.domain.finding import Lesion
from ipdoc.i18n import mark as _
from ipdoc.report.blocks import Block, Heading, Paragraph, Rule, Run, Title
from ipdoc.report.compose.figures import annex_views, part_figures
from ipdoc.report.compose.lesion_page import lesion_page
from ipdoc.report.compose.naming import is_restricted
from ipdoc.report.compose.photographs import photo_table
from ipdoc.report.compose.questions import QuestionBlocks
from ipdoc.report.compose.sections import signatures
from ipdoc.report.compose.visits import comparison
from ipdoc.report.compose.words import Words


def sealed_annex(words: Words) -> list[Block]:
    """Return the annex: whose it is, who may read it, and all that is intimate."""
    blocks = [*_head(words), *_answers(words)]
    lesions, views = _lesions(words), annex_views(words)
    if lesions or views:
        blocks.append(Heading(2, words.t.text(_("Lesions")), anchor="lesions"))
        blocks += part_figures(words, views)
        blocks += [block for lesion in lesions for block in lesion_page(words, lesion)]
    blocks += comparison(words, annex=True)
    if words.subject.photographs:
        blocks += photo_table(words)
    return [*blocks, signatures(words)]


def _head(words: Words) -> list[Block]:
    t, subject = words.t, words.subject
    belongs = t.text(
        _("to {title} No. {number} of {date}"),
        title=subject.title,
        number=subject.number,
        date=t.date(subject.issued_at.date()),
    )
    readers = t.text(
        _(
            "For the person examined, those who treat the person, and the court or body that "
            "asked for this evaluation. It may be shown to others only with the consent of the "
            "person examined. The record embedded in this file holds these findings too."
        )
    )
    return [
        Title(t.text(_("Kept apart from the report")), t.text(_("Sealed annex")), belongs),
        Rule(heavy=True),
        Paragraph((Run(t.text(_("Person examined")) + ": ", "bold"), Run(subject.person)), "fact"),
        Paragraph((Run(t.text(_("Who may read this annex: ")), "bold"), Run(readers)), "fact"),
    ]


def _lesions(words: Words) -> list[Lesion]:
    lesions = (one for one in words.subject.lesions if is_restricted(words, one.number))
    return sorted(lesions, key=lambda lesion: lesion.number)


def _answers(words: Words) -> list[Block]:
    """Return the intimate answers, section by section."""
    blocks: list[Block] = []
    for section in words.form.sections_for(words.subject.type_code):
        answers = words.subject.section_answers(section.key)
        asked = [
            one for one in section.questions() if one.part == "intimate" and one.key in answers
        ]
        if asked:
            blocks.append(Heading(2, words.t.text(section.heading), section.number))
            gathered = QuestionBlocks(words, words.subject.situation_in(section.key), blocks=blocks)
            gathered.add(asked, answers)
    return blocks
