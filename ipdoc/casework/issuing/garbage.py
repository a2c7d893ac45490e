"""Python's search for garbage, which rests while a document is made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def nothing_thrown_away() -> Iterator[None]:
    """Let Python not look for garbage meanwhile.

    All that a document is made of is needed to the end, and looking through the pieces of all
    pages again and again takes a third of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
