"""From TOML tables to a checked form.

``read_source`` gathers the files into one plain tree; ``build_form`` checks the tree and makes the
typed form of it. The tree is also what the vault keeps of a form (see ``compiled``), so a form
read from a vault passes the same checks.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

from ipdoc.questionnaire import definition_rules as rules
from ipdoc.questionnaire.errors import FormDefinitionError
from ipdoc.questionnaire.model import (
    Code,
    EvaluationType,
    Form,
    ItemPage,
    Option,
    Page,
    Question,
    QuestionType,
    Section,
    Vocabulary,
)

Source = dict[str, Any]
"""Plain JSON tree of a form: form table, section tables with their files, vocabularies."""

_RENAMED = {"min": "minimum", "max": "maximum"}
_QUESTION_FIELDS = {f.name for f in fields(Question)} - {"minimum", "maximum"} | set(_RENAMED)
_PAGE_FIELDS = {"key", "title", "question", "kind", "show_if"}
_SECTION_FIELDS = {f.name for f in fields(Section)} - {"pages"} | {"page", "pages_from"}
_KEY = re.compile(r"^[A-Za-z][A-Za-z0-9_]*$")


def read_source(forms: Path, form_id: str) -> Source:
    """Read the files of a form and all vocabularies into one tree.

    Args:
        forms: the shipped folder ``forms``.
        form_id: name of the form's folder, such as ``istanbul_2022``.

    Raises:
        FormDefinitionError: a file is missing or is not TOML.
    """
    folder = forms / form_id
    table = _toml(folder / "form.toml")
    names = [f"sections/{key}.toml" for key in table.get("sections", [])]
    vocabularies = sorted((forms / "vocabulary").glob("*.toml"))
    return {
        "form": table,
        "sections": [_section_source(folder, name) for name in names],
        "lesion": _section_source(folder, table.get("lesion", "lesion.toml")),
        "photograph": _section_source(folder, table.get("photograph", "photograph.toml")),
        "vocabularies": [{"file": path.name, "table": _toml(path)} for path in vocabularies],
    }


def _section_source(folder: Path, name: str) -> Source:
    path = folder / name
    table = _toml(path)
    pages = list(table.get("page", []))
    for more in table.pop("pages_from", []):
        pages.extend(_toml(path.parent / more).get("page", []))
    table["page"] = pages
    return {"file": name, "table": table}


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        remedy = "write the file, or take its name out of the list that asks for it"
        raise FormDefinitionError(path.name, "missing", remedy) from None
    except tomllib.TOMLDecodeError as error:
        raise FormDefinitionError(path.name, "not TOML", str(error)) from error


def build_form(source: Source) -> Form:
    """Check the tree and return the form.

    Raises:
        FormDefinitionError: names the file, the key and what to do.
    """
    table = source["form"]
    vocabularies = [_vocabulary(v["file"], v["table"]) for v in source["vocabularies"]]
    form = Form(
        id=table["id"],
        version=table["version"],
        title=table["title"],
        types=tuple(EvaluationType(**kind) for kind in table["evaluation_type"]),
        sections=tuple(_section(s["file"], s["table"]) for s in source["sections"]),
        lesion=_section(source["lesion"]["file"], source["lesion"]["table"]),
        photograph=_section(source["photograph"]["file"], source["photograph"]["table"]),
        vocabularies={vocabulary.key: vocabulary for vocabulary in vocabularies},
    )
    files = {s["table"]["key"]: s["file"] for s in _section_sources(source)}
    rules.check_form(form, files)
    return form


def _section_sources(source: Source) -> list[Source]:
    return [*source["sections"], source["lesion"], source["photograph"]]


def load_form(forms: Path, form_id: str) -> Form:
    """Read, check and return the form in the folder ``form_id`` of ``forms``.

    Raises:
        FormDefinitionError: names the file, the key and what to do.
    """
    return build_form(read_source(forms, form_id))


def _vocabulary(file: str, table: dict[str, Any]) -> Vocabulary:
    _known(table, {"key", "title", "code"} | _extra_tables(table), file, "vocabulary")
    codes = []
    for row in table.get("code", []):
        if not row.get("key") or not row.get("label"):
            raise FormDefinitionError(file, f"code {row.get('key', '?')}", "give key and label")
        rest = {key: value for key, value in row.items() if key not in ("key", "label")}
        codes.append(Code(row["key"], row["label"], rest))
    return Vocabulary(_key(table, file, "vocabulary"), table.get("title", ""), tuple(codes))


def _extra_tables(table: dict[str, Any]) -> set[str]:
    """Vocabularies may carry notes of their own beside the codes, such as a licence."""
    return {key for key, value in table.items() if isinstance(value, str)}


def _section(file: str, table: dict[str, Any]) -> Section:
    _known(table, _SECTION_FIELDS, file, "section")
    _key(table, file, "section")
    pages = tuple(_page(file, page) for page in table["page"])
    if not pages:
        raise FormDefinitionError(file, "section", "give it at least one [[page]]")
    rest = {key: value for key, value in table.items() if key not in ("page", "pages_from")}
    return Section(pages=pages, **rest)


def _page(file: str, table: dict[str, Any]) -> Page:
    _known(table, _PAGE_FIELDS, file, f"page {table.get('key', '?')}")
    key = _key(table, file, "page")
    if not table.get("title"):
        raise FormDefinitionError(file, f"page {key}", "give it a title")
    return Page(
        key,
        table["title"],
        tuple(_question(file, key, question) for question in table.get("question", [])),
        table.get("kind", "questions"),
        table.get("show_if", ""),
    )


def _question(file: str, where: str, table: dict[str, Any]) -> Question:
    where = f"{where}.{table.get('key', '?')}"
    _known(table, _QUESTION_FIELDS, file, where)
    _key(table, file, where)
    try:
        kind = QuestionType(table.get("type", ""))
    except ValueError:
        listed = ", ".join(QuestionType)
        raise FormDefinitionError(file, where, f"give it one of the types {listed}") from None
    values = {_RENAMED.get(key, key): value for key, value in table.items()}
    values["type"] = kind
    values["options"] = tuple(_option(file, where, o) for o in table.get("options", []))
    values["items"] = tuple(_question(file, where, item) for item in table.get("items", []))
    values["item_pages"] = tuple(
        ItemPage(page["title"], tuple(page["items"])) for page in table.get("item_pages", [])
    )
    values["sources"] = tuple(table.get("sources", []))
    return Question(**values)


def _option(file: str, where: str, table: dict[str, Any]) -> Option:
    _known(table, {"key", "label", "other"}, file, f"{where}, option")
    if not table.get("label"):
        raise FormDefinitionError(file, f"{where}, option {table.get('key')}", "give it a label")
    return Option(**table)


def _known(table: dict[str, Any], allowed: set[str], file: str, where: str) -> None:
    for key in table:
        if key not in allowed:
            near = difflib.get_close_matches(key, allowed, 1)
            hint = f"; did you mean {near[0]!r}?" if near else "; take it out"
            raise FormDefinitionError(file, where, f"nothing is called {key!r} here{hint}")


def _key(table: dict[str, Any], file: str, where: str) -> str:
    key = table.get("key", "")
    if not isinstance(key, str) or not _KEY.match(key):
        remedy = "give it a key of letters, digits and underscores that begins with a letter"
        raise FormDefinitionError(file, where, remedy)
    return key
