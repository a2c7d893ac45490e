"""Whatever two copies of a case become, together they hold all that was answered in either."""

import random
from itertools import count

import pytest

from tests.copies import a_copy, bring, content
from tests.vault_builders import a_case, a_vault, below, verify

PATHS = ("section/e1/background/record", "section/e1/events/record", "finding/e1/1", "other/e1")
KEYS = "abcdef"


@pytest.fixture
def vault(tmp_path):
    with a_vault(tmp_path) as vault:
        yield vault


class Hand:
    """Edits one copy at random, and remembers what it wrote.

    Args:
        vault: the copy.
        chance: seeded.
        words: gives a new word each time, so that every answer can be told apart.
    """

    def __init__(self, vault, case_id, chance, words):
        self.vault, self.case_id, self.chance, self.words = vault, case_id, chance, words
        self.written = {}
        """(path, key) → the word that this hand wrote last; None = blanked."""

    def edit(self, path):
        """Change, blank, move or remove something."""
        with self.vault.transaction() as work:
            case = work.case(self.case_id)
            record = case.get(path)
            version = record.version if record else None
            if record and self.chance.random() < 0.08:
                case.remove(path, expected_version=version, why="test")
                self.written = {key: one for key, one in self.written.items() if key[0] != path}
                return
            before = record.payload if record else {"schema": 1, "answers": {}, "attributes": {}}
            payload = {
                name: dict(one) if isinstance(one, dict) else one for name, one in before.items()
            }
            for key in self.chance.sample(KEYS, self.chance.randrange(1, 3)):
                inside = payload["answers" if path.startswith("section") else "attributes"]
                word = f"w{next(self.words)}"
                inside[key] = word
                self.written[path, key] = word
                if self.chance.random() < 0.15:
                    del inside[key]
                    self.written[path, key] = None
            part = record.part if record else "record"
            if path.startswith("finding") and self.chance.random() < 0.1:
                part = "intimate"
            case.put(path, payload, part, expected_version=version, why="test")


def words_of(vault, case_id):
    """Return all words that stand in the records of a case or in a conflict."""
    found = set()

    def walk(value):
        if isinstance(value, dict):
            for one in value.values():
                walk(one)
        elif isinstance(value, str):
            found.add(value)

    for record in below(vault, case_id).values():
        walk(record.payload)
    return found


def run(vault, folder, seed, rounds):
    """Edit two copies apart from each other and bring them together, again and again."""
    chance, words = random.Random(seed), count(1)  # noqa: S311
    case_id = a_case(vault)
    first = Hand(vault, case_id, chance, words)
    for path in PATHS:
        first.edit(path)
    with a_copy(vault, folder, f"copy{seed}") as copy:
        second = Hand(copy, case_id, chance, words)
        for number in range(rounds):
            first.written, second.written = {}, {}
            for _ in range(chance.randrange(1, 9)):
                chance.choice((first, second)).edit(chance.choice(PATHS))
            names = [f"{seed}-{number}-{side}.age" for side in ("a", "b")]
            bring(copy, vault, [case_id], folder, names[0])
            there = words_of(vault, case_id)
            for hand in (first, second):
                lost = {one for one in hand.written.values() if one} - there
                assert lost == set(), f"seed {seed}, round {number}"
            verify(vault, case_id)
            bring(vault, copy, [case_id], folder, names[1])
            assert content(copy, case_id) == content(vault, case_id), f"seed {seed}, round {number}"
            verify(copy, case_id)


@pytest.mark.parametrize("seed", [1, 2, 128])
def test_nothing_is_lost_between_two_copies(vault, tmp_path, seed):
    run(vault, tmp_path, seed, 3)


@pytest.mark.stress
@pytest.mark.parametrize("seed", range(100, 150))
def test_nothing_is_lost_in_many_rounds(vault, tmp_path, seed):
    run(vault, tmp_path, seed, 12)
