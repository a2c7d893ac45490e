"""The page of both: two versions of what two people changed, side by side, and a choice of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import render_template, request

from ipdoc.web.cells import WAS
from ipdoc.web.navigation import Step

KEEP = "page.keep."
"""Beginning of the inputs that say which version stays."""
ASKED = "page.both"
"""Input that names what was asked."""


@dataclass(frozen=True)
class Choices:
    """What a person chose on the page of both."""

    stored: frozenset[str]
    """Keys of which the stored version stays."""
    undecided: frozenset[str]
    """Keys that were asked about and of which nothing was chosen."""


def choices() -> Choices:
    """Return what was chosen with this request."""
    asked = request.form.get(ASKED, "").split()
    kept = {key: request.form.get(f"{KEEP}{key}", "") for key in asked}
    return Choices(
        frozenset(key for key, choice in kept.items() if choice == "stored"),
        frozenset(key for key, choice in kept.items() if choice not in ("own", "stored")),
    )


@dataclass(frozen=True)
class Versions:
    """Two versions of an answer, or of an item of an entry, and the input that chooses one."""

    name: str
    """Of the input: ``KEEP`` and what is chosen."""
    label: str
    own: str
    stored: str


@dataclass(frozen=True)
class Heading:
    """What stands over the two versions."""

    code: str
    """Of the case."""
    caption: str
    """What they belong to."""
    steps: list[Step]
    number: str = ""
    """Of the section, where it is one."""


def both_page(
    heading: Heading,
    versions: Sequence[Versions],
    carried: Iterable[tuple[str, str]],
    action: str,
    *,
    was: str = "",
    asked: str = "",
    joined: bool = False,
) -> tuple[str, int]:
    """Return the page of both with its status.

    Args:
        heading: what stands over them.
        versions: what is to be chosen.
        carried: inputs that are sent once more with the choice.
        action: where it is sent to.
        was: digests of what is shown as stored, for pages that carry digests.
        asked: what has to be chosen, divided by spaces.
        joined: entries were joined so far as that could be done.
    """
    title = f"{heading.number or heading.caption} · {heading.code}"
    page = render_template(
        "sections/conflict.html",
        title=title,
        caption=heading.caption,
        number=heading.number,
        steps=heading.steps,
        versions=versions,
        carried=list(carried),
        action=action,
        was_name=WAS,
        was=was,
        asked_name=ASKED,
        asked=asked,
        joined=joined,
    )
    return page, 409
