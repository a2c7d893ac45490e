"""Attachments: the folder and the object store do the same; an upload is whole or not at all."""

import hashlib
import os

import pytest

from ipdoc.storage.attachments import AttachmentFiles
from ipdoc.storage.errors import ReadOnlyError, StorageError, UnreachableError
from ipdoc.storage.objects import AttachmentObjects
from ipdoc.storage.place import Place
from tests.vault_builders import a_case, a_vault, verify

DATA = os.urandom(20_000_000)
PIECES = [DATA[at : at + 1_000_000] for at in range(0, len(DATA), 1_000_000)]


@pytest.fixture(params=["folder", "objects"])
def store(request, tmp_path):
    if request.param == "folder":
        return AttachmentFiles(tmp_path)
    return AttachmentObjects(request.getfixturevalue("bucket"))


def test_file_is_read_as_it_was_written(store):
    assert store.write("ab12", PIECES) == (len(DATA), hashlib.sha256(DATA).digest())
    found = store.read("ab12", len(DATA), hashlib.sha256(DATA).digest())
    assert b"".join(found) == DATA
    assert list(store.ids()) == ["ab12"]
    store.check()


def test_empty_file_is_a_file(store):
    size, digest = store.write("ab13", [])
    assert b"".join(store.read("ab13", size, digest)) == b""


def test_upload_that_breaks_off_leaves_nothing_to_see(store):
    def breaking():
        yield from PIECES[:12]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.write("ab12", breaking())
    assert list(store.ids()) == []
    with pytest.raises(StorageError, match="missing"):
        list(store.read("ab12", 1, b""))


def test_file_that_is_another_one_is_noticed(store):
    size, digest = store.write("ab12", PIECES[:1])
    store.write("ab12", PIECES[1:2])
    with pytest.raises(StorageError, match="not the one"):
        list(store.read("ab12", size, digest))


def test_removed_file_is_gone_and_may_be_removed_again(store):
    store.write("ab12", PIECES[:1])
    for _ in range(2):
        store.remove("ab12")
    assert list(store.ids()) == []
    assert store.sweep() == 0


def test_vault_keeps_its_files_in_the_object_store(tmp_path, bucket):
    with a_vault(Place(tmp_path / "vault", objects_url=bucket)) as vault:
        case_id = a_case(vault)
        with vault.transaction() as work:
            work.case(case_id).attach(_Stream(DATA), "photographs")
        with vault.transaction(write=False) as work:
            assert work.case(case_id).verify(files=True) == 0
        stored = list(vault.files.ids())
        with pytest.raises(ZeroDivisionError):
            _attach_and_fail(vault, case_id)
        assert list(vault.files.ids()) == stored
        assert verify(vault, case_id) == 0
    assert not (tmp_path / "vault" / "attachments").exists()
    held = bytes(AttachmentObjects(bucket)._store.get(f"{stored[0][:2]}/{stored[0]}").bytes())
    assert len(held) > len(DATA)
    assert DATA[:100] not in held


def _attach_and_fail(vault, case_id):
    with vault.transaction() as work:
        work.case(case_id).attach(_Stream(DATA), "photographs")
        raise ZeroDivisionError


class _Stream:
    def __init__(self, data):
        self._data, self._at = data, 0

    def read(self, size=-1):
        found = self._data[self._at : self._at + size]
        self._at += len(found)
        return found


GRANTS = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "hidden"}


@pytest.mark.parametrize(
    ("url", "given", "said"),
    [
        ("file:///srv/files", GRANTS, "s3://bucket"),
        ("s3://", GRANTS, "s3://bucket"),
        ("s3://bucket", {}, "AWS_ACCESS_KEY_ID"),
        ("s3://bucket", GRANTS | {"AWS_ENDPOINT_URL": "http://store.example"}, "https address"),
        ("s3://bucket", GRANTS | {"AWS_ENDPOINT_URL": "http:store.example"}, "https address"),
        ("s3://bucket", GRANTS | {"AWS_ENDPOINT_URL": "store.example:9000"}, "https address"),
        ("s3://bucket", GRANTS | {"AWS_SECRET_ACCESS_KEY": "minioadmin"}, "delivered with"),
    ],
)
def test_address_that_cannot_be_used_is_refused_with_a_reason(url, given, said):
    with pytest.raises(StorageError, match=said):
        AttachmentObjects(url, given)


def test_tunnel_of_the_administrator_stands_in_for_https():
    plain = GRANTS | {"AWS_ENDPOINT_URL": "http://store.example"}
    AttachmentObjects("s3://bucket", plain, tunnelled=True)


def test_store_that_does_not_answer_is_told_as_such(monkeypatch):
    monkeypatch.setattr("ipdoc.storage.objects._RETRIES", 0)
    silent = AttachmentObjects("s3://bucket", GRANTS | {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"})
    for act in (
        silent.check,
        lambda: silent.write("ab12", [b"x"]),
        lambda: list(silent.read("ab12", 1, b"")),
        lambda: silent.remove("ab12"),
        lambda: list(silent.ids()),
    ):
        with pytest.raises(UnreachableError) as caught:
            act()
        assert "hidden" not in str(caught.value)


def test_folder_that_cannot_be_written_to_is_noticed(tmp_path):
    with pytest.raises(ReadOnlyError):
        AttachmentFiles(tmp_path / "gone" / "vault").check()
