"""The page inside every bundle: it comes to the same result as the program, offline."""

import re

import html5lib
import pytest

from ipdoc.bagging import measured as measuring
from ipdoc.bagging.check import check_bag
from ipdoc.bagging.page import NAME, checking_page
from tests.bag_builders import LISTS, Vandal, some_files, unpacked, zipped
from tests.browser import a_page

axe = pytest.importorskip("axe_playwright_python.sync_playwright")


@pytest.fixture
def bag(tmp_path):
    """Return the folder of a bag."""
    return unpacked(zipped(some_files()), tmp_path)


def _check(page, folder):
    """Choose a folder on the page; return what it says of each file that is not intact."""
    page.set_input_files("#folder", folder)
    page.locator("#course").get_by_text("All files were read.").wait_for()
    rows = page.locator("tbody tr").all_inner_texts()
    return {
        found[1]: found[2]
        for row in rows
        for found in [re.search(r"([^\n\t]+)\s+(changed|missing|added)$", row.strip())]
        if found
    }


def _program(folder):
    return {path.removeprefix("data/"): str(one) for path, one in check_bag(folder).faults.items()}


def test_page_is_one_valid_file_that_allows_its_own_script_alone():
    text = checking_page().decode()
    html5lib.HTMLParser(strict=True).parse(text)
    assert "default-src 'none'; script-src 'sha256-" in text
    assert text.count("<script>") == text.count("</script>") == 1
    assert not re.search(r"\s(?:src|href|style|on\w+)=", text)
    assert len(text.encode()) < 64 * 1024


@pytest.mark.browser
def test_intact_bundle_is_found_intact_with_its_digest_and_key(bag):
    with a_page() as page:
        page.goto((bag / NAME).as_uri())
        assert _check(page, bag) == {}
        report = check_bag(bag)
        said = page.locator(".bundle").inner_text()
        assert "All files are as they were when the bundle was made." in said
        assert report.digest in said.replace(" ", "")
        assert report.signer in said
        page.fill("[data-part=paper]", report.digest[:8] + " " + report.digest[8:16].upper())
        assert "is the one on the paper" in page.locator("[data-part=paper-said]").inner_text()
        page.fill("[data-part=paper]", "0" * 16)
        assert "not the digest" in page.locator("[data-part=paper-said]").inner_text()


def _assert_same_as_the_program(bag, rounds):
    vandal = Vandal(bag, seed=5)
    with a_page() as page:
        page.goto((bag / NAME).as_uri())
        for _ in range(rounds):
            name, state, mend = vandal.harm()
            told = _check(page, bag)
            assert told.get(name.removeprefix("data/")) == state, (name, state, told)
            if name not in LISTS:
                assert told == _program(bag)
            mend()
        assert _check(page, bag) == {}


@pytest.mark.browser
def test_every_harm_is_named_as_the_program_names_it(bag):
    _assert_same_as_the_program(bag, 25)


@pytest.mark.browser
@pytest.mark.stress
def test_a_thousand_harms_are_named_as_the_program_names_them(bag):
    _assert_same_as_the_program(bag, 1000)


@pytest.mark.browser
def test_long_file_is_compared_stretch_by_stretch(tmp_path, monkeypatch):
    monkeypatch.setattr(measuring, "STRETCH_BYTES", 1000)
    bag = unpacked(zipped({"data/long.bin": bytes(range(250)) * 10}), tmp_path)
    page_file = tmp_path / NAME
    text = checking_page().decode()
    short = re.sub(r"<meta http-equiv[^>]+>", "", text.replace("64 * 1024 * 1024", "1000"))
    page_file.write_text(short, encoding="utf-8")
    with a_page() as page:
        page.goto(page_file.as_uri())
        assert "long.bin" not in _check(page, bag)
        long = bag / "data" / "long.bin"
        whole = long.read_bytes()
        for bad in (whole[:-1], whole + b"x", whole[:1500] + b"!" + whole[1501:]):
            long.write_bytes(bad)
            assert _check(page, bag)["long.bin"] == "changed"


@pytest.mark.browser
def test_single_files_are_enough_where_folders_cannot_be_chosen(bag):
    chosen = [bag / name for name in ("tagmanifest-sha256.txt", "manifest-sha256.txt")]
    chosen += [bag / name for name in ("signature.der", "signer.pem")]
    photograph = next((bag / "data").rglob("*.jpg"))
    with a_page() as page:
        page.goto((bag / NAME).as_uri())
        page.set_input_files("#files", [*chosen, photograph])
        page.locator(".bundle").wait_for()
        said = page.locator(".bundle").inner_text()
        assert "All files that were chosen are as they were." in said
        assert said.count("not chosen") >= 5
        photograph.write_bytes(b"x")
        page.reload()
        page.set_input_files("#files", [*chosen, photograph])
        page.get_by_text("Not all files").wait_for()


@pytest.mark.browser
def test_folder_without_a_bundle_is_refused_in_one_sentence(tmp_path, bag):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.txt").write_text("a")
    with a_page() as page:
        page.goto((bag / NAME).as_uri())
        page.set_input_files("#folder", tmp_path / "other")
        page.get_by_text("No bundle is there").wait_for()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("locale", "heading", "intact"),
    [
        ("en-GB", "Check this bundle", "intact"),
        ("ru-RU", "Проверка пакета", "не изменён"),
        ("kk-KZ", "Топтаманы тексеру", "өзгермеген"),
    ],
)
def test_page_speaks_the_language_of_the_browser_and_can_be_told_another(
    bag, locale, heading, intact
):
    with a_page(language=locale) as page:
        page.goto((bag / NAME).as_uri())
        assert page.locator("h1").inner_text() == heading
        page.set_input_files("#folder", bag)
        page.locator(".bundle").wait_for()
        assert page.locator("tbody td .state").first.inner_text() == intact
        page.click("#languages [data-to=ru]")
        assert page.locator("h1").inner_text() == "Проверка пакета"
        found = axe.Axe().run(page)
        assert not found.response["violations"], found.generate_report()


@pytest.mark.browser
def test_without_scripts_all_languages_are_read_and_the_tools_are_named(bag):
    with a_page(scripts=False) as page:
        page.goto((bag / NAME).as_uri())
        said = page.locator("main").inner_text()
        assert "Check this bundle" in said
        assert "Топтаманы тексеру" in said
        assert "sha256sum -c manifest-sha256.txt" in said
        assert not page.locator("#folder").is_visible()
