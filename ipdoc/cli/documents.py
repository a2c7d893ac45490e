"""Documents beside the report: the order that appoints an expert, addenda, the letter."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TextIO

import click

from ipdoc.casework.cases import find_case
from ipdoc.casework.documents.addenda import write_addendum
from ipdoc.casework.documents.letters import choose_letter, show_letter
from ipdoc.casework.documents.mandates import save_mandate, show_mandate
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.fetching import reports
from ipdoc.cli.options import (
    language_option,
    opened,
    passphrase_option,
    pdf_option,
    recipient_option,
    vault_option,
    visit_option,
)
from ipdoc.cli.reports import write_edition
from ipdoc.cli.saying import say
from ipdoc.domain.addendum import REASONS
from ipdoc.domain.consent import Recipient
from ipdoc.domain.finding import RuleError
from ipdoc.domain.letter import LetterChoice
from ipdoc.domain.rendering import ADDENDUM, LETTER
from ipdoc.report.titles import countries

_WARNING = {"warned_by": "official", "warned_on": "day"}
"""Option → field of the warning."""


@click.command()
@click.argument("case")
@click.option("--country", type=click.Choice(countries()), help="Whose titles and rules.")
@click.option("--body", help="Court or body that gave the order.")
@click.option("--official", help="Who signed it: name and post.")
@click.option("--number", help="Number of the order.")
@click.option("--date", "day", help="Date of the order, year-month-day.")
@click.option("--received", help="Date on which it was received.")
@click.option("--warned-by", help="Who warned of liability for a knowingly false opinion.")
@click.option("--warned-on", help="Date of the warning.")
@visit_option
@vault_option
@passphrase_option
def order(
    case: str,
    visit: int | None,
    folder: Path,
    passphrase_file: Path | None,
    **given: str | None,
) -> None:
    """Record the order that appoints an expert; what is not given stays as it is."""
    with opened(folder, passphrase_file) as vault:
        ref = find_case(vault, case, visit)
        shown = show_mandate(vault, ref, "en")
        before = shown.mandate
        told = {key: value for key, value in given.items() if value is not None}
        warning = {_WARNING[key]: told.pop(key) for key in _WARNING if key in told}
        country = told.pop("country", before.country)
        after = replace(
            before,
            country=country,
            order=replace(before.order, **told),
            warned=replace(before.warned, **warning),
        )
        save_mandate(vault, ref, after, shown.version)
        for kind in show_mandate(vault, ref, "en").kinds:
            say(f"{kind.title}: {kind.refusal or 'can be issued'}")


@click.command()
@click.argument("case")
@click.option("--amends", type=int, required=True, help="Number of the issued report.")
@click.option("--reason", type=click.Choice(list(REASONS)), required=True, help="Why.")
@click.option(
    "--text",
    "source",
    type=click.File("r", encoding="utf-8"),
    required=True,
    help="Text file with what is added; - reads the standard input.",
)
@language_option
@pdf_option
@recipient_option
@visit_option
@vault_option
@passphrase_option
def addendum(
    case: str,
    amends: int,
    reason: str,
    source: TextIO,
    lang: str,
    output: Path,
    recipient: str,
    visit: int | None,
    folder: Path,
    passphrase_file: Path | None,
) -> None:
    """Write an addendum to an issued report, issue it and write its PDF.

    It names the report that it amends by number and digests, and has a number of its own.
    """
    text = source.read()
    with opened(folder, passphrase_file) as vault:
        ref = find_case(vault, case, visit)
        kinds = {one.number: one.kind for one in reports(vault, ref)}
        if amends not in kinds:
            raise RuleError("Choose the issued report that the addendum amends")
        written = write_addendum(vault, ref, amends, reason, text)
        choice = Choice(kinds[amends], lang, document=ADDENDUM, addendum=written.number)
        write_edition(vault, ref, choice, output, Recipient(recipient))


@click.command()
@click.argument("case")
@click.option("--findings/--no-findings", default=False, help="Say what was found. [no]")
@click.option("--contact", help="Whom the person can ask, and how.")
@click.option("--words", help="Own words to the person.")
@language_option
@pdf_option
@recipient_option
@visit_option
@vault_option
@passphrase_option
def letter(
    case: str,
    findings: bool,
    contact: str | None,
    words: str | None,
    lang: str,
    output: Path,
    recipient: str,
    visit: int | None,
    folder: Path,
    passphrase_file: Path | None,
) -> None:
    """Issue the letter to the person examined and write its PDF.

    Without --findings it says only that there was an examination, and is safer to carry.
    """
    with opened(folder, passphrase_file) as vault:
        ref = find_case(vault, case, visit)
        shown = show_letter(vault, ref)
        kept = shown.choice
        chosen = LetterChoice(
            findings,
            kept.contact if contact is None else contact,
            kept.words if words is None else words,
        )
        if chosen != kept or not shown.version:
            choose_letter(vault, ref, chosen, shown.version)
        write_edition(
            vault, ref, Choice(language=lang, document=LETTER), output, Recipient(recipient)
        )
