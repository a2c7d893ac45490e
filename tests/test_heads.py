"""Vault heads: what is signed, when one is made, and what a colleague can hold."""

import hashlib
import json
import zlib

import pytest
from click.testing import CliRunner

from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.keeping.heads import check_head, make_head, read_head, told_together
from ipdoc.casework.keeping.outside import export_head, make_printed, read_outside, typed_head
from ipdoc.casework.keeping.state import CHAINED, LASTING, OF_CASES, PASSING, UNCOVERED
from ipdoc.cli import main
from ipdoc.errors import IpdocError
from ipdoc.storage.heads import HeadRows
from ipdoc.storage.people import one_person
from ipdoc.storage.tables import Base
from ipdoc.vault.errors import TamperedError
from ipdoc.vault.signing import SigningKey
from tests.vault_builders import PASSPHRASE, a_case, a_vault, get, put, sql


@pytest.fixture
def vault(tmp_path):
    with a_vault(tmp_path) as vault:
        yield vault


def heads_of(vault):
    with vault.transaction(write=False) as work:
        return [read_head(row) for row in HeadRows(work.rows).all()]


def own_keys(vault):
    return {vault.person_id: SigningKey.of_person(vault.keys.own).public}


def test_every_column_of_every_table_is_covered_by_exactly_one_thing():
    covered = [
        (table, column)
        for kinds in (LASTING, PASSING, OF_CASES)
        for table, columns in kinds.values()
        for column in columns
    ]
    covered += [(table, one) for table, columns in CHAINED.items() for one in columns]
    covered += [(table, one) for table, reasons in UNCOVERED.items() for one in reasons]
    every = {(name, one.name) for name, t in Base.metadata.tables.items() for one in t.columns}
    assert set(covered) == every
    keys = {("vault", "id"), ("person", "id")}
    assert {one for one in covered if covered.count(one) > 1} <= keys


def test_head_is_left_when_the_vault_is_locked_and_something_changed(vault):
    put(vault, a_case(vault), "a/1", "one")
    vault.close()
    ((number, blob),) = sql(vault, "SELECT number, blob FROM head")
    assert number == 1
    assert b"one" not in zlib.decompress(blob)
    open_vault(vault.place, PASSPHRASE).close()
    assert len(sql(vault, "SELECT number FROM head")) == 1, "nothing was changed"


def test_head_is_left_after_a_change_that_concerns_no_case(vault):
    make_head(vault, everything=True)
    with vault.transaction() as work:
        row = one_person(work.rows, vault.person_id)
        row.recovery = b"new"
        work.rows.flush()
    vault.close()
    assert len(sql(vault, "SELECT number FROM head")) == 2


def test_case_that_was_opened_to_write_and_not_changed_is_not_told_again(vault):
    case_id = a_case(vault)
    make_head(vault)
    with vault.transaction() as work:
        work.case(case_id)
    assert make_head(vault).number == 1


def test_each_head_names_the_one_before_and_tells_only_what_changed(vault):
    first, second = a_case(vault), a_case(vault)
    put(vault, first, "a/1", "one")
    make_head(vault)
    put(vault, second, "a/1", "two")
    make_head(vault)
    one, two = heads_of(vault)
    assert (one.number, two.number) == (1, 2)
    assert two.said["previous"] == one.digest
    assert set(one.said["cases"]) == {first, second, vault.register_id}
    assert set(two.said["cases"]) == {second}
    assert "rows" in one.said
    assert "rows" not in two.said
    cases, rows = told_together([one, two])
    assert set(cases) == {first, second, vault.register_id}
    assert cases[second]["chains"][vault.device_id][0] == 1
    assert set(rows["person"]) == {vault.person_id}


def test_head_of_everything_finds_what_a_killed_program_left_behind(vault):
    case_id = a_case(vault)
    make_head(vault)
    put(vault, case_id, "a/1", "one")
    vault.touched.clear()  # as in a new process
    assert make_head(vault) is None
    assert make_head(vault, everything=True).number == 2
    assert make_head(vault, everything=True).number == 2, "nothing was changed since"


def test_signature_covers_all_and_needs_a_known_person(vault):
    a_case(vault)
    make_head(vault)
    with vault.transaction(write=False) as work:
        row = HeadRows(work.rows).newest()
        assert check_head(row, own_keys(vault)).number == 1
        with pytest.raises(TamperedError):
            check_head(row, {})
        with pytest.raises(TamperedError):
            check_head(row, {vault.person_id: SigningKey.generate().public})
        said = {**json.loads(zlib.decompress(row.blob)), "previous": "0"}
        packed = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
        row.blob = zlib.compress(packed)
        with pytest.raises(TamperedError):
            check_head(row, own_keys(vault))


def test_device_that_nobody_vouches_for_cannot_sign(vault):
    """An intruder can write a device of his own into the table, and sign with it."""
    a_case(vault)
    stranger = SigningKey.generate()
    vault.keys.device = stranger.seed
    make_head(vault)
    with vault.transaction(write=False) as work:
        row = HeadRows(work.rows).newest()
        said = json.loads(zlib.decompress(row.blob))
        said["device_key"] = SigningKey.generate().public.hex()
        packed = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
        row.blob, row.signature = zlib.compress(packed), stranger.sign("vault head", packed)
        with pytest.raises(TamperedError):
            check_head(row, own_keys(vault))


def test_locking_never_fails_for_want_of_a_head(vault):
    put(vault, a_case(vault), "a/1", "one")
    sql(vault, "DROP TABLE head")
    vault.close()
    with pytest.raises(IpdocError, match="locked"):
        get(vault, "x", "a/1")


def test_outside_head_comes_back_as_it_was_given_out(vault):
    case_id = a_case(vault)
    outside = read_outside(export_head(vault))
    outside.check(own_keys(vault))
    assert outside.said["number"] == 1
    assert outside.cases[case_id]["seals"]
    assert outside.digest == heads_of(vault)[0].digest == make_printed(vault).digest
    with pytest.raises(TamperedError):
        outside.check({})


def test_outside_head_that_was_changed_is_refused(vault):
    a_case(vault)
    data = export_head(vault)
    outside = read_outside(data.replace(b'"number": 1', b'"number": 2'))
    with pytest.raises(TamperedError):
        outside.check(own_keys(vault))


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"said": {}, "signature": ""}', b"\xff"])
def test_any_other_file_is_refused_in_one_sentence(data):
    with pytest.raises(IpdocError, match="no vault head"):
        read_outside(data)


def test_printed_head_can_be_typed_or_scanned(vault):
    a_case(vault)
    printed = make_printed(vault)
    assert printed.cases == 1, "the register is no case"
    assert len(printed.groups.split()) == 10
    assert printed.digest.startswith(typed_head(printed.groups.upper()).digest)
    assert typed_head(printed.code).digest == printed.digest
    with pytest.raises(IpdocError, match="ten groups"):
        typed_head(printed.groups[:-1])


def test_command_writes_a_file_and_prints_a_code(vault, tmp_path):
    a_case(vault)
    vault.close()
    (tmp_path / "p").write_text(PASSPHRASE)
    where = ["--vault", str(vault.folder), "--passphrase-file", str(tmp_path / "p")]
    file = tmp_path / "head.json"
    made = CliRunner().invoke(main, ["vault-head", "--print", "-o", str(file), *where])
    assert made.exit_code == 0, made.output
    assert read_outside(file.read_bytes()).digest.startswith(
        made.output.splitlines()[1].replace(" ", "")
    )
    assert "█" in made.output or "▀" in made.output


def test_one_changed_bit_changes_the_digest(vault):
    a_case(vault)
    head = make_head(vault)
    with vault.transaction(write=False) as work:
        row = HeadRows(work.rows).newest()
    assert hashlib.sha256(zlib.decompress(row.blob)).hexdigest() == head.digest
