"""Signatures of issued reports: sign, time-stamp, one's own key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ipdoc.casework.cases import find_case
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import Ref
from ipdoc.casework.issuing.fetching import reports
from ipdoc.casework.signing import acts
from ipdoc.casework.signing.acts import Target
from ipdoc.casework.signing.ownkey import own_key
from ipdoc.casework.signing.waiting import signable, signatures_of, waiting
from ipdoc.cli.options import opened, passphrase_option, vault_option, visit_option
from ipdoc.cli.saying import say
from ipdoc.domain.rendering import REPORT
from ipdoc.domain.signature import SignerRole
from ipdoc.errors import IpdocError
from ipdoc.signatures.errors import SigningError, TimestampError

if TYPE_CHECKING:
    from ipdoc.signatures.keys import SigningKey

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


def _edition_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--number", type=int, help="Number of the report; without it the newest."),
        click.option(
            "--edition", default="", help="Such as ru.full; needed where several were issued."
        ),
        visit_option,
        vault_option,
        passphrase_option,
    ):
        command = option(command)
    return command


@click.command()
@click.argument("case")
@click.option(
    "--as",
    "role",
    type=click.Choice([one.value for one in SignerRole]),
    default=SignerRole.DOCTOR.value,
    show_default=True,
    help="The doctor certifies first; a reviewer countersigns.",
)
@click.option("--key", type=_FILE, help="Key file (.p12, .pfx, .pem); else your own key.")
@click.option("--token", "library", type=_FILE, help="PKCS#11 library of a smart card or token.")
@click.option("--token-label", default="", help="Which token, if several are plugged in.")
@click.option("--key-label", default="", help="Which key, if the token holds several.")
@click.option(
    "--secret-file",
    type=_FILE,
    help="File whose first line is the passphrase of the key file or the PIN; else prompted for.",
)
@click.option("--tsa", default="", help="Address of a time-stamp service, asked now.")
@click.option("--every", is_flag=True, help="All editions in which this signature comes next.")
@click.option("--stamp-later", is_flag=True, help="Note that a time-stamp is wanted later.")
@click.option("--proof", "proofs", type=_FILE, multiple=True, help="Certificate or CRL to embed.")
@click.option("--add", "detached", type=_FILE, help="Signature file that another program made.")
@click.option("--by-hand", "on", default="", help="Day (2026-04-20) on which paper was signed.")
@click.option("--who", default="", help="Who signed the paper.")
@_edition_options
def sign(case: str, folder: Path, passphrase_file: Path | None, **given: Any) -> None:
    """Sign an issued report of a case, or add to its signatures.

    Without further options it is signed with your own key, which is made if there is none. With
    --proof, --add or --by-hand only that is added.
    """
    with opened(folder, passphrase_file) as vault:
        if given["every"]:
            _sign_every(vault, case, given)
            return
        target = _target(vault, case, given)
        if given["on"]:
            acts.declare_ink(vault, target, _day(given["on"]), given["who"])
        elif given["detached"]:
            acts.add_detached(vault, target, given["detached"].read_bytes())
        elif given["proofs"]:
            acts.add_proofs(vault, target, [one.read_bytes() for one in given["proofs"]])
        else:
            _sign(vault, target, given)
        _say(vault, target)


def _sign(vault: OpenVault, target: Target, given: dict[str, Any]) -> None:
    with _key(vault, given) as key:
        role = SignerRole(given["role"])
        acts.sign_edition(vault, target, role, key, given["tsa"], given["stamp_later"])


def _sign_every(vault: OpenVault, case: str, given: dict[str, Any]) -> None:
    ref, number = _report(vault, case, given)
    role = SignerRole(given["role"])
    targets = signable(vault, ref, number, role)
    if not targets:
        raise SigningError("No edition of this report waits for this signature")
    with _key(vault, given) as key:
        for target in targets:
            acts.sign_edition(vault, target, role, key, given["tsa"], given["stamp_later"])
            _say(vault, target)


@contextmanager
def _key(vault: OpenVault, given: dict[str, Any]) -> Iterator[SigningKey]:
    from ipdoc.signatures.keys import from_file
    from ipdoc.signatures.tokens import token_key

    if given["library"]:
        labels = given["token_label"], given["key_label"]
        with token_key(given["library"], _secret(given, "PIN"), *labels) as key:
            yield key
    elif given["key"]:
        yield from_file(given["key"].read_bytes(), _secret(given, "Passphrase of the key file"))
    else:
        yield own_key(vault).signing_key()


def _secret(given: dict[str, Any], name: str) -> str:
    if given["secret_file"] is None:
        return str(click.prompt(name, hide_input=True, default="", show_default=False))
    lines = given["secret_file"].read_text(encoding="utf-8").splitlines()
    return lines[0] if lines else ""


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise SigningError("Give the day on which the paper was signed") from error


def _target(vault: OpenVault, case: str, given: dict[str, Any]) -> Target:
    """Return the edition that is meant: of the newest report that has it."""
    ref, number = _report(vault, case, given)
    keys = [key for one, key in signatures_of(vault, ref) if one == number]
    if not given["edition"] and len(keys) > 1:
        raise SigningError("Name the edition with --edition: {keys}", keys=", ".join(keys))
    return Target(ref, number, given["edition"] or keys[0])


def _report(vault: OpenVault, case: str, given: dict[str, Any]) -> tuple[Ref, int]:
    """Return the evaluation and the number of the newest report that fits what was named.

    Addenda, letters and annexes are meant only where they are named.
    """
    ref = find_case(vault, case, given["visit"])
    issued = [one for one in reports(vault, ref) if given["number"] in (None, one.number)]
    asked = given["edition"]
    fitting = [one for one in issued if not asked or one.edition(asked)]
    plain = [one for one in fitting if any(each.document == REPORT for each in one.editions)]
    found = plain if plain and not asked else fitting
    if not found:
        raise SigningError("No such report was issued; issue it first")
    return ref, found[0].number


def _say(vault: OpenVault, target: Target) -> None:
    file = acts.signatures(vault, target)
    say(f"Report {target.number}, {target.key}: SHA-256 {file.sha256}")
    for one in file.appended:
        say("  " + "  ".join(part for part in (one.kind, one.holder, one.fingerprint) if part))
    for kept in file.detached:
        told = "" if kept.checked else "  (check it with the program of its issuer)"
        say(f"  signature file  {kept.holder}  {kept.fingerprint}{told}")
    if file.ink:
        say(f"  signed by hand on {file.ink.on}: {file.ink.who}")


@click.command()
@click.argument("case", required=False)
@click.option("--tsa", required=True, help="Address of the time-stamp service.")
@click.option("--waiting", "all_waiting", is_flag=True, help="All that wait for a time-stamp.")
@_edition_options
def timestamp(
    case: str | None,
    tsa: str,
    all_waiting: bool,
    folder: Path,
    passphrase_file: Path | None,
    **given: Any,
) -> None:
    """Ask a service for a time-stamp of a signed report, or of all that wait for one.

    Only digests of the files go to the service.
    """
    if (case is None) != all_waiting:
        raise click.UsageError("Name a case, or give --waiting.")
    with opened(folder, passphrase_file) as vault:
        if case is not None:
            target = _target(vault, case, given)
            acts.timestamp_edition(vault, target, tsa)
            _say(vault, target)
            return
        _stamp_waiting(vault, tsa)


def _stamp_waiting(vault: OpenVault, tsa: str) -> None:
    found = waiting(vault)
    for one in found:
        try:
            acts.timestamp_edition(vault, one.target, tsa)
        except TimestampError:
            raise  # the next one would fare no better
        except IpdocError as error:
            say(f"{one.code}, report {one.target.number}: {error}", err=True)
        else:
            say(f"{one.code}, report {one.target.number}, {one.target.key}: time-stamped")
    if not found:
        say("Nothing waits for a time-stamp.")


@click.command("signing-key")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write the certificate to (DER), for those who check your signatures.",
)
@vault_option
@passphrase_option
def signing_key(output: Path | None, folder: Path, passphrase_file: Path | None) -> None:
    """Show the fingerprint of your own key for signatures; make the key if there is none."""
    with opened(folder, passphrase_file) as vault:
        key = own_key(vault)
    told = key.described
    say(f"{told.holder}: {told.key_fingerprint}")
    say(f"Certificate SHA-256: {told.fingerprint}, valid to {told.ends.date().isoformat()}")
    if output is not None:
        output.write_bytes(key.certificate)
