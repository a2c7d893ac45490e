"""Pages of translations: side by side, nothing that was typed is lost, files both ways."""

import io
import re

import pytest
from click.testing import CliRunner

from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.translating.sheet import NewText, keep_texts, open_sheet
from ipdoc.cli import main
from ipdoc.domain.translation import TextState, Translator, digest_of
from tests.builders import CASES, PASSPHRASE, a_vault, case_bytes, imported
from tests.webclient import a_site

SUMMARY = "allegations/al_summary"
TOLD = "Он рассказал об этом так"


@pytest.fixture
def site(tmp_path):
    """A site with the worked case A3, written in Kazakh, and its vault unlocked."""
    with a_vault(tmp_path) as vault:
        ref = imported(vault, case_bytes(CASES[2]))
    with a_site(tmp_path, vault=False) as made:
        made.unlock()
        made.ref = ref
        made.base = f"/cases/{ref.case_id}/{ref.evaluation_id}/translations"
        with open_vault(made.folder, PASSPHRASE) as own:
            made.vault = own
            yield made


def texts_page(site, group="allegations"):
    return site.browser.page(f"{site.base}/ru/{group}")


def test_texts_are_parted_by_rules_and_only_the_field_has_a_frame(site):
    page = texts_page(site)
    assert "translations" in page.one("link", rel="stylesheet").get("href")
    assert page.all("section", class_="translated-text")
    assert not page.all("div", class_="version"), "a box in a box"


def field_of(page, path):
    """Return the number of the row of a text."""
    return re.search(rf'name="path\.(\d+)" value="{path}"', page.html).group(1)


def row(site, path=SUMMARY):
    sheet = open_sheet(site.vault, site.ref, "ru")
    return next(one for one in sheet.rows if one.source.path == path)


def typed(page, text=TOLD, **more):
    number = field_of(page, SUMMARY)
    return {f"text.{number}": text, "translator": "Сәуле Аудармашы", **more}


def test_list_says_how_far_each_language_is(site):
    page = site.browser.page(f"{site.base}/")
    assert [one.get("id") for one in page.all("h2") if (one.get("id") or "").startswith("to-")] == [
        "to-en",
        "to-ru",
    ]
    assert "0 of" in page.text


def test_original_and_translation_stand_side_by_side_in_their_languages(site):
    page = texts_page(site)
    number = field_of(page, SUMMARY)
    assert page.one("textarea", id=f"text-{number}").get("lang") == "ru"
    originals = [one for one in page.all("p", class_="version-text") if one.get("lang") == "kk"]
    assert row(site).source.text.split()[0] in "".join(originals[int(number) - 1].itertext())


def test_what_was_typed_is_kept_with_its_translator(site):
    page = texts_page(site)
    action = f"{site.base}/ru/allegations"
    site.browser.send(page, action, go="list", certified="yes", **typed(page))
    kept = row(site).stored
    assert (kept.text, kept.translator) == (TOLD, Translator("Сәуле Аудармашы", True))
    assert TOLD in texts_page(site).html


def test_without_a_name_nothing_is_kept_and_nothing_is_lost(site):
    page = texts_page(site)
    sent = typed(page, translator=" ")
    again = site.browser.send(page, f"{site.base}/ru/allegations", go="list", **sent)
    assert TOLD in again.html
    assert "Enter the name of the translator" in again.text
    assert row(site).state is TextState.MISSING


def test_what_somebody_else_translated_meanwhile_is_shown_beside_it(site):
    page = texts_page(site)
    theirs = NewText(SUMMARY, "Чужой перевод", digest_of(row(site).source.text))
    keep_texts(site.vault, site.ref, "ru", [theirs], Translator("Другой"))
    again = site.browser.send(page, f"{site.base}/ru/allegations", go="list", **typed(page))
    assert TOLD in again.html
    assert "Чужой перевод" in again.html
    assert row(site).stored.text == "Чужой перевод"
    site.browser.send(again, f"{site.base}/ru/allegations", go="list", **typed(again))
    assert row(site).stored.text == TOLD


def test_file_goes_out_and_comes_back(site):
    with site.browser.client.get(f"{site.base}/ru.xlf?for=own") as answer:
        data = answer.get_data()
    assert answer.headers["Content-Disposition"].endswith('"texts-ru.xlf"')
    listing = site.browser.page(f"{site.base}/")
    filled = data.replace(b'state="needs-translation" />', b'state="final">\xd0\xa2</target>')
    assert filled != data
    page = site.browser.send(
        listing,
        f"{site.base}/ru/file",
        translator="Сәуле",
        file=(io.BytesIO(filled), "texts.xlf"),
    )
    assert "were taken in" in page.text
    assert row(site).stored.text == "Т"


def test_file_that_cannot_be_read_is_one_sentence(site):
    page = site.browser.send(
        site.browser.page(f"{site.base}/"),
        f"{site.base}/ru/file",
        translator="Сәуле",
        file=(io.BytesIO(b"nothing"), "texts.xlf"),
    )
    assert "Choose an XLIFF file" in page.text


@pytest.mark.parametrize("path", ["kk/allegations", "xx/allegations", "ru/moon", "xx.xlf"])
def test_address_that_names_nothing_says_so(site, path):
    assert "h1" in site.browser.page(f"{site.base}/{path}", status=400).html


def test_choice_of_originals_is_kept(site):
    listing = site.browser.page(f"{site.base}/")
    site.browser.send(listing, f"{site.base}/ru/originals", wanted="yes")
    assert open_sheet(site.vault, site.ref, "ru").with_originals
    assert not open_sheet(site.vault, site.ref, "en").with_originals


def test_commands_give_out_and_take_in(site, tmp_path):
    secret, file = tmp_path / "secret", tmp_path / "texts.xlf"
    secret.write_text(PASSPHRASE)
    given = ["--lang", "ru", "--vault", str(site.folder), "--passphrase-file", str(secret)]
    case = site.ref.case_id
    done = CliRunner().invoke(main, ["export-texts", case, "-o", str(file), *given])
    assert done.exit_code == 0, done.output
    call = ["import-texts", case, str(file), "--translator", "Сәуле", *given]
    done = CliRunner().invoke(main, call)
    assert done.exit_code == 0, done.output
    assert done.output.startswith("Taken in: 0;")
    refused = tmp_path / "refused.xlf"
    call = ["export-texts", case, "-o", str(refused), "--for", "family", *given]
    assert CliRunner().invoke(main, call).exit_code == 1
    assert not refused.exists()
