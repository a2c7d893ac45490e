"""The command line: the same use cases as the pages, for shells and scripts.

The passphrase is prompted for or read from a file; never an argument, never the environment.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from ipdoc import __version__
from ipdoc.casework import demo as demonstration
from ipdoc.casework.cases import find_case, list_cases
from ipdoc.casework.formstore import current_form
from ipdoc.casework.openvault import OpenVault, create_vault, open_vault
from ipdoc.casework.reports import issue_report, read_edition
from ipdoc.casework.transfer import export_case
from ipdoc.casework.transfer import import_case as take_in
from ipdoc.config import default_vault_folder
from ipdoc.errors import IpdocError
from ipdoc.i18n import LANGUAGES

FAILED = 1
"""Exit code when something could not be done; 2 is a wrong call, as click has it."""

vault_option = click.option(
    "--vault",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
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


class _Commands(click.Group):
    """Turns our errors into one sentence on stderr and the exit code 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except IpdocError as error:
            click.echo(f"ipdoc: {error}", err=True)
            ctx.exit(FAILED)


@click.group(cls=_Commands)
@click.version_option(__version__)
def main() -> None:
    """Document alleged torture and ill-treatment under the Istanbul Protocol."""


def _passphrase(file: Path | None, *, confirm: bool = False) -> str:
    if file is None:
        return str(click.prompt("Passphrase", hide_input=True, confirmation_prompt=confirm))
    lines = file.read_text(encoding="utf-8").splitlines()
    if not lines or not lines[0]:
        raise click.BadParameter(f"{file} is empty; write the passphrase into its first line")
    return lines[0]


@contextmanager
def _opened(folder: Path, passphrase_file: Path | None) -> Iterator[OpenVault]:
    vault = open_vault(folder, _passphrase(passphrase_file))
    try:
        yield vault
    finally:
        vault.close()


@main.command()
@click.option("--name", required=True, help="Your name, as the record shall show who wrote.")
@vault_option
@passphrase_option
def init(name: str, folder: Path, passphrase_file: Path | None) -> None:
    """Create a vault."""
    create_vault(folder, name, _passphrase(passphrase_file, confirm=True)).close()
    click.echo(f"The vault is in {folder}. Without the passphrase nobody can open it, nor can we.")


@main.command(name="list")
@click.option("--code", default="", help="Only the cases that bear exactly this code.")
@click.option("--page", default=1, type=click.IntRange(min=1), help="50 cases a page.")
@vault_option
@passphrase_option
def list_command(code: str, page: int, folder: Path, passphrase_file: Path | None) -> None:
    """List the cases, the newest first: id, code, type, date of examination."""
    with _opened(folder, passphrase_file) as vault:
        found = list_cases(vault, page, code)
    for row in found.rows:
        click.echo("\t".join((row.ref.case_id, row.code, row.type_key, row.exam_date or "-")))
    click.echo(f"{found.total} cases, page {found.page} of {found.pages}", err=True)


@main.command()
@vault_option
@click.option("--port", default=0, type=click.IntRange(0, 65535), help="0 = any free port.")
@click.option("--browser/--no-browser", default=True, help="Open the browser.")
def serve(folder: Path, port: int, browser: bool) -> None:
    """Serve the pages on this computer alone (127.0.0.1) until interrupted."""
    from ipdoc.web.server import serve as run

    run(folder, port=port, open_browser=browser)


@main.command()
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the report of the first case to this file and end.",
)
@click.option("--lang", type=click.Choice(list(LANGUAGES)), default="en", help="Its language.")
@click.option("--port", default=0, type=click.IntRange(0, 65535), help="0 = any free port.")
@click.option("--browser/--no-browser", default=True, help="Open the browser.")
def demo(report: Path | None, lang: str, port: int, browser: bool) -> None:
    """Make a throw-away vault with two invented cases and serve it."""
    made = demonstration.make_demo()
    click.echo(f"Vault: {made.folder}")
    click.echo(f"Passphrase: {made.passphrase}")
    if report is not None:
        with open_vault(made.folder, made.passphrase) as vault:
            _write_report(vault, made.cases[0].case_id, lang, report)
        return
    from ipdoc.web.server import serve as run

    run(made.folder, port=port, open_browser=browser)


@main.command(name="import-case")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@vault_option
@passphrase_option
def import_case(file: Path, folder: Path, passphrase_file: Path | None) -> None:
    """Take in a case file; the last line is the new case's id.

    An unknown key or option is refused by its name, and nothing is imported then.
    """
    with _opened(folder, passphrase_file) as vault:
        ref = take_in(vault, file.read_bytes())
    click.echo(ref.case_id)


@main.command(name="export-case")
@click.argument("case")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write; without it the case goes to standard output, unencrypted.",
)
@visit_option
@vault_option
@passphrase_option
def export(
    case: str, output: Path | None, visit: int | None, folder: Path, passphrase_file: Path | None
) -> None:
    """Give out an evaluation of a case, named by its id or code, as a case file, unencrypted."""
    with _opened(folder, passphrase_file) as vault:
        data = export_case(vault, find_case(vault, case, visit))
    if output is None:
        sys.stdout.buffer.write(data)
    else:
        output.write_bytes(data)


@main.command()
@click.argument("case")
@click.option("--lang", type=click.Choice(list(LANGUAGES)), default="en", help="Its language.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="PDF file to write.",
)
@visit_option
@vault_option
@passphrase_option
def report(
    case: str,
    lang: str,
    output: Path,
    visit: int | None,
    folder: Path,
    passphrase_file: Path | None,
) -> None:
    """Issue the report of a case, named by its id or code.

    An unchanged case keeps the number of the report that was issued before.
    """
    with _opened(folder, passphrase_file) as vault:
        _write_report(vault, case, lang, output, visit)


def _write_report(
    vault: OpenVault, case: str, language: str, output: Path, visit: int | None = None
) -> None:
    ref = find_case(vault, case, visit)
    issued = issue_report(vault, ref, language)
    with output.open("wb") as file:
        file.writelines(read_edition(vault, ref, issued.number, language))
    click.echo(f"Report {issued.number} ({language}): {output}")


@main.command(name="check-forms")
def check_forms() -> None:
    """Check the shipped forms; an error names file, key and remedy."""
    form = current_form().form
    questions = sum(1 for section in form.sections for _ in section.questions())
    click.echo(f"{form.id} {form.version}: {len(form.sections)} sections, {questions} questions")
