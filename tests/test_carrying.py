"""Hand-over, merge and backup carry every kind of record of a case, and every file."""

import pytest

from ipdoc.casework.core.openvault import create_vault, open_vault
from ipdoc.casework.keeping.backup import back_up
from ipdoc.casework.keeping.restore import restore
from ipdoc.casework.transfer.kinds import KINDS, kind_of
from ipdoc.domain.people import Role
from tests.builders import CHEAP, PASSPHRASE, a_vault, exported, imported
from tests.case_packages import case_in, files_in
from tests.copies import a_copy, bring, content, file_of
from tests.people_builders import a_second_person
from tests.rich_case import a_rich_case
from tests.team_builders import a_case, decide, shared
from tests.vault_builders import below, put, sql, verify

EVERY = frozenset(KINDS)


@pytest.fixture(scope="module")
def vault(tmp_path_factory):
    with a_vault(tmp_path_factory.mktemp("first")) as opened:
        yield opened


@pytest.fixture(scope="module")
def ref(vault, tmp_path_factory):
    """A case with a record of every kind: what a case file, a colleague, a merge leave too."""
    ref = a_rich_case(vault)
    with a_second_person(vault, Role.CLINICIAN, "Dr Second") as colleague:
        decide(vault, ref, "c_confidentiality_limits")
        shared(vault, ref, colleague, "record")
    put(vault, ref.case_id, f"carried/{ref.evaluation_id}", "x")
    put(vault, ref.case_id, "conflict/0123456789abcdef", "x")
    put(vault, ref.case_id, "writer/0123456789abcdef", "x", part="log")
    assert kinds(vault, ref) == EVERY
    return ref


@pytest.fixture
def other(tmp_path):
    with create_vault(tmp_path / "other", "Dr Other", PASSPHRASE, cost=CHEAP) as opened:
        yield opened


def kinds(vault, ref):
    return {kind_of(path) for path in below(vault, ref.case_id)}


def payloads(vault, ref, *but):
    """Return path → payload of a case, but for some kinds."""
    records = content(vault, ref.case_id).items()
    return {path: one.payload for path, one in records if kind_of(path) not in but}


def files(vault, ref):
    """Return attachment → bytes of a case."""
    rows = sql(vault, "SELECT id FROM attachment WHERE case_id = ?", ref.case_id)
    return {name: file_of(vault, ref.case_id, name) for (name,) in rows}


def test_handing_over_carries_every_kind_and_every_file(vault, ref, other, tmp_path):
    taken = bring(vault, other, [ref.case_id], tmp_path)
    assert kinds(other, ref) == EVERY == taken.holds.keys()
    assert taken.lacks == {}
    mine, theirs = (payloads(one, ref, "head", "writer") for one in (vault, other))
    assert theirs == mine
    assert files(other, ref) == files(vault, ref)
    verify(other, ref.case_id)


def test_backup_and_restore_carry_every_kind_and_every_file(vault, ref, tmp_path):
    back_up(vault.folder, tmp_path / "backup")
    restore(tmp_path / "backup", tmp_path / "copy")
    with open_vault(tmp_path / "copy", PASSPHRASE, name="Dr Test") as copy:
        assert payloads(copy, ref) == payloads(vault, ref)
        assert files(copy, ref) == files(vault, ref)
        assert kinds(copy, ref) == EVERY


def test_merging_a_colleagues_work_carries_every_kind_and_every_file(tmp_path):
    with a_vault(tmp_path) as mine:
        begun = a_case(mine, "R-1")
        with a_copy(mine, tmp_path) as copy:
            grown = a_rich_case(copy, begun)
            bring(copy, mine, [begun.case_id], tmp_path)
            assert kinds(copy, grown) - {"head"} <= kinds(mine, begun)
            theirs = payloads(copy, grown, "head", "consent")
            assert payloads(mine, begun, "head", "consent") == theirs
            assert files(mine, begun) == files(copy, grown)
        verify(mine, begun.case_id)
        other = imported(mine, exported(mine, begun))
        again = exported(mine, other)
        assert case_in(again) == case_in(exported(mine, begun))
        assert files_in(again) == files_in(exported(mine, begun))
