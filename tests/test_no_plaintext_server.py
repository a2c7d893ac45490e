"""After the job of a team on PostgreSQL nothing of it can be read in anything that was written."""

import re

import pytest

from tests.canaries import ALL
from tests.plaintext_server import routes_in, team_on_a_server

MOMENTS = ("unlocked", "ended", "kept", "erased")


@pytest.fixture(scope="module")
def job(tmp_path_factory):
    return team_on_a_server(tmp_path_factory.mktemp("job"))


def test_team_did_the_whole_job_on_the_server(job):
    assert len(job.stored) >= 100
    assert len({*ALL, *job.planted.words}) >= 150
    assert all(job.planted.secrets)
    assert job.lawyers_pdf == job.pdf
    assert job.refused["withdrawn"] in (403, 404)
    assert job.left == 0


@pytest.mark.parametrize("moment", MOMENTS)
def test_no_planted_word_lies_in_rows_files_logs_or_dump(job, moment):
    """Also in the write-ahead log, the log of every statement, the dump, the backup and files."""
    assert job.leaks[moment] == {}


def test_word_written_into_a_table_is_found_in_data_and_log(job):
    found = {path.rpartition("/")[2] for path in job.leaks["planted"]}
    assert "server.log" in found
    assert len(found) >= 3, "the log, the table, the write-ahead log"


def test_database_server_wrote_down_every_statement(job):
    assert re.search(rb"INSERT INTO revision .*\n.*DETAIL:  parameters: \$1 = ", job.said)


def test_workers_log_names_routes_and_no_more(job):
    routes = routes_in(job.server.base / "said" / "workers")
    assert "/cases/<case_id>/<evaluation_id>/sections/<section_key>/<page_key>" in routes
