"""The gate in front of the routes: one table says for which act each route is.

A route that is not in the table is refused, and a test names it. The use cases ask again, within
their own transaction; the gate is there so that no page can forget to.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework.access.entering import Access, enter
from ipdoc.casework.access.gate import NotAllowedError, allow, may_on_vault
from ipdoc.domain.access import Action
from ipdoc.errors import Message
from ipdoc.web.context import vault

OPEN_TO_ALL = frozenset(("assets", "health", "join", "launch", "strength", "vault"))
"""Blueprints whose pages can be seen while the vault is locked."""
FOR_EVERYBODY = frozenset(
    (
        "blanks.form",
        "blanks.pdf",
        "body.regions",
        "body.words",
        "body.texts",
        "body.thumb",
        "confirm.ask",
        "confirm.answer",
    )
)
"""Endpoints that need an open vault and show nothing of it."""
_OVERVIEW, _LIST = "cases.overview", "cases.listing"

ROUTES: Mapping[str, Action] = {
    "sessions.listing": Action.OWN_ACCOUNT,
    "sessions.end": Action.OWN_ACCOUNT,
    "sessions.end_others": Action.OWN_ACCOUNT,
    **dict.fromkeys(
        (
            "account.overview",
            "account.passphrase_form",
            "account.set_passphrase",
            "account.new_recovery",
            "account.ask_words",
            "account.keep_recovery",
            "account.try_form",
            "account.try_paper",
            "factors.listing",
            "factors.begin_app",
            "factors.app",
            "factors.picture",
            "factors.confirm_app",
            "factors.remove_app",
            "factors.add_passkey",
            "factors.remove_passkey",
            "factors.codes",
        ),
        Action.OWN_ACCOUNT,
    ),
    "people.listing": Action.SEE_PEOPLE,
    "people.person": Action.SEE_PEOPLE,
    "people.invite_form": Action.INVITE,
    "people.make_invitation": Action.INVITE,
    "people.withdraw": Action.INVITE,
    "people.confirm_form": Action.CONFIRM,
    "people.let_in": Action.CONFIRM,
    "people.send_away": Action.CONFIRM,
    "people.give_role": Action.REMOVE_PERSON,
    "people.end_sessions": Action.REMOVE_PERSON,
    "people.take_out": Action.REMOVE_PERSON,
    "checks.ask": Action.VERIFY,
    "checks.check": Action.VERIFY,
    "checks.head": Action.MAKE_HEAD,
    "checks.make_head": Action.MAKE_HEAD,
    "checks.head_file": Action.MAKE_HEAD,
    _LIST: Action.LIST_CASES,
    "cases.find": Action.LIST_CASES,
    "cases.new": Action.START_CASE,
    "cases.start": Action.START_CASE,
    _OVERVIEW: Action.OPEN_RECORD,
    "cases.show_name": Action.OPEN_RECORD,
    "visits.new": Action.ADD_VISIT,
    "visits.start": Action.ADD_VISIT,
    "visits.earlier_lesions": Action.OPEN_RECORD,
    "visits.say": Action.WRITE_FINDING,
    "visits.same_as": Action.WRITE_FINDING,
    "sections.section": Action.OPEN_RECORD,
    "sections.page": Action.OPEN_RECORD,
    "sections.save_page": Action.WRITE_SECTION,
    "sections.file": Action.OPEN_RECORD,
    "entries.page": Action.OPEN_RECORD,
    "entries.save": Action.WRITE_SECTION,
    "entries.removal": Action.WRITE_SECTION,
    "entries.remove": Action.WRITE_SECTION,
    "bodymap.map_model": Action.OPEN_RECORD,
    "bodymap.draw": Action.WRITE_FINDING,
    "bodymap.erase_mark": Action.WRITE_FINDING,
    "bodymap.take_out": Action.WRITE_FINDING,
    "bodymap.restore": Action.WRITE_FINDING,
    "bodymap.change_type": Action.WRITE_FINDING,
    "bodymap.state_coverage": Action.WRITE_FINDING,
    "bodymap.name": Action.OPEN_RECORD,
    "findings.body_map": Action.OPEN_RECORD,
    "findings.point_at": Action.WRITE_FINDING,
    "findings.record": Action.WRITE_FINDING,
    "findings.remove_mark": Action.WRITE_FINDING,
    "findings.remove": Action.WRITE_FINDING,
    "findings.choose_figure": Action.WRITE_FINDING,
    "findings.restricted": Action.SEE_INTIMATE,
    "findings.open_restricted_views": Action.SEE_INTIMATE,
    "findings.picture": Action.OPEN_RECORD,
    "regions.listing": Action.OPEN_RECORD,
    "regions.search": Action.OPEN_RECORD,
    "regions.region": Action.OPEN_RECORD,
    "regions.place": Action.WRITE_FINDING,
    "regions.record": Action.WRITE_FINDING,
    "regions.examined": Action.OPEN_RECORD,
    "regions.state": Action.WRITE_FINDING,
    "lesions.lesion": Action.OPEN_RECORD,
    "lesions.lesion_page": Action.OPEN_RECORD,
    "lesions.save": Action.WRITE_FINDING,
    "lesions.interpret": Action.WRITE_SECTION,
    "panels.panel": Action.OPEN_RECORD,
    "panels.sentence": Action.WRITE_FINDING,
    "photographs.listing": Action.OPEN_PHOTOGRAPHS,
    "photographs.attach": Action.ADD_PHOTOGRAPH,
    "photographs.supply": Action.ADD_PHOTOGRAPH,
    "photographs.describe": Action.ADD_PHOTOGRAPH,
    "photographs.move": Action.ADD_PHOTOGRAPH,
    "photographs.remove": Action.ADD_PHOTOGRAPH,
    "photographs.picture": Action.OPEN_PHOTOGRAPHS,
    "photomarks.overlay": Action.OPEN_PHOTOGRAPHS,
    "photomarks.point": Action.ADD_PHOTOGRAPH,
    "photomarks.add": Action.ADD_PHOTOGRAPH,
    "photomarks.remove": Action.ADD_PHOTOGRAPH,
    "photomarks.undo": Action.ADD_PHOTOGRAPH,
    "photomarks.picture": Action.OPEN_PHOTOGRAPHS,
    "photomarks.model": Action.OPEN_PHOTOGRAPHS,
    "photomarks.save": Action.ADD_PHOTOGRAPH,
    "scans.listing": Action.OPEN_RECORD,
    "scans.attach": Action.ADD_SCAN,
    "scans.sheet": Action.OPEN_RECORD,
    "scans.picture": Action.OPEN_RECORD,
    "scans.chart": Action.OPEN_RECORD,
    "scans.remove": Action.ADD_SCAN,
    "translations.listing": Action.OPEN_RECORD,
    "translations.texts": Action.OPEN_RECORD,
    "translations.save": Action.TRANSLATE,
    "translations.originals": Action.TRANSLATE,
    "translations.take_in": Action.TRANSLATE,
    "translations.export": Action.EXPORT_TEXTS,
    "reports.listing": Action.READ_REPORT,
    "reports.preview": Action.PREVIEW,
    "reports.issue": Action.ISSUE,
    "reports.read": Action.PREVIEW,
    "review.show": Action.PREVIEW,
    "review.keep": Action.ISSUE,
    "reports.fetch": Action.FETCH_REPORT,
    "addenda.listing": Action.OPEN_RECORD,
    "addenda.addendum": Action.OPEN_RECORD,
    "addenda.write": Action.WRITE_SECTION,
    "addenda.change": Action.WRITE_SECTION,
    "addenda.preview": Action.PREVIEW,
    "addenda.issue": Action.ISSUE,
    "letter.form": Action.OPEN_RECORD,
    "letter.save": Action.WRITE_SECTION,
    "letter.preview": Action.PREVIEW,
    "letter.issue": Action.ISSUE,
    "ground.form": Action.OPEN_RECORD,
    "ground.save": Action.WRITE_SECTION,
    "ground.declare": Action.WRITE_SECTION,
    "ground.take_back": Action.WRITE_SECTION,
    "signing.page": Action.READ_REPORT,
    "signing.sign": Action.COUNTERSIGN,
    "signing.stamp": Action.COUNTERSIGN,
    "signing.proofs": Action.COUNTERSIGN,
    "signing.signature_file": Action.COUNTERSIGN,
    "signing.detached": Action.READ_REPORT,
    "signing.ink": Action.SIGN,
    "bundles.listing": Action.BUNDLE,
    "bundles.make": Action.BUNDLE,
    "bundles.save": Action.BUNDLE,
    "bundles.receipt": Action.BUNDLE,
    "conflicts.listing": Action.READ_HISTORY,
    "conflicts.choose": Action.RESTORE_ANSWER,
    "history.index": Action.READ_HISTORY,
    "history.timeline": Action.READ_HISTORY,
    "history.on_day": Action.READ_HISTORY,
    "history.state": Action.READ_HISTORY,
    "history.ask": Action.RESTORE_ANSWER,
    "history.restore": Action.RESTORE_ANSWER,
    "history.undo": Action.RESTORE_ANSWER,
    "history.removed": Action.READ_HISTORY,
    "access.people": Action.SEE_ACCESS,
    "access.share_form": Action.SHARE,
    "access.share_case": Action.SHARE,
    "access.withdrawal": Action.WITHDRAW,
    "access.take_back": Action.WITHDRAW,
    "access.hand_on": Action.HAND_OVER,
    "access.log": Action.READ_LOG,
    "access.issued": Action.SEE_CASE,
    "erase.ask": Action.ERASE,
    "erase.erase": Action.ERASE,
    "erase.done": Action.LIST_CASES,
    "erase.finish": Action.LIST_CASES,
    "handing.ask": Action.HAND_OVER,
    "handing.hand_over": Action.HAND_OVER,
    "handing.offer": Action.TAKE_IN,
    "handing.receive": Action.TAKE_IN,
    "handing.journey": Action.HAND_OVER_ALL,
    "handing.pack": Action.HAND_OVER_ALL,
    "handing.wipe": Action.HAND_OVER_ALL,
}
"""Endpoint → the act for which it is."""


def need_open_vault() -> None:
    """Refuse every page that is not meant for a locked vault.

    Raises:
        LockedError: the vault is locked.
    """
    if request.endpoint is not None and request.blueprint not in OPEN_TO_ALL:
        vault()


def guard() -> BaseResponse | None:
    """Let a request through, or refuse it, before anything of the page runs.

    Raises:
        NotAllowedError: the act of the route is not open to the person.
        UnknownCaseError: nothing of the case is.
    """
    endpoint = request.endpoint
    if endpoint is None or request.blueprint in OPEN_TO_ALL or endpoint in FOR_EVERYBODY:
        return None
    opened = vault()
    action = ROUTES.get(endpoint)
    if action is None:
        raise NotAllowedError(Message("This page is open to nobody; go back to the list"))
    case_id = (request.view_args or {}).get("case_id")
    if case_id is None:
        return _on_the_vault(endpoint, action)
    try:
        g.access = enter(opened, case_id, action)
    except NotAllowedError:
        if endpoint != _OVERVIEW:
            raise
        seen = enter(opened, case_id, Action.SEE_CASE)
        begins = "issued" if "report" in seen.standing.parts else "people"
        return redirect(url_for(f"access.{begins}", case_id=case_id), 303)
    return None


def _on_the_vault(endpoint: str, action: Action) -> BaseResponse | None:
    """Let an act on the vault through; who has no cases begins with the people instead."""
    try:
        allow(vault(), action)
    except NotAllowedError:
        if endpoint != _LIST:
            raise
        return redirect(url_for("people.listing"), 303)
    return None


def can(name: str) -> bool:
    """Return whether the person may do something here: in the case of the page, or at all.

    Args:
        name: value of an ``Action``.
    """
    action = Action(name)
    found = cast("Access | None", g.get("access"))
    return may_on_vault(vault(), action) if found is None else found.can(action)


def why_not(name: str) -> Message:
    """Return why the person may not do something in the case of the page.

    Args:
        name: value of an ``Action`` that ``can`` denied.
    """
    return access().refusal(Action(name)) or Message(
        "This page is open to nobody; go back to the list"
    )


def access() -> Access:
    """Return what the person may do in the case of the page."""
    return cast(Access, g.access)
