"""The command line: the same use cases as the pages, for shells and scripts.

The passphrase is prompted for or read from a file; never an argument, never the environment.
A command is added to the module of its topic and to ``COMMANDS``.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import click

from ipdoc import __version__
from ipdoc.cli.saying import say
from ipdoc.errors import IpdocError
from ipdoc.process import harden

FAILED = 1
"""Exit code when something could not be done; 2 is a wrong call, as click has it."""
COMMANDS: Mapping[str, str] = {
    "init": "vaults.init",
    "list": "cases.list_command",
    "import-case": "cases.import_case",
    "export-case": "cases.export",
    "report": "reports.report",
    "order": "documents.order",
    "addendum": "documents.addendum",
    "letter": "documents.letter",
    "sign": "signing.sign",
    "timestamp": "signing.timestamp",
    "signing-key": "signing.signing_key",
    "bundle": "bundles.bundle",
    "verify": "verifying.verify",
    "blank": "blanks.blank",
    "export-texts": "translations.export",
    "import-texts": "translations.import_texts",
    "access": "access.access_command",
    "share": "access.share_command",
    "withdraw": "access.withdraw_command",
    "log": "access.log_command",
    "serve": "serving.serve",
    "demo": "serving.demo",
    "server": "serving.server",
    "people": "people.people_command",
    "invite": "people.invite_command",
    "join": "people.join_command",
    "confirm": "people.confirm_command",
    "leave": "people.leave_command",
    "role": "people.role_command",
    "vault-head": "keeping.vault_head",
    "verify-vault": "keeping.verify_vault_command",
    "check-forms": "vaults.check_forms",
    "backup": "backups.backup",
    "restore": "backups.restore",
    "erase": "erasing.erase",
    "age-key": "handing.age_key",
    "hand-over": "handing.hand_over",
    "take-in": "handing.take_in",
    "travel": "handing.travel",
}
"""Name of a command → where it stands, below ``ipdoc.cli``; loaded when it is asked for, so that a
quick command does not wait for what the others need."""


class _Commands(click.Group):
    """Loads commands when asked; turns our errors into one sentence on stderr and exit code 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, None when there is none of this name."""
        del ctx
        module, _, function = COMMANDS.get(cmd_name, "").partition(".")
        if not module:
            return None
        found: click.Command = getattr(import_module(f"ipdoc.cli.{module}"), function)
        return found

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except IpdocError as error:
            say(f"ipdoc: {error}", err=True)
            ctx.exit(FAILED)


@click.group(cls=_Commands)
@click.version_option(__version__)
@click.option("--as", "name", default="", help="Your name, where several people use the vault.")
def main(name: str) -> None:
    """Document alleged torture and ill-treatment under the Istanbul Protocol."""
    del name  # read by options.opened
    harden()
