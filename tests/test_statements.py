"""How often a save asks the database: each statement is a way to the server and back."""

import pytest

from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.sections import open_section, save_answers
from ipdoc.casework.sessionkeeping import SessionBook
from ipdoc.config import Settings
from ipdoc.vault.errors import TamperedError
from ipdoc.web.app import create_app
from ipdoc.web.shared_sessions import SharedSessions
from tests.counting import statements
from tests.databases import on_each_database
from tests.section_walk import Walk, a_walk
from tests.team_builders import FOR_TEAM, a_case, shared, write
from tests.vault_builders import PASSPHRASE, sql

pytestmark = on_each_database
SECTION = "case_information"
PAGE = f"{SECTION}/time_place"
MOST = {"sqlite": 6, "postgresql": 8}
"""The look of the gate; begin, look, read, write, append; on a server the session and the lock."""


@pytest.fixture
def ref(lead):
    """A case with answers in several sections."""
    ref = a_case(lead, "A-1", *FOR_TEAM)
    write(lead, ref, "one")
    return ref


def served(vault, ref):
    """Return a browser at a worker of a server, whose sessions are rows."""
    book = SessionBook(vault.place)
    kept = SharedSessions(book, 15)
    client = create_app(Settings(vault_folder=vault.folder), sessions=kept).test_client()
    again = open_vault(vault.place, PASSPHRASE, name=vault.person_name)
    client.set_cookie(kept.cookie, kept.begin(again), domain="localhost")
    return Walk(client, again, ref), lambda: (kept.end_all(), book.close())


@pytest.fixture
def walk(lead, ref, each_database):
    """A browser in the case, as it is let in on a laptop or on a server."""
    if each_database == "sqlite":
        yield a_walk(lead, ref=ref)
        return
    walk, end = served(lead, ref)
    yield walk
    end()


def count_saves(walk, typed):
    """Save the page once for each text, as a script does; return the statements of each save."""
    html, counts = walk.get(PAGE), []
    for text in typed:
        with statements() as told:
            answer = walk.post(PAGE, html, json=True, exam_place_name=text).json
        assert (answer["problems"], answer["clash"]) == ([], [])
        html = html.replace(html.split('name="page.was" value="')[1].split('"')[0], answer["was"])
        counts.append(told)
    return counts


def test_autosave_asks_no_more_than_it_must(walk, each_database):
    _first, *later = count_saves(walk, ["one", "two", "three"])
    for told in later:
        assert len(told) <= MOST[each_database], "\n".join(told)


def test_autosave_in_a_shared_case_asks_no_more(lead, colleague, ref, walk, each_database):
    shared(lead, ref, colleague, "record")
    _first, *later = count_saves(walk, ["one", "two", "three"])
    for told in later:
        assert len(told) <= MOST[each_database], "\n".join(told)


def save(vault, ref, text):
    view = open_section(vault, ref, SECTION)
    return lambda: save_answers(vault, ref, SECTION, {"exam_place_name": text}, view.version)


def blobs(vault, ref):
    """Return id, and what stands in it, of the records that hold the written answers."""
    chosen = "SELECT id, blob, version FROM record WHERE case_id = ? AND part = 'record'"
    return {row[0]: row[1:] for row in sql(vault, chosen, ref.case_id)}


def put_back(vault, rows):
    for identity, (blob, version) in rows:
        sql(vault, "UPDATE record SET blob = ?, version = ? WHERE id = ?", blob, version, identity)


def test_row_that_is_written_over_is_read_and_compared(lead, ref):
    before = blobs(lead, ref)
    save(lead, ref, "one")()
    put = save(lead, ref, "two")
    put_back(lead, [(one, old) for one, old in before.items() if old != blobs(lead, ref)[one]])
    with pytest.raises(TamperedError):
        put()


def test_save_goes_by_what_the_chain_tells_of_the_other_sections(lead, ref):
    put, before = save(lead, ref, "two"), blobs(lead, ref)
    sql(lead, "UPDATE record SET blob = ? WHERE case_id = ?", b"x", ref.case_id)
    own = section_row(lead, ref)
    put_back(lead, [(own, before[own])])
    assert put().answers["exam_place_name"] == "two"
    with pytest.raises(TamperedError):
        open_section(lead, ref, SECTION)


def section_row(vault, ref):
    """Return the id of the section's own record."""
    with vault.transaction(write=False) as work:
        keys = work.case(ref.case_id).keys
    return keys.id(f"section/{ref.evaluation_id}/{SECTION}/record", "record")
