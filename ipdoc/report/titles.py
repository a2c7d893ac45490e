"""Titles and duties of documents by country: ``forms/profiles/<country>.toml``.

Which title a document may bear is a matter of law, so it stands in the profile and is checked: a
document without the order that appointed its author cannot call itself an expert's opinion. What a
country's profile does not say is taken from the neutral one.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ipdoc.domain.mandate import NEUTRAL, Mandate
from ipdoc.report.errors import DocumentKindError
from ipdoc.resources import data_dir

KINDS = ("expert_opinion", "specialist_opinion", "clinical_report")
_NOBODY_ASKED = frozenset({"self_initiated"})
"""Answers of ``requested_by_type`` that say that nobody asked."""

Translations = Mapping[str, str]
"""Language → text."""


@dataclass(frozen=True)
class DocumentKind:
    """One kind of document in one country."""

    key: str
    """One of ``KINDS``."""
    titles: Translations
    ground: Translations
    """In which capacity the author writes."""
    declares: tuple[Translations, ...]
    """What the author declares, one statement each, in the order in which it is printed."""
    needs_order: bool
    """True when only an order of a court or investigator allows the title."""
    needs_requester: bool
    """True when somebody has to have asked for it."""
    warning: bool
    """False when no warning of liability is ever printed on it."""
    checked: bool
    """False until a lawyer of the country has confirmed title and rules."""

    def declaration(self, language: str) -> tuple[str, ...]:
        """Return the statements of the declaration in a language."""
        return tuple(in_language(one, language) for one in self.declares)

    @property
    def words_digest(self) -> str:
        """First 16 digits of the SHA-256 of the declaration's words in all languages."""
        texts = [f"{key}:{one[key]}" for one in self.declares for key in sorted(one)]
        return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Profile:
    """What differs by country in a document's head."""

    key: str
    names: Translations
    kinds: Mapping[str, DocumentKind] = field(default_factory=dict)


def in_language(texts: Translations, language: str) -> str:
    """Return a text in a language, in English when it has none in it."""
    return texts.get(language, texts["en"])


def countries() -> list[str]:
    """Return the keys of all profiles, the neutral one first."""
    found = sorted(path.stem for path in _folder().glob("*.toml"))
    return sorted(found, key=NEUTRAL.__ne__)


def _folder() -> Path:
    return data_dir("forms") / "profiles"


@lru_cache(maxsize=16)
def load_profile(country: str) -> Profile:
    """Read the profile of a country, ``int`` being the neutral one.

    Raises:
        DocumentKindError: there is no such profile, or it lacks a kind or a title.
    """
    neutral, table = _table(NEUTRAL), _table(country)
    common = {row["kind"]: row for row in neutral["document"]}
    own = {row["kind"]: row for row in table["document"]}
    missing = [kind for kind in KINDS if kind not in own or kind not in common]
    if missing:
        text = "Add the document {kind} to {file}."
        raise DocumentKindError(text, kind=missing[0], file=f"{country}.toml")
    declared = table.get("declaration", neutral["declaration"])
    kinds = {kind: _kind({**common[kind], **own[kind]}, declared) for kind in KINDS}
    return Profile(table["key"], table["name"], kinds)


def _table(country: str) -> dict[str, Any]:
    path = _folder() / f"{country}.toml"
    if not country.isalpha() or not path.is_file():
        text = "Choose another country: none is called {country}."
        raise DocumentKindError(text, country=country)
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _kind(row: dict[str, Any], declared: list[Translations]) -> DocumentKind:
    titles = row.get("title")
    if not isinstance(titles, dict) or "en" not in titles:
        raise DocumentKindError("Give the document {kind} an English title.", kind=row["kind"])
    own = [row["declares"]] if "declares" in row else []
    return DocumentKind(
        str(row["kind"]),
        titles,
        row["ground"],
        (*own, *declared),
        bool(row.get("needs_order", False)),
        bool(row.get("needs_requester", False)),
        bool(row.get("warning", True)),
        bool(row.get("checked", False)),
    )


def document_kind(kind: str, country: str = NEUTRAL) -> DocumentKind:
    """Return a kind of document in a country.

    Raises:
        DocumentKindError: there is no such kind or country.
    """
    found = load_profile(country).kinds.get(kind)
    if found is None:
        text = "Choose one of the kinds of document: {kinds}."
        raise DocumentKindError(text, kinds=", ".join(KINDS))
    return found


def document_title(
    kind: str, language: str, mandate: Mandate | None = None, requester: str = ""
) -> str:
    """Return the title of a document, if it may bear it.

    Args:
        kind: one of ``KINDS``.
        language: of the document; English when the profile has no title in it.
        mandate: on what ground the document is made; None = nothing is recorded.
        requester: answer of ``requested_by_type``, empty when there is none.

    Raises:
        DocumentKindError: the kind or the country is unknown, or the kind needs an order or a
            requester that is not there.
    """
    mandate = mandate or Mandate()
    found = document_kind(kind, mandate.country)
    if found.needs_order and not mandate.order.complete:
        raise DocumentKindError(
            "Record body, number and date of the order that appointed the expert, or choose "
            "another kind of document."
        )
    if found.needs_requester and requester in _NOBODY_ASKED:
        raise DocumentKindError(
            "Record who asked for the opinion, or choose the medical report: nobody asked for this "
            "examination."
        )
    return in_language(found.titles, language)
