"""The door, the list of cases, a new case, the task list: as a person walks through them."""

import re

import pytest

from ipdoc.casework.cases import list_cases, start_case
from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.core.vaultmark import vault_mark
from ipdoc.casework.sections import open_section, save_answers
from ipdoc.domain.evaluation import Evaluation
from ipdoc.i18n import LANGUAGES
from ipdoc.storage.errors import StorageError
from tests.builders import PASSPHRASE, a_vault
from tests.webclient import a_site, words


@pytest.fixture
def site(tmp_path):
    with a_site(tmp_path) as made:
        yield made


@pytest.fixture
def case(site):
    """An evaluation with a name in it; the browser is let in."""
    with open_vault(site.folder, PASSPHRASE) as vault:
        ref = start_case(vault, "full", "ER-041", "7/26", {"record": "en"})
        view = open_section(vault, ref, "case_information")
        changes = {"subject_family_name": "Omarov", "exam_date": "2026-04-14"}
        save_answers(vault, ref, "case_information", changes, view.version)
    site.unlock()
    return ref


def overview(case):
    return f"/cases/{case.case_id}/{case.evaluation_id}"


def test_first_visit_leads_to_creating_a_vault_and_into_it(tmp_path):
    with a_site(tmp_path, vault=False) as site:
        page = site.browser.page("/")
        assert page.path == "/create"
        listed = site.browser.send(
            page,
            "/create",
            name="Dr A",
            passphrase="amber basket cedar 27 lanterns",
            again="amber basket cedar 27 lanterns",
        )
        assert listed.path == "/cases/"
        assert "There is no case yet." in listed.text
        with open_vault(site.folder, "amber basket cedar 27 lanterns") as vault:
            assert vault.person_name == "Dr A"


@pytest.mark.parametrize(
    ("fields", "sentence", "field"),
    [
        ({"again": "other words than these"}, "The two passphrases differ", "again"),
        ({"passphrase": "short", "again": "short"}, "Take a longer passphrase", "passphrase"),
        ({"name": "  "}, "Give your name", "name"),
    ],
)
def test_vault_is_not_created_before_the_form_is_right(tmp_path, fields, sentence, field):
    with a_site(tmp_path, vault=False) as site:
        typed = {
            "name": "Dr A",
            "passphrase": "amber basket cedar 27 lanterns",
            "again": "amber basket cedar 27 lanterns",
        }
        page = site.browser.page("/create")
        refused = site.browser.send(page, "/create", status=422, **(typed | fields))
        summary = refused.one("div", id="problem")
        assert sentence in words(summary)
        assert [link.get("href") for link in summary.iter("a")] == [f"#{field}"]
        assert "amber" not in refused.html
        assert not (site.folder / "vault.db").exists()


def test_create_page_is_gone_once_there_is_a_vault(site):
    assert site.browser.page("/create").path == "/unlock"


def test_door_says_nothing_about_what_is_inside(site):
    page = site.browser.page("/unlock")
    assert words(page.one("title")) == "ipdoc"
    for word in ("case", "torture", "patient", "doctor", "evaluation", "Dr Test"):
        assert word not in page.text


def test_wrong_passphrase_is_refused_beside_its_field(site):
    page = site.browser.page("/unlock")
    refused = site.browser.send(page, "/unlock", status=422, passphrase="wrong words entirely")
    field = refused.one("input", id="passphrase")
    assert field.get("aria-invalid") == "true"
    assert "does not open the vault" in words(refused.one("p", id="passphrase-error"))
    assert "wrong words" not in refused.html
    assert site.browser.page("/cases/").path == "/unlock"


def test_door_shows_the_pattern_of_this_vault_and_of_no_other(site, tmp_path):
    shown = words(site.browser.page("/unlock").one("p", class_="digits"))
    assert shown.replace(" ", "").lower() == vault_mark(site.folder).hex()[:16]
    a_vault(tmp_path / "other").close()
    assert vault_mark(tmp_path / "other" / "vault") != vault_mark(site.folder)


def test_mark_of_a_folder_without_a_vault_is_refused(tmp_path):
    with pytest.raises(StorageError, match="no vault"):
        vault_mark(tmp_path)


def test_unlocking_leads_back_to_the_page_that_was_asked_for(site, case):
    fresh = site.another_browser()
    door = fresh.page(overview(case))
    assert door.path == "/unlock"
    assert fresh.send(door, "/unlock", passphrase=PASSPHRASE).path == overview(case)


@pytest.mark.parametrize(
    "target", ["//elsewhere.example/", "https://elsewhere.example", "/\\x", ""]
)
def test_unlocking_never_leads_to_another_site(site, target):
    page = site.browser.page("/unlock")
    entered = site.browser.send(page, "/unlock", passphrase=PASSPHRASE, next=target)
    assert entered.path == "/cases/"


def test_lock_button_stands_on_every_page_and_locks(site, case):
    page = site.browser.page(overview(case))
    assert words(page.one("button", class_="lock-button")) == "Lock now Esc Esc"
    vault = next(iter(site.sessions._open.values())).vault
    assert site.browser.send(page, "/lock").path == "/unlock"
    assert site.browser.page(overview(case)).path == "/unlock"
    assert vault._keys is None


def test_list_shows_fifty_cases_a_page_and_finds_one_by_its_code(site):
    with open_vault(site.folder, PASSPHRASE) as vault:
        for number in range(53):
            start_case(vault, "short", f"K-{number}", "", {"record": "ru"})
    first = site.unlock()
    assert len(first.all("th", scope="row")) == 50
    second = site.browser.page(first.one("a", rel="next").get("href"))
    assert [words(row) for row in second.all("th", scope="row")] == ["K-2", "K-1", "K-0"]
    assert second.one("a", rel="prev").get("href") == "/cases/?page=1"
    assert words(site.browser.send(first, "/cases/", code="k-17 ").one("h1")) == "K-17"
    assert "No case bears this code." in site.browser.send(first, "/cases/", code="K").text
    assert len(site.browser.send(first, "/cases/", code="").all("th", scope="row")) == 50


def test_cases_with_one_code_are_all_listed_on_one_page(site):
    with open_vault(site.folder, PASSPHRASE) as vault:
        for number in range(53):
            start_case(vault, "short", "K-1" if number else "K-2", "", {"record": "ru"})
    found = site.browser.send(site.unlock(), "/cases/", code="K-1")
    assert len(found.all("th", scope="row")) == 52
    assert not found.all("a", rel="next")
    assert "K-2" not in found.text


def test_code_that_is_looked_for_is_in_no_address(site):
    listed = site.unlock()
    assert [form.get("method") for form in listed.all("form", role="search")] == ["post"]
    found = site.browser.send(listed, "/cases/", code="K-404")
    assert not [one for one in found.tree.iter() if "404" in f"{one.get('href')}{one.get('src')}"]
    assert "404" not in str(found.headers)
    assert len(site.browser.page("/cases/?code=K-404").all("th", scope="row")) == len(
        listed.all("th", scope="row")
    )


def test_case_is_opened_with_type_code_and_language(site):
    site.unlock()
    page = site.browser.page("/cases/new")
    opened = site.browser.send(
        page, "/cases/new", type="short", code=" Б-7 ", report_number="", record_language="kk"
    )
    assert words(opened.one("h1")) == "Б-7"
    with open_vault(site.folder, PASSPHRASE) as vault, vault.transaction(write=False) as work:
        row = list_cases(vault).rows[0]
        record = work.case(row.ref.case_id).get(f"evaluation/{row.ref.evaluation_id}")
        assert Evaluation.from_payload(record.payload).languages == {"record": "kk"}
        assert row.type_key == "short"


@pytest.mark.parametrize(
    ("fields", "field"), [({"type": "strange"}, "type-1"), ({"code": " "}, "code")]
)
def test_new_case_says_what_is_missing_and_keeps_what_was_typed(site, fields, field):
    site.unlock()
    typed = {"type": "full", "code": "K-1", "report_number": "9/26", "record_language": "ru"}
    page = site.browser.page("/cases/new")
    refused = site.browser.send(page, "/cases/new", status=422, **(typed | fields))
    links = [link.get("href") for link in refused.one("div", id="problem").iter("a")]
    assert links == [f"#{field}"]
    assert refused.one("input", id="report_number").get("value") == "9/26"
    with open_vault(site.folder, PASSPHRASE) as vault:
        assert list_cases(vault).total == 0


def test_task_list_names_every_section_with_its_state(site, case):
    page = site.browser.page(overview(case))
    rows = [words(row) for row in page.all("li", class_="task-row")]
    assert rows[0].startswith("I Case information")
    assert rows[0].endswith("In progress")
    assert rows[-1].startswith("XVII Annexes")
    assert len(page.all("span", class_="segment")) == len(rows)
    assert len(page.all("li", class_="current")) == 1
    assert words(page.one("a", class_="primary")) == "Continue with I"
    assert words(page.one("title")) == "ER-041 · ipdoc"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_shell_speaks_every_language(site, case, language):
    for path in ("/cases/", "/cases/new", overview(case)):
        page = site.browser.page(path, Accept_Language=language)
        assert page.tree.get("lang") == language
    progress = words(page.one("div", class_="progress-line").find("p"))
    assert re.search(r"\b1 \w[\w ]{3,}", progress), progress


def test_task_list_says_what_a_complete_report_still_needs(site, case):
    page = site.browser.page(overview(case))
    missing = next(s for s in page.all("section") if s.get("aria-labelledby") == "side-missing")
    assert "I Case information" in words(missing)
    assert "answers" in words(missing)
    assert "No report was issued yet." in page.text


def test_name_is_hidden_until_asked_for_and_hides_again(site, case):
    page = site.browser.page(overview(case))
    assert "Omarov" not in page.html
    action = f"{overview(case)}/name"
    shown = site.browser.send(page, action, show="yes")
    assert "Omarov" in shown.text
    assert "Omarov" not in words(shown.one("title"))
    hidden = site.browser.send(shown, action, show="no")
    assert "Omarov" not in hidden.html


def test_name_shown_in_one_browser_stays_hidden_in_another(site, case):
    page = site.browser.page(overview(case))
    site.browser.send(page, f"{overview(case)}/name", show="yes")
    other = site.another_browser()
    site.unlock(other)
    assert "Omarov" not in other.page(overview(case)).html


@pytest.mark.parametrize(
    ("accepted", "expected"), [("kk,ru;q=0.5", "kk"), ("ru-RU,en;q=0.3", "ru"), ("de", "en")]
)
def test_language_follows_the_browser_at_first(site, accepted, expected):
    assert site.browser.page("/unlock", Accept_Language=accepted).tree.get("lang") == expected


def test_chosen_language_stays_and_leads_back_to_the_same_page(site, case):
    page = site.browser.page("/cases/?page=1")
    chosen = site.browser.send(page, "/language", language="kk")
    assert chosen.path == "/cases/"
    assert "ER-041" in chosen.text
    assert chosen.tree.get("lang") == "kk"
    assert site.browser.page(overview(case), Accept_Language="ru").tree.get("lang") == "kk"


def test_unknown_language_changes_nothing(site):
    page = site.browser.page("/unlock")
    assert site.browser.send(page, "/language", language="xx").tree.get("lang") == "en"
