"""Parts of the short form: its head with the circumstances, its lesions."""

from __future__ import annotations

from ipdoc.domain.answers import value_of
from ipdoc.domain.finding import Lesion
from ipdoc.i18n import mark as _
from ipdoc.report.blocks import (
    Block,
    Cell,
    Columns,
    Fact,
    FactStack,
    Paragraph,
    Role,
    Rule,
    Run,
    SymbolCell,
    Table,
    Title,
)
from ipdoc.report.compose.naming import (
    is_restricted,
    lesion_name,
    lesion_symbol,
    photo_numbers,
    size_words,
)
from ipdoc.report.compose.opinions import cause, interpretations, levels
from ipdoc.report.compose.runin import cut, in_words
from ipdoc.report.compose.words import Words, is_withheld

_PRESENT_CHARACTERS = 160


def form_head(words: Words) -> list[Block]:
    """Return title, circumstances and ground of the document."""
    t, subject = words.t, words.subject
    subtitle = t.text(
        _("No. {number} of {date}, short form of a first-contact examination"),
        number=subject.number,
        date=t.date(subject.issued_at.date()),
    )
    kicker = t.text(_("Istanbul Protocol (United Nations, 2022)"))
    return [
        Title(kicker, subject.title, subtitle),
        Rule(heavy=True),
        _circumstances(words),
    ]


def _circumstances(words: Words) -> Columns:
    t = words.t
    case, consent, who = "case_information", "consent_conditions", "clinician_qualifications"
    names = ("subject_family_name", "subject_given_name", "subject_patronymic")
    name = _joined(*(_said(words, case, key) for key in names), by=" ")
    person = _joined(name, _said(words, case, "subject_age_years"))
    hours = _joined(_said(words, case, "exam_start"), _said(words, case, "exam_end"), by="–")
    when = _joined(_said(words, case, "exam_date"), hours)
    columns = (
        (
            (_("Person examined"), person or words.subject.person),
            (_("When and where"), _joined(when, _said(words, case, "exam_place_name"))),
        ),
        (
            (_("Examined by"), _said(words, who, "clin_name", "clin_profession")),
            (_("Requested by"), _said(words, case, "requested_by_name", "requested_by_type")),
        ),
        (
            (_("Who was present"), _present(words)),
            (_("Restraints"), _said(words, consent, "restrained")),
        ),
    )
    stacks = tuple(
        (FactStack(tuple(Fact(t.text(label), text or words.gap(None)) for label, text in column)),)
        for column in columns
    )
    return Columns(stacks, (5, 4, 4))


def _present(words: Words) -> str:
    """Return who was present, name and position of each."""
    rows = value_of(words.subject.section_answers("case_information").get("persons_present"))
    if rows == []:
        return words.t.text(_("nobody else"))
    people = [_joined(str(row.get("name", "")), str(row.get("position", ""))) for row in rows or []]
    return cut(_joined(*people, by="; "), _PRESENT_CHARACTERS)


def _joined(*parts: str, by: str = ", ") -> str:
    return by.join(part for part in parts if part)


def _said(words: Words, section: str, *keys: str) -> str:
    """Return answers of a section, joined by commas; missing and withheld ones are left out."""
    answers = words.subject.section_answers(section)
    found = {one.key: one for one in words.form.section(section).questions()}
    shown = [key for key in keys if key in found and not is_withheld(answers.get(key))]
    return _joined(*(in_words(words, found[key], answers.get(key)) for key in shown))


def finding_table(words: Words, lesions: list[Lesion], role: Role) -> Table:
    """Return lesions as a table: what, where, how large, and of what it may come."""
    t = words.t
    return Table(
        head=(
            t.text(_("No.")),
            "",
            t.text(_("Type and place")),
            t.text(_("Size, mm")),
            t.text(_("Photos")),
            t.text(_("Attributed to")),
            t.text(_("Level of consistency")),
        ),
        rows=tuple(_row(words, lesion) for lesion in lesions),
        weights=(7, 6, 73, 18, 11, 21, 33),
        right=(0, 3),
        bold_first=True,
        role=role,
    )


def _row(words: Words, lesion: Lesion) -> tuple[Cell, ...]:
    number = str(lesion.number)
    if is_restricted(words, lesion.number):
        apart = words.t.text(_("Described in the sealed annex only"))
        return (number, "", apart, "", "", "", "")
    symbol, name = lesion_symbol(words, lesion), lesion_name(words, lesion)
    rows = interpretations(words, lesion.number)
    return (
        number,
        SymbolCell(symbol, name) if symbol else "",
        name,
        size_words(words, lesion),
        photo_numbers(words, lesion),
        ", ".join(cause(words, row) for row in rows) or "–",
        levels(words, rows),
    )


def finding_lines(words: Words, lesion: Lesion, role: Role) -> list[Block]:
    """Return the description of a lesion and the reasoning, in one paragraph."""
    if is_restricted(words, lesion.number):
        return []
    t, sentence = words.t, words.subject.notes_on(lesion.number).sentence
    rows = interpretations(words, lesion.number)
    said = [sentence, *(str(row.get("reasoning") or "") for row in rows)]
    causes = "; ".join(
        str(row["alternative_causes"]) for row in rows if row.get("alternative_causes")
    )
    if causes:
        said.append(t.text(_("Other causes considered: {causes}"), causes=causes))
    text = " ".join(part.strip() for part in said if part.strip())
    if not text:
        return []
    number = Run(t.text(_("No. {id}"), id=lesion.number) + ". ", "bold")
    return [Paragraph((number, Run(text)), role)]
