"""Free text as a document shows it: what identifies people is replaced, and where is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ipdoc.domain.rendering import NAMED, Disclosure
from ipdoc.redaction.endings import is_form_of
from ipdoc.redaction.folding import fold
from ipdoc.redaction.known import WORD, Known
from ipdoc.redaction.patterns import by_shape, day_pattern, digits_pattern

_BETWEEN = re.compile(r"[\s.]{0,3}(?:[^\W\d_]\.\s?){0,2}")
"""What may stand between two words of one name: spaces and initials."""
_INITIALS_AFTER = re.compile(r"(?:\s[^\W\d_a-zа-яёәғқңөұүһі]\.)(?:\s?[^\W\d_a-zа-яёәғқңөұүһі]\.)?")
_INITIALS_BEFORE = re.compile(r"(?<!\w)(?:[^\W\d_a-zа-яёәғқңөұүһі]\.\s?){1,2}$")


@dataclass(frozen=True)
class Replaced:
    """A place in a text where something else stands now."""

    start: int
    end: int
    """In the text as it was."""
    said: str
    """What stands there now."""


def with_replaced(text: str, replaced: Sequence[Replaced]) -> str:
    """Return a text with places replaced, given in order."""
    for one in reversed(replaced):
        text = text[: one.start] + one.said + text[one.end :]
    return text


@dataclass(frozen=True)
class Scrubber:
    """Replaces what must not be disclosed.

    Args:
        hidden: what must not be.
        known: people and places that the record names, and exact texts of numbers.
        label: kind and the known one (None = found by its shape) → what stands in its place.
        words: further texts that a person asked to hide.
        kept: words that are no names although they look so, folded.
    """

    hidden: frozenset[Disclosure]
    known: Sequence[Known]
    label: Callable[[Disclosure, Known | None], str]
    words: Sequence[str] = ()
    kept: frozenset[str] = frozenset()
    _seen: dict[str, list[Known]] = field(default_factory=dict, repr=False, compare=False)
    """Word → whom it names: a long account says the same words again and again."""

    def replaced(self, text: str) -> list[Replaced]:
        """Return the places that are replaced, in order, none within another."""
        found = sorted(self._found(text), key=lambda one: (one.start, -one.end))
        result: list[Replaced] = []
        for one in found:
            if result and one.start < result[-1].end:
                if one.end > result[-1].end:
                    result[-1] = Replaced(result[-1].start, one.end, result[-1].said)
                continue
            result.append(one)
        return result

    def scrub(self, text: str) -> str:
        """Return a text without what must not be disclosed."""
        return with_replaced(text, self.replaced(text))

    def _found(self, text: str) -> Iterator[Replaced]:
        yield from self._asked(text)
        yield from self._numbers(text)
        yield from self._names(text)
        for found in by_shape(text):
            if found.kind in self.hidden and not self._is_kept(text[found.start : found.end]):
                yield Replaced(found.start, found.end, self.label(found.kind, None))

    def _is_kept(self, text: str) -> bool:
        words = [fold(word) for word in WORD.findall(text) if len(word) > 1]
        return bool(words) and all(word in self.kept for word in words)

    def _asked(self, text: str) -> Iterator[Replaced]:
        """Yield what a person asked to hide: each word of it in any of its forms."""
        for asked in self.words:
            wanted, there = WORD.findall(asked), list(WORD.finditer(text))
            for at in range(len(there) - len(wanted) + 1 if wanted else 0):
                run = there[at : at + len(wanted)]
                if all(_is_word(a.group(), b) for a, b in zip(run, wanted, strict=True)):
                    said = self.label(Disclosure.PRESENT, None)
                    yield Replaced(run[0].start(), run[-1].end(), said)
            numbers = digits_pattern(asked)
            for match in numbers.finditer(text) if numbers else ():
                yield Replaced(*match.span(), self.label(Disclosure.ID_NUMBER, None))

    def _numbers(self, text: str) -> Iterator[Replaced]:
        for one in self.known:
            if one.kind in NAMED or one.kind not in self.hidden:
                continue
            is_day = one.kind is Disclosure.BIRTH_DATE
            pattern = day_pattern(one.text) if is_day else digits_pattern(one.text)
            for match in pattern.finditer(text) if pattern else ():
                yield Replaced(*match.span(), self.label(one.kind, one))

    def _names(self, text: str) -> Iterator[Replaced]:
        """Yield runs of words that name one person or place."""
        run: list[tuple[re.Match[str], list[Known]]] = []
        for match in WORD.finditer(text):
            named = self._named(match.group())
            if run and not (
                any(one in run[-1][1] for one in named)
                and _BETWEEN.fullmatch(text, run[-1][0].end(), match.start())
            ):
                yield self._whole(text, run)
                run = []
            if named:
                run.append((match, named))
        if run:
            yield self._whole(text, run)

    def _named(self, word: str) -> list[Known]:
        if word not in self._seen:
            self._seen[word] = self._looked_up(word)
        return self._seen[word]

    def _looked_up(self, word: str) -> list[Known]:
        if fold(word) in self.kept:
            return []
        named = [one for one in self._names_hidden if _names_it(one, word)]
        if named and any(_names_it(one, word) for one in self._names_shown):
            return []
        return named

    @cached_property
    def _names_hidden(self) -> tuple[Known, ...]:
        return tuple(one for one in self._with_words if one.kind in self.hidden)

    @cached_property
    def _names_shown(self) -> tuple[Known, ...]:
        """Names that the document shows: a relative's family name is the person's too."""
        return tuple(one for one in self._with_words if one.kind not in self.hidden)

    @cached_property
    def _with_words(self) -> tuple[Known, ...]:
        named = (*NAMED, Disclosure.ADDRESS)
        return tuple(one for one in self.known if one.kind in named)

    def _whole(self, text: str, run: list[tuple[re.Match[str], list[Known]]]) -> Replaced:
        start, end = run[0][0].start(), run[-1][0].end()
        if after := _INITIALS_AFTER.match(text, end):
            end = after.end()
        if before := _INITIALS_BEFORE.search(text[max(0, start - 8) : start]):
            start -= before.end() - before.start()
        counts: dict[int, int] = {}
        for _, named in run:
            for one in named:
                index = self.known.index(one)
                counts[index] = counts.get(index, 0) + 1
        best = max(counts, key=lambda index: (counts[index], -index))
        one = self.known[best]
        return Replaced(start, end, self.label(one.kind, one))


def _names_it(one: Known, word: str) -> bool:
    """Return whether a word is one of a name's, or of a hyphenated name a half."""
    if one.kind in (Disclosure.PLACE, Disclosure.ORGANISATION) and not word[:1].isupper():
        return False
    pieces = [word, *word.split("-")] if "-" in word else [word]
    return any(is_form_of(piece, name) for piece in pieces for name in one.words)


def _is_word(word: str, asked: str) -> bool:
    return fold(word) == fold(asked) or is_form_of(word, asked, any_case=True)
