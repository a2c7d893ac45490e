"""The command of a server: real workers, all killed, others going on, and a graceful end."""

import json
import os
import re
import signal
import socket
import stat
import subprocess

import pytest

from ipdoc.storage.place import Place
from tests.builders import PASSPHRASE, a_vault
from tests.databases import address, ask
from tests.serving import HOST, a_server, command, environment


@pytest.fixture
def place(databases, tmp_path):
    name = databases.take()
    yield Place(tmp_path / "vault", address(name))
    databases.give_back(name)


def test_session_outlives_the_worker_that_began_it_and_the_server_ends_gracefully(place, tmp_path):
    with a_vault(place) as vault:
        person = vault.person_id
    with a_server(place, tmp_path) as running:
        browser = running.browser()
        browser.unlock(PASSPHRASE)
        first = set(running.pids())
        for pid in first:
            os.kill(pid, signal.SIGKILL)
        running.wait_for(lambda: len(set(running.pids())) == 4)
        again = browser.another()
        assert again.ask("GET", "/cases/").status == 200
        assert again.ask("GET", "/readyz").text == "ready\n"
        again.close()
        browser.close()
        assert running.end() == 0
        said = [json.loads(line) for line in running.lines]
    assert {one.get("person") for one in said if one.get("route") == "/cases/"} == {person}
    assert not list((tmp_path / "tmp").iterdir())
    name = place.database_url.rpartition("/")[2]
    count = f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608
    assert ask(count) == [(0,)]


def test_socket_is_for_the_proxys_group_and_for_nobody_else(place, tmp_path):
    a_vault(place).close()
    path = tmp_path / "s"
    with a_server(place, tmp_path, bind=f"unix:{path}"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o770
        with socket.socket(socket.AF_UNIX) as proxy:
            proxy.connect(str(path))
            proxy.sendall(f"GET /readyz HTTP/1.0\r\nHost: {HOST}\r\n\r\n".encode())
            assert b"ready" in proxy.makefile("rb").read()


def test_server_without_a_vault_says_so_in_one_sentence(place, tmp_path):
    done = subprocess.run(
        command(), env=environment(place, tmp_path), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert re.fullmatch(r"ipdoc: There is no vault in this database yet; .*\n", done.stderr)
