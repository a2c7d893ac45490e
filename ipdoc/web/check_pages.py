"""Pages that check the vault, and give out a head of it to be kept elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import segno
from flask import Blueprint, Response, redirect, render_template, request, stream_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework.access.gate import may_on_vault
from ipdoc.casework.keeping.faults import Fault
from ipdoc.casework.keeping.outside import (
    OutsideHead,
    export_head,
    make_printed,
    newest_printed,
    read_outside,
    typed_head,
)
from ipdoc.casework.keeping.verify import Step, verify_vault
from ipdoc.domain.access import Action
from ipdoc.errors import IpdocError, Message
from ipdoc.i18n import mark as _
from ipdoc.web.context import page_words, vault
from ipdoc.web.navigation import path_to_list

pages = Blueprint("checks", __name__, url_prefix="/vault")
_QUIET = 4
"""Modules of white around a QR code, as its standard asks for."""


@dataclass(frozen=True)
class Code:
    """A QR code as it is drawn in the page."""

    side: int
    """Modules, with the white around them."""
    path: str
    """Outline of the dark modules, for the attribute ``d``."""


class Course:
    """A check while it goes on: the template reads the steps, and then what was found.

    Args:
        steps: of the check.
    """

    def __init__(self, steps: Iterator[Step]) -> None:
        self._steps = steps
        self.faults: list[Fault] = []
        self.to_confirm: list[Fault] = []
        self.rows = 0
        self.problem: Message | None = None
        """Why the check could not go on to its end."""

    def percents(self) -> Iterator[int]:
        """Yield every new whole percent, the first at once."""
        shown = -1
        try:
            for step in self._steps:
                for fault in step.faults:
                    (self.faults if fault.certain else self.to_confirm).append(fault)
                self.rows = step.total
                percent = 100 * step.done // max(1, step.total)
                if percent > shown:
                    yield percent
                    shown = percent
        except IpdocError as error:
            self.problem = error.message


@pages.get("/check")
def ask() -> str:
    """Ask what to check against."""
    return _ask_page()


def _ask_page(problem: Message | None = None, place: str = "digest") -> str:
    return render_template(
        "checks/ask.html",
        problem=problem,
        place=place,
        digest=request.form.get("digest", ""),
        may_make_head=may_on_vault(vault(), Action.MAKE_HEAD),
        steps=path_to_list(page_words().text(_("Check this vault"))),
    )


@pages.post("/check")
def check() -> Response | tuple[str, int]:
    """Check everything; the page comes piece by piece, and shows how far it is without scripts."""
    file = request.files.get("head")
    data = file.read() if file else b""
    try:
        outside = _outside(data, request.form.get("digest", ""))
    except IpdocError as error:
        return _ask_page(error.message, "head" if data else "digest"), 422
    course = Course(verify_vault(vault(), outside, files=request.form.get("files") == "yes"))
    answer = Response(
        stream_template(
            "checks/course.html",
            course=course,
            outside=outside is not None,
            steps=path_to_list(page_words().text(_("Check this vault"))),
        ),
        mimetype="text/html",
    )
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def _outside(data: bytes, digest: str) -> OutsideHead | None:
    if data:
        return read_outside(data)
    return typed_head(digest) if digest.strip() else None


@pages.post("/head")
def make_head() -> BaseResponse:
    """Sign a head of the vault as it is now, and show it."""
    make_printed(vault())
    return redirect(url_for("checks.head"), 303)


@pages.get("/head")
def head() -> BaseResponse | str:
    """Show the newest head as a sheet to be printed."""
    printed = newest_printed(vault())
    if printed is None:
        return redirect(url_for("checks.ask"), 303)
    return render_template(
        "checks/head.html",
        head=printed,
        code=drawn(printed.code),
        steps=path_to_list(page_words().text(_("Vault head"))),
    )


@pages.post("/head/file")
def head_file() -> Response:
    """Give the newest head out as a file."""
    data = export_head(vault())
    headers = {"Content-Disposition": 'attachment; filename="vault-head.json"'}
    return Response(data, mimetype="application/json", headers=headers)


def drawn(text: str) -> Code:
    """Return a text as a QR code; nothing is written anywhere."""
    rows = segno.make(text, micro=False).matrix
    path = "".join(
        f"M{x + _QUIET} {y + _QUIET}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    )
    return Code(len(rows) + 2 * _QUIET, path)
