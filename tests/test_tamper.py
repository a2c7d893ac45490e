"""No change from outside goes unnoticed, in any file, row or order (DESIGN §4)."""

import json
from dataclasses import asdict

import pytest

from tests.tampering import Intruder, Tally, said_of

SEED = 20261127


def check(tally: Tally, count: int) -> None:
    print(json.dumps(asdict(tally)))  # noqa: T201 - shown by pytest -s
    assert not tally.missed
    assert tally.all == count
    assert tally.reported + tally.refused > count // 2


def everything(intruder: Intruder, counts: dict[str, int]) -> None:
    for way, count in counts.items():
        intruder.tally = Tally()
        print(way, end=" ")  # noqa: T201
        getattr(intruder, way)(count)
        check(intruder.tally, count)


def test_a_sample_of_every_change_is_reported(tmp_path):
    counts = {"flip_bytes": 60, "change_rows": 60, "swap_rows": 10, "replay_rows": 12}
    counts |= {"delete_rows": 12, "add_rows": 12, "swap_files": 6}
    everything(Intruder(tmp_path, SEED), counts)


@pytest.mark.stress
@pytest.mark.parametrize("quarter", range(4))
def test_ten_thousand_flips_and_the_other_changes_are_reported(tmp_path, quarter):
    counts = {"flip_bytes": 1_250, "change_rows": 1_250, "swap_rows": 75, "replay_rows": 75}
    counts |= {"delete_rows": 75, "add_rows": 75, "swap_files": 24}
    everything(Intruder(tmp_path, SEED + quarter), counts)


def test_yesterdays_copy_is_reported_with_an_outside_head_and_only_then(tmp_path):
    intruder = Intruder(tmp_path, SEED)
    assert said_of(intruder.old) == []
    assert any("older state" in one for one in said_of(intruder.old, intruder.outside))
