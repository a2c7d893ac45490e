"""The bilingual edition: two reports made of one snapshot, side by side.

Prose, headings, lists and facts stand in two halves, line beside line. Tables hold both languages
in a cell, what is the same in both once. Figures, photographs and signatures stand once, with the
words of both. What has no partner stands alone in its own half.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from ipdoc.report.blocks import (
    Block,
    Box,
    BulletList,
    Cell,
    Columns,
    Contents,
    Fact,
    FactGrid,
    Facts,
    FactStack,
    Flow,
    Gap,
    Heading,
    InLanguage,
    KeepTogether,
    Level,
    LevelLine,
    OnePage,
    PageBreak,
    PageRef,
    Paragraph,
    Parallel,
    PhotoBlock,
    PhotoSheet,
    Rule,
    Run,
    Sheets,
    SignatureBox,
    SignatureRow,
    Space,
    Table,
    Text,
    Timeline,
    Value,
    runs_of,
)
from ipdoc.report.compose.alignment import PICTURES, aligned, has_picture, in_one
from ipdoc.report.compose.bilingual_figures import entry_of_both, slash, view_of_both
from ipdoc.report.drawings import BodyFigure
from ipdoc.report.metadata import DocumentMeta

_FEW = 4
"""Blocks that stay together as they do in one language."""
_EMPTY_LINES = re.compile(r"\n\s*\n")
_LINE = Run("\n")
_ONCE = (Rule, Space, PageBreak)
_FLOWING = (Heading, Paragraph, Gap, Facts, FactStack, BulletList, LevelLine, Contents)


def bilingual(first: Sequence[Block], second: Sequence[Block], language: str) -> list[Block]:
    """Return one report in two languages.

    Args:
        first: the report in the language of the document.
        second: the same snapshot's report in the other one.
        language: of ``second``, BCP 47.
    """
    return _Pairing(language).wide(first, second)


def bilingual_meta(first: DocumentMeta, second: DocumentMeta) -> DocumentMeta:
    """Return what the pages of a bilingual edition bear: head and page words in both languages.

    The embedded record is the first one's; it says which two languages the edition has.
    """
    title = first.title if first.title == second.title else f"{first.title} / {second.title}"
    pages = first.page_words
    if second.page_words != pages:
        pages = f"{pages} · {second.page_words}"
    head = slash(first.head_left, second.head_left)
    return replace(first, title=title, head_left=head, page_words=pages)


class _Pairing:
    """Joins blocks of the first language with those of the second."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._joins: Mapping[type, Callable[[Any, Any], list[Block]]] = {
            Box: lambda a, b: [Box(tuple(self.wide(a.blocks, b.blocks)))],
            KeepTogether: self._kept,
            Columns: self._columns,
            Flow: lambda a, b: self.wide(a.blocks, b.blocks),
            OnePage: lambda a, b: [a, PageBreak(), self._other(b)],
            Sheets: lambda a, b: [a, PageBreak(), self._other(b)],
            Paragraph: self._paragraphs,
            Table: self._tables,
            Timeline: lambda a, b: [replace(a, table=self._tables(a.table, b.table)[0])],
            BodyFigure: self._figures,
            PhotoBlock: self._photographs,
            PhotoSheet: self._sheets,
            SignatureRow: self._signatures,
        }

    def wide(self, first: Sequence[Block], second: Sequence[Block]) -> list[Block]:
        """Return blocks over the whole width of the page, in halves where they are text."""
        blocks: list[Block] = []
        for one, other in aligned(in_one(first), in_one(second)):
            if len(one) == len(other) == 1:
                blocks.extend(self._pair(one[0], other[0]))
            else:
                blocks.extend(self._apart(one, other))
        return blocks

    def _pair(self, one: Block, other: Block) -> list[Block]:
        if isinstance(one, FactGrid) and isinstance(other, FactGrid):
            one, other = Facts(one.rows), Facts(other.rows)
        if isinstance(one, _ONCE):
            return [one]
        join = self._joins.get(type(one))
        if join:
            return join(one, other)
        if isinstance(one, _FLOWING):
            return [self._halves([one], [other])]
        return [one, self._other(other)]

    def _other(self, *blocks: Block) -> Block:
        return InLanguage(blocks, self.language)

    def _halves(self, first: Sequence[Block], second: Sequence[Block]) -> Block:
        bare = [replace(b, anchor="") if isinstance(b, Heading) else b for b in second]
        return Parallel(tuple(first), tuple(bare if first else second), self.language)

    def _apart(self, first: Sequence[Block], second: Sequence[Block]) -> list[Block]:
        """Return blocks that have no partners: in their halves, or one below the other."""
        if all(isinstance(block, _FLOWING) for block in (*first, *second)):
            return [self._halves(first, second)]
        rest = [b for b in second if not (first and isinstance(b, _ONCE + PICTURES))]
        return [*first, *([self._other(*rest)] if rest else [])]

    def _paragraphs(self, a: Paragraph, b: Paragraph) -> list[Block]:
        """Return running text in halves, paragraph beside paragraph; the same text once."""
        if a.text == b.text:
            return [a]
        if isinstance(a.text, str) and isinstance(b.text, str):
            one, other = (_EMPTY_LINES.split(text.strip()) for text in (a.text, b.text))
            if len(one) == len(other):
                return [
                    self._halves([replace(a, text=left)], [replace(b, text=right)])
                    for left, right in zip(one, other, strict=True)
                ]
        return [self._halves([a], [b])]

    def _columns(self, a: Columns, b: Columns) -> list[Block]:
        """Return the pictures beside each other, then the words of all columns in halves."""
        if len(a.columns) != len(b.columns):
            return [a, self._other(b)]
        shown, one, other = list[tuple[tuple[Block, ...], float]](), list[Block](), list[Block]()
        for left, right, weight in zip(a.columns, b.columns, a.weights, strict=True):
            pictures = [tuple(b for b in side if has_picture([b])) for side in (left, right)]
            if pictures[0]:
                shown.append((tuple(self.narrow(*pictures)), weight))
            one += [b for b in left if b not in pictures[0]]
            other += [b for b in right if b not in pictures[1]]
        if len(shown) == 1 and all(isinstance(block, (Facts, FactGrid)) for block in one):
            return self._beside(shown[0][0], one, other)
        return [*_in_a_row(shown), *self.wide(one, other)]

    def _beside(
        self, picture: tuple[Block, ...], first: list[Block], second: list[Block]
    ) -> list[Block]:
        """Return one picture with its facts at the right, both languages in a cell."""
        facts = tuple(self.narrow(in_one(first), in_one(second)))
        return [Columns((picture, facts), (5, 11))] if facts else list(picture)

    def _kept(self, a: KeepTogether, b: KeepTogether) -> list[Block]:
        """Return blocks that stay together, unless they are so many that pages would stay empty."""
        blocks = self.wide(a.blocks, b.blocks)
        if len(blocks) <= _FEW or has_picture(blocks):
            return [KeepTogether(tuple(blocks))]
        return [_kept_to_next(block) for block in blocks]

    def narrow(self, first: Sequence[Block], second: Sequence[Block]) -> list[Block]:
        """Return blocks in a column: the second language below the first."""
        blocks: list[Block] = []
        for one, other in aligned(first, second):
            if len(one) == len(other) == 1:
                blocks.extend(self._below(one[0], other[0]))
            else:
                rest = [b for b in other if not isinstance(b, _ONCE + PICTURES)]
                blocks.extend([*one, *([self._other(*rest)] if rest else [])])
        return blocks

    def _below(self, one: Block, other: Block) -> list[Block]:
        match one, other:
            case Heading(), Heading():
                return [replace(one, text=self.both(one.text, other.text))]
            case Paragraph(), Paragraph():
                same = one.text == other.text
                return [one] if same else [one, self._other(other)]
            case ((Facts() | FactGrid()), (Facts() | FactGrid())):
                return [Facts(self._rows(one.rows, other.rows))]
            case FactStack(), FactStack():
                return [replace(one, rows=self._rows(one.rows, other.rows))]
            case Contents(), Contents():
                pairs = zip(one.rows, other.rows, strict=False)
                rows = (replace(a, words=slash(a.words, b.words)) for a, b in pairs)
                return [Contents(tuple(rows))]
            case KeepTogether(), KeepTogether():
                return [KeepTogether(tuple(self.narrow(one.blocks, other.blocks)))]
            case Gap() | LevelLine() | BulletList(), _:
                return [one, self._other(other)]
        return self._pair(one, other)

    def _rows(self, first: tuple[Fact, ...], second: tuple[Fact, ...]) -> tuple[Fact, ...]:
        if len(first) != len(second):
            return (*first, *second)
        return tuple(
            replace(x, label=self.both(x.label, y.label), value=self._value(x.value, y.value))
            for x, y in zip(first, second, strict=True)
        )

    def _value(self, a: Value, b: Value) -> Value:
        return cast("Value", self._cell(cast("Cell", a), cast("Cell", b)))

    def _tables(self, a: Table, b: Table) -> list[Block]:
        if (len(a.head), len(a.rows)) != (len(b.head), len(b.rows)):
            return [a, self._other(replace(b, anchors=()))]
        rows = tuple(
            tuple(self._cell(x, y) for x, y in zip(one, other, strict=True))
            for one, other in zip(a.rows, b.rows, strict=True)
        )
        head = tuple(self.both(x, y) for x, y in zip(a.head, b.head, strict=True))
        weights = tuple(max(x, y) for x, y in zip(a.weights, b.weights, strict=True))
        caption = self.both(a.caption, b.caption)
        return [replace(a, head=head, rows=rows, weights=weights, caption=caption)]

    def _cell(self, a: Cell, b: Cell) -> Cell:
        """Return both languages in a cell; what is the same stands once."""
        match a, b:
            case Gap(), Gap():
                return replace(a, other=self._second(_said(b))) if a != b else a
            case Level(), Level():
                return Level(a.key, self.both(a.words, b.words))
        if _is_text(a) and _is_text(b):
            return self.both(cast("Text", a), cast("Text", b))
        one, other = _paragraphs_of(a), _paragraphs_of(b)
        if not one or not other or [p.text for p in one] == [p.text for p in other]:
            return a
        return (*one, *(replace(p, language=p.language or self.language) for p in other))

    def both(self, a: Text, b: Text) -> Text:
        """Return two texts, the second on a line of its own; a text that is the same once."""
        if _plain(a) == _plain(b) or not _plain(b):
            return a
        second = self._second(b)
        return (*runs_of(a), _LINE, *second) if _plain(a) else second

    def _second(self, text: Text) -> tuple[Run | PageRef, ...]:
        return tuple(replace(run, language=run.language or self.language) for run in runs_of(text))

    def _figures(self, a: BodyFigure, b: BodyFigure) -> list[Block]:
        views = tuple(view_of_both(x, y) for x, y in zip(a.views, b.views, strict=False))
        legend = tuple(entry_of_both(x, y) for x, y in zip(a.legend, b.legend, strict=False))
        caption = slash(a.caption, b.caption)
        return [replace(a, views=views, legend=legend, caption=caption)]

    def _photographs(self, a: PhotoBlock, b: PhotoBlock) -> list[Block]:
        return [
            replace(
                a,
                title=self.both(a.title, b.title),
                alt=slash(a.alt, b.alt),
                caption=self.both(a.caption, b.caption),
                technical=self.both(a.technical, b.technical),
                awaited=self.both(a.awaited, b.awaited),
            )
        ]

    def _sheets(self, a: PhotoSheet, b: PhotoSheet) -> list[Block]:
        pairs = zip(a.photographs, b.photographs, strict=True)
        shown = (cast("PhotoBlock", self._photographs(one, two)[0]) for one, two in pairs)
        return [
            replace(
                a,
                heading=replace(a.heading, text=self.both(a.heading.text, b.heading.text)),
                note=self.both(a.note, b.note),
                photographs=tuple(shown),
                camera=self.both(a.camera, b.camera),
            )
        ]

    def _signatures(self, a: SignatureRow, b: SignatureRow) -> list[Block]:
        return [
            SignatureRow(
                tuple(
                    SignatureBox(
                        self.both(x.name, y.name),
                        self.both(x.capacity, y.capacity),
                        self.both(x.sign_here, y.sign_here),
                        self.both(x.stamp_here, y.stamp_here),
                        self.both(x.date_place, y.date_place),
                    )
                    for x, y in zip(a.boxes, b.boxes, strict=False)
                )
            )
        ]


def _in_a_row(shown: list[tuple[tuple[Block, ...], float]]) -> Sequence[Block]:
    if len(shown) == 1:
        return shown[0][0]
    return [Columns(tuple(blocks for blocks, _ in shown), tuple(weight for _, weight in shown))]


def _kept_to_next(block: Block) -> Block:
    """Return a block; labels stay with what they name."""
    if not isinstance(block, Parallel):
        return block
    halves = [
        tuple(
            replace(one, keep=True) if isinstance(one, Paragraph) and one.role == "label" else one
            for one in side
        )
        for side in (block.first, block.second)
    ]
    return replace(block, first=halves[0], second=halves[1])


def _said(gap: Gap) -> str:
    return f"{gap.words}: {gap.reason}" if gap.reason else gap.words


def _is_text(value: object) -> bool:
    if isinstance(value, tuple):
        return all(isinstance(part, (Run, PageRef)) for part in value)
    return isinstance(value, str)


def _paragraphs_of(value: object) -> tuple[Paragraph, ...]:
    if isinstance(value, tuple) and value and isinstance(value[0], Paragraph):
        return value
    return (Paragraph(cast("Text", value), "fact"),) if _is_text(value) else ()


def _plain(text: Text) -> str:
    if isinstance(text, str):
        return text
    return "".join(run.text if isinstance(run, Run) else run.words for run in text)
