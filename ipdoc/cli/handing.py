"""Hand cases over to a colleague, and take theirs in."""

from __future__ import annotations

from pathlib import Path

import click

from ipdoc.bagging.check import printable
from ipdoc.casework.cases import find_case
from ipdoc.casework.core.casekeys import PARTS
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.keeping.handover import Destination, own_recipient
from ipdoc.casework.keeping.handover import hand_over as write_cases
from ipdoc.casework.keeping.takein import take_in as read_cases
from ipdoc.casework.keeping.takenin import TakenIn
from ipdoc.casework.keeping.travel import pack, plan, wipe
from ipdoc.casework.transfer.accounts import kinds_held
from ipdoc.cli.options import opened, passphrase_option, vault_option
from ipdoc.cli.progressing import bar
from ipdoc.cli.saying import say
from ipdoc.domain.consent import Recipient
from ipdoc.errors import IpdocError
from ipdoc.i18n import translator

_quality_option = click.option(
    "--for",
    "quality",
    type=click.Choice([one.value for one in Recipient]),
    default=Recipient.TEAM.value,
    show_default=True,
    help="In which quality they are given the cases; the consent recorded must be to that.",
)


@click.command(name="age-key")
@vault_option
@passphrase_option
def age_key(folder: Path, passphrase_file: Path | None) -> None:
    """Show your age key: colleagues name it to hand cases over to you. It is no secret."""
    with opened(folder, passphrase_file) as vault:
        say(own_recipient(vault))


@click.command(name="hand-over")
@click.argument("cases", nargs=-1, required=True)
@click.option("--to", required=True, metavar="AGE-KEY", help="The colleague's key, age1…")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="File to write; it is there whole or not at all.",
)
@_quality_option
@click.option(
    "--only",
    multiple=True,
    type=click.Choice(PARTS[:4]),
    help="Only this part of the cases. May be repeated.",
)
@vault_option
@passphrase_option
def hand_over(
    cases: tuple[str, ...],
    to: str,
    output: Path,
    quality: str,
    only: tuple[str, ...],
    folder: Path,
    passphrase_file: Path | None,
) -> None:
    """Write cases, named by id or code, into one encrypted file for a colleague."""
    with opened(folder, passphrase_file) as vault, bar("Hand over") as tell:
        case_ids = sorted({find_case(vault, one).case_id for one in cases})
        destination = Destination(to, Recipient(quality), frozenset(only) or None)
        made = write_cases(vault, case_ids, destination, output, progress=tell)
    say(f"{output}: {len(case_ids)} cases, {made.size} bytes, SHA-256 {made.sha256}")
    say(f"Whoever opens the file reads you this code: {made.code}", err=True)


@click.command(name="take-in")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@vault_option
@passphrase_option
def take_in(file: Path, folder: Path, passphrase_file: Path | None) -> None:
    """Take in the cases of a colleague's file, whole or not at all.

    A case that is here already is merged: what both sides changed differently is kept twice, and
    the page of the case asks which one holds.
    """
    with (
        opened(folder, passphrase_file) as vault,
        file.open("rb") as source,
        bar("Take in") as tell,
    ):
        size = file.stat().st_size
        _report(read_cases(vault, source, size=size, progress=tell))


def _report(taken: TakenIn) -> None:
    for case_id in taken.new:
        say(f"{case_id}\tnew")
    for case_id, merge in taken.merged.items():
        say(f"{case_id}\tmerged: {merge.records} changed, {merge.conflicts} to decide")
        for there, here in merge.renumbered.items():
            say(f"{case_id}\ttheir lesion {there} is number {here} here")
    for code, shut in taken.lacks.items():
        say(f"Not handed over of {code}: {', '.join(shut)}", err=True)
    say("Every record of these parts came along, with its files and its history:", err=True)
    for line in kinds_held(taken.holds, translator("en")):
        say(f"  {line}", err=True)
    say(f"Read this code to the sender ({printable(taken.sender)}): {taken.code}", err=True)


@click.command()
@click.option("--to", metavar="AGE-KEY", help="The colleague's key, age1…")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write; it is there whole or not at all.",
)
@click.option("--confirm", "code", help="The code that the colleague reads: wipes the cases here.")
@_quality_option
@vault_option
@passphrase_option
def travel(
    to: str | None,
    output: Path | None,
    code: str | None,
    quality: str,
    folder: Path,
    passphrase_file: Path | None,
) -> None:
    """Travel with an empty vault: first hand all cases over, then wipe them with the code.

    Take them in again later with take-in, from a file that the colleague hands over to you.
    """
    if (code is None) == (to is None or output is None):
        raise click.UsageError("Give --to and --output to make the file, or --confirm to wipe")
    with opened(folder, passphrase_file) as vault:
        if code is not None:
            _wipe(vault, code)
        elif to is not None and output is not None:
            _pack(vault, Destination(to, Recipient(quality)), output)


def _pack(vault: OpenVault, to: Destination, output: Path) -> None:
    found = plan(vault, to)
    for one in found.staying:
        say(f"{one.code} stays: {one.why}", err=True)
    with bar("Pack") as tell:
        made = pack(vault, to, output, progress=tell)
    say(f"{output}: {len(found.going)} cases, {made.size} bytes, SHA-256 {made.sha256}")
    say(
        "Nothing is wiped yet. Your colleague takes the file in and reads you the code; then: "
        "ipdoc travel --confirm CODE",
        err=True,
    )


def _wipe(vault: OpenVault, code: str) -> None:
    with bar("Wipe") as tell:
        done = wipe(vault, code, progress=tell)
    if not done:
        raise IpdocError(
            "The keys are destroyed, but traces are left in the database because another program "
            "is reading it; close it and give: ipdoc erase --finish"
        )
    say("The cases are wiped. Take them in again when you are back.")
