"""Issuing: what is intimate stays apart, editions have keys, and stopping leaves nothing."""

import copy

import pytest

from ipdoc.casework.access.gate import NotAllowedError
from ipdoc.casework.cases import start_case
from ipdoc.casework.core.record import reading
from ipdoc.casework.issuing.apart import joined, set_apart
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.fetching import read_edition, reports
from ipdoc.casework.issuing.issue import issue, preview
from ipdoc.casework.issuing.issued import IssuedReport
from ipdoc.casework.issuing.snapshot import digest_of, stored_snapshot, taken
from ipdoc.casework.sections import open_section, save_answers
from ipdoc.domain.access import Action
from ipdoc.domain.consent import Recipient
from ipdoc.domain.finding import RuleError
from ipdoc.domain.rendering import SEALED_ANNEX, EditionKey, Rendering
from tests.bodymap_builders import a_lesion
from tests.builders import a_vault
from tests.glyph_boxes import glyph_faults
from tests.pdf_inspection import pdf_text
from tests.pdf_structure import structure_faults

EXAM = {"pe_genitourinary": {"sys_status": "abnormal", "sys_findings": "A secret finding."}}
OPINION = [
    {"row": "r1", "finding_ref": 1, "consistency": "typical", "reasoning": "Open reasoning."},
    {"row": "r2", "finding_ref": 2, "consistency": "typical", "reasoning": "Secret reasoning."},
]
SECRETS = ("A secret finding", "Secret reasoning", "genital or anal finding")


@pytest.fixture
def vault(tmp_path):
    with a_vault(tmp_path) as opened_vault:
        yield opened_vault


@pytest.fixture
def ref(vault):
    """An evaluation with an open and an intimate lesion, an answer and an opinion on each."""
    ref = start_case(vault, "full", "K-1", "7/26", {"record": "en"})
    a_lesion(vault, ref)
    a_lesion(vault, ref, "outline", type_key="hernia_genital")
    write(vault, ref, "physical_exam", EXAM)
    write(vault, ref, "interpretation", {"int_findings": OPINION})
    return ref


def write(vault, ref, section, cells):
    view = open_section(vault, ref, section)
    save_answers(vault, ref, section, cells, view.version)


def in_words(vault, ref, **choice):
    return pdf_text(preview(vault, ref, Choice(**choice)))


def test_what_is_intimate_is_in_the_sealed_annex_and_in_nothing_else(vault, ref):
    report, annex = (in_words(vault, ref, document=one) for one in ("report", SEALED_ANNEX))
    for secret in SECRETS:
        assert secret.lower() not in report.lower()
        assert secret.lower() in annex.lower()
    assert "Open reasoning" in report
    assert "Described in the sealed annex" in report
    assert "Open reasoning" not in annex
    assert "K-1" in annex


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_sealed_annex_is_as_sound_as_a_report(vault, ref, language):
    annex = preview(vault, ref, Choice(language=language, document=SEALED_ANNEX))
    assert structure_faults(annex) == []
    assert glyph_faults(annex) == []


def test_snapshot_is_whole_again_once_what_was_set_apart_is_put_back(vault, ref):
    with reading(vault, ref, Action.PREVIEW) as case:
        compiled, snapshot = taken(vault, case, ref)
    before = copy.deepcopy(snapshot)
    kept, apart = set_apart(compiled.form, snapshot)
    assert snapshot == before
    assert "secret" not in str(kept).lower()
    assert [one["number"] for one in kept["lesions"]] == [1, 2]
    assert joined(kept, apart) == snapshot


def test_snapshot_and_annex_lie_under_the_key_of_the_part_intimate(vault, ref):
    issue(vault, ref, Choice(language="en"))
    report = issue(vault, ref, Choice(language="en", document=SEALED_ANNEX))
    assert [one.key for one in report.editions] == ["en.full", "en.full.sealed_annex"]
    with vault.transaction(write=False) as work:
        case = work.case(ref.case_id)
        assert digest_of(stored_snapshot(case, ref, 1)) == report.digest
        shut = case.only({"report"})
        assert "secret" not in str(stored_snapshot(shut, ref, 1)).lower()
        b"".join(shut.read_attachment(report.editions[0].attachment))
        with pytest.raises(Exception, match="open"):
            b"".join(shut.read_attachment(report.editions[1].attachment))


def test_record_without_anything_intimate_has_no_annex(vault):
    ref = start_case(vault, "full", "K-2", "8/26", {"record": "en"})
    with pytest.raises(RuleError, match="belongs in the sealed annex"):
        preview(vault, ref, Choice(document=SEALED_ANNEX))


def test_annex_is_fetched_only_with_consent_to_what_is_intimate(vault, ref):
    issue(vault, ref, Choice(document=SEALED_ANNEX))
    agreed = {"decision": "agreed", "explained": "yes"}
    write(vault, ref, "consent_conditions", {"c_share_court": agreed})
    issued = issue(vault, ref, Choice(document=SEALED_ANNEX))
    with pytest.raises(NotAllowedError, match="No consent"):
        read_edition(vault, ref, issued.number, "en.full.sealed_annex", Recipient.COURT)
    write(vault, ref, "consent_conditions", {"c_genital_anal_exam": agreed})
    pieces = read_edition(vault, ref, issued.number, "en.full.sealed_annex", Recipient.COURT)
    assert b"".join(pieces).startswith(b"%PDF")


def test_stopping_at_any_step_leaves_nothing(vault, ref):
    class StoppedError(Exception):
        pass

    steps = []
    preview(vault, ref, Choice(), lambda done, whole: steps.append((done, whole)))
    assert steps[-1][0] == steps[-1][1] > 1
    files = {path for path in vault.folder.rglob("*") if path.is_file()}
    for stop in sorted({0, 1, 3, len(steps) // 2, len(steps) - 1}):
        seen = []

        def told(done, whole, seen=seen, stop=stop):
            seen.append(done)
            if len(seen) > stop:
                raise StoppedError

        with pytest.raises(StoppedError):
            issue(vault, ref, Choice(), told)
    assert reports(vault, ref) == []
    assert {path for path in vault.folder.rglob("*") if path.is_file()} <= files
    assert issue(vault, ref, Choice()).number == 1


def test_report_of_before_there_were_renderings_is_read():
    edition = {"language": "ru", "attachment": "a", "size_bytes": 1, "sha256": "ab" * 32}
    old = {
        "schema": 1,
        "number": 1,
        "kind": "specialist_opinion",
        "issued_at": "2026-05-12T10:00:00+05:00",
        "digest": "cd" * 32,
        "editions": [edition],
    }
    report = IssuedReport.from_payload(old)
    assert report.editions[0].key == "ru.full"
    assert report.editions[0].rendering is Rendering.FULL
    assert IssuedReport.from_payload(report.to_payload()) == report


@pytest.mark.parametrize(
    "key",
    [
        EditionKey("ru"),
        EditionKey("ru", "kk", Rendering.REDACTED),
        EditionKey("kk", document=SEALED_ANNEX),
        EditionKey("en", document="letter"),
    ],
    ids=str,
)
def test_key_of_an_edition_is_read_as_it_is_written(key):
    assert EditionKey.parse(str(key)) == key


@pytest.mark.parametrize(
    "text", ["", "ru", "ru.", "ru.all", "ru.full.report", "ru.full.a.b", ".full"]
)
def test_text_that_is_no_key_is_refused(text):
    with pytest.raises(ValueError, match="no key of an edition"):
        EditionKey.parse(text)
