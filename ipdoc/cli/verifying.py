"""Verify what was given out: bundles, reports, the digits on a printed page."""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipdoc.bagging.check import BagReport, check_bag, printable
from ipdoc.bagging.signature import in_groups
from ipdoc.cli.saying import say

if TYPE_CHECKING:
    from ipdoc.casework.core.openvault import OpenVault

_CODE = re.compile(r"[0-9a-f]{16,64}")
_WORDS = {
    "record": "the record of report {number}, edition {key}, issued {at}",
    "snapshot": "report {number}, issued {at}",
    "edition": "report {number}, edition {key}, as issued {at}",
    "signed": "report {number}, edition {key}, with all its signatures",
    "bundle": "{key}, a bundle of report {number}, made {at}",
}


@click.command()
@click.argument("things", nargs=-1, required=True, metavar="FILE|FOLDER|DIGITS...")
@click.option("--paper", default="", help="Digest as it stands on paper, at least 16 digits.")
@click.option(
    "--vault",
    "folder",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Look up in this vault what it is.",
)
@click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="File whose first line is the passphrase; without it the passphrase is prompted for.",
)
@click.pass_context
def verify(
    context: click.Context,
    things: tuple[str, ...],
    paper: str,
    folder: Path | None,
    passphrase_file: Path | None,
) -> None:
    """Check bundles (ZIP file or unpacked folder), reports (PDF), or printed digits.

    Everything that is not as it was is named, and the exit code is 1. Without the digest on paper
    (--paper) or a vault (--vault), a file can only be compared with itself.
    """
    fine = True
    for thing in things:
        if not Path(thing).exists():
            fine &= _digits(thing, folder, passphrase_file)
        elif _is_pdf(Path(thing)):
            fine &= _pdf(Path(thing), paper, folder, passphrase_file)
        else:
            fine &= _bag(Path(thing), paper, folder, passphrase_file)
    if not fine:
        context.exit(1)


def _is_pdf(path: Path) -> bool:
    if path.is_dir():
        return False
    with path.open("rb") as file:
        return b"%PDF-" in file.read(1024)


def _bag(path: Path, paper: str, folder: Path | None, passphrase_file: Path | None) -> bool:
    report = _checked(path)
    part = f", part {report.part}" if report.part else ""
    say(f"{printable(report.name)}{part}: digest {in_groups(report.digest) or 'missing'}")
    said = {file: one for one in report.exhibits for file in one.files}
    for name, state in report.faults.items():
        exhibit = said.get(name)
        which = f"{exhibit.number} {exhibit.titles.get('en', '')}".strip() if exhibit else ""
        say(f"  {state}: {printable(name)}" + (f" ({which})" if which else ""))
    if report.altered:
        say("  changed: the ZIP file around the files; it was packed anew or altered")
    fine = report.intact
    if fine:
        say(f"  intact: {len(report.states)} files, signed by {report.signer}")
    elif not report.signed:
        say("  The signature does not fit: the lists of files may have been changed")
    fine &= _compared(report.digest, paper)
    return _known(report.digest, folder, passphrase_file) and fine


def _checked(path: Path) -> BagReport:
    if not sys.stderr.isatty():
        return check_bag(path)
    from ipdoc.cli.progressing import bar

    with bar("Reading") as tell:
        return check_bag(path, tell)


def _compared(digest: str, paper: str) -> bool:
    """Compare a digest with the one on paper, or say what is missing without it."""
    digits = re.sub(r"[\s…]", "", paper).lower()
    if not paper:
        say("  Compare the digest with the one on paper: only that proves who gave it")
        return True
    if not _CODE.fullmatch(digits):
        raise click.BadParameter("type at least the first 16 digits", param_hint="--paper")
    same = bool(digest) and digest.startswith(digits)
    say("  The digest is the one on paper" if same else "  This is not the digest on paper")
    return same


def _pdf(path: Path, paper: str, folder: Path | None, passphrase_file: Path | None) -> bool:
    from ipdoc.report.reading import told_by

    data = path.read_bytes()
    trusted: list[bytes] = []
    if folder is not None:
        from ipdoc.casework.signing.ownkey import registered_certificates

        trusted = list(registered_certificates(_vault(folder, passphrase_file)).values())
    fine = _signatures(path.name, data, trusted)
    told = told_by(data)
    if told.agrees:
        say(f"  record: {in_groups(told.record_sha256[:16])} …, as every page says")
    elif told.record_sha256:
        say("  changed: the record in the file is not the one whose digest the pages bear")
        fine = False
    else:
        say("  No record is embedded: this is no report of ipdoc, or it was taken out")
        fine = False
    fine &= _compared(told.record_sha256, paper)
    return _known(hashlib.sha256(data).hexdigest(), folder, passphrase_file) and fine


def _signatures(name: str, data: bytes, trusted: list[bytes]) -> bool:
    from ipdoc.signatures.check import check_pdf
    from ipdoc.signatures.model import Verdict

    report = check_pdf(data, trusted)
    say(f"{printable(name)}: {report.verdict}")
    for one in report.signatures:
        state = "intact" if one.holds else "changed"
        who = one.certificate
        by = f"{who.holder}, key {who.key_fingerprint}" if who else "an unknown key"
        by += " (registered in this vault)" if one.trusted else ""
        say(f"  {one.kind} of {by}: {state}" + (f": {one.problem}" if one.problem else ""))
    if report.problem:
        say(f"  {report.problem}")
    return report.verdict in (Verdict.VALID, Verdict.UNSIGNED)


def _digits(text: str, folder: Path | None, passphrase_file: Path | None) -> bool:
    digits = re.sub(r"[\s…]", "", text).lower()
    if not _CODE.fullmatch(digits):
        raise click.BadParameter(f"{text} is neither a file nor the first 16 digits of a digest")
    if folder is None:
        raise click.UsageError("Printed digits are looked up in a vault: give --vault")
    return _known(digits, folder, passphrase_file)


def _known(digits: str, folder: Path | None, passphrase_file: Path | None) -> bool:
    """Say what a digest is in the vault; True when nothing was asked or something was found."""
    if folder is None:
        return True
    from ipdoc.casework.bundling.lookup import look_up

    found = look_up(_vault(folder, passphrase_file), digits)
    for one in found:
        words = _WORDS[one.kind].format(number=one.number, key=one.key, at=one.at)
        say(f"  {in_groups(digits[:16])} …: case {one.case_code}, {words}")
    if not found:
        say(f"  {in_groups(digits[:16])} …: nothing in this vault that is open to you")
    return bool(found)


def _vault(folder: Path, passphrase_file: Path | None) -> OpenVault:
    """Return the vault, opened once for the command."""
    context = click.get_current_context()
    kept: OpenVault | None = context.meta.get("ipdoc.vault")
    if kept is None:
        from ipdoc.cli.options import opened

        kept = context.with_resource(opened(folder, passphrase_file))
        context.meta["ipdoc.vault"] = kept
    return kept
