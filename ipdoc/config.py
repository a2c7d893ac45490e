"""Settings of the program; read once at the start, passed down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_data_path

from ipdoc.errors import IpdocError

MEBIBYTE = 1024 * 1024


class SettingsError(IpdocError):
    """A setting cannot be used; the sentence names it and its range."""


def default_vault_folder() -> Path:
    """Return the folder of the vault when none is named."""
    return user_data_path("ipdoc", appauthor=False) / "vault"


@dataclass(frozen=True)
class Settings:
    """What can be set."""

    vault_folder: Path = field(default_factory=default_vault_folder)
    idle_minutes: int = 15
    """Minutes without a request after which the vault locks itself; 1 – 120."""
    most_upload_bytes: int = 64 * MEBIBYTE
    """Largest body of a request."""
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    """Names under which the pages answer; any other is refused (DNS rebinding)."""
    second_factor: str = ""
    """Empty: never asked for, as on a laptop; ``offered``, or ``required`` of everybody."""
    session_rate: float = 100.0
    """Requests a second of one session in the long run; ten times as many at once."""
    address_rate: float = 20.0
    """The same for one address without a session."""


def load_settings(environment: Mapping[str, str], folder: Path | None = None) -> Settings:
    """Return the settings that the environment names, the defaults for the rest.

    Args:
        environment: as ``os.environ``; read are IPDOC_VAULT, IPDOC_IDLE_MINUTES (1 – 120),
            IPDOC_UPLOAD_MIB (1 – 512) and IPDOC_SECOND_FACTOR (offered, required).
        folder: of the vault when the command line names it; it wins.

    Raises:
        SettingsError: a number is none, or out of its range.
    """
    named = environment.get("IPDOC_VAULT", "")
    factor = environment.get("IPDOC_SECOND_FACTOR", "").strip()
    if factor not in ("", "offered", "required"):
        raise SettingsError("Set IPDOC_SECOND_FACTOR to offered or required, or leave it out")
    return Settings(
        vault_folder=folder or (Path(named) if named else default_vault_folder()),
        idle_minutes=_number(environment, "IPDOC_IDLE_MINUTES", 15, 120),
        most_upload_bytes=_number(environment, "IPDOC_UPLOAD_MIB", 64, 512) * MEBIBYTE,
        second_factor=factor,
    )


def _number(environment: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = environment.get(name, "").strip() or str(default)
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
        raise SettingsError("Set {name} to a whole number from 1 to {most}", name=name, most=most)
    return int(text)
