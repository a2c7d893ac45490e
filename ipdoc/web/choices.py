"""What is chosen on the page that issues documents, read from the form or the address."""

from __future__ import annotations

from typing import Any

from flask import request

from ipdoc.casework.issuing.choice import DEFAULT_KIND, Choice
from ipdoc.domain.consent import Recipient
from ipdoc.domain.finding import RuleError
from ipdoc.domain.rendering import REPORT, Rendering


def chosen() -> Choice:
    """Return what was chosen.

    Raises:
        RuleError: something in it cannot be.
    """
    asked = request.values
    try:
        rendering = Rendering(asked.get("rendering") or Rendering.FULL)
        recipient = Recipient(asked.get("for") or Recipient.OWN)
    except ValueError:
        raise RuleError("Choose one of the editions and recipients that are offered") from None
    return Choice(
        asked.get("kind") or DEFAULT_KIND,
        asked.get("language", ""),
        rendering,
        asked.get("second", ""),
        asked.get("document") or REPORT,
        recipient=recipient,
    )


def as_fields(choice: Choice) -> dict[str, Any]:
    """Return what ``chosen`` reads again: for the address of a page, and for hidden fields."""
    return {
        "kind": choice.kind,
        "language": choice.language,
        "rendering": choice.rendering.value,
        "second": choice.second,
        "document": choice.document,
        "for": choice.recipient.value,
    }
