"""Access to a case: who has it, sharing, withdrawing, the log."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import click

from ipdoc.casework.access.circle import Circle, access_log, choices, circle, log_rows
from ipdoc.casework.access.sharing import Offer, share, withdraw
from ipdoc.casework.access.words import entry_words
from ipdoc.casework.cases import find_case
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.cli.options import opened, passphrase_option, vault_option
from ipdoc.cli.saying import say
from ipdoc.domain.consent import RECIPIENT_NAMES, Content, Recipient
from ipdoc.domain.finding import RuleError
from ipdoc.domain.people import ROLE_NAMES
from ipdoc.i18n import translator

_reason_option = click.option("--reason", required=True, help="Why; the people of the case see it.")


def _person_id(vault: OpenVault, name: str) -> str:
    """Return the id of a person named by name or id."""
    found = [one for one in choices(vault) if name in (one.name, one.person_id)]
    if len(found) != 1:
        raise RuleError("Name a person of this vault by name or id; ipdoc people lists them")
    return found[0].person_id


@click.command(name="access")
@click.argument("case")
@vault_option
@passphrase_option
def access_command(case: str, folder: Path, passphrase_file: Path | None) -> None:
    """List who can open a case, named by its id or code: person, role, quality, parts, last day."""
    with opened(folder, passphrase_file) as vault:
        found = circle(vault, find_case(vault, case).case_id)
    for line in _lines(found):
        say("\t".join(line))


def _lines(found: Circle) -> list[tuple[str, ...]]:
    role = ROLE_NAMES[found.lead.role] if found.lead.role else "-"
    lines: list[tuple[str, ...]] = [(found.lead.name, str(role), "leads the case", "all", "-")]
    for one in found.others:
        if one.grant is not None:
            name = ROLE_NAMES[one.role] if one.role else "-"
            quality = RECIPIENT_NAMES[one.grant.recipient]
            until = one.grant.until.isoformat() if one.grant.until else "-"
            parts = ",".join(one.grant.parts) or "log"
            lines.append((one.name, str(name), str(quality), parts, until))
    return lines


@click.command(name="share")
@click.argument("case")
@click.argument("person")
@click.option(
    "--part",
    "parts",
    multiple=True,
    type=click.Choice([one.value for one in Content]),
    help="A part to be shared, may be given several times; without it only the log.",
)
@click.option(
    "--quality",
    required=True,
    type=click.Choice([one.value for one in Recipient]),
    help="In which quality; the person examined must have agreed to that.",
)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day of access.")
@_reason_option
@vault_option
@passphrase_option
def share_command(
    case: str,
    person: str,
    parts: tuple[str, ...],
    quality: str,
    until: dt.datetime | None,
    reason: str,
    folder: Path,
    passphrase_file: Path | None,
) -> None:
    """Give PERSON, named by name or id, access to parts of a case, or change what they have."""
    with opened(folder, passphrase_file) as vault:
        chosen = tuple(one.value for one in Content if one.value in parts)
        day = until.date() if until else None
        offer = Offer(_person_id(vault, person), chosen, Recipient(quality), reason, day)
        share(vault, find_case(vault, case).case_id, offer)


@click.command(name="withdraw")
@click.argument("case")
@click.argument("person")
@_reason_option
@vault_option
@passphrase_option
def withdraw_command(
    case: str, person: str, reason: str, folder: Path, passphrase_file: Path | None
) -> None:
    """Take the access of PERSON to a case back; what is written afterwards gets new keys."""
    with opened(folder, passphrase_file) as vault:
        ref = find_case(vault, case)
        withdraw(vault, ref.case_id, _person_id(vault, person), reason)


@click.command(name="log")
@click.argument("case")
@click.option("--json", "as_json", is_flag=True, help="As JSON, the oldest entry first.")
@vault_option
@passphrase_option
def log_command(case: str, as_json: bool, folder: Path, passphrase_file: Path | None) -> None:
    """Print the access log of a case, the oldest entry first: when, who, what."""
    with opened(folder, passphrase_file) as vault:
        _code, entries = access_log(vault, find_case(vault, case).case_id)
    if as_json:
        say(json.dumps(log_rows(entries), ensure_ascii=False, indent=1))
        return
    words = translator("en")
    for one in reversed(entries):
        at = one.entry.at.astimezone().isoformat(timespec="seconds")
        say("\t".join((at, one.who, entry_words(one, words))))
