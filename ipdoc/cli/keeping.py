"""Keeping the vault: heads to be kept elsewhere, and the check of everything."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import segno

from ipdoc.casework.keeping.outside import export_head, print_head
from ipdoc.cli.options import opened, passphrase_option, vault_option


@click.command(name="vault-head")
@click.option("--print", "on_paper", is_flag=True, help="Show digest and QR code, to be printed.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write, to be kept elsewhere.",
)
@vault_option
@passphrase_option
def vault_head(
    on_paper: bool, output: Path | None, folder: Path, passphrase_file: Path | None
) -> None:
    """Sign a head of the whole vault, and give it out to be kept elsewhere.

    Whoever holds it notices when an older vault is put back: see verify-vault.
    """
    with opened(folder, passphrase_file) as vault:
        if output is not None:
            output.write_bytes(export_head(vault))
        head = print_head(vault)
    click.echo(f"Vault {head.vault_id}, head {head.number} of {head.made_on}, {head.cases} cases")
    click.echo(head.groups)
    if on_paper:
        segno.make(head.code, micro=False).terminal(sys.stdout, compact=True)
