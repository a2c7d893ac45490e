"""Backups: bring one up to date, make a vault of one."""

from __future__ import annotations

from pathlib import Path

import click

from ipdoc.casework.keeping.backup import back_up
from ipdoc.casework.keeping.heads import make_head
from ipdoc.casework.keeping.restore import restore as bring_back
from ipdoc.cli.options import opened, passphrase_option, vault_option, vault_place
from ipdoc.cli.progressing import bar
from ipdoc.cli.saying import say
from ipdoc.errors import IpdocError

_FOLDER = click.Path(path_type=Path, file_okay=False)
_THERE = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command()
@click.argument("into", metavar="DIR", type=_FOLDER)
@click.option("--check-all", is_flag=True, help="Read also what earlier backups have written.")
@click.option(
    "--sign/--no-sign",
    default=False,
    help="Sign a vault head first, which needs the passphrase; else the newest one is taken along.",
)
@vault_option
@passphrase_option
def backup(
    into: Path, check_all: bool, sign: bool, folder: Path, passphrase_file: Path | None
) -> None:
    """Bring the backup in DIR up to date; only what has changed is written.

    It needs no passphrase: what is copied is encrypted already. All that is written is read back.
    A backup that was cut off goes on where it stopped when it is started again.
    """
    if sign:
        with opened(folder, passphrase_file) as vault:
            make_head(vault, everything=True)
    with bar("Backup") as tell:
        made = back_up(vault_place(folder), into, check_all=check_all, progress=tell)
    say(f"Backup {made.number}: {_counted(made.cases)}; {made.written} files written")
    if made.missing:
        names = ", ".join(made.missing)
        raise IpdocError(
            "The rest is saved, but the vault itself has lost these files or they were changed: "
            "{names}; look for them in an older backup",
            names=names,
        )


def _counted(files: int) -> str:
    """Return how many case files there are; which one is the register nobody can tell here."""
    return f"{files} case files, one of them for the people of the vault"


@click.command()
@click.argument("source", metavar="DIR", type=_THERE)
@click.option(
    "--erased-in",
    multiple=True,
    type=_THERE,
    help="Folder of a newer backup: what it names as erased stays away. May be repeated.",
)
@vault_option
def restore(source: Path, erased_in: tuple[Path, ...], folder: Path) -> None:
    """Make a vault of the backup in DIR, in an empty place; whole, or not at all."""
    with bar("Restore") as tell:
        made = bring_back(source, vault_place(folder), erased_in=erased_in, progress=tell)
    say(
        f"Restored from the backup of {made.made_on}: {_counted(made.cases)}; "
        f"{made.files} files of photographs and reports"
    )
    if made.erased:
        say(f"{made.erased} cases stayed away because they were erased", err=True)
    if made.missing:
        say(f"Lost before the backup was made: {', '.join(made.missing)}", err=True)
