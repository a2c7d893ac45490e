"""A form as the vault keeps it: definition and labels in all languages, under one digest.

An evaluation points at the digest of the form that it answers, so a report reads the same in
years to come, whatever later versions of the form say (DESIGN §3).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ipdoc.questionnaire.definition import Source, build_form
from ipdoc.questionnaire.model import Form

TEXT_KEYS = frozenset(
    (
        "title",
        "label",
        "heading",
        "hint",
        "guidance",
        "row_label",
        "none_label",
        "summary",
        "meaning",
        "unit",
    )
)
"""Attributes of the tables that hold text for people."""

Labels = dict[str, dict[str, str]]
"""Language → English text → translation."""


@dataclass(frozen=True)
class CompiledForm:
    """A form together with the words it was shown in."""

    digest: str
    """SHA-256 of ``content``, 64 hex digits."""
    content: bytes
    """Canonical JSON, UTF-8."""
    form: Form
    labels: Labels

    def text(self, msgid: str, language: str) -> str:
        """Return a text of the form in a language, English when it has no translation."""
        return self.labels.get(language, {}).get(msgid, msgid)


def texts_in(tree: Any) -> Iterator[str]:
    """Yield every text for people in a form's source, in the order of the files."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key in TEXT_KEYS and isinstance(value, str) and value:
                yield value
            else:
                yield from texts_in(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from texts_in(value)


def compile_form(source: Source, labels: Labels) -> CompiledForm:
    """Put definition and labels together.

    Raises:
        FormDefinitionError: the definition breaks a rule.
    """
    tree = {"schema": 1, "source": source, "labels": labels}
    text = json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    content = text.encode()
    return CompiledForm(_digest(content), content, build_form(source), labels)


def read_compiled(content: bytes) -> CompiledForm:
    """Read a form back from the vault.

    Raises:
        FormDefinitionError: the definition breaks a rule.
    """
    tree = json.loads(content)
    return CompiledForm(_digest(content), content, build_form(tree["source"]), tree["labels"])


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
