"""Titles of documents by country: ``forms/profiles/<country>.toml``.

Which title a document may bear is a matter of law, so it stands in the profile and is checked: a
document without the ruling that ordered it cannot call itself an expert's opinion.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache

from ipdoc.report.errors import DocumentKindError
from ipdoc.resources import data_dir

KINDS = ("expert_opinion", "specialist_opinion", "clinical_report")
NEUTRAL = "int"


@dataclass(frozen=True)
class DocumentKind:
    """One kind of document in one country."""

    key: str
    """One of ``KINDS``."""
    titles: dict[str, str]
    """Language → title."""
    needs_ruling: bool
    """True when only an order of a court or investigator allows the title."""
    checked: bool
    """False until a lawyer of the country has confirmed title and rule."""


@dataclass(frozen=True)
class Profile:
    """What differs by country in a document's head."""

    key: str
    name: str
    kinds: dict[str, DocumentKind]


@lru_cache(maxsize=16)
def load_profile(country: str) -> Profile:
    """Read the profile of a country, ``int`` being the neutral one.

    Raises:
        DocumentKindError: there is no such profile, or it lacks a kind or a title.
    """
    path = data_dir("forms") / "profiles" / f"{country}.toml"
    if not country.isalpha() or not path.is_file():
        text = "Choose another country: none is called {country}."
        raise DocumentKindError(text, country=country)
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    kinds = {row["kind"]: _kind(row) for row in table["document"]}
    missing = [kind for kind in KINDS if kind not in kinds]
    if missing:
        text = "Add the document {kind} to {file}."
        raise DocumentKindError(text, kind=missing[0], file=path.name)
    return Profile(table["key"], table["name"], kinds)


def _kind(row: dict[str, object]) -> DocumentKind:
    titles = row["title"]
    if not isinstance(titles, dict) or "en" not in titles:
        raise DocumentKindError("Give the document {kind} an English title.", kind=row["kind"])
    return DocumentKind(
        str(row["kind"]),
        {str(language): str(title) for language, title in titles.items()},
        bool(row.get("needs_ruling", False)),
        bool(row.get("checked", False)),
    )


def document_title(kind: str, language: str, *, country: str = NEUTRAL, ruling: str = "") -> str:
    """Return the title of a document.

    Args:
        kind: one of ``KINDS``.
        language: of the report; English when the profile has no title in it.
        country: key of the profile, such as ``kz``.
        ruling: number and date of the order, as far as there is one.

    Raises:
        DocumentKindError: the kind is unknown, or needs a ruling and none is named.
    """
    found = load_profile(country).kinds.get(kind)
    if found is None:
        text = "Choose one of the kinds of document: {kinds}."
        raise DocumentKindError(text, kinds=", ".join(KINDS))
    if found.needs_ruling and not ruling.strip():
        raise DocumentKindError(
            "Enter the ruling that ordered the opinion, or choose another kind of document."
        )
    return found.titles.get(language, found.titles["en"])
