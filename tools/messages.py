"""Gather the texts for people and bring the catalogues up to date.

    python -m tools.messages            update ipdoc/locale/<language>/<domain>.po
    python -m tools.messages --missing  print what is not translated yet, as JSON
    python -m tools.messages --fill FILE.json --language ru   put translations in

Four domains: forms (labels, hints and guidance in forms/), vocabulary, report (ipdoc/report),
screens (templates, web, command line and every error sentence). English is the source text.
"""

from __future__ import annotations

import argparse
import ast
import datetime as dt
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from ipdoc.i18n import DOMAINS, LANGUAGES, LOCALE_DIR
from ipdoc.questionnaire.compiled import texts_in

ROOT = Path(__file__).resolve().parent.parent
TRANSLATED = tuple(code for code in LANGUAGES if code != "en")
HEADER = """# Translations of ipdoc, {language}, domain {domain}.
# DRAFT: awaits the review of a clinician who is a native speaker."""
_EPOCH = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
"""Written into the catalogues, so that an update without news changes nothing."""
PLURALS = {"ru": 3, "kk": 2}
_CALLS = {"_", "mark", "text", "Message", "n_", "plural"}
_TEMPLATE_CALL = re.compile(r"""\b(_|n_)\(\s*("(?:[^"\\]|\\.)*")(?:\s*,\s*("(?:[^"\\]|\\.)*"))?""")

Text = str | tuple[str, str]
"""A text, or singular and plural."""


def gather() -> dict[str, dict[Text, list[str]]]:
    """Return domain → text → files where it stands."""
    found: dict[str, dict[Text, list[str]]] = {domain: {} for domain in DOMAINS}
    for path in sorted((ROOT / "forms").rglob("*.toml")):
        domain = "vocabulary" if "vocabulary" in path.parts else "forms"
        for text in texts_in(tomllib.loads(path.read_text(encoding="utf-8"))):
            _add(found[domain], text, path)
    for path in sorted((ROOT / "ipdoc").rglob("*.py")):
        domain = "report" if "report" in path.parts else "screens"
        for text in _python_texts(path):
            _add(found[domain], text, path)
    for path in sorted((ROOT / "templates").rglob("*.html")):
        for text in _template_texts(path):
            _add(found["screens"], text, path)
    return _once(found)


def _add(domain: dict[Text, list[str]], text: Text, path: Path) -> None:
    places = domain.setdefault(text, [])
    place = str(path.relative_to(ROOT))
    if place not in places:
        places.append(place)


def _once(found: dict[str, dict[Text, list[str]]]) -> dict[str, dict[Text, list[str]]]:
    """Keep a text that stands in several domains in the first of them only."""
    seen: set[Text] = set()
    for domain in DOMAINS:
        for text in list(found[domain]):
            if text in seen:
                del found[domain][text]
            seen.add(text)
    return found


def _python_texts(path: Path) -> Iterator[Text]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = _constants(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _call_texts(node, names)


def _constants(tree: ast.Module) -> dict[str, list[str]]:
    """Return local names and all texts they hold, for ``text = "..."; raise XError(text)``."""
    found: dict[str, list[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and (held := _literal(node.value, {})):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).extend(held)
    return found


def _call_texts(node: ast.Call, names: dict[str, list[str]]) -> Iterator[Text]:
    function = node.func
    name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
    is_error = name.endswith("Error") or name in ("_fail", "_refuse")
    if name == "__init__" and isinstance(function, ast.Attribute):
        is_error = True
    if not is_error and name not in _CALLS:
        return
    texts = [text for arg in node.args for text in _literal(arg, names)]
    if name in ("n_", "plural") and len(texts) >= 2:
        yield texts[0], texts[1]
    elif texts:
        wanted = texts if is_error or isinstance(node.args[0], ast.Name) else texts[:1]
        yield from (text for text in wanted if " " in text or not is_error)


def _literal(node: ast.expr, names: dict[str, list[str]]) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    return names.get(node.id, []) if isinstance(node, ast.Name) else []


def _template_texts(path: Path) -> Iterator[Text]:
    for call, first, second in _TEMPLATE_CALL.findall(path.read_text(encoding="utf-8")):
        text = ast.literal_eval(first)
        yield (text, ast.literal_eval(second)) if call == "n_" and second else text


def update() -> dict[str, int]:
    """Bring all catalogues up to date; return language → number of missing translations."""
    found = gather()
    return {
        language: sum(_update(language, domain, found[domain]) for domain in DOMAINS)
        for language in TRANSLATED
    }


def catalogue_path(language: str, domain: str) -> Path:
    """Return where a catalogue lies."""
    return LOCALE_DIR / language / f"{domain}.po"


def read_catalogue(language: str, domain: str) -> Catalog:
    """Return a catalogue, empty when there is none yet."""
    path = catalogue_path(language, domain)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _update(language: str, domain: str, texts: dict[Text, list[str]]) -> int:
    before = read_catalogue(language, domain)
    catalogue = Catalog(
        locale=language,
        domain=domain,
        header_comment=HEADER.format(language=LANGUAGES[language], domain=domain),
        project="ipdoc",
        version="0.1",
        fuzzy=False,
        creation_date=_EPOCH,
        revision_date=_EPOCH,
    )
    missing = 0
    for text, places in texts.items():
        known = before.get(text if isinstance(text, str) else text[0])
        translated = known.string if known is not None else None
        plural = tuple("" for _ in range(PLURALS[language]))
        empty = "" if isinstance(text, str) else plural
        catalogue.add(text, translated or empty, locations=[(p, 0) for p in places[:3]])
        missing += not all(translated) if isinstance(translated, tuple) else not translated
    _write(language, domain, catalogue)
    return missing


def _write(language: str, domain: str, catalogue: Catalog) -> None:
    path = catalogue_path(language, domain)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=0, include_lineno=False, omit_header=False)


def missing(language: str) -> dict[str, list[Text]]:
    """Return domain → texts without a translation."""
    lacking: dict[str, list[Text]] = {}
    for domain, texts in gather().items():
        catalogue = read_catalogue(language, domain)
        for text in texts:
            known = catalogue.get(text if isinstance(text, str) else text[0])
            string = known.string if known is not None else ""
            if not string or (isinstance(string, tuple) and not all(string)):
                lacking.setdefault(domain, []).append(text)
    return lacking


def fill(language: str, translations: dict[str, str | list[str]]) -> int:
    """Put translations into the catalogues; return how many were taken."""
    taken = 0
    for domain in DOMAINS:
        catalogue = read_catalogue(language, domain)
        for message in catalogue:
            key = message.id[0] if isinstance(message.id, tuple) else message.id
            if key and key in translations:
                message.string = _string(message.id, translations[key], language)
                taken += 1
        _write(language, domain, catalogue)
    return taken


def _string(
    source: str | tuple[str, ...], given: str | list[str], language: str
) -> str | tuple[str, ...]:
    """Return a translation in the shape of its source: a plural always has all its forms."""
    if isinstance(source, tuple):
        forms = given if isinstance(given, list) else [given] * PLURALS[language]
        if len(forms) != PLURALS[language]:
            raise ValueError(f"give {PLURALS[language]} forms of {source[0]!r}")
        return tuple(forms)
    return given if isinstance(given, str) else given[0]


def main() -> int:
    """Run the tool; the exit code is 1 when ``--missing`` finds something."""
    parser = argparse.ArgumentParser(description="Keep the catalogues of messages.")
    parser.add_argument("--missing", action="store_true", help="print what is not translated")
    parser.add_argument("--fill", type=Path, help="JSON file: English text → translation")
    parser.add_argument("--language", choices=TRANSLATED)
    options = parser.parse_args()
    if options.fill:
        taken = fill(options.language, json.loads(options.fill.read_text(encoding="utf-8")))
        print(f"{taken} translations taken")
        return 0
    if options.missing:
        lacking = {code: missing(code) for code in TRANSLATED}
        print(json.dumps(lacking, ensure_ascii=False, indent=1))
        return int(any(lacking.values()))
    print(", ".join(f"{code}: {count} missing" for code, count in update().items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
