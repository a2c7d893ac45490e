"""Erase a case."""

from __future__ import annotations

from pathlib import Path

import click

from ipdoc.casework.cases import find_case
from ipdoc.casework.keeping.erase import erase_case, finish_erasing, unfinished_erasures
from ipdoc.cli.options import opened, passphrase_option, vault_option
from ipdoc.cli.progressing import bar
from ipdoc.cli.saying import say
from ipdoc.errors import IpdocError


@click.command()
@click.argument("case", required=False)
@click.option("--code", default="", help="The code of the case, once more.")
@click.option("--finish", is_flag=True, help="Go on with what an earlier erase had to leave.")
@vault_option
@passphrase_option
def erase(
    case: str | None, code: str, finish: bool, folder: Path, passphrase_file: Path | None
) -> None:
    """Erase a case, named by its id or code, for everybody and for ever."""
    if (case is None) != finish:
        raise click.UsageError("Name a case, or give --finish to go on with an earlier erase")
    with opened(folder, passphrase_file) as vault, bar("Erase") as tell:
        if case is None:
            done = finish_erasing(vault, tell)
        else:
            done = erase_case(vault, find_case(vault, case).case_id, code, progress=tell)
        left = len(unfinished_erasures(vault))
    if not done:
        raise IpdocError(
            "The keys of {count} cases are destroyed, but traces are left in the database because "
            "another program is reading it; close it and give: ipdoc erase --finish",
            count=left,
        )
    say("Nothing of it is left in this vault. Copies made elsewhere are not reached by it.")
