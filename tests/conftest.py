"""Fixtures of all tests."""

from tests.databases import databases, each_database, place
from tests.objectstore import bucket, object_server

__all__ = ("bucket", "databases", "each_database", "object_server", "place")
