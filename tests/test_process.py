"""What a process that holds keys asks of the system."""

import os
import subprocess
import sys

import pytest

from ipdoc.casework.core.occupied import OccupiedError, occupied
from tests.watched_server import ROOT

HARDENED = "from ipdoc.process import harden; harden(); "
COMMAND = "from ipdoc.cli import main; main(['check-forms'], standalone_mode=False); "


def run(code):
    command = [sys.executable, "-c", f"import os, resource, sys; {code}"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command,
        env=environment,
        capture_output=True,
        check=True,
        preexec_fn=lambda: os.umask(0o022),
        text=True,
    )
    return done.stdout.split()[-1]


@pytest.mark.parametrize("before", [HARDENED, COMMAND], ids=["by itself", "at every command"])
def test_files_are_private_and_no_core_is_dumped(before):
    assert run(before + "print(oct(os.umask(0)))") == "0o77"
    assert run(before + "print(sum(resource.getrlimit(resource.RLIMIT_CORE)))") == "0"


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux")
def test_memory_is_closed_to_other_processes_of_the_same_person():
    dumpable = "import ctypes; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    assert run(dumpable) == "1"
    assert run(HARDENED + dumpable) == "0"


def test_second_server_on_a_folder_is_refused(tmp_path):
    with occupied(tmp_path), pytest.raises(OccupiedError, match="Another ipdoc serves"):
        occupied(tmp_path).__enter__()
    with occupied(tmp_path):
        assert list(tmp_path.iterdir()) == []


def test_folder_of_a_program_that_was_killed_is_free(tmp_path):
    code = "import os, sys, pathlib; from ipdoc.casework.core.occupied import occupied\n"
    code += "with occupied(pathlib.Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(OccupiedError):
            occupied(tmp_path).__enter__()
        other.kill()
        other.wait(20)
    with occupied(tmp_path):
        pass


def test_folder_that_was_made_and_stayed_empty_goes_again(tmp_path):
    with occupied(tmp_path / "vault"):
        assert (tmp_path / "vault").stat().st_mode & 0o777 == 0o700
    assert not (tmp_path / "vault").exists()
    with occupied(tmp_path / "vault"):
        (tmp_path / "vault" / "vault.db").touch()
    assert (tmp_path / "vault").exists()
