"""Translations: give the texts of a case to a translator, take the translation in."""

from __future__ import annotations

from pathlib import Path

import click

from ipdoc.casework.cases import find_case
from ipdoc.casework.translating.files import export_texts, take_in_texts
from ipdoc.cli.options import (
    opened,
    passphrase_option,
    recipient_option,
    vault_option,
    visit_option,
)
from ipdoc.cli.saying import say
from ipdoc.domain.consent import Recipient
from ipdoc.domain.translation import Translator
from ipdoc.i18n import LANGUAGES

language_option = click.option(
    "--lang", type=click.Choice(list(LANGUAGES)), required=True, help="Language of the translation."
)


@click.command(name="export-texts")
@click.argument("case")
@language_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="XLIFF file to write, unencrypted.",
)
@recipient_option
@visit_option
@vault_option
@passphrase_option
def export(
    case: str,
    lang: str,
    output: Path,
    recipient: str,
    visit: int | None,
    folder: Path,
    passphrase_file: Path | None,
) -> None:
    """Write the free texts of a case, named by its id or code, to a file for a translator.

    Intimate texts are not in it. Without the consent of the person examined nothing is written.
    """
    with opened(folder, passphrase_file) as vault:
        data = export_texts(vault, find_case(vault, case, visit), lang, Recipient(recipient))
    output.write_bytes(data)
    say(f"Texts for the translation into {LANGUAGES[lang]}: {output}")


@click.command(name="import-texts")
@click.argument("case")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@language_option
@click.option("--translator", required=True, help="Name, as the report prints it.")
@click.option("--certified", is_flag=True, help="The signature is confirmed by a notary.")
@visit_option
@vault_option
@passphrase_option
def import_texts(
    case: str,
    file: Path,
    lang: str,
    translator: str,
    certified: bool,
    visit: int | None,
    folder: Path,
    passphrase_file: Path | None,
) -> None:
    """Take in the file that a translator sent back; texts that changed since are left out."""
    with opened(folder, passphrase_file) as vault:
        ref = find_case(vault, case, visit)
        by = Translator(translator, certified)
        taken = take_in_texts(vault, ref, lang, file.read_bytes(), by)
    say(
        f"Taken in: {taken.kept}; changed since: {taken.changed_since}; "
        f"not in the record: {taken.unknown}; not translated: {taken.empty}"
    )
