"""Exhibit packages: bags in ZIP files, split, signed, and every harm to them named."""

import hashlib
import os
import random
import shutil
import subprocess
import zipfile
from pathlib import Path

import bagit
import pytest

from ipdoc.bagging import archive as archiving
from ipdoc.bagging import measured as measuring
from ipdoc.bagging.archive import Archive, Entry
from ipdoc.bagging.bag import BagFile
from ipdoc.bagging.check import State, check_bag
from ipdoc.bagging.holding import BrokenArchiveError, NoBundleError, SealedFileError
from ipdoc.bagging.measured import ChangedFileError, Measured, as_measured, measured
from ipdoc.bagging.splitting import Group, TooLargeError, split
from tests.bag_builders import (
    FOLDER,
    LISTS,
    MADE_AT,
    AKey,
    Vandal,
    a_bag,
    an_archive,
    some_files,
    unpacked,
    zipped,
)


@pytest.fixture
def bag(tmp_path):
    """Return the folder of a bag."""
    return unpacked(zipped(some_files()), tmp_path)


def _written(tmp_path, data):
    path = tmp_path / "exhibits.zip"
    path.write_bytes(data)
    return path


def test_bag_is_valid_for_the_tool_of_its_inventors(bag):
    bagit.Bag(str(bag)).validate()


def test_bag_is_checked_by_tools_of_every_laboratory(bag):
    for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        told = subprocess.run(
            ["sha256sum", "--strict", "-c", name], cwd=bag, capture_output=True, check=True
        )
        assert b"FAILED" not in told.stdout
    command = ["openssl", "dgst", "-sha256", "-verify", "signer.pem", "-signature"]
    told = subprocess.run(
        [*command, "signature.der", "tagmanifest-sha256.txt"],
        cwd=bag,
        capture_output=True,
        check=True,
    )
    assert told.stdout == b"Verified OK\n"


def test_zip_file_is_read_by_other_programs(tmp_path):
    contents = some_files()
    path = _written(tmp_path, zipped(contents))
    with zipfile.ZipFile(path) as file:
        assert file.testzip() is None
        assert {one.date_time for one in file.infolist()} == {MADE_AT.timetuple()[:6]}
        for name, data in contents.items():
            assert file.read(f"{FOLDER}/{name}") == data
    if shutil.which("unzip"):
        subprocess.run(["unzip", "-tqq", path], check=True)


def test_size_of_the_zip_file_is_known_before_it_is_written():
    contents = some_files()
    archive, everything = an_archive(a_bag(contents), contents)
    pieces = archive.pieces(lambda entry: [everything[entry.name]])
    assert sum(map(len, pieces)) == archive.size


def test_larger_numbers_than_the_old_format_holds_are_written_and_read(tmp_path, monkeypatch):
    monkeypatch.setattr(archiving, "LARGE", 3_000)
    monkeypatch.setattr(archiving, "MANY", 4)
    contents = {"data/long.bin": bytes(10_000), **some_files()}
    archive, everything = an_archive(a_bag(contents), contents)
    data = b"".join(archive.pieces(lambda entry: [everything[entry.name]]))
    assert len(data) == archive.size
    assert b"PK\6\6" in data
    told = Archive((Entry("a", 3_000, 0),), MADE_AT)
    assert told.head_of(told.entries[0]).endswith((3_000).to_bytes(8, "little") * 2)


@pytest.mark.stress
def test_file_over_four_gib_is_read_by_other_programs(tmp_path):
    block, count = bytes(1024 * 1024), 4200
    found = measured(block for _ in range(count))
    archive = Archive((Entry("exhibits/a.bin", found.size, found.crc32),), MADE_AT)
    path = tmp_path / "large.zip"
    with path.open("wb") as file:
        file.writelines(archive.pieces(lambda _entry: (block for _ in range(count))))
    with zipfile.ZipFile(path) as file:
        assert file.testzip() is None
        assert file.infolist()[0].file_size == found.size


def test_same_files_and_key_give_the_same_bytes_but_for_the_signature():
    key, contents = AKey(), some_files()
    first, second = a_bag(contents, key), a_bag(dict(reversed(contents.items())), key)
    assert first.tags["manifest-sha256.txt"] == second.tags["manifest-sha256.txt"]
    assert a_bag(contents, key).digest == first.digest


def test_path_that_a_shell_could_misread_is_refused():
    for path in ("data/../a", "data//a", "data/a b", "data/а", "a", "data/-rf", "data/a\n"):
        with pytest.raises(ValueError, match=r".*"):
            BagFile(path, measured([b""]))


def test_long_file_is_described_stretch_by_stretch(monkeypatch):
    monkeypatch.setattr(measuring, "STRETCH_BYTES", 1000)
    data = random.Random(3).randbytes(2500)  # noqa: S311
    found = measured([data[:10], data[10:1700], data[1700:]])
    assert found.stretches == tuple(
        hashlib.sha256(data[at : at + 1000]).hexdigest() for at in (0, 1000, 2000)
    )
    assert measured([data[:1000]]).stretches == ()
    bag = a_bag({"data/long.bin": data})
    assert bag.tags["stretches-sha256.txt"].decode().splitlines() == [
        f"{digest}  {number}  data/long.bin" for number, digest in enumerate(found.stretches, 1)
    ]


def test_file_that_changes_between_measuring_and_writing_ends_the_writing():
    found = measured([b"as it was"])
    assert b"".join(as_measured([b"as ", b"it was"], found)) == b"as it was"
    for other in ([b"as it Was"], [b"as it"], [b"as it was, and more"]):
        with pytest.raises(ChangedFileError):
            list(as_measured(other, found))


def _group(size, *, apart=False, count=1):
    files = [
        BagFile(f"data/{size}-{number}-{apart}.bin", Measured(size, "0" * 64, 0))
        for number in range(count)
    ]
    return Group(tuple(files), apart)


def _size(files):
    return 100 + sum(one.measured.size for one in files)


def test_twelve_exhibits_fill_parts_within_the_limit_in_their_order():
    groups = [_group(size) for size in range(100, 700, 50)]
    parts = split(groups, 1_000, _size)
    assert all(_size(part) <= 1_000 for part in parts)
    assert [file for part in parts for file in part] == [one.files[0] for one in groups]
    assert len(parts) == 7


def test_without_a_limit_there_is_one_part():
    assert len(split([_group(10), _group(20)], None, _size)) == 1


def test_what_only_some_may_open_goes_into_parts_of_its_own():
    parts = split([_group(10, apart=True), _group(20)], None, _size)
    assert [[one.measured.size for one in part] for part in parts] == [[20], [10]]


def test_exhibit_that_no_part_can_hold_is_divided_by_its_files():
    parts = split([_group(300, count=4)], 800, _size)
    assert [len(part) for part in parts] == [2, 2]


def test_file_that_no_part_can_hold_is_refused_with_the_size_it_needs():
    with pytest.raises(TooLargeError, match=r"2000000-0-False.bin alone needs a part of 2\.1 MB"):
        split([_group(10), _group(2_000_000)], 1_000_000, _size)


def test_intact_bag_is_found_intact_folder_and_zip_alike(tmp_path):
    key = AKey()
    path = _written(tmp_path, zipped(some_files(), key))
    folder = unpacked(path.read_bytes(), tmp_path / "there")
    told = []
    for place in (path, folder, folder.parent):
        report = check_bag(place, lambda done, whole: told.append((done, whole)))
        assert report.intact
        assert report.part == "1 of 1"
        assert len(report.signer.split()) == 10
        listed = (folder / "tagmanifest-sha256.txt").read_bytes()
        assert report.digest == hashlib.sha256(listed).hexdigest()
        assert [one.number for one in report.exhibits] == [f"A-{n}" for n in range(1, 7)]
        assert all(one.files for one in report.exhibits)
        files = [path for one in report.exhibits for path in one.files]
        assert {report.states[path] for path in files} == {State.INTACT}
    assert told[-1][0] <= told[-1][1]


def _assert_named(root, rounds):
    vandal = Vandal(root)
    for _ in range(rounds):
        name, state, mend = vandal.harm()
        report = check_bag(root)
        assert not report.intact
        assert report.faults.get(name) == State(state), (name, state)
        assert name in LISTS or set(report.faults) <= {name}, (name, report.faults)
        mend()
    assert check_bag(root).intact


def test_every_harm_to_a_folder_is_named(bag):
    _assert_named(bag, 60)


@pytest.mark.stress
def test_a_thousand_harms_to_a_folder_are_named(bag):
    _assert_named(bag, 1000)


def _assert_flips_are_noticed(tmp_path, rounds):
    contents, chance = some_files(), random.Random(11)  # noqa: S311
    data = zipped(contents)
    for _ in range(rounds):
        at = chance.randrange(len(data))
        bad = bytes((data[at] ^ (1 << chance.randrange(8)),))
        path = _written(tmp_path, data[:at] + bad + data[at + 1 :])
        try:
            report = check_bag(path)
        except (BrokenArchiveError, NoBundleError):
            continue
        assert not report.intact
        assert report.altered or report.faults, at


def test_flip_anywhere_in_a_zip_file_is_noticed(tmp_path):
    _assert_flips_are_noticed(tmp_path, 100)


@pytest.mark.stress
def test_a_thousand_flips_in_a_zip_file_are_noticed(tmp_path):
    _assert_flips_are_noticed(tmp_path, 1000)


def test_flip_of_every_byte_outside_the_files_of_a_zip_file_is_noticed(tmp_path):
    data = zipped({"data/a.txt": b"a"})
    tail = data.index(b"PK\1\2")
    for at in (*range(60), *range(tail, len(data))):
        path = _written(tmp_path, data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :])
        try:
            assert not check_bag(path).intact, at
        except (BrokenArchiveError, NoBundleError):
            continue


def test_bytes_before_behind_or_between_are_noticed(tmp_path):
    data = zipped(some_files())
    at = data.index(b"PK\1\2")
    for other in (b"x" + data, data + b"x", data[:at] + b"x" + data[at:]):
        try:
            assert not check_bag(_written(tmp_path, other)).intact
        except BrokenArchiveError:
            continue


def test_file_that_lies_twice_in_a_zip_file_is_noticed(tmp_path):
    contents = some_files()
    archive, everything = an_archive(a_bag(contents), contents)
    name = f"{FOLDER}/{next(iter(contents))}"
    found = measured([b"another picture"])
    entries = (Entry(name, found.size, found.crc32), *archive.entries)
    given = [b"another picture", *(everything[one.name] for one in archive.entries)]
    pieces = iter(given)
    data = b"".join(Archive(entries, MADE_AT).pieces(lambda _entry: [next(pieces)]))
    assert not check_bag(_written(tmp_path, data)).intact


def test_pipe_in_a_folder_does_not_hold_the_check_up(bag):
    photograph = next((bag / "data").rglob("*.jpg"))
    photograph.unlink()
    os.mkfifo(photograph)
    assert list(check_bag(bag).faults.values()) == [State.CHANGED]


def test_zip_file_that_was_packed_anew_says_so_and_its_content_is_still_checked(tmp_path):
    folder = unpacked(zipped(some_files()), tmp_path / "there")
    path = tmp_path / "other.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for one in sorted(folder.rglob("*")):
            file.write(one, one.relative_to(folder.parent))
    report = check_bag(path)
    assert report.altered
    assert not report.intact
    assert not report.faults


def test_manifest_made_anew_by_somebody_else_has_another_digest_and_signer(tmp_path):
    contents = some_files()
    ours = check_bag(_written(tmp_path, zipped(contents)))
    forged = dict(contents)
    forged[next(iter(forged))] = b"another picture"
    theirs = check_bag(_written(tmp_path, zipped(forged)))
    assert theirs.intact
    assert theirs.digest != ours.digest
    assert theirs.signer != ours.signer


def test_payload_manifest_cannot_speak_for_tag_files(bag):
    readme = bag / "README.txt"
    readme.write_bytes(b"Another text")
    digest = hashlib.sha256(b"Another text").hexdigest()
    with (bag / "manifest-sha256.txt").open("a") as file:
        file.write(f"{digest}  README.txt\n")
    assert check_bag(bag).faults["README.txt"] is State.CHANGED


def test_what_is_no_bundle_is_refused_in_one_sentence(tmp_path):
    with pytest.raises(NoBundleError, match="no bundle of ipdoc"):
        check_bag(tmp_path)
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as file:
        file.writestr("a.txt", "a")
    with pytest.raises(NoBundleError):
        check_bag(other)
    other.write_bytes(b"no archive at all")
    with pytest.raises(BrokenArchiveError, match="was changed or cut off"):
        check_bag(other)
    other.write_bytes(b"age-encryption.org/v1\n-> X25519 abc")
    with pytest.raises(SealedFileError, match="open it with your key first"):
        check_bag(other)


def test_what_a_bundle_says_of_itself_cannot_drive_a_terminal(tmp_path):
    contents = {"data/a.txt": b"a"}
    bag = a_bag(contents)
    folder = unpacked(zipped(contents), tmp_path)
    assert bag.tags
    Path(folder / "exhibits.json").write_text(
        '{"exhibits": [{"number": "\\u001b[2J", "titles": {"en": "\\u0007"}, "files": []}]}'
    )
    (exhibit,) = check_bag(folder).exhibits
    assert exhibit.number == "?[2J"
    assert exhibit.titles == {"en": "?"}
