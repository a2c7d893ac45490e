"""Blank forms: print the questions on paper, for places where no device may go."""

from __future__ import annotations

from pathlib import Path

import click

from ipdoc.casework.blanks import TYPES, blank_form
from ipdoc.casework.bodymap.figures import FIGURES
from ipdoc.cli.options import language_option, pdf_option
from ipdoc.cli.saying import say


@click.command()
@click.option(
    "--type",
    "type_code",
    type=click.Choice(list(TYPES), case_sensitive=False),
    default="S",
    show_default=True,
    help="S first contact, F full, W follow-up, P psychological.",
)
@language_option
@click.option(
    "--figure",
    type=click.Choice(list(FIGURES)),
    default="neutral",
    show_default=True,
    help="Whose body the charts show.",
)
@click.option("--intimate", is_flag=True, help="With the pages for intimate findings.")
@pdf_option
def blank(type_code: str, lang: str, figure: str, intimate: bool, output: Path) -> None:
    """Write an empty form to be printed and filled in by hand.

    Each call makes a set of its own: its pages bear one name, by which their scans are found
    again. Print a set once. No vault is opened.
    """
    made = blank_form(type_code.upper(), lang, figure, intimate=intimate)
    output.write_bytes(made.pdf)
    say(f"Form {made.sheet} ({type_code.upper()}, {lang}): {output}")
