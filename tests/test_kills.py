"""Nothing that the page called saved is lost when the server is killed in the middle of typing."""

import json
from dataclasses import asdict

import pytest

from tests.cluster import Cluster
from tests.databases import need_postgresql
from tests.killing import Killing, Tally, Typist
from tests.killing_served import ServedKilling

SEED = 20261123


def check(tally: Tally, kills: int) -> None:
    print(json.dumps(asdict(tally), ensure_ascii=False))  # noqa: T201 - shown by pytest -s
    assert not tally.lost
    assert tally.kills == kills
    assert tally.saves >= kills
    assert tally.compared > tally.saves // 10
    assert tally.records > tally.saves, "each acknowledged save has a revision of its own"


def test_what_was_acknowledged_survives_a_few_kills(tmp_path):
    check(Killing(tmp_path, SEED).run(6), 6)


@pytest.mark.stress
def test_what_was_acknowledged_survives_sixty_kills(tmp_path):
    tally = Killing(tmp_path, SEED).run(60)
    check(tally, 60)
    assert tally.cut_off > 60, "kills fell between saves, not into them"
    assert tally.photographs
    assert tally.rows


@pytest.fixture
def cluster():
    need_postgresql()
    made = Cluster()
    yield made
    made.end()


def test_what_was_acknowledged_survives_kills_of_postgresql_and_all_workers(tmp_path, cluster):
    check(ServedKilling(tmp_path, SEED, cluster).run(4), 4)


@pytest.mark.stress
def test_what_was_acknowledged_survives_two_hundred_kills_of_a_whole_server(tmp_path, cluster):
    tally = ServedKilling(tmp_path, SEED, cluster).run(200)
    check(tally, 200)
    assert tally.cut_off > 200, "kills fell between saves, not into them"
    assert tally.photographs
    assert tally.rows


def a_typist() -> Typist:
    typist = Typist.__new__(Typist)
    typist.path = "page"
    typist.stored, typist.pending = {"a": "1", "b": "1"}, {"a": "2", "c": "2"}
    return typist


@pytest.mark.parametrize("shown", [{"a": "1", "b": "1"}, {"a": "2", "b": "1", "c": "2"}])
def test_judge_accepts_what_was_acknowledged_and_what_was_on_its_way(shown):
    tally = Tally()
    a_typist().judge(shown, tally)
    assert not tally.lost
    assert tally.cut_off_stored == int("c" in shown)


@pytest.mark.parametrize(
    "shown",
    [{}, {"a": "0", "b": "1"}, {"a": "1"}, {"a": "2", "b": "1"}, {"a": "1", "b": "1", "c": "2"}],
)
def test_judge_notices_what_is_lost_old_or_torn(shown):
    tally = Tally()
    a_typist().judge(shown, tally)
    assert tally.lost
