"""Page of the signatures of an issued edition: who signed, sign, time-stamp, signed by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework.core.record import Ref
from ipdoc.casework.issuing.fetching import issued_of_case
from ipdoc.casework.signing import acts
from ipdoc.casework.signing.acts import ACTS, Target
from ipdoc.casework.signing.ownkey import kept_key, own_key, registered_certificates
from ipdoc.casework.signing.waiting import next_role, signable, signatures_of
from ipdoc.domain.access import Action
from ipdoc.domain.rendering import Rendering
from ipdoc.domain.signature import SignerRole
from ipdoc.errors import IpdocError, Message
from ipdoc.signatures.check import check_pdf
from ipdoc.signatures.errors import KeyFileError, SigningError, TimestampError
from ipdoc.signatures.model import SignatureReport
from ipdoc.web.confirm_pages import ensure_confirmed, is_confirmed
from ipdoc.web.context import page_words, place, vault
from ipdoc.web.edition_words import edition_name
from ipdoc.web.gate import can
from ipdoc.web.navigation import path_to_case
from ipdoc.web.signing_words import ROLE_NAMES, lines, signature_words, verdict_words

if TYPE_CHECKING:
    from ipdoc.signatures.keys import SigningKey

pages = Blueprint(
    "signing",
    __name__,
    url_prefix="/cases/<case_id>/<evaluation_id>/report/<int:number>/<edition>/signatures",
)
NOW, LATER = "now", "later"
Answer = BaseResponse | tuple[str, int]


def _target(case_id: str, evaluation_id: str, number: int, edition: str) -> Target:
    return Target(Ref(case_id, evaluation_id), number, edition)


@pages.get("/")
def page(case_id: str, evaluation_id: str, number: int, edition: str) -> str:
    """Show who signed the edition, and the forms for what is still to come."""
    target = _target(case_id, evaluation_id, number, edition)
    report = _checked(target) if request.args.get("check") else None
    return _page(target, report=report)


def _checked(target: Target) -> SignatureReport:
    _, document = acts.whole(vault(), target, Action.READ_REPORT)
    return check_pdf(document.getvalue(), list(registered_certificates(vault()).values()))


def _page(
    target: Target, problem: Message | None = None, report: SignatureReport | None = None
) -> str:
    file, words = acts.signatures(vault(), target), page_words()
    code = issued_of_case(vault(), target.ref.case_id).code
    own, role = kept_key(vault()), next_role(file)
    return render_template(
        "signing/page.html",
        target=target,
        place=_place(target),
        file=file,
        edition=edition_name(file.edition, words),
        lines=lines(file, words),
        role=role,
        role_name=words.text(ROLE_NAMES[role]) if role else "",
        may_sign=role is not None and can(ACTS[role].value),
        act_of_role=ACTS[role].value if role else "",
        may_declare=file.ink is None and can(Action.SIGN.value),
        fingerprint=own.fingerprint if own else "",
        own_is_free=own is None
        or own.fingerprint not in {one.fingerprint for one in file.appended},
        confirmed=is_confirmed(),
        names_nobody=file.edition.rendering is Rendering.REDACTED,
        own_computer=not place().served,
        report=report,
        verdict=verdict_words(report, words) if report else "",
        signature_words=lambda one: signature_words(one, words),
        role_names=ROLE_NAMES,
        others=_others(target, role),
        problem=problem,
        today=vault().now().astimezone().date().isoformat(),
        steps=path_to_case(target.ref, code, words.text("Signatures")),
    )


def _others(target: Target, role: SignerRole | None) -> list[str]:
    """Return the names of the other editions of the report in which the same comes next."""
    if role is None:
        return []
    found = signable(vault(), target.ref, target.number, role)
    keys = [one.key for one in found if one.key != target.key]
    editions = signatures_of(vault(), target.ref)
    return [edition_name(editions[target.number, key].edition, page_words()) for key in keys]


def _place(target: Target) -> dict[str, Any]:
    """Return the arguments of this page's addresses."""
    return {
        "case_id": target.ref.case_id,
        "evaluation_id": target.ref.evaluation_id,
        "number": target.number,
        "edition": target.key,
    }


@pages.post("/sign")
def sign(case_id: str, evaluation_id: str, number: int, edition: str) -> Answer:
    """Sign with one's key in the vault, a key file, or a token."""
    target = _target(case_id, evaluation_id, number, edition)
    if request.form.get("with") == "own":  # a key file and a token have secrets of their own
        ensure_confirmed()
    asked = request.form.get("stamp", "")
    service = request.form.get("service", "").strip()

    def act() -> None:
        role = next_role(acts.signatures(vault(), target))
        if role is None:
            raise SigningError("This document bears this signature already")
        address = _address(service) if asked == NOW else ""
        with _key(request.form.get("with", "")) as key:
            for one in _chosen(target, role):
                acts.sign_edition(vault(), one, role, key, address, later=asked == LATER)

    return _done(target, act)


def _chosen(target: Target, role: SignerRole) -> list[Target]:
    """Return the edition of the page, and if so asked the others of its report."""
    if request.form.get("all") != "yes":
        return [target]
    others = signable(vault(), target.ref, target.number, role)
    return [target, *(one for one in others if one.key != target.key)]


def _address(service: str) -> str:
    """Return the address of a service that may be asked from here.

    A server asks no address that somebody typed into a page: it stands in a network of its own.
    """
    from ipdoc.signatures.timestamp import Service

    if place().served:
        raise TimestampError("On a server time-stamps are asked for by the command ipdoc timestamp")
    Service(service)  # refuses what is no address before anybody is asked
    return service


@contextmanager
def _key(way: str) -> Iterator[SigningKey]:
    from ipdoc.signatures.keys import from_file
    from ipdoc.signatures.tokens import token_key

    form = request.form
    if way == "own":
        yield own_key(vault()).signing_key()
    elif way == "file":
        data = _sent("key")
        yield from_file(data, form.get("passphrase", ""))
    elif way == "token" and not place().served:
        library = Path(form.get("library", "").strip())
        labels = form.get("token", "").strip(), form.get("key_label", "").strip()
        with token_key(library, form.get("pin", ""), *labels) as key:
            yield key
    else:
        raise KeyFileError("Choose with which key you sign")


def _sent(name: str) -> bytes:
    file = request.files.get(name)
    data = file.read() if file and file.filename else b""
    if not data:
        raise KeyFileError("Choose the file first")
    return data


@pages.post("/time-stamp")
def stamp(case_id: str, evaluation_id: str, number: int, edition: str) -> Answer:
    """Ask a service for a time-stamp of the file as it is now."""
    target = _target(case_id, evaluation_id, number, edition)
    service = request.form.get("service", "").strip()
    return _done(target, lambda: acts.timestamp_edition(vault(), target, _address(service)))


@pages.post("/proofs")
def proofs(case_id: str, evaluation_id: str, number: int, edition: str) -> Answer:
    """Embed certificates and revocation lists."""
    target = _target(case_id, evaluation_id, number, edition)

    def act() -> None:
        sent = [one.read() for one in request.files.getlist("proofs") if one.filename]
        if not sent:
            raise KeyFileError("Choose the file first")
        acts.add_proofs(vault(), target, sent)

    return _done(target, act)


@pages.post("/file")
def signature_file(case_id: str, evaluation_id: str, number: int, edition: str) -> Answer:
    """Keep a signature that another program made."""
    target = _target(case_id, evaluation_id, number, edition)
    return _done(target, lambda: acts.add_detached(vault(), target, _sent("signature")))


@pages.get("/file/<int:at>")
def detached(case_id: str, evaluation_id: str, number: int, edition: str, at: int) -> Response:
    """Send a signature file that was added."""
    target = _target(case_id, evaluation_id, number, edition)
    pieces = acts.detached_file(vault(), target, at)
    name = f"report-{number}-{edition}-{at + 1}.p7s"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(pieces, mimetype="application/pkcs7-signature", headers=headers)


@pages.post("/ink")
def ink(case_id: str, evaluation_id: str, number: int, edition: str) -> Answer:
    """Say that the printed document was signed by hand."""
    target = _target(case_id, evaluation_id, number, edition)
    form = request.form

    def act() -> None:
        try:
            on = dt.date.fromisoformat(form.get("on", ""))
        except ValueError as error:
            raise SigningError("Give the day on which the paper was signed") from error
        acts.declare_ink(vault(), target, on, form.get("who", ""))

    return _done(target, act)


def _done(target: Target, act: Callable[[], object]) -> Answer:
    try:
        act()
    except IpdocError as error:
        return _page(target, error.message), 422
    return redirect(url_for("signing.page", **_place(target)), 303)
