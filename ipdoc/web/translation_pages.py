"""Pages of translations: how far each language is, texts side by side, files for translators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework.core.record import Ref
from ipdoc.casework.translating.files import TakenIn, export_texts, take_in_texts
from ipdoc.casework.translating.sheet import (
    NewText,
    Row,
    Sheet,
    keep_texts,
    open_sheet,
    print_originals,
    progress,
)
from ipdoc.domain.consent import RECIPIENT_NAMES, Recipient
from ipdoc.domain.finding import RuleError
from ipdoc.domain.translation import TextState, TranslationError, Translator, digest_of
from ipdoc.errors import IpdocError, Message
from ipdoc.i18n import LANGUAGES
from ipdoc.i18n import mark as _
from ipdoc.web.context import form_words, page_words, vault
from ipdoc.web.navigation import path_to_case

pages = Blueprint(
    "translations", __name__, url_prefix="/cases/<case_id>/<evaluation_id>/translations"
)
Answer = str | BaseResponse
_LARGEST = 20_000_000
_STATES = {
    TextState.MISSING: _("not translated"),
    TextState.CURRENT: _("translated"),
    TextState.OUTDATED: _("the original was changed since"),
}


@dataclass(frozen=True)
class _Group:
    """Texts of one section, for the list of a language."""

    key: str
    heading: str
    done: int
    total: int
    outdated: int


@pages.get("/")
def listing(case_id: str, evaluation_id: str) -> Answer:
    """Show the languages, how far each is, and the files for translators."""
    return _listing(Ref(case_id, evaluation_id))


def _listing(ref: Ref, problem: Message | None = None, taken: TakenIn | None = None) -> str:
    sheets = progress(vault(), ref)
    words = form_words(sheets[0].form)
    return render_template(
        "translations/list.html",
        here={"case_id": ref.case_id, "evaluation_id": ref.evaluation_id},
        code=sheets[0].code,
        sheets=[(sheet, _groups(sheet)) for sheet in sheets],
        spoken=sheets[0].record_language,
        languages=LANGUAGES,
        recipients=RECIPIENT_NAMES,
        words=words,
        problem=problem,
        taken=taken,
        steps=path_to_case(ref, sheets[0].code, page_words().text(_("Translations"))),
    )


def _groups(sheet: Sheet) -> list[_Group]:
    words = form_words(sheet.form)
    return [
        _Group(
            key,
            words.text(sheet.heading(key)),
            sum(row.state is TextState.CURRENT for row in rows),
            len(rows),
            sum(row.state is TextState.OUTDATED for row in rows),
        )
        for key, rows in sheet.groups.items()
    ]


@pages.get("/<language>/<group>")
def texts(case_id: str, evaluation_id: str, language: str, group: str) -> Answer:
    """Show the texts of a section beside their translations."""
    ref = Ref(case_id, evaluation_id)
    return _texts(open_sheet(vault(), ref, language), group)


def _texts(
    sheet: Sheet,
    group: str,
    problem: Message | None = None,
    typed: MultiDict[str, str] | None = None,
    clashes: tuple[str, ...] = (),
) -> str:
    rows = sheet.groups.get(group)
    if rows is None:
        raise RuleError("There is nothing to translate here; go back to the list")
    words, last = form_words(sheet.form), sheet.last_translator
    heading = words.text(sheet.heading(group))
    return render_template(
        "translations/texts.html",
        here={"case_id": sheet.ref.case_id, "evaluation_id": sheet.ref.evaluation_id},
        code=sheet.code,
        sheet=sheet,
        group=group,
        heading=heading,
        rows=[_shown(row, number, sheet, typed, clashes) for number, row in enumerate(rows, 1)],
        translator=typed.get("translator", "") if typed else last.name if last else "",
        certified=bool(typed.get("certified")) if typed else bool(last and last.certified),
        languages=LANGUAGES,
        problem=problem,
        steps=path_to_case(sheet.ref, sheet.code, page_words().text(_("Translations"))),
    )


def _shown(
    row: Row, number: int, sheet: Sheet, typed: MultiDict[str, str] | None, clashes: tuple[str, ...]
) -> dict[str, object]:
    words, source, stored = form_words(sheet.form), row.source, row.stored
    text = stored.text if stored else ""
    label = " · ".join(words.text(one) for one in source.label.split(" · ") if one)
    return {
        "number": number,
        "path": source.path,
        "label": label,
        "text": source.text,
        "quote": source.quote,
        "original": digest_of(source.text),
        "seen": digest_of(text) if text else "",
        "translated": typed.get(f"text.{number}", text) if typed else text,
        "state": words.text(_STATES[row.state]),
        "outdated": row.state is TextState.OUTDATED,
        "by": stored,
        "stored_meanwhile": text if source.path in clashes else "",
        "high": min(24, 2 + len(source.text) // 45 + source.text.count("\n")),
    }


@pages.post("/<language>/<group>")
def save(case_id: str, evaluation_id: str, language: str, group: str) -> Answer:
    """Keep what was typed; what somebody else translated meanwhile is shown beside it."""
    ref, sent = Ref(case_id, evaluation_id), request.form
    try:
        translator = _translator()
        clashes = keep_texts(vault(), ref, language, _typed(sent), translator)
    except IpdocError as error:
        return _texts(open_sheet(vault(), ref, language), group, error.message, sent)
    sheet = open_sheet(vault(), ref, language)
    if clashes:
        told = Message("Somebody else translated some of these texts meanwhile; compare them")
        return _texts(sheet, group, told, sent, clashes)
    if sent.get("go") == "next":
        keys = list(sheet.groups)
        after = keys[keys.index(group) + 1 :] if group in keys else []
        if after:
            return redirect(_url("texts", ref, language=language, group=after[0]), 303)
    return redirect(_url("listing", ref), 303)


def _translator() -> Translator:
    return Translator(request.form.get("translator", "").strip(), "certified" in request.form)


def _typed(sent: MultiDict[str, str]) -> list[NewText]:
    numbers = [key.partition(".")[2] for key in sent if key.startswith("text.")]
    return [
        NewText(
            sent.get(f"path.{number}", ""),
            sent[f"text.{number}"].replace("\r\n", "\n"),
            sent.get(f"original.{number}", ""),
            sent.get(f"seen.{number}", ""),
        )
        for number in numbers
    ]


@pages.post("/<language>/originals")
def originals(case_id: str, evaluation_id: str, language: str) -> Answer:
    """Say whether originals are printed below their translations."""
    ref = Ref(case_id, evaluation_id)
    print_originals(vault(), ref, language, wanted="wanted" in request.form)
    return redirect(_url("listing", ref), 303)


@pages.get("/<language>.xlf")
def export(case_id: str, evaluation_id: str, language: str) -> Answer:
    """Send the texts as a file for a translator, if the person examined agreed to whom it goes."""
    ref, asked = Ref(case_id, evaluation_id), request.args.get("for", Recipient.OWN.value)
    if asked not in {one.value for one in Recipient}:
        raise RuleError("Choose for whom the file is")
    data = export_texts(vault(), ref, language, Recipient(asked))
    headers = {"Content-Disposition": f'attachment; filename="texts-{language}.xlf"'}
    return Response(data, mimetype="application/x-xliff+xml", headers=headers)


@pages.post("/<language>/file")
def take_in(case_id: str, evaluation_id: str, language: str) -> Answer:
    """Take in a file that a translator sent back."""
    ref, file = Ref(case_id, evaluation_id), request.files.get("file")
    try:
        translator = _translator()
        if file is None or not file.filename:
            raise TranslationError("Choose the file that the translator sent back")
        data = file.stream.read(_LARGEST + 1)
        taken = take_in_texts(vault(), ref, language, data, translator)
    except IpdocError as error:
        return _listing(ref, error.message)
    return _listing(ref, taken=taken)


def _url(name: str, ref: Ref, **more: Any) -> str:
    return url_for(
        f"translations.{name}",
        case_id=ref.case_id,
        evaluation_id=ref.evaluation_id,
        **more,
    )
