"""Fixtures: a lead, a colleague and a lawyer in one vault, and a clock that tests move."""

import datetime as dt

import pytest

from ipdoc.casework.access.circle import access_log
from ipdoc.domain.people import Role
from tests.people_builders import a_second_person
from tests.vault_builders import a_vault


@pytest.fixture
def clock():
    """A clock that goes on by a second with every look, and by days when told to."""
    now = [dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)]

    def look(days=0):
        now[0] += dt.timedelta(days=days, seconds=1)
        return now[0]

    return look


@pytest.fixture
def lead(tmp_path, clock):
    with a_vault(tmp_path, clock=clock) as vault:
        yield vault


@pytest.fixture
def colleague(lead):
    with a_second_person(lead, Role.CLINICIAN) as vault:
        yield vault


@pytest.fixture
def lawyer(lead):
    with a_second_person(lead, Role.LAWYER, "Ms Advocate") as vault:
        yield vault


def said(vault, ref):
    """Return the log as (name of who, event, name of to), the oldest first."""
    _, entries = access_log(vault, ref.case_id)
    return [(one.who, one.entry.event.value, one.to) for one in reversed(entries)]
