"""The command line: the same use cases as the pages, for shells and scripts.

The passphrase is prompted for or read from a file; never an argument, never the environment.
A command is added to the module of its topic and to ``COMMANDS``.
"""

from __future__ import annotations

import click

from ipdoc import __version__
from ipdoc.cli import (
    access,
    backups,
    blanks,
    cases,
    erasing,
    handing,
    keeping,
    people,
    reports,
    serving,
    translations,
    vaults,
)
from ipdoc.errors import IpdocError
from ipdoc.process import harden

FAILED = 1
"""Exit code when something could not be done; 2 is a wrong call, as click has it."""
COMMANDS = (
    vaults.init,
    cases.list_command,
    cases.import_case,
    cases.export,
    reports.report,
    blanks.blank,
    translations.export,
    translations.import_texts,
    access.access_command,
    access.share_command,
    access.withdraw_command,
    access.log_command,
    serving.serve,
    serving.demo,
    serving.server,
    people.people_command,
    people.invite_command,
    people.join_command,
    people.confirm_command,
    people.leave_command,
    people.role_command,
    keeping.vault_head,
    keeping.verify_vault_command,
    vaults.check_forms,
    backups.backup,
    backups.restore,
    erasing.erase,
    handing.age_key,
    handing.hand_over,
    handing.take_in,
    handing.travel,
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
@click.option("--as", "name", default="", help="Your name, where several people use the vault.")
def main(name: str) -> None:
    """Document alleged torture and ill-treatment under the Istanbul Protocol."""
    del name  # read by options.opened
    harden()


for _command in COMMANDS:
    main.add_command(_command)
