"""Ways through the pages: where one is, where one may return to, pages of a long list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import request, url_for

from ipdoc.casework.access.gate import may_on_vault
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import Ref
from ipdoc.domain.access import Action
from ipdoc.i18n import mark as _
from ipdoc.web.context import page_words, vault


@dataclass(frozen=True)
class Step:
    """One step of the path in the top bar."""

    label: str
    """In the language of the page."""
    url: str = ""
    """Empty for the page itself."""


def overview_url(ref: Ref) -> str:
    """Return the address of an evaluation's task list."""
    return url_for("cases.overview", case_id=ref.case_id, evaluation_id=ref.evaluation_id)


def start(opened: OpenVault) -> Step:
    """Return where a person begins: the list of cases, or of people for those who see no case."""
    if may_on_vault(opened, Action.LIST_CASES):
        return Step(page_words().text(_("Cases")), url_for("cases.listing"))
    return Step(page_words().text(_("People")), url_for("people.listing"))


def path_to_list(here: str = "") -> list[Step]:
    """Return the path to where one begins, or by way of it to a page called ``here``."""
    first = start(vault())
    return [first, Step(here)] if here else [Step(first.label)]


def path_to_case(ref: Ref, code: str, here: str = "") -> list[Step]:
    """Return the path to a case, or by way of it to a page called ``here``.

    Args:
        ref: the evaluation.
        code: code of the case; names never stand in a path.
        here: name of the page in the language of the page; empty for the task list.
    """
    label = code or page_words().text(_("without a code"))
    cases = path_to_list(label)
    return [cases[0], Step(label, overview_url(ref)), Step(here)] if here else cases


def is_own_path(target: str) -> bool:
    """Return whether an address that came with a request stays on this site."""
    plain = target.isprintable() and "\\" not in target
    return plain and target.startswith("/") and not target.startswith("//")


def return_path() -> str:
    """Return where to come back to after a small change, such as of the language.

    Only pages can be come back to, so after a form was sent it is the beginning.
    """
    if request.method != "GET" or request.routing_exception is not None:
        return "/"
    path = request.full_path.rstrip("?")
    return path if is_own_path(path) else "/"


@dataclass(frozen=True)
class Pagination:
    """Where one is in a long list."""

    page: int
    """From 1."""
    pages: int
    newer_url: str
    """Empty on the first page."""
    older_url: str
    """Empty on the last page."""


def pagination(page: int, pages: int, url: Callable[[int], str]) -> Pagination | None:
    """Return the links of a list, or None when it fits on one page.

    Args:
        page: shown now, from 1.
        pages: in all.
        url: number of a page → its address.
    """
    if pages <= 1:
        return None
    newer = url(page - 1) if page > 1 else ""
    return Pagination(page, pages, newer, url(page + 1) if page < pages else "")
