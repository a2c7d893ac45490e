"""Reports: issue one and write it to a file."""

from __future__ import annotations

from pathlib import Path

import click

from ipdoc.casework.cases import find_case
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import Ref
from ipdoc.casework.issuing.choice import DEFAULT_KIND, Choice
from ipdoc.casework.issuing.fetching import read_edition
from ipdoc.casework.issuing.issue import issue
from ipdoc.cli.options import (
    language_option,
    opened,
    passphrase_option,
    pdf_option,
    recipient_option,
    vault_option,
    visit_option,
)
from ipdoc.cli.saying import say
from ipdoc.domain.consent import Recipient
from ipdoc.domain.rendering import REPORT, SEALED_ANNEX, Rendering
from ipdoc.i18n import LANGUAGES
from ipdoc.report.titles import KINDS

_OFFERED = [REPORT, SEALED_ANNEX]


@click.command()
@click.argument("case")
@language_option
@click.option(
    "--second",
    type=click.Choice(list(LANGUAGES)),
    default=None,
    help="Second language: an edition with both side by side.",
)
@click.option(
    "--rendering",
    type=click.Choice([one.value for one in Rendering]),
    default=Rendering.FULL.value,
    help="How much it tells: all, no private data, or no names at all.",
)
@click.option(
    "--document", type=click.Choice(_OFFERED), default=REPORT, help="Which document is issued."
)
@click.option("--kind", type=click.Choice(list(KINDS)), default=DEFAULT_KIND, help="Its title.")
@pdf_option
@recipient_option
@visit_option
@vault_option
@passphrase_option
def report(
    case: str,
    output: Path,
    visit: int | None,
    folder: Path,
    passphrase_file: Path | None,
    **asked: str,
) -> None:
    """Issue the report of a case, named by its id or code.

    An unchanged case keeps the number of the report that was issued before. Without the consent
    of the person examined to whom it is for, nothing is written. Read an edition without names on
    its page before it is given to anybody.
    """
    with opened(folder, passphrase_file) as vault:
        choice = Choice(
            asked["kind"],
            asked["lang"],
            Rendering(asked["rendering"]),
            asked["second"] or "",
            asked["document"],
            recipient=Recipient(asked["recipient"]),
        )
        write_report(vault, case, choice, output, visit)


def write_report(
    vault: OpenVault, case: str, choice: Choice, output: Path, visit: int | None = None
) -> None:
    """Issue a report and write its PDF to a file; say where."""
    write_edition(vault, find_case(vault, case, visit), choice, output, choice.recipient)


def write_edition(
    vault: OpenVault, ref: Ref, choice: Choice, output: Path, recipient: Recipient
) -> None:
    """Issue a document and write its PDF for somebody to a file; say where."""
    issued = issue(vault, ref, choice)
    pieces = read_edition(vault, ref, issued.number, choice.key, recipient)
    with output.open("wb") as file:
        file.writelines(pieces)
    say(f"Report {issued.number} ({choice.key}): {output}")
