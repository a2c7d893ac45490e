"""Where the data folders lie, in a checkout, an editable install and a wheel alike."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def data_dir(name: str) -> Path:
    """Return the folder of shipped data called ``name`` ("forms", "static" or "templates").

    In a wheel the folders lie inside the package, in a checkout beside it.

    Raises:
        FileNotFoundError: neither place has it, so the installation is incomplete.
    """
    for folder in (_PACKAGE / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"ipdoc is installed without its folder {name!r}; install it again")
