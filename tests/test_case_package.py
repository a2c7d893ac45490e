"""A case file carries all that belongs to a case; the richest case comes out as it went in."""

import ast
import json
import re
from pathlib import Path

import pytest

from ipdoc.casework.access.gate import NotAllowedError
from ipdoc.casework.bundling.making import make_bundle
from ipdoc.casework.bundling.request import BundleRequest
from ipdoc.casework.core.openvault import create_vault
from ipdoc.casework.core.record import UnknownRecordError
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.fetching import read_edition, reports
from ipdoc.casework.issuing.issue import issue
from ipdoc.casework.keeping.handover import hand_over, own_recipient
from ipdoc.casework.keeping.takein import take_in
from ipdoc.casework.photographs import attach_photograph, save_photograph
from ipdoc.casework.transfer.accounts import lines_in, lines_of
from ipdoc.casework.transfer.exporting import export_case
from ipdoc.casework.transfer.importing import import_case
from ipdoc.casework.transfer.kinds import KINDS, kind_of
from ipdoc.domain.consent import Recipient
from ipdoc.exchange.case_beside import BESIDE_PARTS
from ipdoc.exchange.case_content import CARRIED_PARTS
from ipdoc.exchange.case_reader import READ_PARTS
from ipdoc.i18n import LANGUAGES, translator
from tests.builders import CHEAP, PASSPHRASE, a_vault, case_json, exported, imported
from tests.case_packages import case_in, files_in
from tests.copies import own
from tests.rich_case import NARRATIVE, a_jpeg, a_rich_case
from tests.team_builders import decide
from tests.team_fixtures import said
from tests.vault_builders import below, verify

CASEWORK = Path(__file__).resolve().parent.parent / "ipdoc" / "casework"
OTHER_NAMES = frozenset(
    (
        *("person", "certificate", "invitation", "rotate", "erased", "travel"),  # of the register
        *("cases", "data", "diagrams", "files"),  # folders of backups, bundles, data, packages
    )
)
"""Beginnings of what is no record of a case."""


@pytest.fixture(scope="module")
def vault(tmp_path_factory):
    with a_vault(tmp_path_factory.mktemp("first")) as opened:
        yield opened


@pytest.fixture(scope="module")
def ref(vault):
    return a_rich_case(vault)


@pytest.fixture(scope="module")
def file(vault, ref):
    return exported(vault, ref)


@pytest.fixture
def other(tmp_path):
    with create_vault(tmp_path / "other", "Dr Other", PASSPHRASE, cost=CHEAP) as opened:
        yield opened


@pytest.fixture(scope="module")
def taken(tmp_path_factory, file):
    """Another vault with the case, and its reference there."""
    folder = tmp_path_factory.mktemp("second") / "vault"
    with create_vault(folder, "Dr Other", PASSPHRASE, cost=CHEAP) as opened:
        yield opened, imported(opened, file)


def beginnings():
    """Return the first step of everything in the use cases that is written like a path."""
    found = set()
    for path in CASEWORK.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            first = node.values[0] if isinstance(node, ast.JoinedStr) else node
            text = first.value if isinstance(first, ast.Constant) else None
            whole = not isinstance(node, ast.JoinedStr)
            pattern = r"([a-z]+)/$" if whole else r"([a-z]+)/"
            named = re.match(pattern, text) if isinstance(text, str) else None
            if named:
                found.add(named[1])
    return found


def test_every_kind_of_record_is_named_with_where_it_goes_or_why_it_stays(vault, ref):
    assert beginnings() - OTHER_NAMES <= KINDS.keys()
    assert {kind_of(path) for path in below(vault, ref.case_id)} <= KINDS.keys()
    parts = {*BESIDE_PARTS, *CARRIED_PARTS, *READ_PARTS}
    for name, kind in KINDS.items():
        assert bool(kind.parts) != bool(kind.stays), name
        assert set(kind.parts) <= parts, name


def test_the_rich_case_holds_every_kind_that_a_case_file_carries(taken, vault, ref):
    there, again = taken
    carried = {name for name, kind in KINDS.items() if kind.parts}
    assert carried - {kind_of(path) for path in below(vault, ref.case_id)} == {"carried"}
    assert carried <= {kind_of(path) for path in below(there, again.case_id)}


def test_every_kind_is_described_for_developers():
    told = (CASEWORK.parent.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = "\n".join(line.split("|")[1] for line in told.splitlines() if line.startswith("| `"))
    named = set(re.findall(r"`([a-z]+)[/`]", rows))
    assert KINDS.keys() <= named


def test_the_richest_case_comes_out_of_another_vault_as_it_went_in(taken, file):
    there, ref = taken
    again = exported(there, ref)
    assert case_in(again) == case_in(file)
    assert files_in(again) == files_in(file)
    verify(there, ref.case_id)


def test_an_issued_document_comes_as_issued_elsewhere_and_keeps_its_signatures(taken, vault, ref):
    there, again = taken
    kept = {one.number: one for one in reports(there, again)}
    for report in reports(vault, ref):
        came = kept[report.number]
        assert came.origin.by == "Dr Test"
        for edition in report.editions:
            before = b"".join(read_edition(vault, ref, report.number, edition.key))
            assert b"".join(read_edition(there, again, came.number, edition.key)) == before


def test_what_is_issued_after_the_import_has_a_number_of_its_own(other, file):
    ref = imported(other, file)
    with pytest.raises(UnknownRecordError, match="issued in another vault"):
        make_bundle(other, ref, BundleRequest(Recipient.COURT, report=1))
    made = issue(other, ref, Choice(language="en"))
    assert (made.number, made.origin) == (max(one.number for one in reports(other, ref)), None)
    assert made.number == 3
    assert make_bundle(other, ref, BundleRequest(Recipient.COURT)).report == 3


def test_of_what_was_taken_out_only_the_gap_goes_along(file, vault, ref):
    case = case_in(file)
    assert case["lesions"][3]["removed"] == "entered twice"
    assert "attributes" not in case["lesions"][3] or not case["lesions"][3]["attributes"]
    gone = case["photos"][2]
    assert gone == {"id": "P003", "intimate": "no", "removed": "shows somebody else"}
    assert sum("file" in one for one in case["photos"]) == 3


def test_numbers_are_not_given_again_after_an_import(other, file):
    ref = imported(other, file)
    assert attach_photograph(other, ref, a_jpeg(70)).number == 6


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_in_plain_words_what_goes_and_what_stays(vault, ref, file, other, language):
    words = translator(language)
    text = "\n".join(lines_of(export_case(vault, ref).account, words))
    brought = "\n".join(lines_in(import_case(other, file).account, words))
    for kind in ("translation", "mandate", "addendum", "letter", "scan", "report", "signed"):
        assert words.text(KINDS[kind].name) in text
        assert words.text(KINDS[kind].name) in brought
    for kind in ("bundle", "log", "consent"):
        assert words.text(KINDS[kind].stays) in text
    assert NARRATIVE not in text
    if language != "en":
        assert not re.search(r"[A-Za-z]{4,} [a-z]{3,} [a-z]{3,}", text.replace("--with-log", ""))


def test_export_asks_for_consent_and_is_noted(other, file):
    ref = imported(other, file)
    assert exported(other, ref, Recipient.COURT)
    assert [one[1] for one in said(other, ref)].count("exported") == 1
    decide(other, ref, c_photos_body="withdrawn")
    with pytest.raises(NotAllowedError, match="has withdrawn"):
        exported(other, ref, Recipient.COURT)
    assert exported(other, ref)


def test_a_document_with_something_withdrawn_stays_for_others(other, file):
    ref = imported(other, file)
    save_photograph(other, ref, "P001", {"face_visible": "yes"}, 1)
    issue(other, ref, Choice(language="en"))
    decide(other, ref, c_photos_face="refused")
    made = export_case(other, ref, Recipient.COURT)
    told = "\n".join(lines_of(made.account, translator("en")))
    assert [one["number"] for one in json.loads(made.case)["documents"]] == [1, 2]
    assert "Document 3 and what amends it" in told
    assert len(json.loads(export_case(other, ref).case)["documents"]) == 3


def test_what_is_shut_does_not_leave(vault, ref, other, tmp_path):
    def bring(*parts):
        to = own(own_recipient(other), frozenset(parts))
        hand_over(vault, [ref.case_id], to, tmp_path / "one.age")
        with (tmp_path / "one.age").open("rb") as stream:
            return take_in(other, stream)

    taken = bring("record", "report")
    assert taken.lacks == {"R-1": ("photographs", "intimate")}
    with pytest.raises(NotAllowedError, match="not open to you"):
        export_case(other, ref)


def test_reports_that_are_shut_stay_with_their_addenda(vault, ref, other, tmp_path):
    to = own(own_recipient(other), frozenset(("record", "photographs", "intimate")))
    hand_over(vault, [ref.case_id], to, tmp_path / "one.age")
    with (tmp_path / "one.age").open("rb") as stream:
        take_in(other, stream)
    made = export_case(other, ref)
    assert not {"documents", "addenda"} & json.loads(made.case).keys()
    told = "\n".join(lines_of(made.account, translator("en")))
    assert "Issued documents and addenda: they are not open to you." in told
    assert imported(other, b"".join(made.pieces()))


def test_no_key_and_nothing_of_access_is_in_the_file(vault, file):
    whole = json.dumps(case_in(file))
    assert vault.person_id not in whole
    assert vault.device_id not in whole
    assert not {"access", "keys", "head", "log"} & case_in(file).keys()


def test_a_file_of_the_first_version_says_so_and_one_that_holds_more_says_the_second(file, other):
    name = "A3_short_kk_npm_intake.json"
    ref = imported(other, json.dumps(case_json(name)).encode())
    assert case_in(exported(other, ref))["schema"] == "ipdoc-case-1"
    assert case_in(file)["schema"] == "ipdoc-case-2"
