"""A bar for what takes longer than a second; on a terminal only, so a log stays short."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from ipdoc.casework.keeping.progress import Progress


@contextmanager
def bar(label: str) -> Iterator[Progress]:
    """Show a bar while the work tells how far it is."""
    with click.progressbar(length=1, label=label) as shown:

        def tell(done: int, in_all: int) -> None:
            shown.length = max(in_all, 1)
            shown.update(done - shown.pos)

        yield tell
