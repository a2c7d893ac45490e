"""On what ground the document is made: the order and its warning, independence, the declaration.

Only what the clinician recorded is printed. A medical report never bears a warning of liability:
nobody gave one, and a printed one would be taken for an official act.
"""

from __future__ import annotations

import datetime as dt
from typing import cast

from ipdoc.domain.mandate import Declared
from ipdoc.i18n import mark as _
from ipdoc.report.blocks import (
    Block,
    Box,
    BulletList,
    Fact,
    Facts,
    Gap,
    Heading,
    Paragraph,
    Run,
    Value,
)
from ipdoc.report.compose.runin import Entry, RunIn, gap_words
from ipdoc.report.compose.words import Words
from ipdoc.report.titles import DocumentKind, document_kind, in_language

ANCHOR = "ground"
_INDEPENDENCE = (
    ("paid_by", _("Who pays, and whether it depends on the result")),
    ("relation", _("Relation to the person, the requester and the authorities")),
    ("earlier_contact", _("Earlier contact with the person or the case")),
    ("outside_field", _("Outside the author's field")),
    ("not_seen", _("Asked for and not seen")),
)


def ground(words: Words) -> list[Block]:
    """Return the section that says in which capacity the author writes, and for whom."""
    t, kind = words.t, kind_of(words)
    return [
        Heading(2, t.text(_("Ground of the document and independence")), anchor=ANCHOR),
        Paragraph(in_language(kind.ground, t.language), "fact"),
        *_facts(words),
        *declaration(words),
    ]


def kind_of(words: Words) -> DocumentKind:
    """Return the kind of document in its country."""
    return document_kind(words.subject.kind, words.subject.mandate.country)


def order_facts(words: Words) -> list[Fact]:
    """Return the order and the warning as they were recorded; of the warning also that none was."""
    t, mandate, kind = words.t, words.subject.mandate, kind_of(words)
    facts: list[Fact] = []
    if mandate.order.complete:
        order = mandate.order
        who = ", ".join(part for part in (order.body, order.official) if part)
        facts.append(Fact(t.text(_("Ordered by")), who))
        named = t.text(
            _("No. {number} of {date}"), number=order.number, date=_day(words, order.day)
        )
        facts.append(Fact(t.text(_("Order")), named))
        if order.received:
            facts.append(Fact(t.text(_("Order received")), _day(words, order.received)))
    if kind.warning and (mandate.warned.complete or kind.needs_order):
        label = t.text(_("Warned of liability for a knowingly false opinion"))
        facts.append(Fact(label, _warned(words)))
    return facts


def _warned(words: Words) -> Value:
    t, warned = words.t, words.subject.mandate.warned
    if not warned.complete:
        return Gap("blank", t.text(_("No warning is recorded")))
    parts = (warned.official, _day(words, warned.day), warned.how)
    return ", ".join(part for part in parts if part)


def _facts(words: Words) -> list[Block]:
    """Return the order and what is said on independence; what nobody said is named in one line."""
    t, said = words.t, words.subject.mandate.independence
    told = [
        Fact(t.text(label), text) for key, label in _INDEPENDENCE if (text := getattr(said, key))
    ]
    missing = [t.text(label) for key, label in _INDEPENDENCE if not getattr(said, key)]
    rows = (*order_facts(words), *told)
    blocks: list[Block] = [Facts(rows)] if rows else []
    if missing:
        text = t.text(_("Without entry: {questions}."), questions="; ".join(missing))
        blocks.append(Paragraph(text, "note"))
    return blocks


def declaration(words: Words) -> list[Block]:
    """Return the declaration with who made it and when, or that nobody made it."""
    t, kind = words.t, kind_of(words)
    declared = words.subject.mandate.declared_in(kind.words_digest)
    heading = Heading(4, t.text(_("Declaration of the author")))
    if declared is None:
        return [heading, Gap("blank", t.text(_("The author has not made the declaration")))]
    return [
        heading,
        BulletList(kind.declaration(t.language), role="fact"),
        Paragraph((Run(_declared(words, declared), "bold"),), "fact"),
    ]


def _declared(words: Words, made: Declared) -> str:
    day = _day(words, made.day)
    return words.t.text(_("Declared by {name} on {date}."), name=made.name, date=day)


def ground_run_in(words: Words) -> RunIn:
    """Return order, independence and declaration for a form, behind their labels."""
    t, said = words.t, words.subject.mandate.independence
    part = RunIn(t.text(_("Ground of the document and independence")))
    capacity = in_language(kind_of(words).ground, t.language)
    part.entries.append(Entry("ground.capacity", t.text(_("Capacity")), capacity))
    for fact in order_facts(words):
        value = fact.value if isinstance(fact.value, str) else gap_words(cast("Gap", fact.value))
        part.entries.append(Entry("ground.order", str(fact.label), value))
    for key, label in _INDEPENDENCE:
        if text := getattr(said, key):
            part.entries.append(Entry(f"ground.{key}", t.text(label), text))
    title, kind = t.text(_("Declaration of the author")), kind_of(words)
    declared = words.subject.mandate.declared_in(kind.words_digest)
    text = t.text(_("The author has not made the declaration"))
    if declared:
        text = " ".join((_declared(words, declared), *kind.declaration(t.language)))
    part.entries.append(Entry("ground.declaration", title, text))
    return part


def _day(words: Words, text: str) -> str:
    return words.t.date(dt.date.fromisoformat(text))


def without_physical_examination(words: Words) -> list[Block]:
    """Return the plain statement of a psychological report that nobody examined the body."""
    if words.subject.type_code != "P":
        return []
    t = words.t
    plain = t.text(_("No physical examination was carried out."))
    rest = t.text(
        _(
            "This report rests on psychological evidence only: the history, the mental state, "
            "questionnaires, what was observed and documents. It says nothing on whether there "
            "are or were signs on the body."
        )
    )
    return [Box((Paragraph((Run(plain, "bold"), Run(f" {rest}")), "fact"),))]


def follows(words: Words) -> list[Block]:
    """Return what a follow-up report continues, with which it is to be read together."""
    subject, t = words.subject, words.t
    if subject.type_code != "W" or not subject.earlier:
        return []
    visit = subject.earlier[0]
    day = t.date(visit.day)
    if visit.report_number:
        before = t.text(
            _("This report continues report No. {number}, on the examination of {day}."),
            number=visit.report_number,
            day=day,
        )
    else:
        before = t.text(_("This report continues the evaluation of {day}."), day=day)
    rest = t.text(
        _("It tells what has changed since; what was found then is read in the earlier report.")
    )
    return [Box((Paragraph((Run(before, "bold"), Run(f" {rest}")), "fact"),))]
