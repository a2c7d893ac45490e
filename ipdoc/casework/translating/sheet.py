"""Translating: see original and translation side by side, and keep what was translated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import PARTS, Ref, load_evaluation, opened, reading
from ipdoc.casework.formstore import stored_form
from ipdoc.casework.translating.records import (
    load_translation,
    part_of_translation,
    put_translation,
    sources_of,
)
from ipdoc.casework.translating.texts import HEADINGS, Source
from ipdoc.casework.visits import about_evaluation
from ipdoc.domain.access import Action
from ipdoc.domain.answers import value_of
from ipdoc.domain.translation import (
    TextState,
    TranslatedText,
    Translation,
    TranslationError,
    Translator,
    digest_of,
)
from ipdoc.i18n import LANGUAGES
from ipdoc.questionnaire.compiled import CompiledForm

LONGEST_TEXT = 60_000
"""Characters of one translated text."""


@dataclass(frozen=True)
class Row:
    """A text of the record, and its translation."""

    source: Source
    state: TextState
    stored: TranslatedText | None = None
    """The translation as it is stored, outdated or not."""

    @property
    def group(self) -> str:
        """Key of the section, or lesion, photograph, earlier, coverage."""
        return self.source.path.partition("/")[0]


@dataclass(frozen=True)
class Sheet:
    """All texts of an evaluation and their translations into one language."""

    ref: Ref
    code: str
    form: CompiledForm
    language: str
    record_language: str
    rows: tuple[Row, ...]
    with_originals: bool = False

    @property
    def groups(self) -> dict[str, tuple[Row, ...]]:
        """The rows by what they belong to, in the order of the form."""
        found: dict[str, tuple[Row, ...]] = {}
        for row in self.rows:
            found[row.group] = (*found.get(row.group, ()), row)
        return found

    def heading(self, group: str) -> str:
        """Return the English heading of a group."""
        return HEADINGS.get(group) or self.form.form.section(group).heading

    @property
    def last_translator(self) -> Translator | None:
        """Who translated last."""
        kept = [row.stored for row in self.rows if row.stored]
        return max(kept, key=lambda one: one.translated_on).translator if kept else None


@dataclass(frozen=True)
class NewText:
    """What somebody translated, and what they looked at then."""

    path: str
    text: str
    """Empty takes the translation away."""
    original: str
    """``digest_of`` the words that were translated."""
    seen: str | None = None
    """``digest_of`` the translation that stood there, "" for none; None = whatever stands there."""


def open_sheet(vault: OpenVault, ref: Ref, language: str) -> Sheet:
    """Return the texts of an evaluation beside their translations.

    Raises:
        UnknownRecordError: the evaluation is not in the vault.
        TranslationError: ipdoc does not speak the language, or the record is in it.
    """
    with reading(vault, ref, Action.OPEN_RECORD) as case:
        return sheet_of(vault, case, ref, language)


def progress(vault: OpenVault, ref: Ref) -> list[Sheet]:
    """Return a sheet for each language into which the record can be translated."""
    with reading(vault, ref, Action.OPEN_RECORD) as case:
        evaluation, _ = load_evaluation(case, ref)
        others = [one for one in LANGUAGES if one != evaluation.languages.get("record")]
        return [sheet_of(vault, case, ref, language) for language in others]


def sheet_of(vault: OpenVault, case: CaseFile, ref: Ref, language: str) -> Sheet:
    """Return the texts of an open case beside their translations; see ``open_sheet``."""
    evaluation, _ = load_evaluation(case, ref)
    spoken = evaluation.languages.get("record", "")
    if language not in LANGUAGES:
        raise TranslationError("Choose the language of the translation")
    if language == spoken:
        raise TranslationError("The record is in this language already; choose another")
    compiled = stored_form(vault, evaluation.form_digest)
    translation = load_translation(case, ref, language)
    rows = tuple(
        Row(one, translation.state(one.path, one.text), translation.texts.get(one.path))
        for one in sources_of(case, ref, compiled.form)
    )
    code = str(value_of(about_evaluation(case, ref).get("subject_code")) or "")
    return Sheet(ref, code, compiled, language, spoken, rows, translation.with_originals)


def keep_texts(
    vault: OpenVault, ref: Ref, language: str, new: Iterable[NewText], translator: Translator
) -> tuple[str, ...]:
    """Store what was translated; return the paths that somebody else has translated meanwhile.

    Of those the stored text stays. A text whose original has changed since is kept and counts as
    outdated. What is as it was keeps its translator.

    Args:
        vault: the open vault.
        ref: the evaluation.
        language: of the translation.
        new: texts; those of other paths stay.
        translator: who answers for them.

    Raises:
        TranslationError: a text is too long, or there is no such text in the record.
    """
    wanted = {one.path: one for one in new}
    with opened(vault, ref, Action.TRANSLATE) as case:
        sheet = sheet_of(vault, case, ref, language)
        parts = {row.source.path: row.source.part for row in sheet.rows}
        _check(wanted, parts)
        clashes: list[str] = []
        for part in PARTS:
            own = [one for path, one in wanted.items() if parts[path] == part]
            before, _ = part_of_translation(case, ref, language, part)
            after = _kept(before, own, _signed(vault, translator), clashes)
            put_translation(case, ref, language, part, after, "texts translated")
    return tuple(clashes)


def _check(wanted: Mapping[str, NewText], parts: Mapping[str, str]) -> None:
    for path, one in wanted.items():
        if path not in parts:
            text = "The record has no text {path} any more; load the texts again"
            raise TranslationError(text, path=path)
        if len(one.text) > LONGEST_TEXT:
            text = "Shorten the translation of {path} to {most} characters"
            raise TranslationError(text, path=path, most=LONGEST_TEXT)


def _signed(vault: OpenVault, translator: Translator) -> TranslatedText:
    return TranslatedText("", "", translator, vault.now().astimezone().date())


def _kept(
    before: Translation, new: Iterable[NewText], signed: TranslatedText, clashes: list[str]
) -> Translation:
    after = before
    for one in new:
        stored = before.texts.get(one.path)
        text = one.text.strip()
        if _same(stored, text, one.original):
            continue
        there = digest_of(stored.text) if stored else ""
        if one.seen is not None and one.seen != there:
            clashes.append(one.path)
            continue
        made = replace(signed, text=text, original=one.original) if text else None
        after = after.translated(one.path, made)
    return after


def _same(stored: TranslatedText | None, text: str, original: str) -> bool:
    if stored is None:
        return not text
    return stored.text == text and stored.original == original


def print_originals(vault: OpenVault, ref: Ref, language: str, *, wanted: bool) -> None:
    """Say whether editions in a language print each original below its translation."""
    with opened(vault, ref, Action.TRANSLATE) as case:
        sheet_of(vault, case, ref, language)
        for part in PARTS if "intimate" in case.keys.parts else PARTS[:1]:
            before, version = part_of_translation(case, ref, language, part)
            if version is not None or part == "record":
                after = replace(before, with_originals=wanted)
                put_translation(case, ref, language, part, after, "originals chosen")
