"""Keeping the vault: heads to be kept elsewhere, and the check of everything."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import segno

from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.keeping.faults import Fault
from ipdoc.casework.keeping.outside import (
    OutsideHead,
    export_head,
    make_printed,
    read_outside,
    typed_head,
)
from ipdoc.casework.keeping.verify import verify_vault
from ipdoc.cli.options import opened, passphrase_option, vault_option
from ipdoc.cli.saying import say


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
        head = make_printed(vault)
    say(f"Vault {head.vault_id}, head {head.number} of {head.made_on}, {head.cases} cases")
    say(head.groups)
    if on_paper:
        segno.make(head.code, micro=False).terminal(sys.stdout, compact=True)


@click.command(name="verify-vault")
@click.option(
    "--head",
    "head_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="File of a head that was kept elsewhere.",
)
@click.option("--digest", default="", help="The ten groups of a head on paper.")
@click.option("--files", is_flag=True, help="Read every photograph and report too.")
@vault_option
@passphrase_option
@click.pass_context
def verify_vault_command(
    context: click.Context,
    head_file: Path | None,
    digest: str,
    files: bool,
    folder: Path,
    passphrase_file: Path | None,
) -> None:
    """Check every row, chain, key and signature; name each fault; exit with 1 if there is one.

    What is open to you is decrypted, the rest is compared by digests. Without a head from
    elsewhere nobody can tell that a whole older vault was put back.
    """
    outside = _outside(head_file, digest)
    with opened(folder, passphrase_file) as vault:
        certain, uncertain = _checked(vault, outside, files)
    if certain:
        say(f"{certain} faults. Do not repair anything; keep the folder as it is.")
        context.exit(1)
    say("No fault." if not uncertain else "No fault, but see what is to be confirmed.")


def _outside(head_file: Path | None, digest: str) -> OutsideHead | None:
    if head_file is not None:
        return read_outside(head_file.read_bytes())
    return typed_head(digest) if digest else None


def _checked(vault: OpenVault, outside: OutsideHead | None, files: bool) -> tuple[int, int]:
    """Check with a bar, tell each fault, and return how many are certain and how many not."""
    counts = {True: 0, False: 0}
    steps = verify_vault(vault, outside, files=files)
    with click.progressbar(length=next(steps).total, label="Checking", file=sys.stderr) as bar:
        for step in steps:
            bar.update(step.done - bar.pos)
            for fault in step.faults:
                counts[fault.certain] += 1
                say(_line(fault))
    return counts[True], counts[False]


def _line(fault: Fault) -> str:
    case = f"Case {fault.code or fault.case_id}" if fault.case_id else ""
    ids = f"[{fault.case_id}]" if fault.code else ""
    where = " ".join(part for part in (case, ids, fault.row) if part)
    word = "Fault" if fault.certain else "To be confirmed"
    return f"{word}: {fault.what} {fault.todo}" + (f" ({where})" if where else "")
