"""Fixtures of all tests."""

from tests.databases import databases, each_database, place
from tests.objectstore import bucket, object_server
from tests.team_fixtures import clock, colleague, lawyer, lead

__all__ = (
    "bucket",
    "clock",
    "colleague",
    "databases",
    "each_database",
    "lawyer",
    "lead",
    "object_server",
    "place",
)
