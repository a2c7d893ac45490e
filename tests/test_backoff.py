"""Who fails waits longer each time, and nobody can keep a colleague out by failing."""

import logging
import threading
from contextlib import closing, nullcontext

import pytest

from ipdoc.casework.core.openvault import create_vault
from ipdoc.casework.people.backoff import (
    ADDRESS,
    DAY_S,
    KNOWN_BROWSER,
    SAME_COMPUTER_MOST_S,
    STRANGER,
    Doorkeeper,
    MemoryAttempts,
    TooSoonError,
)
from ipdoc.storage.attempts import AttemptRows
from ipdoc.storage.database import Database
from ipdoc.web import doorkeeping
from tests.builders import CHEAP, PASSPHRASE, a_vault
from tests.databases import KINDS, on_postgresql, where
from tests.vault_builders import sql
from tests.webclient import a_site, words

HERE, ELSEWHERE = "198.51.100.7", "203.0.113.9"
KEY = b"k" * 32


@pytest.fixture(params=["memory", *KINDS])
def store(request, tmp_path):
    """Where failures are counted: in memory, in SQLite, on PostgreSQL; all do the same."""
    if request.param == "memory":
        yield MemoryAttempts()
        return
    kind = nullcontext() if request.param == "sqlite" else None
    with kind or on_postgresql(request.getfixturevalue("databases")):
        place = where(tmp_path)
        create_vault(place, "Dr Test", PASSPHRASE, cost=CHEAP).close()
        with closing(Database(place)) as database:
            yield AttemptRows(database)


@pytest.fixture
def door(store):
    return Doorkeeper(store, KEY, same_computer=False)


def waited(door, name, address, mark, now):
    """Try; return how long one has to wait, 0 when the attempt was let through."""
    try:
        door.begin(name, address, mark, now)
    except TooSoonError as error:
        return error.wait_s
    return 0


def fail(door, times, name="Dr A", address=ELSEWHERE, mark="", now=1000):
    """Fail as often as said, each time as soon as it may be; return the present second."""
    for _ in range(times):
        while wait := waited(door, name, address, mark, now):
            now += wait
    return now


def test_first_slips_cost_nothing_and_then_the_wait_doubles_up_to_a_quarter_of_an_hour(door):
    now, waits = fail(door, STRANGER.free), []
    for _ in range(14):
        assert waited(door, "Dr A", ELSEWHERE, "", now) == 0
        waits.append(waited(door, "Dr A", ELSEWHERE, "", now))
        now += waits[-1]
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900, 900]


def test_attempt_while_waiting_is_not_tried_and_does_not_lengthen_the_wait(door):
    now = fail(door, STRANGER.free + 4)
    assert [waited(door, "Dr A", ELSEWHERE, "", now) for _ in range(5)] == [16] * 5
    assert waited(door, "Dr A", ELSEWHERE, "", now + 10) == 6
    assert waited(door, "Dr A", ELSEWHERE, "", now + 16) == 0


def test_colleague_is_never_kept_out_by_what_somebody_does_elsewhere(door):
    now = fail(door, 40)
    assert waited(door, "Dr A", ELSEWHERE, "", now) > 0
    assert waited(door, "Dr A", HERE, "", now) == 0


def test_browser_that_signed_in_before_is_not_kept_out_by_its_neighbours(door):
    first = door.begin("Dr A", HERE, "", 1000)
    mark = door.passed(first, "Dr A", "", 1000)
    now = fail(door, 40, address=HERE)
    assert waited(door, "Dr A", HERE, "", now) > 0
    assert waited(door, "Dr A", HERE, mark, now) == 0


def test_stolen_mark_counts_by_itself_and_is_worth_little(door):
    mark = door.passed(door.begin("Dr A", HERE, "", 1000), "Dr A", "", 1000)
    now = fail(door, KNOWN_BROWSER.free + 10, mark=mark)
    assert waited(door, "Dr A", ELSEWHERE, mark, now) > 60
    assert waited(door, "Dr A", HERE, "", now) == 0


def test_mark_of_one_person_is_none_for_another(door):
    mark = door.passed(door.begin("Dr A", HERE, "", 1000), "Dr A", "", 1000)
    now = fail(door, STRANGER.free + 3, name="Dr B", mark=mark)
    assert waited(door, "Dr B", ELSEWHERE, mark, now) > 0
    assert waited(door, "Dr A", ELSEWHERE, mark, now) == 0


def test_mark_that_was_made_up_gives_no_new_attempts(door):
    now = 1000
    for number in range(STRANGER.free + 1):
        assert waited(door, "Dr A", ELSEWHERE, f"made-up-{number}", now) == 0
    assert waited(door, "Dr A", ELSEWHERE, "made-up-again", now) > 0


def test_many_names_from_one_address_are_held_back_too(door):
    for number in range(ADDRESS.free + 1):
        assert waited(door, f"Dr {number}", ELSEWHERE, "", 1000) == 0
    assert waited(door, "Dr new", ELSEWHERE, "", 1000) > 0


def test_own_passphrase_wins_no_new_attempts_at_others(door):
    for number in range(ADDRESS.free):
        waited(door, f"Dr {number}", ELSEWHERE, "", 1000)
    own = door.begin("Dr Own", ELSEWHERE, "", 1000)
    door.passed(own, "Dr Own", "", 1000)
    assert waited(door, "Dr new", ELSEWHERE, "", 1000) == 0
    assert waited(door, "Dr newer", ELSEWHERE, "", 1000) > 0


def test_success_forgets_and_tells_how_often_somebody_failed(door):
    fail(door, 4)
    fail(door, 2, address=HERE)
    attempt = door.begin("Dr A", HERE, "", 2000)
    assert attempt.failed_before == 6
    door.passed(attempt, "Dr A", "", 2000)
    assert door.begin("Dr A", HERE, "", 2000).failed_before == 0


def test_names_are_folded_so_that_capitals_win_no_new_attempts(door):
    for name in ("Dr A", "dr a", "DR  A", " dr A"):
        assert waited(door, name, ELSEWHERE, "", 1000) == 0
    assert waited(door, "dR a", ELSEWHERE, "", 1000) > 0


def test_whole_household_of_a_version_6_address_counts_as_one(door):
    for number in range(STRANGER.free + 1):
        assert waited(door, "Dr A", f"2001:db8:1:2::{number}", "", 1000) == 0
    assert waited(door, "Dr A", "2001:db8:1:2:ffff::1", "", 1000) > 0
    assert waited(door, "Dr A", "2001:db8:1:3::1", "", 1000) == 0


def test_addresses_of_version_4_written_as_version_6_do_not_count_as_one(door):
    fail(door, STRANGER.free + 1, address="::ffff:192.0.2.1")
    assert waited(door, "Dr A", "192.0.2.1", "", 1000) > 0
    assert waited(door, "Dr A", "::ffff:192.0.2.2", "", 1000) == 0


def test_failures_are_forgotten_after_a_day(door, store):
    now = fail(door, STRANGER.free + 3)
    door.passed(door.begin("Dr B", HERE, "", now + DAY_S + 60), "Dr B", "", now + DAY_S + 60)
    assert door.begin("Dr A", ELSEWHERE, "", now + DAY_S + 61).failed_before == 0


def test_attempts_at_the_same_moment_are_counted_before_they_are_tried(store):
    door, through = Doorkeeper(store, KEY, same_computer=False), []

    def attempt():
        if waited(door, "Dr A", ELSEWHERE, "", 1000) == 0:
            through.append(1)

    for _ in range(3):
        threads = [threading.Thread(target=attempt) for _ in range(8)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
    assert len(through) <= STRANGER.free + 8
    assert waited(door, "Dr A", ELSEWHERE, "", 1000) > 0


def test_on_a_laptop_nobody_waits_longer_than_a_minute(store):
    door = Doorkeeper(store, KEY, same_computer=True)
    now, longest = 1000, 0
    for _ in range(30):
        wait = waited(door, "", "127.0.0.1", "", now)
        longest, now = max(longest, wait), now + wait
        waited(door, "", "127.0.0.1", "", now)
    assert longest == SAME_COMPUTER_MOST_S


def test_rows_tell_neither_names_nor_addresses(tmp_path):
    a_vault(tmp_path).close()
    database = Database(tmp_path / "vault")
    Doorkeeper(AttemptRows(database), KEY, same_computer=False).begin("Dr A", HERE, "", 1000)
    database.close()
    rows = sql(tmp_path / "vault", "SELECT key, failures FROM attempt")
    assert rows
    assert all(len(key) == 32 for key, _ in rows)
    text = (tmp_path / "vault" / "vault.db").read_bytes()
    assert HERE.encode() not in text


@pytest.fixture
def site(tmp_path, monkeypatch):
    with a_site(tmp_path) as made:
        monkeypatch.setattr(doorkeeping, "now_s", lambda: int(made.clock[0]))
        yield made


def wrong(site, status, path="/unlock"):
    page = site.browser.page(path)
    return site.browser.send(page, path, status=status, passphrase="wrong words entirely")


def test_page_says_when_to_try_again_and_lets_in_then(site):
    for _ in range(STRANGER.free + 2):
        wrong(site, 422)
        site.clock[0] += 2
    told = wrong(site, 429)
    assert "wait 2 s and try again" in words(told.one("p", id="passphrase-error"))
    assert told.headers["Retry-After"] == "2"
    page = site.browser.page("/unlock")
    assert site.browser.send(page, "/unlock", status=429, passphrase=PASSPHRASE).path == "/unlock"
    site.clock[0] += 3
    assert site.unlock().path == "/sessions/"


def test_person_is_told_of_failed_attempts_once(site):
    for _ in range(4):
        wrong(site, 422)
    site.clock[0] += 60
    page = site.unlock()
    assert "4 attempts to sign in as you failed" in page.text
    assert "attempts to sign in as you failed" not in site.browser.page("/sessions/").text


def test_one_slip_is_not_worth_a_word(site):
    wrong(site, 422)
    assert site.unlock().path == "/cases/"


def test_mark_is_kept_from_scripts_and_says_nothing(site):
    site.unlock()
    cookie = site.browser.client.get_cookie(doorkeeping.MARK_COOKIE)
    assert cookie.http_only
    assert cookie.same_site == "Strict"
    assert "Test" not in cookie.value


def test_passphrase_cannot_be_guessed_at_an_unlocked_computer(site):
    site.unlock()
    for _ in range(5):
        wrong(site, 422, "/confirm/")
    told = wrong(site, 429, "/confirm/")
    assert "wait" in words(told.one("p", id="passphrase-error"))


def test_log_says_who_came_in_and_that_somebody_did_not_without_words_or_names(site, caplog):
    with caplog.at_level(logging.INFO):
        wrong(site, 422)
        site.unlock()
    said = [(one.getMessage(), one.fields) for one in caplog.records if one.name == "ipdoc.web"]
    person = next(iter(site.sessions._open.values())).vault.person_id
    assert said == [
        ("sign-in refused", {"error": "WrongPassphraseError", "person": ""}),
        ("sign-in passed", {"person": person}),
    ]
    assert not {"wrong words", "Dr Test", PASSPHRASE} & set(caplog.text.split("\n"))
