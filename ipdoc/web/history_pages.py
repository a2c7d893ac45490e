"""Pages of the history: what changed by day and person, a state as it was, bringing answers back.

Nothing here rewrites the past: what is brought back becomes a change like any other.
"""

from __future__ import annotations

import datetime as dt
import sys
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework.core.casefile import StaleVersionError
from ipdoc.casework.core.record import Ref
from ipdoc.casework.history import restoring
from ipdoc.casework.history.subjects import KINDS, Past, Subject, open_past, stamp_on
from ipdoc.casework.sections import StaleSectionError
from ipdoc.domain.finding import RuleError
from ipdoc.errors import Message
from ipdoc.i18n import mark as _
from ipdoc.web.bodymap_shown import here, restricted_is_open
from ipdoc.web.context import form_words, page_words, vault
from ipdoc.web.history_line import ALONE, place_of
from ipdoc.web.history_shown import days, history_index, pages_of, removal, standings
from ipdoc.web.history_words import Narrator, People, local, subject_url, title_of
from ipdoc.web.navigation import is_own_path, pagination, path_to_case

pages = Blueprint("history", __name__, url_prefix="/cases/<case_id>/<evaluation_id>/history")

A_PAGE = 50
"""Changes on one page of a timeline."""
_FEW_PAGES = 4
"""Pages up to which no more is read than they show; further back the whole history is kept."""
Answer = BaseResponse | str | tuple[str, int]


def _subject(kind: str, key: str) -> Subject:
    if kind not in KINDS:
        abort(404)
    return Subject(kind, "" if key == ALONE else key)


def _sealed(past: Past) -> bool:
    return past.restricted and not restricted_is_open(past.ref)


def _door(past: Past) -> BaseResponse:
    """Lead to the page that opens the restricted views."""
    return redirect(url_for("findings.restricted", **here(past.ref)), 303)


def _common(past: Past, here_called: str) -> dict[str, Any]:
    words = form_words(past.form)
    title = title_of(past, words)
    return {
        "past": past,
        "words": words,
        "title": title,
        "place": place_of(past.ref, past.subject),
        "here": here(past.ref),
        "subject_url": subject_url(past),
        "steps": path_to_case(past.ref, past.code, here_called),
    }


@pages.get("/")
def index(case_id: str, evaluation_id: str) -> str:
    """List everything that has a history."""
    ref = Ref(case_id, evaluation_id)
    found = history_index(vault(), ref)
    return render_template(
        "history/index.html",
        groups=found.groups,
        code=found.code,
        here=here(ref),
        steps=path_to_case(ref, found.code, page_words().text(_("History"))),
    )


@pages.get("/<kind>/<key>")
def timeline(case_id: str, evaluation_id: str, kind: str, key: str) -> Answer:
    """Show the changes by day and person, the newest first."""
    number = max(1, min(request.args.get("page", 1, type=int), 1000))
    last = number * A_PAGE + 1 if number <= _FEW_PAGES else sys.maxsize
    past = open_past(vault(), Ref(case_id, evaluation_id), _subject(kind, key), last=last)
    if _sealed(past):
        return _door(past)
    words = form_words(past.form)
    each = kind != "section" or request.args.get("each") == "1"
    newest_first = past.moments[::-1]
    shown = newest_first[(number - 1) * A_PAGE : number * A_PAGE][::-1]
    named = place_of(past.ref, past.subject)
    return render_template(
        "history/timeline.html",
        **_common(past, words.text(_("History"))),
        days=days(shown, Narrator(past, words), People(vault(), words, past.ref), each=each),
        each=each,
        can_gather=kind == "section",
        current=past.stamp,
        pagination=pagination(
            number,
            number + (len(newest_first) > number * A_PAGE),
            lambda n: url_for("history.timeline", page=n, each=1 if each else None, **named),
        ),
        today=local(dt.datetime.now(dt.UTC)).date().isoformat(),
        problem=None,
    )


@pages.get("/<kind>/<key>/day")
def on_day(case_id: str, evaluation_id: str, kind: str, key: str) -> Answer:
    """Go to the state in which a day ended."""
    past = open_past(vault(), Ref(case_id, evaluation_id), _subject(kind, key))
    day = request.args.get("day", "")[:10]
    try:
        stamp = stamp_on(past, dt.date.fromisoformat(day).isoformat(), None)
    except ValueError:
        raise RuleError("Give the day as year, month and day, such as 2026-05-01") from None
    return redirect(url_for("history.state", stamp=stamp, **place_of(past.ref, past.subject)), 303)


@pages.get("/<kind>/<key>/at/<stamp>")
def state(case_id: str, evaluation_id: str, kind: str, key: str, stamp: str) -> Answer:
    """Show a subject as it stood, with who wrote each answer."""
    past = open_past(vault(), Ref(case_id, evaluation_id), _subject(kind, key))
    if _sealed(past):
        return _door(past)
    words = form_words(past.form)
    narrator, people = Narrator(past, words), People(vault(), words, past.ref)
    possible = restoring.restorable(past, stamp)
    written = past.written(stamp)
    sheets = [
        (title, standings(past, stamp, keys, written, narrator, people))
        for title, keys in pages_of(vault(), past, stamp, words)
    ]
    order = list(dict.fromkeys(one.stamp for one in past.moments if not one.step.aside))
    at = order.index(stamp) if stamp in order else None
    moment = next((one for one in reversed(past.moments) if one.stamp == stamp), None)
    return render_template(
        "history/state.html",
        **_common(past, words.text(_("History"))),
        stamp=stamp,
        current=stamp == past.stamp,
        sheets=sheets,
        possible=possible,
        known=past.known(stamp),
        moment=local(moment.step.when) if moment else None,
        who=people.name(moment.step.who) if moment else "",
        earlier=order[at - 1] if at else None,
        later=order[at + 1] if at is not None and at + 1 < len(order) else None,
        today=local(dt.datetime.now(dt.UTC)).date().isoformat(),
    )


@pages.get("/<kind>/<key>/restore")
def ask(case_id: str, evaluation_id: str, kind: str, key: str) -> Answer:
    """Show what would change before answers are brought back."""
    past = open_past(vault(), Ref(case_id, evaluation_id), _subject(kind, key))
    if _sealed(past):
        return _door(past)
    return _preview(past, request.args.get("stamp", ""), request.args.getlist("answer"))


def _preview(past: Past, stamp: str, keys: list[str], problem: Message | None = None) -> str:
    words = form_words(past.form)
    narrator = Narrator(past, words)
    then, now = past.state(stamp), past.state(past.stamp)
    possible = [one for one in restoring.restorable(past, stamp) if not keys or one in keys]
    moment = next((one for one in reversed(past.moments) if one.stamp == stamp), None)
    return render_template(
        "history/restore.html",
        **_common(past, words.text(_("History"))),
        stamp=stamp,
        versions=[
            (
                key,
                narrator.label(key),
                narrator.text(key, now.get(key)),
                narrator.text(key, then.get(key)),
            )
            for key in possible
        ],
        moment=local(moment.step.when) if moment else None,
        problem=problem,
    )


@pages.post("/<kind>/<key>/restore")
def restore(case_id: str, evaluation_id: str, kind: str, key: str) -> Answer:
    """Bring the chosen answers back as a new change."""
    ref, subject = Ref(case_id, evaluation_id), _subject(kind, key)
    stamp, seen = request.form.get("stamp", ""), request.form.get("seen", "")
    keys = request.form.getlist("answer")
    try:
        restoring.restore(vault(), ref, subject, keys, stamp, seen)
    except (StaleSectionError, StaleVersionError):
        told = Message(_("Somebody changed this meanwhile; look at what stands there now"))
        return _preview(open_past(vault(), ref, subject), stamp, keys, told), 409
    except RuleError as error:
        past = open_past(vault(), ref, subject)
        return _preview(past, stamp, keys, error.message), 422
    return redirect(url_for("history.timeline", **place_of(ref, subject)), 303)


@pages.post("/<kind>/<key>/undo")
def undo(case_id: str, evaluation_id: str, kind: str, key: str) -> BaseResponse:
    """Take the last save back, and go where the button says."""
    ref, subject = Ref(case_id, evaluation_id), _subject(kind, key)
    restoring.undo(vault(), ref, subject, request.form.get("stamp", ""))
    back = request.form.get("back", "")
    target = back if is_own_path(back) else url_for("history.timeline", **place_of(ref, subject))
    return redirect(target, 303)


@pages.get("/<kind>/<key>/removed")
def removed(case_id: str, evaluation_id: str, kind: str, key: str) -> Answer:
    """Say that a lesion, a photograph or an entry was taken out, and offer to put it back."""
    past = open_past(vault(), Ref(case_id, evaluation_id), _subject(kind, key), last=3)
    if _sealed(past):
        return _door(past)
    common = _common(past, form_words(past.form).text(_("History")))
    what, reason = removal(past, common["words"])
    back = request.args.get("back", "")
    return render_template(
        "history/removed.html",
        **common,
        out=bool(what),
        what=what,
        reason=reason,
        back=back if is_own_path(back) else common["subject_url"],
    )
