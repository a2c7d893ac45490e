"""Addenda: they cite what they amend, have a number of their own, and stay once issued."""

import json

import pytest
from click.testing import CliRunner

from ipdoc.casework.core.casefile import StaleVersionError
from ipdoc.casework.documents.addenda import (
    addenda,
    change_addendum,
    find_addendum,
    write_addendum,
)
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.fetching import read_edition, reports
from ipdoc.casework.issuing.issue import issue, preview
from ipdoc.casework.signing.acts import Target, sign_edition
from ipdoc.casework.signing.ownkey import own_key
from ipdoc.cli import main
from ipdoc.domain.finding import RuleError
from ipdoc.domain.rendering import Rendering
from ipdoc.domain.signature import SignerRole
from ipdoc.signatures.check import check_pdf
from ipdoc.signatures.model import Verdict
from tests.builders import PASSPHRASE, a_clock, a_vault, an_imported_case
from tests.glyph_boxes import glyph_faults
from tests.pdf_inspection import opened, pdf_text
from tests.pdf_structure import structure_faults
from tests.walked_site import FOUNDER, a_walked_site
from tests.webclient import Browser, where_enter_leads

TEXT = "An X-ray of 7 August shows a fracture of the eighth rib."


@pytest.fixture
def vault(tmp_path):
    with a_vault(tmp_path, clock=a_clock()) as found:
        yield found


@pytest.fixture
def ref(vault):
    return an_imported_case(vault)


@pytest.fixture
def amended(vault, ref):
    """A report that was issued in two languages."""
    issue(vault, ref, Choice(language="kk"))
    return issue(vault, ref, Choice(language="ru"))


def choice(addendum, language="en"):
    return Choice(language=language, document="addendum", addendum=addendum.number)


def bytes_of(vault, ref, number, key):
    return b"".join(read_edition(vault, ref, number, key))


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_addendum_cites_number_and_digests_of_what_it_amends(vault, ref, amended, language):
    addendum = write_addendum(vault, ref, amended.number, "late_result", TEXT)
    pdf = preview(vault, ref, choice(addendum, language))
    bare = pdf_text(pdf).replace("\u00ad ", "").replace(" ", "")
    assert TEXT.replace(" ", "") in bare
    for edition in amended.editions:
        assert edition.record_sha256 in bare
        assert edition.sha256 in bare
    assert structure_faults(pdf) == []
    assert glyph_faults(pdf) == []


def test_addendum_is_issued_under_a_number_of_its_own(vault, ref, amended):
    addendum = write_addendum(vault, ref, amended.number, "correction", TEXT)
    first = issue(vault, ref, choice(addendum))
    again = issue(vault, ref, choice(addendum, "ru"))
    assert (first.number, again.number) == (amended.number + 1, amended.number + 1)
    assert (again.addendum, again.amends) == (addendum.number, amended.number)
    assert [one.key for one in again.editions] == ["en.full.addendum", "ru.full.addendum"]
    with opened(bytes_of(vault, ref, first.number, "en.full.addendum")) as pdf:
        record = json.loads(pdf.attachments["record.json"].get_file().read_bytes())
    assert record["addendum"]["text"] == TEXT
    assert record["amended"]["digest"] == amended.digest
    assert record["lesions"] == []


def test_issued_report_and_addendum_are_never_changed(vault, ref, amended):
    before = bytes_of(vault, ref, amended.number, "ru.full")
    addendum = write_addendum(vault, ref, amended.number, "correction", TEXT)
    issued = issue(vault, ref, choice(addendum))
    pdf = bytes_of(vault, ref, issued.number, "en.full.addendum")
    with pytest.raises(RuleError, match="was issued and stays as it is"):
        change_addendum(vault, ref, addendum.number, "correction", "Something else", 1)
    assert bytes_of(vault, ref, amended.number, "ru.full") == before
    assert bytes_of(vault, ref, issued.number, "en.full.addendum") == pdf


def test_later_edition_of_the_report_leaves_the_issued_addendum_as_it_is(vault, ref, amended):
    addendum = write_addendum(vault, ref, amended.number, "correction", TEXT)
    first = issue(vault, ref, choice(addendum))
    issue(vault, ref, Choice(language="en"))
    assert issue(vault, ref, choice(addendum, "kk")).number == first.number


def test_addendum_can_be_changed_until_it_is_issued_by_one_person_at_a_time(vault, ref, amended):
    addendum = write_addendum(vault, ref, amended.number, "correction", "Draft")
    line = find_addendum(vault, ref, addendum.number)
    change_addendum(vault, ref, addendum.number, "other", TEXT, line.version)
    with pytest.raises(StaleVersionError):
        change_addendum(vault, ref, addendum.number, "other", "Late", line.version)
    assert [one.addendum.text for one in addenda(vault, ref)] == [TEXT]


@pytest.mark.parametrize(
    ("amends", "reason", "text", "said"),
    [
        (7, "correction", TEXT, "Choose the issued report"),
        (1, "whim", TEXT, "Choose why"),
        (1, "correction", "  ", "Write what"),
        (1, "correction", "x" * 40_001, "Shorten"),
    ],
)
def test_incomplete_addendum_is_refused(vault, ref, amended, amends, reason, text, said):
    with pytest.raises(RuleError, match=said):
        write_addendum(vault, ref, amends, reason, text)
    assert addenda(vault, ref) == []


def test_addendum_without_names_is_scrubbed_and_cites_the_same_digests(vault, ref, amended):
    text = "Данияр Сейітов қоңырау шалды: +7 701 123 45 67."
    addendum = write_addendum(vault, ref, amended.number, "new_information", text)
    asked = Choice(
        language="ru", rendering=Rendering.REDACTED, document="addendum", addendum=addendum.number
    )
    pdf = preview(vault, ref, asked)
    with opened(pdf) as file:
        record = file.attachments["record.json"].get_file().read_bytes().decode()
    for told in (pdf_text(pdf), record):
        for secret in ("Данияр", "Сейітов", "701 123", "Dr Test"):
            assert secret not in told
    assert amended.digest in record


def test_addendum_is_signed_like_a_report(vault, ref, amended):
    addendum = write_addendum(vault, ref, amended.number, "correction", TEXT)
    issued = issue(vault, ref, choice(addendum))
    target = Target(ref, issued.number, "en.full.addendum")
    sign_edition(vault, target, SignerRole.DOCTOR, own_key(vault).signing_key())
    pdf = bytes_of(vault, ref, issued.number, target.key)
    assert check_pdf(pdf, [own_key(vault).certificate]).verdict is Verdict.VALID
    assert structure_faults(pdf) == []


def test_command_writes_issues_and_saves_it(tmp_path):
    with a_vault(tmp_path) as vault:
        ref = an_imported_case(vault)
        issue(vault, ref, Choice(language="kk"))
    (tmp_path / "pass").write_text(PASSPHRASE, encoding="utf-8")
    (tmp_path / "text").write_text(TEXT, encoding="utf-8")
    common = ["--vault", str(tmp_path / "vault"), "--passphrase-file", str(tmp_path / "pass")]
    given = ["addendum", ref.case_id, "--amends", "1", "--reason", "late_result"]
    given += ["--text", str(tmp_path / "text"), "-o", str(tmp_path / "a.pdf")]
    done = CliRunner().invoke(main, [*given, *common])
    assert done.exit_code == 0, done.output
    assert "X-ray" in pdf_text((tmp_path / "a.pdf").read_bytes())
    given[3] = "9"
    given[-1] = str(tmp_path / "b.pdf")
    refused = CliRunner().invoke(main, [*given, *common])
    assert refused.exit_code == 1
    assert "Choose the issued report" in refused.output
    assert not (tmp_path / "b.pdf").exists()


def test_the_pages_write_issue_and_point_from_the_report_to_its_addendum(tmp_path_factory):
    with a_walked_site(tmp_path_factory.mktemp("addenda")) as walked:
        walked.site.app.config["WTF_CSRF_ENABLED"] = True
        ref, lead = walked.own.ref, Browser(walked.browser(FOUNDER))
        here = f"/cases/{ref.case_id}/{ref.evaluation_id}"
        place = f"{here}/addenda/"
        page = lead.page(place)
        assert "There is no addendum yet" in page.text
        page = lead.send(page, place, status=422, amends="1", reason="correction", text=" ")
        assert "Write what the addendum adds" in page.text
        page = lead.send(page, place, amends="1", reason="correction", text=TEXT)
        assert page.one("textarea", id="text").text.strip() == TEXT
        assert where_enter_leads(page.form(f"{place}1/issue")) == f"{place}1/preview"
        typed = {"version": "1", "reason": "correction", "text": f"{TEXT} Typed last."}
        page = lead.send(page, f"{place}1/issue", language="en", **typed)
        assert "it stays as it is" in page.text
        assert "Typed last." in page.text
        assert not page.all("textarea")
        assert [one.amends for one in reports(walked.vaults[FOUNDER], ref)] == [1, 0]
        assert "Addendum to report 1" in lead.page(f"{here}/report/").text
        lawyer = Browser(walked.browser("lawyer"))
        lawyer.page(place, status=403)
        assert "There is an addendum to it" in lawyer.page(f"/cases/{ref.case_id}/issued").text
        own = {"version": "0", "findings": "no", "contact": "", "words": "Come back in June."}
        page = lead.page(f"{here}/letter/")
        assert where_enter_leads(page.form(f"{here}/letter/issue")) == f"{here}/letter/preview"
        page = lead.send(page, f"{here}/letter/issue", language="en", **own)
        assert page.one("textarea", id="words").text.strip() == "Come back in June."
        assert "Issued letters" in page.text
