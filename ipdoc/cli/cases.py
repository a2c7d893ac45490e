"""Cases: list them, take one in, give one out."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ipdoc.casework.cases import find_case, list_cases
from ipdoc.casework.keeping.handover import write_file
from ipdoc.casework.transfer.accounts import lines_in, lines_of
from ipdoc.casework.transfer.exporting import export_case
from ipdoc.casework.transfer.importing import import_case as take_in
from ipdoc.cli.options import (
    opened,
    passphrase_option,
    recipient_option,
    vault_option,
    visit_option,
)
from ipdoc.cli.saying import say
from ipdoc.domain.consent import Recipient
from ipdoc.i18n import LANGUAGES, translator

_words_option = click.option(
    "--words",
    "language",
    type=click.Choice(list(LANGUAGES)),
    default="en",
    show_default=True,
    help="Language in which it is said what the file carries.",
)


@click.command(name="list")
@click.option("--code", default="", help="Only the cases that bear exactly this code.")
@click.option("--page", default=1, type=click.IntRange(min=1), help="50 cases a page.")
@vault_option
@passphrase_option
def list_command(code: str, page: int, folder: Path, passphrase_file: Path | None) -> None:
    """List the cases, the newest first: id, code, type, date of examination."""
    with opened(folder, passphrase_file) as vault:
        found = list_cases(vault, page, code)
    for row in found.rows:
        say("\t".join((row.ref.case_id, row.code, row.type_key, row.exam_date or "-")))
    say(f"{found.total} cases, page {found.page} of {found.pages}", err=True)


@click.command(name="import-case")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_words_option
@vault_option
@passphrase_option
def import_case(file: Path, language: str, folder: Path, passphrase_file: Path | None) -> None:
    """Take in a case file; the last line is the new case's id.

    An unknown key or option is refused by its name, as is a file that was changed; nothing is
    imported then. Before the id it is said what the file brought.
    """
    with opened(folder, passphrase_file) as vault:
        done = take_in(vault, file.read_bytes())
    for line in lines_in(done.account, translator(language)):
        say(line, err=True)
    say(done.ref.case_id)


@click.command(name="export-case")
@click.argument("case")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write; without it the case goes to standard output, unencrypted.",
)
@recipient_option
@click.option("--with-log", is_flag=True, help="Put the access log of the case into the file.")
@visit_option
@_words_option
@vault_option
@passphrase_option
def export(
    case: str,
    output: Path | None,
    recipient: str,
    with_log: bool,
    visit: int | None,
    language: str,
    folder: Path,
    passphrase_file: Path | None,
) -> None:
    """Give out an evaluation of a case, named by its id or code, as a case file, unencrypted.

    With photographs, scans, documents or other files it is a ZIP file, else JSON. What it carries
    and what stays is said on the error output. Without the consent of the person examined nothing
    is written.
    """
    with opened(folder, passphrase_file) as vault:
        ref = find_case(vault, case, visit)
        made = export_case(vault, ref, Recipient(recipient), with_log=with_log)
        if output is None:
            sys.stdout.buffer.writelines(made.pieces())
        else:
            write_file(output, made.pieces())
    for line in lines_of(made.account, translator(language)):
        say(line, err=True)
