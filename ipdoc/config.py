"""Settings of the program; made once, passed down."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_data_path


def default_vault_folder() -> Path:
    """Return the folder of the vault when none is named."""
    return user_data_path("ipdoc", appauthor=False) / "vault"


@dataclass(frozen=True)
class Settings:
    """What can be set."""

    vault_folder: Path = field(default_factory=default_vault_folder)
    idle_minutes: int = 15
    """Minutes without a request after which the vault locks itself."""
    most_upload_bytes: int = 64 * 1024 * 1024
    """Largest body of a request."""
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    """Names under which the pages answer; any other is refused (DNS rebinding)."""
