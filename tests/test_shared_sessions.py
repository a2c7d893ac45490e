"""Sessions of several workers: each goes on in any of them, ends in all, and opens by its token."""

import threading

import pytest

from ipdoc.casework.core.openvault import LockedError, open_vault
from ipdoc.casework.people.errors import LeavingError
from ipdoc.casework.people.register import card
from ipdoc.casework.people.signing_out import sign_out
from ipdoc.casework.sessionkeeping import SessionBook, session_key
from ipdoc.domain.people import Role
from ipdoc.errors import IpdocError
from ipdoc.storage.errors import UnreachableError
from ipdoc.vault.errors import TamperedError
from ipdoc.web.sessions import LONGEST_S, IdleWatch
from ipdoc.web.shared_sessions import SharedSessions
from tests.databases import on_each_database
from tests.people_builders import SECOND_NAME, SECOND_PASSPHRASE, a_second_person
from tests.vault_builders import PASSPHRASE, a_case, a_vault, get, put, sql

pytestmark = on_each_database
NOW = 1_800_000_000


@pytest.fixture
def clock():
    return [float(NOW)]


@pytest.fixture
def vault(tmp_path):
    with a_vault(tmp_path) as vault:
        yield vault


@pytest.fixture
def workers(vault, clock):
    """Two workers of one server."""
    books = [SessionBook(vault.place) for _ in range(2)]
    made = [SharedSessions(book, 15, clock=lambda: clock[0]) for book in books]
    yield made
    for worker, book in zip(made, books, strict=True):
        worker.end_all()
        book.close()


@pytest.fixture
def token(workers, vault):
    """The token of a session that was begun in the first worker."""
    return workers[0].begin(open_vault(vault.place, PASSPHRASE), "Firefox, Linux")


def test_session_goes_on_in_another_worker(workers, vault, token):
    first, second = workers
    case_id = a_case(first.find(token).vault)
    put(first.find(token).vault, case_id, "a/1", "one")
    assert get(second.find(token).vault, case_id, "a/1").payload["text"] == "one"
    assert second.find(token).about == "Firefox, Linux"
    assert second.find(token) is second.find(token)


def test_session_that_ends_in_one_worker_ends_in_all(workers, token):
    first, second = workers
    held = first.find(token).vault
    second.end(token)
    assert first.find(token) is None
    with pytest.raises(LockedError):
        held.list_cases(1, 50)


def test_unknown_and_empty_tokens_open_nothing(workers, token):
    for wrong in (None, "", "x", token[:-1], token + "x"):
        assert workers[1].find(wrong) is None
    assert workers[1].find(token) is not None


def test_person_sees_and_ends_their_own_sessions(workers, vault, token, clock):
    first, second = workers
    clock[0] += 60
    other = second.begin(open_vault(vault.place, PASSPHRASE), "Tor Browser")
    mine = first.find(token).vault
    shown = [(one.about, one.begun_at) for one in first.listed(mine)]
    assert shown == [("Tor Browser", NOW + 60), ("Firefox, Linux", NOW)]
    first.end_listed(mine, session_key(other).hex())
    assert second.find(other) is None
    assert [one.about for one in first.listed(mine)] == ["Firefox, Linux"]


def test_nobody_ends_the_session_of_somebody_else(workers, vault, token):
    sql(vault, "UPDATE session SET person_id = 'somebody else'")
    own = open_vault(vault.place, PASSPHRASE)
    with own:
        workers[0].end_listed(own, session_key(token).hex())
        assert workers[0].listed(own) == []
    assert sql(vault, "SELECT count(*) FROM session") == [(1,)]


def test_session_that_is_used_anywhere_stays_awake_everywhere(workers, token, clock):
    first, second = workers
    for _ in range(4):
        clock[0] += 10 * 60
        assert second.find(token) is not None
        first.lock_idle()
    assert first.find(token) is not None


def test_idle_session_ends_and_its_row_goes(workers, vault, token, clock):
    first, second = workers
    held = first.find(token).vault
    clock[0] += 15 * 60 + 1
    second.lock_idle()
    assert sql(vault, "SELECT count(*) FROM session") == [(0,)]
    first.lock_idle()
    with pytest.raises(LockedError):
        held.list_cases(1, 50)
    assert first.find(token) is None


def test_no_key_is_kept_while_the_database_does_not_answer(workers, token, monkeypatch):
    def unreachable(*_asked):
        raise UnreachableError

    first = workers[0]
    held = first.find(token).vault
    with monkeypatch.context() as cut:
        cut.setattr(SessionBook, "going_on", unreachable)
        with pytest.raises(UnreachableError):
            first.lock_idle()
    with pytest.raises(LockedError):
        held.list_cases(1, 50)
    assert first.find(token).vault.list_cases(1, 50) == ([], 0)


def test_watch_goes_on_when_the_database_answers_again(workers, token, clock, monkeypatch):
    asked = threading.Event()

    def unreachable(*_asked):
        asked.set()
        raise UnreachableError

    first = workers[0]
    watch = IdleWatch(first, every_s=0.01)
    with monkeypatch.context() as cut:
        cut.setattr(SessionBook, "end_old", unreachable)
        watch.start()
        assert asked.wait(20)
    held = first.find(token).vault
    clock[0] += 16 * 60
    for _ in range(1000):
        if held._keys is None:
            break
        watch.join(0.02)
    assert watch.is_alive()
    watch.end()
    assert held._keys is None


def test_request_finds_an_idle_session_ended_before_anybody_swept(workers, token, clock):
    clock[0] += 15 * 60 + 1
    assert workers[0].find(token) is None


def test_no_session_lasts_longer_than_a_day_of_work(workers, token, clock):
    for _ in range(LONGEST_S // 600):
        clock[0] += 600
        assert workers[0].find(token) is not None
    clock[0] += 600
    assert workers[0].find(token) is None


def test_time_is_written_twice_a_minute_at_most(workers, vault, token, clock):
    def seen():
        return sql(vault, "SELECT last_seen_at FROM session")[0][0]

    for step, written in ((29, NOW), (1, NOW + 30), (20, NOW + 30), (10, NOW + 60)):
        clock[0] += step
        workers[1].find(token)
        assert seen() == written


def test_what_a_browser_asked_to_see_is_known_to_every_worker(workers, token):
    first, second = workers
    assert second.find(token).names_shown == set()
    shown = first.find(token)
    shown.names_shown.add("ab12")
    shown.restricted_open.add("cd34")
    first.keep(token, shown)
    assert second.find(token).names_shown == {"ab12"}
    assert second.find(token).restricted_open == {"cd34"}
    assert first.find(token).names_shown == {"ab12"}


def test_workers_that_end_leave_the_session_for_the_next_ones(workers, vault, token):
    held = workers[0].find(token).vault
    for worker in workers:
        worker.end_all()
    with pytest.raises(LockedError):
        held.list_cases(1, 50)
    assert workers[1].find(token) is not None


def test_row_tells_nothing_of_the_token_the_browser_or_the_key(workers, vault, token):
    row = sql(vault, "SELECT id, about, blob FROM session")[0]
    held = b"".join(map(bytes, row))
    own = workers[0].find(token).vault.keys.own.data
    for secret in (token.encode(), b"Firefox", own, own[:32], own[64:]):
        assert secret not in held


@pytest.mark.parametrize("column", ["blob", "about", "person_id"])
def test_row_that_was_changed_opens_nothing(workers, vault, token, column):
    value = sql(vault, f"SELECT {column} FROM session")[0][0]  # noqa: S608
    changed = value[:-1] + ("x" if isinstance(value, str) else bytes((value[-1] ^ 1,)))
    sql(vault, f"UPDATE session SET {column} = ?", changed)  # noqa: S608
    with pytest.raises(TamperedError):
        workers[1].find(token)


def test_row_of_one_session_does_not_open_with_the_token_of_another(workers, vault, token):
    other = workers[0].begin(open_vault(vault.place, PASSPHRASE), "")
    blob = sql(vault, "SELECT blob FROM session WHERE id = ?", session_key(token))[0][0]
    sql(vault, "UPDATE session SET blob = ? WHERE id = ?", blob, session_key(other))
    with pytest.raises(TamperedError):
        workers[1].find(other)


def test_person_who_was_taken_out_is_out_of_every_worker(workers, vault, token):
    held = workers[1].find(token).vault
    sql(vault, "DELETE FROM session")
    assert workers[1].find(token) is None
    with pytest.raises(LockedError):
        held.list_cases(1, 50)


def test_sessions_that_a_coordinator_ends_end_in_all_workers_and_the_register_says_so(
    workers, vault
):
    with a_second_person(vault) as second:
        person = second.person_id
    tokens = [worker.begin(_second(vault), "Firefox") for worker in workers]
    held = workers[1].find(tokens[1]).vault
    mine = open_vault(vault.place, PASSPHRASE, name="Dr Test")
    own = workers[0].begin(mine, "Tor Browser")
    sign_out(vault, person)
    workers[0].drop_person(person)
    workers[1].lock_idle()
    with pytest.raises(LockedError):
        held.list_cases(1, 50)
    assert [worker.find(token) for worker in workers for token in tokens] == [None] * 4
    assert workers[0].find(own) is not None
    with vault.transaction(write=False) as work:
        last = work.register().history(f"signed-out/{person}")[-1]
        assert card(work, person).role
    assert (last.why, last.who) == ("signed out", vault.person_id)
    sign_out(vault, person)
    _second(vault).close()


def test_nobody_ends_sessions_who_does_not_look_after_people(workers, vault):
    with a_second_person(vault, Role.LAWYER) as lawyer:
        token = workers[0].begin(open_vault(vault.place, PASSPHRASE, name="Dr Test"), "Firefox")
        with pytest.raises(IpdocError):
            sign_out(lawyer, vault.person_id)
    with pytest.raises(LeavingError):
        sign_out(vault, vault.person_id)
    assert workers[0].find(token) is not None


def _second(vault):
    return open_vault(vault.place, SECOND_PASSPHRASE, name=SECOND_NAME)
