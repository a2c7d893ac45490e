"""Killed in the middle of anything, the vault opens, is sound, and holds what was acknowledged."""

import json
from dataclasses import asdict

import pytest

from tests.crashing import ACTS, Crashing, Tally

SEED = 20261128


def check(tally: Tally, kills: int) -> None:
    print(json.dumps(asdict(tally)))  # noqa: T201 - shown by pytest -s
    assert not tally.wrong
    assert sum(tally.kills.values()) == kills
    assert tally.within > kills // 2, "kills fell between acts, not into them"
    assert sum(tally.acknowledged.values()) >= kills // 2


def test_a_few_kills_lose_nothing_that_was_acknowledged(tmp_path):
    check(Crashing(tmp_path, SEED).run(14), 14)


@pytest.mark.stress
def test_a_thousand_kills_lose_nothing_that_was_acknowledged(tmp_path):
    tally = Crashing(tmp_path, SEED).run(1_000)
    check(tally, 1_000)
    assert all(tally.kills[act] > 40 for act in ACTS)
    assert all(tally.acknowledged.values())
