"""Counts what the database is asked: each statement is a way to the server and back."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event


@contextmanager
def statements() -> Iterator[list[str]]:
    """Give a list that grows by each statement of the block; commits are not among them."""
    told: list[str] = []

    def note(_connection, _cursor, statement, *_more):
        told.append(" ".join(statement.split()))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield told
    finally:
        event.remove(Engine, "before_cursor_execute", note)
