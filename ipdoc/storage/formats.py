"""The formats that the tables have had, and the steps from one to the next.

Alembic takes a tenth of the time until the first page, which needs no step: whoever needs one
imports this module then.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

_MIGRATIONS = Path(__file__).resolve().parent / "migrations"


def found_formats(connection: Connection) -> tuple[str, ...]:
    """Return the format that the tables say they have: one, where the database is sound."""
    return MigrationContext.configure(connection).get_current_heads()


def known_formats() -> list[str]:
    """Return all formats that this program knows, the present one first."""
    return [one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions()]


def bring_up(connection: Connection, to: str = "head") -> None:
    """Bring the tables to a format, else to the present one, in the transaction at hand."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config
