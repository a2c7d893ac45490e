"""Whatever an intruder does to the rows is noticed: by the next read, or when a case is checked."""

import hashlib
import io
import zlib

import pytest

from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.people.sealing import seal_identity
from ipdoc.errors import IpdocError
from ipdoc.storage.caserows import CaseRows
from ipdoc.storage.tables import SealRow
from ipdoc.vault.errors import TamperedError
from ipdoc.vault.keys import PrivateKey, PublicKey
from ipdoc.vault.seals import seal
from ipdoc.vault.signing import SigningKey
from tests.databases import on_each_database
from tests.vault_builders import PASSPHRASE, a_case, a_vault, below, get, put, sql, verify

pytestmark = on_each_database


@pytest.fixture
def vault(tmp_path):
    with a_vault(tmp_path) as vault:
        yield vault


@pytest.fixture
def case_id(vault):
    """A case with two records, the first of which was changed twice."""
    case_id = a_case(vault)
    put(vault, case_id, "a/1", "one")
    put(vault, case_id, "b/1", "other", part="intimate")
    put(vault, case_id, "a/1", "two", 1)
    put(vault, case_id, "a/1", "three", 2)
    return case_id


def rows(vault, table):
    return sql(vault, f"SELECT rowid, * FROM {table} ORDER BY rowid")  # noqa: S608


def flipped(value):
    """Return a value that differs a little."""
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return value[:-1] + ("0" if value[-1:] != "0" else "1")
    return value[:-1] + bytes((value[-1] ^ 1,))


def test_untouched_case_is_sound(vault, case_id):
    assert verify(vault, case_id) == 4 + 2


def test_rows_that_changed_places_are_noticed(vault, case_id):
    chosen = "SELECT rowid, blob FROM record WHERE case_id = ? ORDER BY rowid"
    (first, blob1), (second, blob2) = sql(vault, chosen, case_id)
    sql(vault, "UPDATE record SET blob = ? WHERE rowid = ?", blob2, first)
    sql(vault, "UPDATE record SET blob = ? WHERE rowid = ?", blob1, second)
    with pytest.raises(TamperedError):
        get(vault, case_id, "a/1")


def test_older_state_put_back_is_noticed(vault, tmp_path):
    case_id = a_case(vault)
    put(vault, case_id, "a/1", "he said the officer hit him")
    old = sql(vault, "SELECT version, device_id, seq, blob FROM record")[0]
    put(vault, case_id, "a/1", "he said two officers hit him", 1)
    sql(vault, "UPDATE record SET version = ?, device_id = ?, seq = ?, blob = ?", *old)
    for read in (lambda: get(vault, case_id, "a/1"), lambda: below(vault, case_id)):
        with pytest.raises(TamperedError):
            read()


def test_record_taken_away_is_noticed_and_not_written_anew(vault, case_id):
    sql(vault, "DELETE FROM record WHERE part = 'intimate'")
    for read in (
        lambda: get(vault, case_id, "b/1"),
        lambda: below(vault, case_id),
        lambda: verify(vault, case_id),
        lambda: put(vault, case_id, "b/1", "new"),
    ):
        with pytest.raises(TamperedError):
            read()


@pytest.mark.parametrize("column", ["id", "part", "epoch", "version", "device_id", "seq", "blob"])
def test_change_in_any_column_of_a_record_is_noticed(vault, case_id, column):
    value = sql(vault, f"SELECT {column} FROM record WHERE version = 3")[0][0]  # noqa: S608
    sql(vault, f"UPDATE record SET {column} = ? WHERE version = 3", flipped(value))  # noqa: S608
    with pytest.raises(TamperedError):
        verify(vault, case_id)
    with pytest.raises(TamperedError):
        below(vault, case_id)


@pytest.mark.parametrize(
    "column",
    [
        "seq",
        "prev",
        "seen_heads",
        "record_id",
        "version",
        "part",
        "epoch",
        "state_digest",
        "digest",
        "blob",
    ],
)
def test_change_in_any_column_of_a_revision_is_noticed(vault, case_id, column):
    value = sql(vault, f"SELECT {column} FROM revision WHERE seq = 4")[0][0]  # noqa: S608
    sql(vault, f"UPDATE revision SET {column} = ? WHERE seq = 4", flipped(value))  # noqa: S608
    with pytest.raises(TamperedError):
        verify(vault, case_id)


@pytest.mark.parametrize("column", ["version", "part", "state_digest"])
def test_revision_whose_digest_was_computed_anew_is_noticed(vault, case_id, column):
    """An intruder can compute SHA-256 too, but not the tag over the header."""
    value = sql(vault, f"SELECT {column} FROM revision WHERE seq = 1")[0][0]  # noqa: S608
    sql(vault, f"UPDATE revision SET {column} = ? WHERE seq = 1", flipped(value))  # noqa: S608
    with pytest.raises(TamperedError):
        history(vault, case_id, "a/1")


def history(vault, case_id, path):
    with vault.transaction(write=False) as work:
        return work.case(case_id).history(path)


@pytest.mark.parametrize("seq", [1, 2, 3, 4])
def test_revision_taken_out_is_noticed(vault, case_id, seq):
    sql(vault, "DELETE FROM revision WHERE seq = ?", seq)
    with pytest.raises(TamperedError):
        verify(vault, case_id)


def test_revision_taken_out_is_missed_in_the_history(vault, case_id):
    sql(vault, "DELETE FROM revision WHERE seq = 3")
    with pytest.raises(TamperedError):
        history(vault, case_id, "a/1")


def test_newest_revision_taken_out_is_noticed_by_the_next_read(vault, case_id):
    sql(vault, "DELETE FROM revision WHERE seq = 4")
    with pytest.raises(TamperedError):
        get(vault, case_id, "a/1")


def test_revisions_in_another_order_are_noticed(vault, case_id):
    for old, new in ((3, 99), (4, 3), (99, 4)):
        sql(vault, "UPDATE revision SET seq = ? WHERE seq = ?", new, old)
    with pytest.raises(TamperedError):
        verify(vault, case_id)


def test_revision_of_another_case_is_noticed(vault, case_id):
    other = a_case(vault)
    put(vault, other, "a/1", "one")
    sql(vault, "DELETE FROM revision WHERE case_id = ?", other)
    sql(vault, "UPDATE revision SET case_id = ? WHERE case_id = ? AND seq = 1", other, case_id)
    with pytest.raises(TamperedError):
        verify(vault, other)


def attach(vault, case_id, data):
    with vault.transaction() as work:
        return work.case(case_id).attach(io.BytesIO(data), "photographs").id


def read(vault, case_id, attachment_id):
    with vault.transaction(write=False) as work:
        pieces = work.case(case_id).read_attachment(attachment_id)
    return b"".join(pieces)


def test_attachments_that_changed_places_are_noticed(vault, case_id):
    first, second = (attach(vault, case_id, data) for data in (b"left arm", b"right arm"))
    paths = [vault.folder / "attachments" / one[:2] / one for one in (first, second)]
    data = [path.read_bytes() for path in paths]
    paths[0].write_bytes(data[1])
    paths[1].write_bytes(data[0])
    with pytest.raises(IpdocError, match="not the one that was saved"):
        read(vault, case_id, first)
    shown = (len(data[1]), hashlib.sha256(data[1]).digest())
    sql(vault, "UPDATE attachment SET size = ?, digest = ? WHERE id = ?", *shown, first)
    with pytest.raises(TamperedError):
        read(vault, case_id, first)


@pytest.mark.parametrize("column", ["part", "epoch", "size", "digest", "case_id"])
def test_change_in_any_column_of_an_attachment_is_noticed(vault, case_id, column):
    kept = attach(vault, case_id, b"left arm")
    value = sql(vault, f"SELECT {column} FROM attachment")[0][0]  # noqa: S608
    sql(vault, f"UPDATE attachment SET {column} = ?", flipped(value))  # noqa: S608
    with pytest.raises(IpdocError):
        read(vault, case_id, kept)


def test_missing_attachment_is_named_as_such(vault, case_id):
    kept = attach(vault, case_id, b"left arm")
    (vault.folder / "attachments" / kept[:2] / kept).unlink()
    with pytest.raises(IpdocError, match="missing from the vault's folder"):
        read(vault, case_id, kept)


def test_seal_moved_from_another_case_is_refused(vault, case_id):
    other = a_case(vault)
    vault.close()
    blob = sql(vault, "SELECT blob FROM seal WHERE case_id = ? AND part = 'record'", other)[0][0]
    sql(vault, "UPDATE seal SET blob = ? WHERE case_id = ? AND part = 'record'", blob, case_id)
    with open_vault(vault.place, PASSPHRASE) as again, pytest.raises(TamperedError):
        get(again, case_id, "a/1")


def test_seal_with_a_key_of_the_intruders_choice_is_refused(vault, case_id):
    """The public key lies in the vault, so anybody can make an HPKE message for the person."""
    vault.close()
    row = SealRow(case_id=case_id, part="record", epoch=2, person_id=vault.person_id)
    row.sealed_by = vault.person_id
    sealer = SigningKey.of_person(PrivateKey.generate())
    forged, signature = seal(bytes(32), vault_public(vault), sealer, seal_identity(row))
    sql(
        vault,
        "INSERT INTO seal (case_id, part, epoch, person_id, blob, sealed_by, signature) "
        "VALUES (?, 'record', 2, ?, ?, ?, ?)",
        case_id,
        vault.person_id,
        forged,
        vault.person_id,
        signature,
    )
    with open_vault(vault.place, PASSPHRASE) as again, pytest.raises(TamperedError):
        get(again, case_id, "a/1")


def vault_public(vault):
    return PublicKey(sql(vault, "SELECT public_key FROM person")[0][0])


@pytest.mark.parametrize("column", ["public_key", "profile", "wrapped_key", "id"])
def test_change_of_the_persons_row_is_refused_at_the_door(vault, column):
    vault.close()
    value = sql(vault, f"SELECT {column} FROM person")[0][0]  # noqa: S608
    sql(vault, f"UPDATE person SET {column} = ?", flipped(value))  # noqa: S608
    with pytest.raises(IpdocError):
        open_vault(vault.place, PASSPHRASE)


def test_line_of_the_case_list_moved_to_another_case_is_noticed(vault, case_id):
    other = a_case(vault, name="Other")
    blob = sql(vault, "SELECT blob FROM case_index WHERE case_id = ?", other)[0][0]
    sql(vault, "UPDATE case_index SET blob = ? WHERE case_id = ?", blob, case_id)
    with pytest.raises(TamperedError):
        vault.list_cases(1, 50)


def test_form_that_was_changed_is_noticed(vault):
    content = b'{"form": 1}'
    digest = hashlib.sha256(content).hexdigest()
    with vault.transaction() as work:
        work.keep_form(digest, "istanbul_2022", 1, content)
    assert vault.load_form(digest) == content
    sql(vault, "UPDATE form SET content = ?", zlib.compress(b'{"form": 2}'))
    with pytest.raises(TamperedError):
        vault.load_form(digest)


@pytest.mark.parametrize("column", ["id", "version", "part", "epoch", "device_id", "seq", "blob"])
def test_row_that_is_handed_over_changed_is_not_decrypted(vault, case_id, column):
    with vault.transaction(write=False) as work:
        case = work.case(case_id)
        for row in CaseRows(work.rows, case_id).records():
            assert case.decrypt(row)[0].version == row.version
            with pytest.raises(TamperedError):
                case.decrypt(row._replace(**{column: flipped(getattr(row, column))}))


def test_record_whose_row_is_gone_cannot_be_ended(vault, case_id):
    record = get(vault, case_id, "a/1")

    def end():
        with vault.transaction() as work:
            case = work.case(case_id)
            CaseRows(work.rows, case_id).remove_record(case.keys.id("a/1", "record"))
            case.end_record(record, "test", {})

    with pytest.raises(TamperedError):
        end()
    assert get(vault, case_id, "a/1") == record


def test_every_way_of_reading_is_covered_here():
    """A new way of reading a case needs its own test above."""
    ways = {name for name in vars(CaseFile) if not name.startswith("_")}
    assert ways == {
        "get",
        "below",
        "put",
        "remove",
        "write_as",
        "history",
        "verify",
        "attach",
        "read_attachment",
        "attachment_reader",  # read_attachment is its first reading
        "set_index",
        "index",
        "only",
        "next_number",
        "decrypt",
        "end_record",
    }
