"""Eight processes save into one case: no update is lost, the chain stays whole, nobody locks up."""

import json
from collections import Counter

import pytest

from ipdoc.casework.cases import start_case
from ipdoc.casework.findings import record_by_region
from tests.builders import a_vault
from tests.racing import A_LESION, OWN, Told, judge, race

SEED = 20261127


def run(place, workers, saves):
    with a_vault(place) as vault:
        ref = start_case(vault, "full", "R-1", "", {"record": "en"})
        record_by_region(vault, ref, *A_LESION)
        told = race(place, ref, workers, saves, SEED)
        lost = judge(vault, ref, told)
        with vault.transaction(write=False) as work:
            verified = work.case(ref.case_id).verify(files=True)
    counted = {
        "saves": sum(sum(one.saves.values()) for one in told),
        "kinds": dict(sum((one.saves for one in told), Counter())),
        "made anew after somebody else's": sum(one.stale for one in told),
        "made anew after waiting too long": sum(one.busy for one in told),
        "deadlocks": sum(one.deadlocks for one in told),
        "verified": verified,
        "lost": lost,
    }
    print(json.dumps(counted, ensure_ascii=False))  # noqa: T201 - shown by pytest -s
    assert lost == []
    assert counted["saves"] == workers * saves
    assert counted["deadlocks"] == 0
    assert verified > counted["saves"]
    return counted


def test_eight_processes_that_save_into_one_case_lose_nothing(place):
    assert run(place, 8, 25)["made anew after somebody else's"]


@pytest.mark.stress
def test_eight_processes_with_two_thousand_saves_each_lose_nothing(place):
    run(place, 8, 2000)


def test_judge_names_what_was_told_and_is_not_there(tmp_path):
    with a_vault(tmp_path) as vault:
        ref = start_case(vault, "full", "R-1", "", {"record": "en"})
        record_by_region(vault, ref, *A_LESION)
        told = Told(Counter({"shared": 1, "lesion": 2}), own="x", numbers=[2], captions=["0 1"])
        wrong = judge(vault, ref, [told])
    assert [one.partition(":")[0] for one in wrong] == [
        "answer of 0",
        "answer of all",
        "lesion of all",
        "lesions",
        "photographs",
    ]
    assert len(OWN) == 8
