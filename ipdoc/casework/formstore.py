"""Forms: the one of this program, and those that stored evaluations answer."""

from __future__ import annotations

from functools import lru_cache

from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.work import Work
from ipdoc.i18n import LANGUAGES, Translator, translator
from ipdoc.questionnaire.compiled import (
    CompiledForm,
    Labels,
    compile_form,
    read_compiled,
    texts_in,
)
from ipdoc.questionnaire.definition import read_source
from ipdoc.resources import data_dir

FORM_ID = "istanbul_2022"


@lru_cache(maxsize=1)
def current_form() -> CompiledForm:
    """Return the form of this program with its labels in all languages.

    Raises:
        FormDefinitionError: the shipped form breaks a rule.
    """
    source = read_source(data_dir("forms"), FORM_ID)
    texts = dict.fromkeys(texts_in(source))
    return compile_form(source, {code: _labels(code, texts) for code in LANGUAGES})


def _labels(language: str, texts: dict[str, None]) -> dict[str, str]:
    words = translator(language)
    found = {text: words.text(text) for text in texts}
    return {text: label for text, label in found.items() if label != text}


@lru_cache(maxsize=8)
def _read(content: bytes) -> CompiledForm:
    return read_compiled(content)


def keep_form(work: Work, compiled: CompiledForm) -> None:
    """See that the vault holds a form, so that evaluations can point at it."""
    form = compiled.form
    work.keep_form(compiled.digest, form.id, form.version, compiled.content)


def stored_form(vault: OpenVault, digest: str) -> CompiledForm:
    """Return the form with this digest, as the vault holds it.

    Raises:
        IpdocError: the vault does not hold it.
    """
    present = current_form()
    if present.digest == digest:
        return present
    return _read(vault.load_form(digest))


def words(compiled: CompiledForm, language: str) -> Translator:
    """Return a translator in which the form's own stored labels win."""
    return _words(compiled.digest, language, _Labels(compiled.labels))


class _Labels:
    """Lets a cache take the labels along without hashing them: the digest stands for them."""

    def __init__(self, labels: Labels) -> None:
        self.labels = labels

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Labels)


@lru_cache(maxsize=32)
def _words(_digest: str, language: str, labels: _Labels) -> Translator:
    return Translator(language, labels.labels.get(language))
