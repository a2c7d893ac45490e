"""The people of a vault: who they are, inviting, joining, letting in, leaving, roles."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from ipdoc.casework.people.cards import Card
from ipdoc.casework.people.invitations import GOOD_FOR_DAYS, invitations, invite
from ipdoc.casework.people.joining import Waiting, confirm, join, look_at_invitation, waiting
from ipdoc.casework.people.leaving import leave
from ipdoc.casework.people.register import people
from ipdoc.casework.people.roles import change_role
from ipdoc.cli.options import opened, passphrase, passphrase_option, vault_option, vault_place
from ipdoc.cli.saying import say
from ipdoc.domain.people import ROLE_NAMES, Role
from ipdoc.errors import IpdocError

_role_choice = click.Choice([role.value for role in Role])


@click.command(name="people")
@vault_option
@passphrase_option
def people_command(folder: Path, passphrase_file: Path | None) -> None:
    """List the people of the vault: role, fingerprint, whether they have left."""
    with opened(folder, passphrase_file) as vault, vault.transaction(write=False) as work:
        cards, asked, here = people(work).values(), invitations(work), waiting(work)
    for card in sorted(cards, key=lambda one: (one.left is not None, one.name)):
        left = f", left on {card.left.on.isoformat()}" if card.left else ""
        say(f"{card.name}: {ROLE_NAMES[card.role]}, {card.fingerprint}{left}")
    for one in here:
        say(f"{one.name}: waits to be confirmed, {one.fingerprint}")
    for ask in asked:
        ends = "expired on" if ask.expired else "good until"
        say(f"{ask.name}: invited, {ends} {ask.expires_on.isoformat()}")


@click.command(name="invite")
@click.argument("new_name", metavar="NAME")
@click.option("--role", type=_role_choice, required=True, help="What the person will do.")
@vault_option
@passphrase_option
def invite_command(new_name: str, role: str, folder: Path, passphrase_file: Path | None) -> None:
    """Invite a person; prints the code, which is shown only once."""
    with opened(folder, passphrase_file) as vault:
        code = invite(vault, new_name, Role(role))
    say(code)
    say(
        f"Give this code to the person by word or on paper; it is good once, for {GOOD_FOR_DAYS} "
        "days. They answer with: ipdoc join",
        err=True,
    )


@click.command(name="join")
@click.option("--code", prompt="Code", hide_input=True, help="Prompted for unless it is given.")
@vault_option
@passphrase_option
def join_command(code: str, folder: Path, passphrase_file: Path | None) -> None:
    """Answer an invitation: choose your passphrase, read your fingerprint aloud."""
    today = dt.datetime.now(dt.UTC).date()
    said = look_at_invitation(vault_place(folder), code, today)
    say(f"{said.inviter_name} invites {said.name}: {ROLE_NAMES[said.role]}", err=True)
    fingerprint = join(vault_place(folder), code, passphrase(passphrase_file, confirm=True), today)
    say(fingerprint)
    say(f"Read these ten groups to {said.inviter_name}, who then lets you in.", err=True)


@click.command(name="confirm")
@click.argument("new_name", metavar="NAME")
@click.option("--fingerprint", help="As the person read it aloud; asked for unless it is given.")
@vault_option
@passphrase_option
def confirm_command(
    new_name: str, fingerprint: str | None, folder: Path, passphrase_file: Path | None
) -> None:
    """Let a person in who has joined, once the fingerprint was compared."""
    with opened(folder, passphrase_file) as vault:
        with vault.transaction(write=False) as work:
            one = _waiting_named(waiting(work), new_name)
        if fingerprint is None:
            say(f"{one.name}: {one.fingerprint}", err=True)
            click.confirm("Did the person read exactly this to you?", abort=True, err=True)
            fingerprint = one.fingerprint
        confirm(vault, one.person_id, fingerprint)
    say(f"{one.name} is in: {ROLE_NAMES[one.role]}")


def _waiting_named(here: list[Waiting], name: str) -> Waiting:
    for one in here:
        if one.name.casefold() == " ".join(name.split()).casefold():
            return one
    raise IpdocError("Nobody of this name waits; look at the list: ipdoc people")


@click.command(name="leave")
@click.argument("gone_name", metavar="NAME")
@click.option("--yes", is_flag=True, help="Do not ask.")
@vault_option
@passphrase_option
def leave_command(gone_name: str, yes: bool, folder: Path, passphrase_file: Path | None) -> None:
    """Take a person out of the vault; those who stay get new keys."""
    with opened(folder, passphrase_file) as vault:
        with vault.transaction(write=False) as work:
            person_id = _named(people(work), gone_name)
        if not yes:
            click.confirm(f"Take {gone_name} out of the vault?", abort=True, err=True)
        told = leave(vault, person_id)
    say(
        f"{gone_name} has left: {told.renewed} cases with new keys, {told.owed} get them when "
        f"their people unlock, {told.only_theirs} that nobody else can open"
    )


@click.command(name="role")
@click.argument("other_name", metavar="NAME")
@click.argument("role", type=_role_choice)
@vault_option
@passphrase_option
def role_command(other_name: str, role: str, folder: Path, passphrase_file: Path | None) -> None:
    """Give a person another role."""
    with opened(folder, passphrase_file) as vault:
        with vault.transaction(write=False) as work:
            person_id = _named(people(work), other_name)
        card = change_role(vault, person_id, Role(role))
    say(f"{card.name}: {ROLE_NAMES[card.role]}")


def _named(cards: dict[str, Card], name: str) -> str:
    folded = " ".join(name.split()).casefold()
    for card in cards.values():
        if card.name.casefold() == folded and not card.left:
            return card.person_id
    raise IpdocError("Nobody of this name is in the vault; look at the list: ipdoc people")
