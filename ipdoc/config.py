"""Settings of the program; read once, passed down."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_data_path


def default_vault_folder() -> Path:
    """Return the folder of the vault when none is named."""
    return user_data_path("ipdoc", appauthor=False) / "vault"
