"""Free text in another language than the document: marked as translated, or as it was written.

The pass goes over the finished blocks, so that what composes them need not know of translations.
A text is known by its words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from ipdoc.i18n import mark as _
from ipdoc.report.blocks import (
    Block,
    BulletList,
    Fact,
    Gap,
    Heading,
    PageRef,
    Paragraph,
    PhotoBlock,
    Role,
    Run,
    Table,
    Text,
)
from ipdoc.report.compose.languages import from_language, in_language
from ipdoc.report.compose.subject import Translates
from ipdoc.report.compose.textmarks import TextMarks, Translated
from ipdoc.report.compose.words import Words


def language_note(words: Words) -> list[Block]:
    """Return what the reader is told of the language of free text, before the first section."""
    t, language, marks = words.t, words.subject.record_language, words.subject.marks
    if not language or language == t.language:
        return []
    written = in_language(t, language)
    if marks is None or not marks.translated:
        note = _("Free text stands as it was written, {in_language}.")
        return [Paragraph(t.text(note, in_language=written), "note")]
    lines = [_told(t, language, *one) for one in _translators(marks.translated.values())]
    if marks.untranslated and words.bilingual:
        lines.append(t.text(_("Texts that stand in one language only are not translated.")))
    elif marks.untranslated:
        note = _("Texts marked [{mark}] are not translated; they stand as they were written.")
        lines.append(t.text(note, mark=written))
    return [Paragraph(line, "note") for line in lines]


def _told(t: Translates, language: str, name: str, certified: bool, day: dt.date) -> str:
    told = _("Texts marked [{mark}] were translated {from_language} by {translator}, {day}.")
    if certified:
        told = _(
            "Texts marked [{mark}] were translated {from_language} by {translator}, {day}; "
            "certified translation."
        )
    return t.text(
        told,
        mark=t.text(_MARK),
        from_language=from_language(t, language),
        translator=name,
        day=t.date(day),
    )


_MARK = _("translation")
_ORIGINAL = _("Original, {in_language}")


def _translators(texts: Iterable[Translated]) -> list[tuple[str, bool, dt.date]]:
    """Return name, whether certified, and the last day of each translator."""
    days: dict[tuple[str, bool], str] = {}
    for one in texts:
        key = (one.translator, one.certified)
        days[key] = max(days.get(key, ""), one.translated_on)
    return [(*key, dt.date.fromisoformat(day)) for key, day in sorted(days.items())]


def marked(
    blocks: Sequence[Block], marks: TextMarks, t: Translates, *, originals: bool = True
) -> list[Block]:
    """Return blocks with every free text marked.

    Args:
        blocks: of the document.
        marks: the texts.
        t: the language of the document.
        originals: print the original below its translation where that is wanted, those of short
            texts together at the end; and mark texts that are not translated. Not so in an edition
            of two languages, where the original stands beside the translation.
    """
    marker = _Marker(marks, t, originals=originals)
    return [*marker.blocks(blocks), *marker.other_originals()]


_LEAST = 15
"""Characters of a text that is looked for within a longer one, or of the beginning of one."""


_LEAST_WITHIN = 4
"""Characters of a text whose language is told where it stands within a longer one."""


class _Marker:
    """Goes through blocks, those within others too; headings and labels are no free text."""

    def __init__(self, marks: TextMarks, t: Translates, *, originals: bool) -> None:
        self.marks, self.originals = marks, originals
        self.translated = f" [{t.text(_MARK)}]"
        marked = originals and bool(marks.translated)
        self.untranslated = f" [{in_language(t, marks.language)}]" if marked else ""
        self.original = t.text(_ORIGINAL, in_language=in_language(t, marks.language))
        self.heading = t.text(_("Originals of translated texts"))
        self.translation = t.text(_("Translation"))
        self._longest_first = sorted(
            (one for one in marks.untranslated if len(one) >= _LEAST_WITHIN), key=len, reverse=True
        )
        self._known: dict[str, str] = {}
        self._foreign: dict[str, list[tuple[int, int]]] = {}
        self._placed: set[str] = set()
        self._special: Mapping[type, Callable[[Any], list[Any]]] = {
            Paragraph: self._paragraph,
            Fact: lambda fact: [replace(fact, value=self._cell(fact.value))],
            Table: lambda table: [replace(table, rows=tuple(map(self._row, table.rows)))],
            BulletList: lambda one: [replace(one, items=tuple(map(self._text, one.items)))],
            PhotoBlock: lambda one: [replace(one, caption=self._text(one.caption))],
            Gap: lambda gap: [self._gap(gap)],
            Heading: lambda one: [one],
        }

    def blocks(self, blocks: Iterable[Any]) -> list[Any]:
        """Return blocks, each marked; one may become several."""
        return [made for block in blocks for made in self._block(block)]

    def _block(self, block: Any) -> list[Any]:
        special = self._special.get(type(block))
        if special:
            return special(block)
        if type(block).__module__ != Paragraph.__module__:
            return [block]
        held = {one.name: getattr(block, one.name) for one in fields(block)}
        inner = {key: self._inner(one) for key, one in held.items() if isinstance(one, tuple)}
        return [replace(block, **inner)] if inner else [block]

    def _inner(self, held: tuple[Any, ...]) -> tuple[Any, ...]:
        found: list[Any] = []
        for one in held:
            if isinstance(one, tuple):
                found.append(self._inner(one))
            else:
                found.extend(self._block(one) if is_dataclass(one) else [one])
        return tuple(found)

    def _paragraph(self, block: Paragraph) -> list[Block]:
        if not isinstance(block.text, str):
            return [replace(block, text=self._text(block.text))]
        text = block.text.strip()
        if text in self.marks.untranslated:
            said = f"{text}{self.untranslated}"
            return [replace(block, text=said, language=self.marks.language)]
        found = self.marks.translated.get(text)
        if found is None:
            return [replace(block, text=self._text(block.text))]
        said = f"{text}{self.translated}"
        return [replace(block, text=said, language=""), *self._original(found, block.role)]

    def _original(self, found: Translated, role: Role) -> list[Paragraph]:
        if not found.original or not self.originals:
            return []
        self._placed.add(found.original)
        told = Paragraph(found.original, role, self.marks.language)
        return [Paragraph(self.original, "label"), told]

    def other_originals(self) -> list[Block]:
        """Return the originals that found no place below their translation, each beside it."""
        told = self.marks.translated.items() if self.originals else ()
        rows = tuple(
            (text, (Paragraph(one.original, "fact", self.marks.language),))
            for text, one in told
            if one.original and one.original not in self._placed
        )
        if not rows:
            return []
        head = (self.translation, self.original)
        return [Heading(3, self.heading), Table(head, rows, (1, 1), row_heads=False)]

    def _text(self, text: Text) -> Text:
        """Mark a text, or the runs of one; no original stands in such a place."""
        if isinstance(text, str):
            runs = self._runs(Run(text))
            return text if runs == [Run(text)] else tuple(runs)
        found: list[Run | PageRef] = []
        for run in text:
            found.extend(self._runs(run) if isinstance(run, Run) else [run])
        return tuple(found)

    def _runs(self, run: Run) -> list[Run]:
        """Return a run with its mark; what of it was not translated is told its language."""
        mark = self._mark(run.text)
        foreign = [] if mark == self.translated else self._untranslated_in(run.text)
        if not foreign:
            return [replace(run, text=run.text + mark)]
        found, at = list[Run](), 0
        for start, end in foreign:
            found.append(replace(run, text=run.text[at:start]))
            found.append(replace(run, text=run.text[start:end], language=self.marks.language))
            at = end
        found.append(replace(run, text=run.text[at:] + mark))
        return [one for one in found if one.text]

    def _untranslated_in(self, text: str) -> list[tuple[int, int]]:
        """Return where untranslated texts stand in a longer one, from first to last."""
        if text not in self._foreign:  # the versions of the first page say much again
            self._foreign[text] = self._sought(text)
        return self._foreign[text]

    def _sought(self, text: str) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        for one in self._longest_first:
            start = text.find(one)
            end = start + len(one)
            if start >= 0 and all(end <= left or start >= right for left, right in found):
                found.append((start, end))
        return sorted(found)

    def _mark(self, text: str) -> str:
        """Return the mark of a text: of one as a whole, of a beginning, or of what holds one."""
        text = text.strip()
        if text not in self._known:
            self._known[text] = self._found(text)
        return self._known[text]

    def _found(self, text: str) -> str:
        if text in self.marks.translated:
            return self.translated
        if text in self.marks.untranslated:
            return self.untranslated
        if len(text) < _LEAST:
            return ""
        beginning = text.rstrip("… ")
        for known, mark in (
            (self.marks.translated, self.translated),
            (self.marks.untranslated, self.untranslated),
        ):
            for one in known:
                if one.startswith(beginning) or (len(one) >= _LEAST and one in text):
                    return mark
        return ""

    def _gap(self, gap: Gap) -> Gap:
        return replace(gap, reason=gap.reason + self._mark(gap.reason))

    def _row(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(map(self._cell, row))

    def _cell(self, value: Any) -> Any:
        if isinstance(value, Gap):
            return self._gap(value)
        if isinstance(value, str):
            whole = value.strip() in self.marks.untranslated | self.marks.translated.keys()
            return tuple(self._paragraph(Paragraph(value, "fact"))) if whole else self._text(value)
        if isinstance(value, tuple) and all(isinstance(one, (Run, PageRef)) for one in value):
            return self._text(value)
        return value
