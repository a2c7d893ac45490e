"""Vaults of every release open in this one, and all in them can be read."""

import tarfile
from pathlib import Path

import pytest

from ipdoc.casework.cases import list_cases, overview
from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.issuing.fetching import read_edition, reports
from ipdoc.casework.photographs import photographs, rendition
from ipdoc.casework.sections import open_section, save_answers
from tests.builders import exported
from tests.case_packages import case_in
from tests.people_builders import a_second_person
from tools.vault_fixture import PASSPHRASE

SAFELY = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
"""The archive is our own; Python 3.11.2 of Debian 12 knows no filters yet."""
RELEASES = sorted((Path(__file__).parent / "data").glob("vault-*.tar.gz"))


def unpack(archive, folder):
    with tarfile.open(archive) as opened:
        opened.extractall(folder, **SAFELY)  # noqa: S202 - an archive of our own


def test_there_is_a_vault_of_every_release():
    assert [path.name for path in RELEASES] == ["vault-0.1.tar.gz"]


@pytest.mark.parametrize("archive", RELEASES, ids=lambda path: path.name)
def test_old_vault_opens_reads_and_takes_changes(tmp_path, archive):
    unpack(archive, tmp_path)
    with open_vault(tmp_path / "vault", PASSPHRASE) as vault:
        ref = list_cases(vault).rows[0].ref
        assert overview(vault, ref).lesions == 3
        picture = photographs(vault, ref)[0]
        assert b"".join(rendition(vault, ref, picture.id, "original")[1])[:2] == b"\xff\xd8"
        issued = reports(vault, ref)[0]
        assert b"".join(read_edition(vault, ref, issued.number, "ru.full")).startswith(b"%PDF-1.7")
        case = case_in(exported(vault, ref))
        assert case["documents"][0]["issued_by"] == "Dr Fixture"
        view = open_section(vault, ref, "case_information")
        saved = save_answers(vault, ref, view.section.key, {"exam_start": "15:06"}, view.version)
        assert saved.answers["exam_start"] == "15:06"
        with vault.transaction(write=False) as work:
            assert work.case(ref.case_id).verify(files=True) > 10


@pytest.mark.parametrize("archive", RELEASES, ids=lambda path: path.name)
def test_second_person_is_let_into_an_old_vault_and_reads_a_case(tmp_path, archive):
    unpack(archive, tmp_path)
    with open_vault(tmp_path / "vault", PASSPHRASE) as vault, a_second_person(vault) as second:
        ref = list_cases(vault).rows[0].ref
        with vault.transaction() as work:
            work.seal_to(ref.case_id, ("record", "report"), second.person_id)
        with vault.transaction() as work:
            work.new_epoch(ref.case_id, ("record",))
        for one in (vault, second):
            with one.transaction(write=False) as work:
                case = work.case(ref.case_id)
                assert case.below("section/")
                assert case.verify() > 10
        assert {"record", "report", "log"} == set(case.keys.parts)
