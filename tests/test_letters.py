"""The letter to the person examined: plain, in their language, and safe to carry if so chosen."""

import json

import pytest
from click.testing import CliRunner

from ipdoc.casework.documents.letters import choose_letter, show_letter
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.fetching import reports
from ipdoc.casework.issuing.issue import issue, preview
from ipdoc.cli import main
from ipdoc.domain.finding import RuleError
from ipdoc.domain.letter import LetterChoice
from ipdoc.domain.rendering import Rendering
from tests.builders import PASSPHRASE, a_clock, a_vault, an_imported_case, case_json
from tests.glyph_boxes import glyph_faults
from tests.pdf_inspection import opened, pdf_text
from tests.pdf_structure import structure_faults
from tests.walked_site import FOUNDER, INTIMATE, OWN, a_walked_site
from tests.webclient import Browser

FULL = "A1_full_ru_beating_falanga.json"
LANGUAGES = ("en", "ru", "kk")


@pytest.fixture
def vault(tmp_path):
    with a_vault(tmp_path, clock=a_clock()) as found:
        yield found


def letter(vault, ref, language="en"):
    return preview(vault, ref, Choice(language=language, document="letter"))


def said(pdf):
    return pdf_text(pdf).replace("\u00ad ", "")


def record_in(pdf):
    with opened(pdf) as file:
        return file.attachments["record.json"].get_file().read_bytes().decode()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("findings", [True, False])
def test_letter_is_sound_and_at_most_two_pages(vault, language, findings):
    ref = an_imported_case(vault, FULL)
    choose_letter(vault, ref, LetterChoice(findings), 0)
    pdf = letter(vault, ref, language)
    with opened(pdf) as file:
        assert len(file.pages) <= 2
    assert structure_faults(pdf) == []
    assert glyph_faults(pdf) == []


def test_letter_with_findings_names_them_in_lay_words_and_no_person_of_the_case(vault):
    ref = an_imported_case(vault, FULL)
    choose_letter(vault, ref, LetterChoice(True, "Fund, room 4", "Take care of yourself."), 0)
    pdf = letter(vault, ref)
    text = said(pdf)
    for found in ("Bruise", "Mark of something tight", "Fund, room 4", "Take care of yourself."):
        assert found in text
    case = case_json(FULL)
    about = case["answers"]["case_information"]
    names = [about["subject_family_name"], about["subject_given_name"], about["subject_id_number"]]
    names += [event["description"] for event in case["groups"]["events"]]
    names += [person["name"] for person in case["groups"].get("accompanied_by", [])]
    for name in names:
        assert name not in text
        assert name not in record_in(pdf)


@pytest.mark.parametrize("language", LANGUAGES)
def test_letter_without_findings_does_not_say_why_somebody_was_examined(vault, language):
    ref = an_imported_case(vault, FULL)
    text, record = said(letter(vault, ref, language)), record_in(letter(vault, ref, language))
    told = json.loads(record)["letter"]
    assert told["found"] == []
    assert told["level"] == ""
    assert told["photographs"] == 0
    assert not {"protection_measures", "second_evaluation"} & set(told["advice"])
    for word in ("Bruise", "Istanbul", "Кровоподт", "Стамбул", "Қанталау", "tortur", "пытк"):
        assert word not in text


def test_intimate_findings_are_never_in_the_letter(tmp_path_factory):
    with a_walked_site(tmp_path_factory.mktemp("letter")) as walked:
        walked.site.app.config["WTF_CSRF_ENABLED"] = True
        ref, lead = walked.own.ref, Browser(walked.browser(FOUNDER))
        place = f"/cases/{ref.case_id}/{ref.evaluation_id}/letter/"
        page = lead.page(place)
        page = lead.send(page, place, findings="yes", contact="Fund, room 4", words="")
        assert page.one("input", name="findings", value="yes").get("checked") is not None
        page = lead.send(page, f"{place}issue", language="en")
        assert "Issued letters" in page.text
        pdf = letter(walked.vaults[FOUNDER], ref)
        for stem in (OWN, INTIMATE):
            assert stem not in said(pdf)
            assert stem not in record_in(pdf)
        assert "perineum" not in record_in(pdf)
        Browser(walked.browser("lawyer")).page(place, status=403)


def test_letter_has_a_number_of_its_own_and_leaves_the_report_alone(vault):
    ref = an_imported_case(vault)
    report = issue(vault, ref, Choice(language="kk"))
    issued = issue(vault, ref, Choice(language="kk", document="letter"))
    assert issued.number == report.number + 1
    assert issue(vault, ref, Choice(language="kk")) == report
    choose_letter(vault, ref, LetterChoice(True), 0)
    assert issue(vault, ref, Choice(language="kk", document="letter")).number == issued.number + 1
    assert len(reports(vault, ref)) == 3


def test_letter_without_names_withholds_the_clinicians_and_their_contact(vault):
    ref = an_imported_case(vault)
    choice = Choice(language="en", rendering=Rendering.REDACTED, document="letter")
    pdf = preview(vault, ref, choice)
    qualified = case_json("A3_short_kk_npm_intake.json")["answers"]["clinician_qualifications"]
    for told in (said(pdf), record_in(pdf)):
        assert qualified["clin_name"] not in told
        assert qualified["clin_contact"] not in told
    assert "[Professional 1]" in said(pdf)


def test_letter_is_offered_in_the_language_of_the_interview(vault):
    assert show_letter(vault, an_imported_case(vault)).language == "kk"


def test_text_that_is_no_letter_is_refused(vault):
    ref = an_imported_case(vault)
    with pytest.raises(RuleError, match="Shorten the text"):
        choose_letter(vault, ref, LetterChoice(False, "", "x" * 2001), 0)
    assert show_letter(vault, ref).version == 0


def test_command_writes_the_letter(tmp_path):
    with a_vault(tmp_path) as vault:
        ref = an_imported_case(vault)
    (tmp_path / "pass").write_text(PASSPHRASE, encoding="utf-8")
    given = ["letter", ref.case_id, "--lang", "kk", "-o", str(tmp_path / "l.pdf"), "--findings"]
    given += ["--vault", str(tmp_path / "vault"), "--passphrase-file", str(tmp_path / "pass")]
    done = CliRunner().invoke(main, given)
    assert done.exit_code == 0, done.output
    assert "Не табылды" in said((tmp_path / "l.pdf").read_bytes())
