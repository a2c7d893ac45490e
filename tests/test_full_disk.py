"""A disk that fills up or cannot be written to: one sentence, and nothing saved is lost."""

import subprocess

import pytest

from ipdoc.casework.core.openvault import open_vault
from ipdoc.errors import IpdocError
from ipdoc.storage.errors import FullDiskError, ReadOnlyError
from tests.builders import PASSPHRASE, a_vault


@pytest.fixture
def small_disk(tmp_path):
    """Mount a file system of 3 MiB; a machine that may not mount fails the test."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)]
    subprocess.run(mount, check=True, capture_output=True)
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True, capture_output=True)


def a_case_with(vault, text):
    with vault.transaction() as work:
        case = work.new_case({"code": "D"})
        case.put("a/1", {"schema": 1, "text": text}, "record", expected_version=None, why="t")
    return case.case_id


def test_full_disk_is_told_and_what_was_saved_stays(small_disk):
    with a_vault(small_disk) as vault:
        case_id = a_case_with(vault, "kept")
        with pytest.raises(FullDiskError, match="disk is full"):
            a_case_with(vault, "x" * 4_000_000)
    with open_vault(small_disk / "vault", PASSPHRASE) as vault:
        with vault.transaction(write=False) as work:
            assert work.case(case_id).get("a/1").payload["text"] == "kept"
        assert vault.list_cases(1, 50)[1] == 1


def test_attachment_that_does_not_fit_leaves_nothing(small_disk):
    import io

    with a_vault(small_disk) as vault:
        case_id = a_case_with(vault, "kept")
        with pytest.raises(FullDiskError), vault.transaction() as work:
            work.case(case_id).attach(io.BytesIO(bytes(8_000_000)), "photographs")
        left = [
            path for path in (small_disk / "vault" / "attachments").rglob("*") if path.is_file()
        ]
        assert left == []


def test_read_only_folder_is_told(small_disk):
    with a_vault(small_disk) as vault:
        a_case_with(vault, "kept")
    remount = ["mount", "-o", "remount,ro", str(small_disk)]
    subprocess.run(remount, check=True, capture_output=True)
    with pytest.raises((ReadOnlyError, IpdocError), match="cannot be written"):
        open_vault(small_disk / "vault", PASSPHRASE)
