"""What several commands share: options, the passphrase, the open vault."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from ipdoc.casework.core.openvault import OpenVault, open_vault
from ipdoc.casework.keeping.erase import FINISH_WAIT_S, finish_erasing
from ipdoc.casework.people.errors import NameNeededError
from ipdoc.config import default_vault_folder, load_settings
from ipdoc.domain.consent import Recipient
from ipdoc.i18n import LANGUAGES
from ipdoc.storage.place import Place, place_of

vault_option = click.option(
    "--vault",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="IPDOC_VAULT",
    default=default_vault_folder,
    show_default="the user's data folder",
    help="Folder of the vault.",
)
passphrase_option = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="File whose first line is the passphrase; without it the passphrase is prompted for.",
)

visit_option = click.option(
    "--visit",
    type=click.IntRange(min=1),
    default=None,
    help="Which evaluation of the case, 1 = the earliest; without it the newest.",
)

recipient_option = click.option(
    "--for",
    "recipient",
    type=click.Choice([one.value for one in Recipient]),
    default=Recipient.OWN.value,
    show_default=True,
    help="For whom it is; the person examined must have agreed to it, own = your own files.",
)

language_option = click.option(
    "--lang", type=click.Choice(list(LANGUAGES)), default="en", help="Its language."
)
pdf_option = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="PDF file to write.",
)


def vault_place(folder: Path) -> Place:
    """Return where the vault is: in the folder, unless the environment names a database.

    Raises:
        SettingsError: the environment holds a setting that cannot be used.
    """
    return place_of(load_settings(os.environ, folder))


def passphrase(file: Path | None, *, confirm: bool = False) -> str:
    """Return the passphrase: the first line of a file, or what is typed at the prompt."""
    if file is None:
        return str(click.prompt("Passphrase", hide_input=True, confirmation_prompt=confirm))
    lines = file.read_text(encoding="utf-8").splitlines()
    if not lines or not lines[0]:
        raise click.BadParameter(f"{file} is empty; write the passphrase into its first line")
    return lines[0]


@contextmanager
def opened(folder: Path, passphrase_file: Path | None) -> Iterator[OpenVault]:
    """Open the vault for one command and close it again.

    The name is that of ``ipdoc --as NAME``; without it, it is asked for if the vault needs one.
    """
    name = str(click.get_current_context().find_root().params.get("name") or "")
    typed = passphrase(passphrase_file)
    try:
        vault = open_vault(vault_place(folder), typed, name=name)
    except NameNeededError:
        vault = open_vault(vault_place(folder), typed, name=click.prompt("Name"))
    try:
        finish_erasing(vault, wait_s=FINISH_WAIT_S)
        yield vault
    finally:
        vault.close()
