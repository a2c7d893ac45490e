"""``ipdoc report``: which edition is written, and what is refused."""

import pytest
from click.testing import CliRunner

from ipdoc.casework.cases import find_case, start_case
from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.issuing.fetching import reports
from ipdoc.cli import main
from tests.builders import PASSPHRASE, a_vault
from tests.pdf_inspection import pdf_text
from tests.planted import plant


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A vault with the planted record and one that says nothing."""
    place = tmp_path_factory.mktemp("cli")
    with a_vault(place) as vault:
        plant(vault)
        start_case(vault, "full", "K-2", "8/26", {"record": "en"})
    (place / "passphrase").write_text(PASSPHRASE)
    return place


def run(folder, *asked):
    given = ["--vault", str(folder / "vault"), "--passphrase-file", str(folder / "passphrase")]
    return CliRunner().invoke(main, ["report", *asked, *given])


def test_edition_without_names_is_written(folder):
    out = folder / "public.pdf"
    done = run(folder, "KODE-5551", "--lang", "ru", "--rendering", "redacted", "-o", str(out))
    assert done.exit_code == 0, done.output
    assert "(ru.redacted)" in done.output
    said = pdf_text(out.read_bytes())
    assert "Кенжебулатов" not in said
    assert "[Лицо A]" in said


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (("--document", "sealed_annex"), "belongs in the sealed annex"),
        (("--document", "sealed_annex", "--rendering", "redacted"), "has no edition without names"),
        (("--second", "en"), "Choose another language as the second one"),
        (("--for", "un"), "No consent to this is recorded"),
        (("--kind", "expert_opinion"), "order"),
    ],
)
def test_what_cannot_be_writes_no_file_and_issues_nothing(folder, asked, sentence):
    out = folder / "none.pdf"
    done = run(folder, "K-2", *asked, "-o", str(out))
    assert done.exit_code != 0
    assert sentence in done.output
    assert "Traceback" not in done.output
    assert not out.exists()
    with open_vault(folder / "vault", PASSPHRASE) as vault:
        assert reports(vault, find_case(vault, "K-2")) == []
