"""Scanned sheets in a case: kept as they came, laid beside their section, their marks proposed."""

import dataclasses
import hashlib
import io
import re

import cv2
import pytest

from ipdoc.casework.blanks import blank_form
from ipdoc.casework.cases import start_case
from ipdoc.casework.core.record import Ref, UnknownRecordError
from ipdoc.casework.scans.charts import drawn_chart, sheet_charts
from ipdoc.casework.scans.sheets import (
    attach_sheet,
    remove_sheet,
    scanned_sheet,
    scanned_sheets,
    sheet_file,
)
from ipdoc.casework.sections import open_section, save_answers
from ipdoc.domain.finding import RuleError
from ipdoc.domain.scannedsheet import ScannedSheet
from ipdoc.imaging.scans import ScanError
from tests.browser_form import controls
from tests.builders import a_vault
from tests.scanned import DPI, Scanner, covered, jpeg, printed
from tests.team_fixtures import said
from tests.webclient import a_site

SCANNER = Scanner(150, angle=183, noise=4)
FORM = "64S3-6D1N"


@pytest.fixture(scope="module")
def paper():
    """The pages of a printed form, by what they ask about."""
    pdf = blank_form("S", "ru", "male", sheet=b"12345").pdf
    return {"about": printed(pdf, 2), "chart": printed(pdf, _chart_page(pdf))}


@pytest.fixture(scope="module")
def intimate_page():
    """The first page for intimate findings of a full form."""
    pdf = blank_form("F", "en", "female", intimate=True, sheet=b"12345").pdf
    last = len(re.findall(rb"/Type\s*/Page\b", pdf))
    return printed(pdf, last - 1)


def _chart_page(pdf):
    from ipdoc.imaging.scans import read_scan

    for number in range(11, 20):
        if read_scan(jpeg(printed(pdf, number))).code.charts:
            return number
    raise AssertionError("the form has no chart")


@pytest.fixture
def vault(tmp_path):
    """An open vault."""
    with a_vault(tmp_path) as opened:
        yield opened


@pytest.fixture
def ref(vault):
    """A new short evaluation."""
    return start_case(vault, "short", "K-1", "1", {"record": "ru"})


def test_scan_is_kept_as_it_came_and_straightened(vault, ref, paper):
    scan = SCANNER.scan(paper["about"])
    sheet = attach_sheet(vault, ref, scan)
    assert (sheet.number, sheet.form, sheet.page) == (1, FORM, 2)
    assert "case_information/person" in sheet.subjects
    original, pieces = sheet_file(vault, ref, sheet.id, "original")
    content = b"".join(pieces)
    assert content == scan.getvalue()
    assert original.sha256 == hashlib.sha256(content).hexdigest()
    assert [event for _, event, _ in said(vault, ref)] == ["saved"]
    straight, pieces = sheet_file(vault, ref, sheet.id, "straight")
    assert len(b"".join(pieces)) == straight.size_bytes
    assert (straight.width_px, straight.height_px) == (1680, 2376)
    assert scanned_sheets(vault, ref) == [sheet]


def test_same_page_is_refused_until_it_is_taken_out(vault, ref, paper):
    first = attach_sheet(vault, ref, SCANNER.scan(paper["about"]))
    with pytest.raises(RuleError, match=f"Page 2 of form {FORM} is attached already as sheet 1"):
        attach_sheet(vault, ref, jpeg(paper["about"]))
    with pytest.raises(RuleError, match="Say why"):
        remove_sheet(vault, ref, first.id, " ")
    remove_sheet(vault, ref, first.id, "blurred")
    second = attach_sheet(vault, ref, jpeg(paper["about"]))
    assert second.number == 2
    assert [one.removed for one in scanned_sheets(vault, ref)] == ["blurred", None]


def test_unreadable_code_asks_for_the_section(vault, ref, paper):
    page = covered(paper["about"], (169, 7, 22, 12))
    with pytest.raises(RuleError, match="choose the section"):
        attach_sheet(vault, ref, jpeg(page))
    with pytest.raises(RuleError, match="choose the section"):
        attach_sheet(vault, ref, jpeg(page), by_hand="nothing/there")
    sheet = attach_sheet(vault, ref, jpeg(page), by_hand="background/health")
    assert (sheet.form, sheet.page, sheet.subjects) == ("", 0, ("background/health",))


def test_sheet_of_what_the_evaluation_never_asks_is_refused(vault, paper):
    ref = start_case(vault, "psych", "K-3", "3", {})
    with pytest.raises(RuleError, match="asks about nothing of this sheet"):
        attach_sheet(vault, ref, jpeg(paper["chart"]))
    assert attach_sheet(vault, ref, jpeg(paper["about"])).subjects


def test_nothing_stays_of_a_refused_scan(vault, ref, paper, tmp_path):
    attach_sheet(vault, ref, jpeg(paper["about"]))
    before = sorted(path.name for path in tmp_path.rglob("*") if path.is_file())
    for scan in (jpeg(paper["about"]), jpeg(paper["about"][:900])):
        with pytest.raises((RuleError, ScanError)):
            attach_sheet(vault, ref, scan)
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == before
    assert len(scanned_sheets(vault, ref)) == 1


def test_intimate_page_is_kept_under_its_own_key(vault, intimate_page):
    ref = start_case(vault, "full", "K-2", "2", {})
    sheet = attach_sheet(vault, ref, jpeg(intimate_page))
    assert sheet.restricted
    assert sheet.subjects == ("physical_exam/trunk",)
    with vault.transaction(write=False) as work:
        case = work.case(ref.case_id)
        assert case.get(f"scan/{ref.evaluation_id}/{sheet.id}").part == "intimate"


def test_nothing_of_a_scan_lies_in_the_vault_in_the_clear(vault, ref, paper, tmp_path):
    scan = SCANNER.scan(paper["about"])
    attach_sheet(vault, ref, scan)
    for path in tmp_path.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"JFIF" not in content
            assert scan.getvalue()[2000:2040] not in content


def test_unknown_sheet_is_refused(vault, ref):
    for named in ("", "0" * 16):
        with pytest.raises(UnknownRecordError):
            scanned_sheet(vault, ref, named)


def test_payload_says_again_what_was_kept(vault, ref, paper):
    sheet = attach_sheet(vault, ref, jpeg(paper["chart"]))
    assert ScannedSheet.from_payload(sheet.to_payload()) == sheet
    assert dataclasses.asdict(sheet.charts[0])["height_mm"] > 50


def say(vault, ref, sheet=None, **changes):
    view = open_section(vault, ref, "case_information")
    return save_answers(vault, ref, "case_information", changes, view.version, sheet=sheet)


def test_answer_keeps_the_sheet_that_it_came_from_until_it_is_changed(vault, ref):
    say(vault, ref, sheet=3, subject_family_name="A.", subject_given_name="B.")
    known = {"subject_family_name": 3, "subject_given_name": 3}
    assert open_section(vault, ref, "case_information").sources == known
    say(vault, ref, subject_family_name="A.")
    assert open_section(vault, ref, "case_information").sources == known
    view = say(vault, ref, subject_family_name="Aa.")
    assert view.sources == {"subject_given_name": 3}
    assert open_section(vault, ref, "background").sources == {}


def test_drawn_places_are_laid_on_the_chart(vault, ref, paper):
    clean = attach_sheet(vault, ref, jpeg(paper["chart"]))
    charts = sheet_charts(clean)
    assert charts
    assert all(drawn_chart(vault, ref, clean.id, c.view.key).spots == () for c in charts)
    remove_sheet(vault, ref, clean.id, "scanned before it was filled in")
    left, top, width, height = charts[0].box_mm
    page = paper["chart"].copy()
    middle = (round((left + width / 2) * DPI / 25.4), round((top + height * 0.35) * DPI / 25.4))
    cv2.circle(page, middle, 24, (30, 50, 150), 4, cv2.LINE_AA)
    sheet = attach_sheet(vault, ref, SCANNER.scan(page))
    (spot,) = drawn_chart(vault, ref, sheet.id, charts[0].view.key).spots
    assert abs(spot.x - 0.5) < 0.02
    assert abs(spot.y - 0.35) < 0.02
    with pytest.raises(UnknownRecordError):
        drawn_chart(vault, ref, sheet.id, "foot_l_plantar")


@pytest.fixture
def site(tmp_path):
    """A site with a short evaluation, unlocked."""
    with a_site(tmp_path) as opened:
        opened.unlock()
        yield opened


@pytest.fixture
def here(site):
    """Address of the evaluation."""
    page = site.browser.page("/cases/new")
    page = site.browser.send(page, "/cases/new", type="short", code="K-7", report_number="7")
    return page.path.rstrip("/")


def attached(site, here, *scans, **fields):
    files = [(scan, f"scan{number}.jpg") for number, scan in enumerate(scans)]
    page = site.browser.page(f"{here}/sheets/")
    return site.browser.send(page, f"{here}/sheets/", file=files, **fields)


def the_sheet(page):
    return page.one("table").find(".//{*}a").get("href")


def test_sheets_are_attached_listed_and_shown(site, here, paper):
    page = attached(site, here, SCANNER.scan(paper["about"]), jpeg(paper["chart"]))
    assert f"form {FORM}, page 2 of" in page.text
    assert "Case information › The person examined" in page.text
    sheet = site.browser.page(the_sheet(page))
    picture = sheet.one("div", class_="sheet-view").find("{*}img").get("src")
    with site.browser.client.get(picture) as answer:
        assert answer.mimetype == "image/jpeg"
        assert answer.headers["Cache-Control"].startswith("no-store")
    with site.browser.client.get(picture.replace("straight", "original")) as answer:
        assert 'filename="sheet.jpg"' in answer.headers["Content-Disposition"]
    assert site.browser.client.get(picture.replace("straight", "else")).status_code == 404


def test_section_is_typed_in_beside_the_sheet(site, here, paper):
    listed = attached(site, here, jpeg(paper["about"]))
    sheet = site.browser.page(the_sheet(listed))
    link = next(a for a in sheet.all("a") if "sections/case_information/person" in a.get("href"))
    page = site.browser.page(link.get("href"))
    assert page.one("aside", class_="sheet-beside")
    form = next(one for one in page.all("form") if one.get("id") == "questions")
    assert "?sheet=" in form.get("action")
    asked = "subject_family_name"
    filled = dict(controls(re.search(r'<form[^>]*id="questions".*?</form>', page.html, re.S)[0]))
    named = next(one for one in filled if one.startswith(asked) and not one.endswith("state"))
    filled |= {named: "Ахметов", "go": "stay"}
    saved = site.browser.send(page, form.get("action"), **filled)
    assert saved.one("aside", class_="sheet-beside")
    assert "From sheet 1: Family name" in saved.text
    away = site.browser.page(link.get("href").partition("?")[0])
    assert away.all("aside", class_="sheet-beside") == []
    assert "From sheet 1: Family name" in away.text


def test_every_refused_file_is_told_by_its_place(site, here, paper):
    scans = (jpeg(paper["about"]), io.BytesIO(b"no picture"))
    page = site.browser.page(f"{here}/sheets/")
    files = [(scan, "Иванов.jpg") for scan in scans]
    told = site.browser.send(page, f"{here}/sheets/", file=files, status=422)
    assert "File 2: The file is no scan" in told.text
    assert "1 sheet was attached" in told.text
    assert "Иванов" not in told.html


def test_place_that_was_drawn_opens_the_body_map_there(site, here, paper):
    page = paper["chart"].copy()
    cv2.circle(page, (460, 900), 24, (30, 50, 150), 4, cv2.LINE_AA)
    sheet = site.browser.page(the_sheet(attached(site, here, jpeg(page))))
    spot = next(one for one in sheet.all("form") if one.get("action").endswith("/lesions/point"))
    given = {i.get("name"): i.get("value") for i in spot.iter("input") if i.get("name")}
    assert {"view", "at.x", "at.y"} <= set(given)
    with site.browser.client.post(spot.get("action"), data=given) as answer:
        assert answer.status_code == 200
        assert re.search(r'name="points" value="0\.\d+,0\.\d+"', answer.text)


def test_intimate_sheet_is_shown_only_after_the_step_of_its_own(site, here, intimate_page):
    address = the_sheet(attached(site, here, jpeg(intimate_page)))
    asked = site.browser.page(address)
    assert asked.path.endswith("/lesions/restricted")
    with site.browser.client.get(f"{address}/straight") as answer:
        assert answer.status_code == 303
    beside = f"{here}/sections/physical_exam/trunk?sheet={address.rpartition('/')[2]}"
    assert site.browser.page(beside).all("aside", class_="sheet-beside") == []
    site.browser.send(asked, asked.path, show="yes", status=None)
    assert site.browser.page(address).one("div", class_="sheet-view") is not None
    assert site.browser.page(beside).one("aside", class_="sheet-beside") is not None


def test_sheet_is_taken_out_with_a_reason(site, here, paper):
    address = the_sheet(attached(site, here, jpeg(paper["about"])))
    sheet = site.browser.page(address)
    site.browser.send(sheet, f"{address}/remove", reason=" ", status=422)
    page = site.browser.send(sheet, f"{address}/remove", reason="another person's")
    assert "taken out: another person's" in page.text


def test_form_to_print_is_chosen_on_a_page(site, here):
    page = site.browser.page("/paper/?type=F")
    assert page.one("option", value="F", selected="").text
    with site.browser.client.get("/paper/form.pdf?type=S&lang=kk&figure=female") as answer:
        assert answer.mimetype == "application/pdf"
        assert answer.data.startswith(b"%PDF")
    assert site.browser.page("/paper/").one("option", value="S", selected="").text
    for wrong in (
        "type=X&lang=kk",
        "lang=kk",
        "type=SF&lang=kk",
        "type=S&lang=xx",
        "type=S&lang=kk&figure=none",
    ):
        assert site.browser.client.get(f"/paper/form.pdf?{wrong}").status_code == 404


def test_ref_of_a_sheet_is_of_its_evaluation(vault, ref, paper):
    sheet = attach_sheet(vault, ref, jpeg(paper["about"]))
    other = Ref(ref.case_id, "0" * 16)
    with pytest.raises(UnknownRecordError):
        scanned_sheet(vault, other, sheet.id)
