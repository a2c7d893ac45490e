"""Two people save the same pages at once: nothing is lost, and who yields saw both versions."""

import random
import re
from html import unescape

import pytest

from ipdoc.casework.cases import start_case
from ipdoc.casework.history.subjects import Subject, open_past
from ipdoc.domain.people import Role
from tests.builders import a_vault
from tests.databases import on_each_database
from tests.people_builders import a_second_person
from tests.section_walk import a_walk

PAGE = "case_information/time_place"
KEYS = ("exam_place_name", "exam_place_address")
PRESENT = "case_information/present"


class Sitting:
    """One person at the page, with what the page showed when it was loaded."""

    def __init__(self, walk, page):
        self.walk, self.page = walk, page
        self.load()

    def load(self):
        """Load the page anew."""
        self.html = self.walk.get(self.page)
        self.shown = dict(self.walk.answers("case_information"))


@pytest.fixture
def walks(tmp_path):
    with a_vault(tmp_path) as vault, a_second_person(vault, Role.CLINICIAN) as second:
        ref = start_case(vault, "full", "K-1", "", {"record": "en"})
        with vault.transaction() as work:
            work.seal_to(ref.case_id, ("record", "photographs", "intimate"), second.person_id)
        yield a_walk(vault, ref=ref), a_walk(second, ref=ref)


def told(walk):
    """Everything that the history of the section tells."""
    past = open_past(walk.vault, walk.ref, Subject("section", "case_information"))
    return repr([moment.changes for moment in past.moments])


def choose(chance, html):
    """Answer the page of both at random; return what is sent and the choice of each place."""
    names = re.findall(r'type="radio" name="([^"]+)" value="own"', html)
    return {unescape(name): chance.choice(["own", "stored"]) for name in names}


def step(chance, sitting, words):
    """Change answers on a page that may be old; check what became of them."""
    walk = sitting.walk
    typed = {key: next(words) for key in chance.sample(KEYS, chance.randint(1, 2))}
    before = dict(walk.answers("case_information"))
    clash = {k for k in typed if before.get(k) != sitting.shown.get(k)}
    answer = walk.post(sitting.page, sitting.html, go="stay", **typed)
    after = walk.answers("case_information")
    assert answer.status_code == (409 if clash else 303)
    for key in KEYS:
        kept = key not in typed or key in clash
        assert after.get(key) == (before.get(key) if kept else typed[key]), key
    if clash:
        page = unescape(answer.text)
        assert all(typed[key] in page and (before.get(key) or "left open") in page for key in clash)
        chosen = choose(chance, answer.text)
        assert set(chosen) == {f"page.keep.{key}" for key in clash}
        assert walk.post(sitting.page, answer.text, **chosen, go="stay").status_code == 303
        decided = walk.answers("case_information")
        for key in clash:
            own = chosen[f"page.keep.{key}"] == "own"
            assert decided.get(key) == (typed[key] if own else before.get(key))
    sitting.load()


@on_each_database
@pytest.mark.parametrize("seed", [1])
def test_two_people_at_one_page_lose_nothing(walks, seed):
    play(walks, seed, 12)


@pytest.mark.stress
@pytest.mark.parametrize("seed", range(2, 12))
def test_two_people_at_one_page_never_lose_anything(walks, seed):
    play(walks, seed, 60)


def play(walks, seed, rounds):
    chance = random.Random(seed)  # noqa: S311 - no secret
    words = (f"word{seed}x{number}" for number in range(10_000))
    sittings = [Sitting(walk, PAGE) for walk in walks]
    stored = set()
    for _round in range(rounds):
        step(chance, chance.choice(sittings), words)
        stored |= {walks[0].answers("case_information").get(key) for key in KEYS} - {None}
    history = told(walks[0])
    assert all(word in history for word in stored)


class Script:
    """A page that saves while one types: its inputs stay as they are, whatever others store."""

    def __init__(self, walk):
        self.walk = walk
        self.html = walk.get(PAGE)
        stored = walk.answers("case_information")
        self.inputs = {key: stored.get(key) for key in KEYS}
        self.known = dict(self.inputs)

    def type(self, key, word):
        """Type into one answer and let the script save the page; check what became of all."""
        self.inputs[key] = word
        before = dict(self.walk.answers("case_information"))
        texts = {key: text or "" for key, text in self.inputs.items()}
        answer = self.walk.post(PAGE, self.html, json=True, **texts)
        after = self.walk.answers("case_information")
        for one in KEYS:
            own, known, stored = self.inputs[one], self.known[one], before.get(one)
            clash = own not in (known, stored) and known != stored
            assert (one in answer.json["clash"]) == clash
            assert after.get(one) == (own if own != known and not clash else stored)
            if own == after.get(one):
                self.known[one] = own
        was = f'name="page.was" value="{answer.json["was"]}"'
        self.html = re.sub(r'name="page.was" value="[^"]*"', was, self.html)


def scripts(walks, seed, rounds):
    """Two people type at pages that save by themselves and are seldom loaded anew."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    words = (f"word{seed}x{number}" for number in range(10_000))
    open_pages = [Script(walk) for walk in walks]
    for _round in range(rounds):
        place = chance.randrange(2)
        if chance.random() < 0.2:
            open_pages[place] = Script(walks[place])
        open_pages[place].type(chance.choice(KEYS), next(words))


def test_two_pages_that_save_by_themselves_put_nothing_back(walks):
    scripts(walks, 1, 12)


@pytest.mark.stress
@pytest.mark.parametrize("seed", range(2, 12))
def test_two_pages_that_save_by_themselves_never_put_anything_back(walks, seed):
    scripts(walks, seed, 60)


def test_history_names_each_of_two_people(walks):
    first, second = (Sitting(walk, PAGE) for walk in walks)
    first.walk.post(PAGE, first.html, go="stay", exam_place_name="Mine")
    second.load()
    second.walk.post(PAGE, second.html, go="stay", exam_place_address="Theirs")
    ref = first.walk.ref
    address = f"/cases/{ref.case_id}/{ref.evaluation_id}/history/section/case_information"
    page = first.walk.client.get(address).text
    assert first.walk.vault.person_name in page
    assert second.walk.vault.person_name in page


@pytest.mark.parametrize("seed", range(2))
def test_entries_of_two_people_lose_no_word(walks, seed):
    entries(walks, seed, 8)


@pytest.mark.stress
@pytest.mark.parametrize("seed", range(2, 12))
def test_entries_of_two_people_never_lose_a_word(walks, seed):
    entries(walks, seed, 40)


def entries(walks, seed, rounds):
    """Two people add, change and take out entries of one list on pages that may be old."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    words = (f"word{seed}x{number}" for number in range(10_000))
    sittings = [Sitting(walk, PRESENT) for walk in walks]
    typed = set()
    for _round in range(rounds):
        sitting = chance.choice(sittings)
        rows = sitting.shown.get("persons_present") or []
        place = chance.randint(0, len(rows))
        word = next(words)
        sent = {f"persons_present-{place}-name": word}
        if rows and chance.random() < 0.3:
            sent = {f"persons_present-{chance.randrange(len(rows))}.remove": "1"}
        answer = sitting.walk.post(PRESENT, sitting.html, go="stay", **sent)
        if answer.status_code == 409:
            assert word in answer.text or "remove" in repr(sent)
            chosen = choose(chance, answer.text)
            answer = sitting.walk.post(PRESENT, answer.text, **chosen, go="stay")
            if "stored" in chosen.values():
                word = None
        assert answer.status_code == 303
        if word and "remove" not in repr(sent):
            typed.add(word)
        sitting.load()
    history = told(walks[0])
    assert all(word in history for word in typed)
