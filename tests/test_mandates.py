"""The ground of the documents: recorded, frozen with a report, and what it allows."""

import dataclasses

import pytest
from click.testing import CliRunner

from ipdoc.casework.access.gate import NotAllowedError
from ipdoc.casework.core.casefile import StaleVersionError
from ipdoc.casework.documents.mandates import (
    declare,
    kinds_offered,
    save_mandate,
    show_mandate,
    take_back,
)
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.fetching import read_edition, reports
from ipdoc.casework.issuing.issue import issue, preview
from ipdoc.cli import main
from ipdoc.domain.finding import RuleError
from ipdoc.domain.mandate import Independence, Mandate, Order, Warned
from ipdoc.report.errors import DocumentKindError
from ipdoc.report.titles import document_kind
from tests.builders import PASSPHRASE, a_clock, a_vault, an_imported_case
from tests.pdf_inspection import pdf_text
from tests.walked_site import FOUNDER, a_walked_site
from tests.webclient import Browser

ORDER = Order("Court of the city of N.", "Judge Aitbaeva", "5-17", "2026-04-01", "2026-04-03")
EXPERT = Choice("expert_opinion", "en")
SPECIALIST = document_kind("specialist_opinion").words_digest


@pytest.fixture
def vault(tmp_path):
    """An open vault on 1 May 2026."""
    with a_vault(tmp_path, clock=a_clock()) as opened:
        yield opened


@pytest.fixture
def ref(vault):
    """A worked case."""
    return an_imported_case(vault)


def words_of(vault, ref, number, key):
    return pdf_text(b"".join(read_edition(vault, ref, number, key)))


def test_expert_without_an_order_is_refused_in_a_sentence_and_nothing_is_issued(vault, ref):
    for refused in (issue, preview):
        with pytest.raises(DocumentKindError, match="Record body, number and date of the order"):
            refused(vault, ref, EXPERT)
    assert reports(vault, ref) == []
    expert = next(one for one in kinds_offered(vault, ref, "en") if one.key == EXPERT.kind)
    assert "order" in expert.refusal.text


def test_recorded_order_allows_the_title_and_is_printed(vault, ref):
    warned = Warned("Judge Aitbaeva", "2026-04-03", "note in the order")
    save_mandate(vault, ref, Mandate("kz", ORDER, warned, Independence("Court fees")), 0)
    report = issue(vault, ref, EXPERT)
    text = words_of(vault, ref, report.number, "en.full")
    for said in ("Expert opinion", "5-17", "Judge Aitbaeva", "note in the order", "Court fees"):
        assert said in text


def test_report_keeps_the_ground_on_which_it_was_issued(vault, ref):
    save_mandate(vault, ref, Mandate(order=ORDER), 0)
    report = issue(vault, ref, EXPERT)
    save_mandate(vault, ref, Mandate(), show_mandate(vault, ref, "en").version)
    with pytest.raises(DocumentKindError):
        issue(vault, ref, dataclasses.replace(EXPERT, language="ru"))
    assert "5-17" in words_of(vault, ref, report.number, "en.full")


def test_evaluation_without_a_ground_keeps_its_report(vault, ref):
    first = issue(vault, ref, Choice())
    save_mandate(vault, ref, Mandate(independence=Independence("Nobody")), 0)
    assert issue(vault, ref, Choice()).number == first.number + 1


def test_declaration_is_printed_with_name_and_day_until_it_is_taken_back(vault, ref):
    statement = document_kind("specialist_opinion").declaration("en")[0]
    declare(vault, ref, "specialist_opinion", SPECIALIST)
    first = issue(vault, ref, Choice())
    text = words_of(vault, ref, first.number, "en.full")
    assert statement in text
    assert "Declared by Dr Test on 1 May 2026" in text
    take_back(vault, ref, SPECIALIST)
    second = issue(vault, ref, Choice())
    assert statement not in words_of(vault, ref, second.number, "en.full")


def test_declaration_of_other_words_is_refused(vault, ref):
    with pytest.raises(DocumentKindError, match="Read the declaration again"):
        declare(vault, ref, "specialist_opinion", "0" * 16)
    assert show_mandate(vault, ref, "en").mandate.declared == ()


def test_saving_keeps_the_declaration_and_refuses_a_stale_page(vault, ref):
    declare(vault, ref, "specialist_opinion", SPECIALIST)
    save_mandate(vault, ref, Mandate(order=ORDER), 1)
    assert show_mandate(vault, ref, "en").mandate.declared_in(SPECIALIST)
    with pytest.raises(StaleVersionError):
        save_mandate(vault, ref, Mandate(), 1)


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ({"day": "2027-01-01"}, "lies ahead"),
        ({"day": "1 April"}, "year-month-day"),
        ({"received": "2026-03-01"}, "before it was given"),
    ],
)
def test_date_that_cannot_be_is_refused(vault, ref, order, said):
    with pytest.raises(RuleError, match=said):
        save_mandate(vault, ref, Mandate(order=dataclasses.replace(ORDER, **order)), 0)
    assert show_mandate(vault, ref, "en").version == 0


def test_unknown_country_is_refused(vault, ref):
    with pytest.raises(DocumentKindError):
        save_mandate(vault, ref, Mandate("moon"), 0)


def test_the_page_records_declares_and_refuses(tmp_path_factory):
    with a_walked_site(tmp_path_factory.mktemp("ground")) as walked:
        walked.site.app.config["WTF_CSRF_ENABLED"] = True
        ref, lead = walked.own.ref, Browser(walked.browser(FOUNDER))
        place = f"/cases/{ref.case_id}/{ref.evaluation_id}/ground/"
        page = lead.page(place)
        assert "Record body, number and date" in page.text
        told = {
            "country": "kz",
            "order-body": "Court of the city of N.",
            "order-number": "5-17",
            "order-day": "2026-04-01",
            "independence-paid_by": "A fund, per report",
        }
        page = lead.send(page, place, status=422, **{**told, "order-day": "2999-01-01"})
        assert "lies ahead" in page.text
        assert page.one("input", id="order-number").get("value") == "5-17"
        lead.send(page, place, **told)
        page = lead.page(place)
        assert "Record body, number and date" not in page.text
        assert page.one("textarea", id="independence-paid_by").text == "A fund, per report"
        page = lead.send(page, f"{place}declare", status=422)
        assert "Tick that you make this declaration" in page.text
        lead.send(page, f"{place}declare", read="yes")
        assert "Declared by" in lead.page(place).text
        report = lead.page(f"/cases/{ref.case_id}/{ref.evaluation_id}/report/")
        assert report.all("option", value="expert_opinion")
        with pytest.raises(NotAllowedError):
            declare(walked.vaults["reviewer"], ref, "specialist_opinion", SPECIALIST)
        reviewer = Browser(walked.browser("reviewer")).page(place)
        assert not reviewer.all("textarea")


def test_command_records_the_order_and_says_what_can_be_issued(tmp_path):
    with a_vault(tmp_path) as vault:
        ref = an_imported_case(vault)
    (tmp_path / "pass").write_text(PASSPHRASE, encoding="utf-8")
    common = ["--vault", str(tmp_path / "vault"), "--passphrase-file", str(tmp_path / "pass")]
    given = ["order", ref.case_id, "--country", "kz", "--body", "Court of N.", "--number", "5"]
    done = CliRunner().invoke(main, [*given, *common])
    assert done.exit_code == 0, done.output
    assert "Expert opinion: Record body, number and date" in done.output
    done = CliRunner().invoke(main, ["order", ref.case_id, "--date", "2026-04-01", *common])
    assert "Expert opinion: can be issued" in done.output


def test_command_refuses_an_expert_without_an_order_in_a_sentence_and_writes_nothing(tmp_path):
    with a_vault(tmp_path) as vault:
        ref = an_imported_case(vault)
    (tmp_path / "pass").write_text(PASSPHRASE, encoding="utf-8")
    given = ["report", ref.case_id, "--kind", "expert_opinion", "-o", str(tmp_path / "r.pdf")]
    given += ["--vault", str(tmp_path / "vault"), "--passphrase-file", str(tmp_path / "pass")]
    done = CliRunner().invoke(main, given)
    assert done.exit_code == 1
    assert done.output.startswith("ipdoc: Record body, number and date of the order")
    assert done.output.count("\n") == 1
    assert not (tmp_path / "r.pdf").exists()
