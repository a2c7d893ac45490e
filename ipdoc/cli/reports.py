"""Reports: issue one and write it to a file."""

from __future__ import annotations

from pathlib import Path

import click

from ipdoc.casework.cases import find_case
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.fetching import read_edition
from ipdoc.casework.issuing.issue import issue
from ipdoc.cli.options import (
    opened,
    passphrase_option,
    recipient_option,
    vault_option,
    visit_option,
)
from ipdoc.domain.consent import Recipient
from ipdoc.i18n import LANGUAGES


@click.command()
@click.argument("case")
@click.option("--lang", type=click.Choice(list(LANGUAGES)), default="en", help="Its language.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="PDF file to write.",
)
@recipient_option
@visit_option
@vault_option
@passphrase_option
def report(
    case: str,
    lang: str,
    output: Path,
    recipient: str,
    visit: int | None,
    folder: Path,
    passphrase_file: Path | None,
) -> None:
    """Issue the report of a case, named by its id or code.

    An unchanged case keeps the number of the report that was issued before. Without the consent
    of the person examined to whom it is for, nothing is written.
    """
    with opened(folder, passphrase_file) as vault:
        write_report(vault, case, lang, output, visit, Recipient(recipient))


def write_report(
    vault: OpenVault,
    case: str,
    language: str,
    output: Path,
    visit: int | None = None,
    recipient: Recipient = Recipient.OWN,
) -> None:
    """Issue a report and write its PDF to a file; say where."""
    ref = find_case(vault, case, visit)
    choice = Choice(language=language, recipient=recipient)
    issued = issue(vault, ref, choice)
    pieces = read_edition(vault, ref, issued.number, choice.key, recipient)
    with output.open("wb") as file:
        file.writelines(pieces)
    click.echo(f"Report {issued.number} ({language}): {output}")
