"""Vaults and forms: make one, check them."""

from __future__ import annotations

from pathlib import Path

import click

from ipdoc.casework.core.openvault import create_vault
from ipdoc.casework.formstore import current_form
from ipdoc.cli.options import passphrase, passphrase_option, vault_option, vault_place
from ipdoc.cli.saying import say


@click.command()
@click.option("--name", required=True, help="Your name, as the record shall show who wrote.")
@vault_option
@passphrase_option
def init(name: str, folder: Path, passphrase_file: Path | None) -> None:
    """Create a vault."""
    create_vault(vault_place(folder), name, passphrase(passphrase_file, confirm=True)).close()
    where = "the database" if vault_place(folder).served else folder
    say(f"The vault is in {where}. Without the passphrase nobody can open it, nor can we.")


@click.command(name="check-forms")
def check_forms() -> None:
    """Check the shipped forms; an error names file, key and remedy."""
    form = current_form().form
    questions = sum(1 for section in form.sections for _ in section.questions())
    say(f"{form.id} {form.version}: {len(form.sections)} sections, {questions} questions")
