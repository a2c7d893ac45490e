"""What a colleague's copy of the case says otherwise: both versions, and a choice of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework.core.casefile import StaleVersionError
from ipdoc.casework.core.record import Ref, UnknownRecordError
from ipdoc.casework.history.conflicts import WHOLE, Conflict, conflicts, decide
from ipdoc.casework.history.past import flat
from ipdoc.casework.history.subjects import Subject, open_past
from ipdoc.casework.sections import open_section
from ipdoc.domain.payloads import Payload
from ipdoc.errors import Message
from ipdoc.i18n import Translator
from ipdoc.i18n import mark as _
from ipdoc.web.bodymap_shown import here, restricted_is_open
from ipdoc.web.context import form_words, page_words, vault
from ipdoc.web.history_words import Narrator, People, local, title_of
from ipdoc.web.navigation import path_to_case

pages = Blueprint("conflicts", __name__, url_prefix="/cases/<case_id>/<evaluation_id>/conflicts")
Answer = BaseResponse | tuple[str, int]
_OTHERS = {
    "bodymap": _("Figure of the body map"),
    "report": _("Issued reports"),
    "snapshot": _("Issued reports"),
}


@dataclass(frozen=True)
class Choice:
    """One answer that two copies of the case say otherwise."""

    name: str
    """Of its radios."""
    label: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Group:
    """The answers of one record."""

    id: str
    version: int
    title: str
    mine: str
    """Who wrote what stands here, and when."""
    theirs: str
    choices: tuple[Choice, ...]
    sealed: bool
    """It belongs to the restricted views, which are not open."""


@pages.get("/")
def listing(case_id: str, evaluation_id: str) -> str:
    """Show what is still to be decided."""
    return _page(Ref(case_id, evaluation_id))


def _page(ref: Ref, problem: Message | None = None) -> str:
    view = open_section(vault(), ref, "case_information")
    words = form_words(view.form)
    people = People(vault(), words, ref)
    return render_template(
        "history/conflicts.html",
        groups=[_group(ref, one, words, people) for one in conflicts(vault(), ref)],
        problem=problem,
        code=view.code,
        here=here(ref),
        steps=path_to_case(ref, view.code, page_words().text(_("Two versions"))),
    )


def _group(ref: Ref, one: Conflict, words: Translator, people: People) -> Group:
    mine, theirs = (
        words.text(
            _("{name}, {moment}"),
            name=people.name(side.who),
            moment=words.datetime(local(side.when)),
        )
        for side in (one.mine, one.theirs)
    )
    kind = one.path.split("/")[0]
    if one.subject is None:
        title = words.text(_OTHERS.get(kind, _("Other records")))
        choices = tuple(
            Choice(f"{one.id}.{key}", title, *(_shown(side) for side in sides))
            for key, sides in one.keys.items()
        )
        return Group(one.id, one.version, title, mine, theirs, choices, sealed=False)
    past = open_past(vault(), ref, one.subject)
    told = Narrator(past, words)
    sealed = past.restricted and not restricted_is_open(ref)
    choices = () if sealed else tuple(_choice(told, one, key) for key in one.keys)
    return Group(one.id, one.version, title_of(past, words), mine, theirs, choices, sealed)


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def _choice(told: Narrator, one: Conflict, key: str) -> Choice:
    subject, (mine, theirs) = told.past.subject, one.keys[key]
    if key == WHOLE:
        label = told.words.text(_("The whole record"))
        out = told.words.text(_("taken out"))
        texts = [_whole(told, subject, side) or out for side in (mine, theirs)]
        return Choice(f"{one.id}.{key}", label, *texts)
    spread = [subject.spread({key: side}) for side in (mine, theirs)]
    differing = [
        name for name in {**spread[0], **spread[1]} if spread[0].get(name) != spread[1].get(name)
    ]
    if differing == [key] or not differing:
        return Choice(
            f"{one.id}.{key}", told.label(key), told.text(key, mine), told.text(key, theirs)
        )
    lines = [
        "\n".join(f"{told.label(name)}: {told.text(name, side.get(name))}" for name in differing)
        for side in spread
    ]
    return Choice(f"{one.id}.{key}", ", ".join(told.label(name) for name in differing), *lines)


def _whole(told: Narrator, subject: Subject, payload: Payload | None) -> str:
    state = subject.spread(flat(payload))
    return "\n".join(f"{told.label(key)}: {told.text(key, value)}" for key, value in state.items())


@pages.post("/<conflict_id>")
def choose(case_id: str, evaluation_id: str, conflict_id: str) -> Answer:
    """Keep the chosen versions; what was not chosen stays to be decided."""
    ref = Ref(case_id, evaluation_id)
    start = f"{conflict_id}."
    chosen = {
        name.removeprefix(start): side
        for name, side in request.form.items()
        if name.startswith(start) and side in ("mine", "theirs")
    }
    if not chosen:
        return _page(ref, Message(_("Choose which version stays"))), 422
    try:
        decide(vault(), ref, conflict_id, chosen, request.form.get("version", 0, type=int))
    except UnknownRecordError as error:
        return _page(ref, error.message), 409
    except StaleVersionError:
        told = Message(_("Somebody changed this meanwhile; look at what stands there now"))
        return _page(ref, told), 409
    return redirect(url_for("conflicts.listing", **here(ref)), 303)
