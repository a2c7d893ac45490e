"""The whole job in a real browser, with scripts and without: from an empty folder to the PDF."""

import io
import random
import subprocess

import pytest
from PIL import Image

from ipdoc.anatomy.views import view as diagram
from ipdoc.casework.bodymap.picture import box_of
from ipdoc.casework.formstore import current_form
from ipdoc.exchange.case_reader import read_case
from tests.browser import Doctor, a_page, a_server
from tests.builders import case_bytes
from tests.editor_page import READY, Drawing

PASSPHRASE = "seven quiet lanterns over the river"
POINTS = (("full_post", 0.42, 0.27, "bruise"), ("full_ant", 0.5, 0.32, "abrasion"),
          ("full_ant", 0.38, 0.8, "scar_linear"))  # fmt: skip
"""View, fractions of the picture, kind of lesion."""
LEFT_OUT = {"photographs"}
NEVER_ASKED = {
    ("background", "bg_pregnancy"),
    ("case_information", "evaluation_type"),
    ("consent_conditions", "restraint_on_arrival"),
    ("consent_conditions", "escort_demeanour"),
    ("signature", "sig_hash"),
}
"""Given at the start, or not asked of a man at liberty."""
pytestmark = pytest.mark.browser


def a_photograph(folder, number):
    """Write a small JPEG as a camera would have."""
    noise = random.Random(number).randbytes(160 * 120 * 3)  # noqa: S311 - a picture
    path = folder / f"camera{number}.jpg"
    Image.frombytes("RGB", (160, 120), noise).resize((1200, 900)).save(path, "JPEG")
    return path


@pytest.fixture(scope="module")
def case():
    """The worked case, its interpretations cut to the three lesions that are marked."""
    content = read_case(current_form().form, case_bytes("A1_full_ru_beating_falanga.json"))
    rows = content.answers["interpretation"]["int_findings"]
    content.answers["interpretation"]["int_findings"] = rows[: len(POINTS)]
    return content


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_doctor_does_the_whole_job(tmp_path, case, scripts):
    home = tmp_path / "home"
    home.mkdir()
    with a_server(tmp_path / "vault", home) as address, a_page(scripts=scripts) as page:
        doctor = Doctor(page, address)
        doctor.create_vault("Др Айгуль Касымова", PASSPHRASE)
        doctor.start_case("full", "ER-041", "МД-2026-041")
        mark_lesions(doctor, scripts=scripts)
        attach_photographs(doctor, tmp_path)
        for section in current_form().form.sections_for("F"):
            if section.key not in LEFT_OUT and section.key in case.answers:
                doctor.fill_section(section, case.answers[section.key])
        pdf = issue(doctor)
    check_report(pdf, case, doctor.typed, tmp_path)


def mark_lesions(doctor, *, scripts):
    for view, x, y, kind in POINTS:
        doctor.go(f"/lesions/?view={view}")
        (mark_in_the_editor if scripts else mark_by_click)(doctor.page, view, x, y, kind)
    doctor.go("/lesions/")
    if scripts:
        doctor.page.wait_for_selector(READY)
        assert f"{len(POINTS)} lesions" in doctor.page.inner_text("#map-counts")
    else:
        assert doctor.page.locator(".lesion-list li").count() == len(POINTS)


def mark_by_click(page, view, x, y, kind):
    picture = page.locator('input[type="image"]')
    box = box_of(diagram("neutral", view))
    at = {"x": box.left + x * box.inner_width, "y": box.top + y * box.inner_height}
    with page.expect_navigation():
        picture.click(position=at)
    page.select_option("#type", kind)
    with page.expect_navigation():
        page.locator("#record-form button.primary").click()


def mark_in_the_editor(page, view, x, y, kind):
    page.wait_for_selector(READY)
    hand = Drawing(page, None)
    page.locator(f'.bm-type[data-type="{kind}"]').first.click()
    hand.choose("p")
    drawn = diagram("neutral", view)
    hand.click((x * drawn.width, y * drawn.height))
    hand.saved()


def attach_photographs(doctor, folder):
    for number in (1, 2):
        doctor.go("/photographs/")
        doctor.page.set_input_files("#file", a_photograph(folder, number))
        doctor.page.fill("#caption", f"Снимок {number}: спина")
        doctor.page.select_option("#lesion", "1")
        with doctor.page.expect_navigation():
            doctor.page.locator("form.panel button.primary").click()
    assert doctor.page.locator(".photo-list > li").count() == 2


def issue(doctor):
    doctor.go("/report/")
    doctor.page.locator('input[name="language"][value="ru"]').check()
    with doctor.page.expect_navigation():
        doctor.page.locator("form.panel button.primary").click()
    with doctor.page.expect_download() as download:
        doctor.page.locator('#issued a[href$="ru.full.pdf"]').click()
    with open(download.value.path(), "rb") as file:  # noqa: PTH123 - Playwright gives a text
        return file.read()


def check_report(pdf, case, typed, folder):
    path = folder / "report.pdf"
    path.write_bytes(pdf)
    said = subprocess.run(["pdftotext", "-raw", str(path), "-"], check=True, capture_output=True)
    printed = squeezed(said.stdout.decode())
    answered = {(section, key) for section, cells in case.answers.items() for key in cells}
    assert answered - typed <= NEVER_ASKED
    wanted = {
        name: squeezed(text)[:28]
        for name, text in typed_texts(case)
        if tuple(name.split(".")[:2]) in typed
    }
    assert len(wanted) > 60
    missing = {key: start for key, start in wanted.items() if start not in printed}
    assert not missing
    assert "Снимок1:спина" in printed


def typed_texts(case):
    """Yield key and text of everything that was typed as prose."""
    for section, cells in case.answers.items():
        for key, cell in cells.items():
            if isinstance(cell, str) and len(cell) > 25:
                yield f"{section}.{key}", cell
            elif isinstance(cell, dict) and len(str(cell.get("text", ""))) > 25:
                if isinstance(cell["text"], str):
                    yield f"{section}.{key}", cell["text"]
            elif isinstance(cell, list):
                yield from row_texts(section, key, cell)


def row_texts(section, key, rows):
    for number, row in enumerate(rows):
        if isinstance(row, dict):
            for item, text in row.items():
                if isinstance(text, str) and len(text) > 40:
                    yield f"{section}.{key}.{number}.{item}", text


def squeezed(text):
    """Return the text without blanks, hyphens at line ends and quotation marks' variants."""
    kept = "".join(text.split()).replace("\u00ad", "").replace("\u00a0", "")
    return kept.replace("‐", "-")


def test_photograph_builder_makes_a_picture(tmp_path):
    with Image.open(io.BytesIO(a_photograph(tmp_path, 1).read_bytes())) as picture:
        assert picture.size == (1200, 900)
