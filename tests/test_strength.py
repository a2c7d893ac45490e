"""How long a passphrase holds: honest words, a threshold, and one made by chance."""

import logging
import unicodedata

import pytest

from ipdoc.casework.people import breached
from ipdoc.casework.people import strength as strengths
from ipdoc.casework.people.breached import digest_of, is_breached
from ipdoc.casework.people.strength import (
    FEWEST_GUESSES,
    GUESSES_PER_S,
    WORDS,
    WeakPassphraseError,
    check_new_passphrase,
    random_passphrase,
    strength,
)
from ipdoc.i18n import LANGUAGES, translator
from ipdoc.vault.keys import KdfCost
from ipdoc.web.strength_pages import told_of
from tests.webclient import a_site, words
from tools.breached import left_over

GOOD = "correct horse battery staple"


@pytest.mark.parametrize(
    "passphrase",
    [
        "Passw0rd12345678",
        "qwertyuiop12",
        "йцукенгшщзхъ",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "кошка кошка кошка кошка кошка",
        "bench bench bench bench",
        "hjvfirb ljktnbn",
        "amber basket cedar",
        "monkey monkey monkey dragon",
        "12345678901234567890",
    ],
)
def test_passphrases_that_look_long_and_are_not_are_refused(passphrase):
    with pytest.raises(WeakPassphraseError):
        check_new_passphrase(passphrase)


@pytest.mark.parametrize(
    "passphrase",
    [GOOD, "очень тайный йод", "амбар гитара облако ступень", "zebra ocean ladder mirror"],
)
def test_passphrases_of_several_words_are_taken(passphrase):
    check_new_passphrase(passphrase)


@pytest.mark.parametrize(
    "stolen", ["changed_due_to_fraud", "xexa9the0na9hyk", "zxcasdqwe123098poilkjmnb"]
)
def test_stolen_passphrase_is_refused_however_strong_it_looks(stolen):
    assert strengths.counted_guesses(stolen) >= FEWEST_GUESSES
    assert strength(stolen).guesses <= 1e6
    with pytest.raises(WeakPassphraseError):
        check_new_passphrase(stolen)
    assert strength(stolen + " amber ladder").enough


def test_list_of_stolen_ones_holds_only_what_counts_as_strong():
    listed = ["password", "qwertyuiop12", "Passw0rd12345678", "changed_due_to_fraud", "zebra ocean"]
    assert left_over(listed) == [digest_of("changed_due_to_fraud")]
    assert not is_breached("Passw0rd12345678")
    assert len(breached._digests()) == 1967


def test_short_passphrase_is_refused_with_its_length():
    with pytest.raises(WeakPassphraseError, match="at least 12 characters"):
        check_new_passphrase("zebra ocean")


def test_own_name_makes_a_passphrase_no_stronger():
    name = "Айгуль Касымова"
    assert not strength("Айгуль Касымова 1980", [name]).enough
    assert strength("Касымова", [name]).guesses < strength("Сламовка", [name]).guesses


def test_russian_words_on_latin_keys_and_back_count_the_same():
    assert strength("gfhjkmgfhjkm").guesses >= strength("парольпароль").guesses
    assert not strength("парольпароль").enough


def test_word_counts_for_no_more_than_there_are_common_words():
    assert strength("длинная фраза").guesses <= 2.1 * strengths._WORD_GUESSES**2
    assert strength("кошка кошка кошка").guesses < 4 * strengths._WORD_GUESSES


def test_time_follows_from_guesses_and_the_cost_of_our_key_derivation():
    usual = strength(GOOD)
    assert usual.seconds == pytest.approx(usual.guesses / 2 / GUESSES_PER_S)
    double = strength(GOOD, cost=KdfCost(memory_kib=128 * 1024))
    assert double.seconds == pytest.approx(2 * usual.seconds)
    assert FEWEST_GUESSES / 2 / GUESSES_PER_S > 10 * 365 * 86400


def test_very_long_passphrase_is_looked_at_quickly_and_never_counts_less_for_it():
    assert strength(GOOD + " and more" * 10_000).enough


@pytest.mark.parametrize("language", LANGUAGES)
def test_passphrase_made_by_chance_has_seven_words_of_a_known_list(language):
    made = random_passphrase(language)
    known = strengths._words("russian" if language == "ru" else "english")
    assert len(known) == 2048
    assert len(made.split()) == WORDS
    assert set(made.split()) <= set(known)
    assert made == unicodedata.normalize("NFC", made)
    assert made != random_passphrase(language)
    check_new_passphrase(made)


@pytest.mark.parametrize("language", LANGUAGES)
def test_strength_is_told_in_words_of_the_page(language):
    told = told_of(translator(language), GOOD)
    assert told.enough
    assert not any(digit in told.text for digit in "%{}")
    weak = told_of(translator(language), "Passw0rd12345678")
    assert not weak.enough
    assert told_of(translator(language), "short").text != weak.text


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.1, "less than two minutes"),
        (119, "less than two minutes"),
        (300, "about 5 minutes"),
        (2 * 3600, "about 2 hours"),
        (3 * 86400, "about 3 days"),
        (100 * 86400, "about 3 months"),
        (39.6 * 365 * 86400, "about 30 years"),
        (4321 * 365 * 86400, "about 4000 years"),
        (1e30, "more than a million years"),
    ],
)
def test_time_is_told_in_one_number_and_one_word(monkeypatch, seconds, said):
    found = strengths.Strength(1e20, seconds)
    monkeypatch.setattr("ipdoc.web.strength_pages.strength", lambda *_given: found)
    assert f"Guessed in {said} by an attacker" in told_of(translator("en"), GOOD).text


@pytest.fixture
def site(tmp_path):
    with a_site(tmp_path, vault=False) as made:
        yield made


def ask(site, **fields):
    token = site.browser.page("/create").form("/create").find("input").get("value")
    return site.browser.client.post("/strength/check", data={"csrf_token": token, **fields})


def test_server_counts_while_one_types_and_keeps_nothing(site, caplog):
    with caplog.at_level(logging.DEBUG):
        weak = ask(site, passphrase="Passw0rd12345678").get_json()
        good = ask(site, passphrase=GOOD, name="Dr A").get_json()
    assert (weak["enough"], good["enough"]) == (False, True)
    assert "Passw0rd" not in str(weak) + caplog.text
    assert "horse" not in str(good) + caplog.text


def test_strength_is_not_told_without_a_token_of_the_page(site):
    with site.browser.client.post("/strength/check", data={"passphrase": GOOD}) as answer:
        assert answer.status_code == 400


def test_asking_is_limited(tmp_path):
    with a_site(tmp_path, vault=False, address_rate=0.5) as site:
        token = site.browser.page("/create").form("/create").find("input").get("value")
        data = {"csrf_token": token, "passphrase": GOOD}
        asked = [site.browser.client.post("/strength/check", data=data) for _ in range(5)]
        assert [one.status_code for one in asked][-1] == 429


def test_weak_passphrase_is_refused_at_its_field_and_creates_nothing(site):
    page = site.browser.page("/create")
    weak = {"name": "Dr A", "passphrase": "Passw0rd12345678", "again": "Passw0rd12345678"}
    refused = site.browser.send(page, "/create", status=422, **weak)
    assert "guessed too soon" in words(refused.one("p", id="passphrase-error"))
    assert "Passw0rd" not in refused.html
    assert not (site.folder / "vault.db").exists()


def test_another_passphrase_is_shown_without_scripts_and_the_name_stays(site):
    page = site.browser.page("/create")
    first = words(page.one("p", id="chance-phrase"))
    again = site.browser.send(page, "/create", name="Dr A", go="another")
    assert words(again.one("p", id="chance-phrase")) != first
    assert again.one("input", id="name").get("value") == "Dr A"
    assert not (site.folder / "vault.db").exists()


def test_passphrase_made_by_chance_can_be_used_as_it_is_shown(site):
    page = site.browser.page("/create", Accept_Language="ru")
    made = words(page.one("p", id="chance-phrase"))
    listed = site.browser.send(page, "/create", name="Др А", passphrase=made, again=made)
    assert listed.path == "/cases/"
