"""The catalogues are whole: a missing translation fails the run."""

import datetime as dt
import re

import pytest

from ipdoc.i18n import DOMAINS, LOCALE_DIR, Translator
from tools.messages import TRANSLATED, _python_texts, gather, missing, read_catalogue

PLACE = re.compile(r"{\w*}")


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated(language):
    assert missing(language) == {}


@pytest.mark.parametrize("language", TRANSLATED)
def test_places_to_fill_in_are_the_same(language):
    for domain in DOMAINS:
        for message in read_catalogue(language, domain):
            source = message.id if isinstance(message.id, str) else message.id[1]
            if not source:
                continue
            given = [message.string] if isinstance(message.string, str) else message.string
            for text in given:
                assert set(PLACE.findall(text)) <= set(PLACE.findall(source)), source


@pytest.mark.parametrize("language", TRANSLATED)
def test_plurals_have_all_their_forms(language):
    for domain, texts in gather().items():
        catalogue = read_catalogue(language, domain)
        for text in texts:
            if isinstance(text, tuple):
                forms = catalogue.get(text[0]).string
                assert isinstance(forms, tuple), text
                assert all(len(form) > 1 for form in forms), text


@pytest.mark.parametrize("language", TRANSLATED)
def test_catalogue_says_that_it_is_a_draft(language):
    for domain in DOMAINS:
        head = (LOCALE_DIR / language / f"{domain}.po").read_text(encoding="utf-8")[:400]
        assert "DRAFT: awaits the review of a clinician" in head, (language, domain)


@pytest.mark.parametrize("language", TRANSLATED)
def test_nobody_is_called_a_victim_in_translation(language):
    for domain in DOMAINS:
        text = (LOCALE_DIR / language / f"{domain}.po").read_text(encoding="utf-8").lower()
        assert "жертв" not in text.replace("пожертв", "")
        assert "құрбан" not in text


def test_russian_addresses_the_doctor_politely_on_every_screen():
    polite = re.compile(r"(?<!между )\bв(?:ы|ас|ам|ами|аш\w*)\b")
    for message in read_catalogue("ru", "screens"):
        given = [message.string] if isinstance(message.string, str) else message.string
        for text in given:
            assert not polite.search(text), f"Вы with a capital letter: {text}"


def test_kazakh_addresses_the_doctor_politely_on_every_screen():
    for message in read_catalogue("kk", "screens"):
        given = [message.string] if isinstance(message.string, str) else message.string
        for text in given:
            assert not re.search(r"\bсіз", text), f"Сіз with a capital letter: {text}"


def test_log_in_russian_leaves_the_gender_of_who_acted_open():
    for message in read_catalogue("ru", "screens"):
        given = [message.string] if isinstance(message.string, str) else message.string
        assert not [one for one in given if re.search(r"\((?:ла|лась|а|ась)\)", one)]


def test_plural_follows_the_number():
    words = Translator("ru")
    said = [words.plural("{count} lesion", "{count} lesions", n) for n in (1, 3, 7)]
    assert said == ["1 повреждение", "3 повреждения", "7 повреждений"]


def test_dates_put_the_day_first():
    day = dt.date(2026, 4, 14)
    said = [" ".join(Translator(code).date(day).split()) for code in ("en", "ru", "kk")]
    assert said == [
        "14 April 2026",
        "14 апреля 2026 г.",
        "2026 жылғы 14 сәуір",
    ]


def test_every_sentence_that_a_name_holds_is_gathered(tmp_path):
    module = tmp_path / "raises.py"
    module.write_text(
        'def one():\n    text = "Give the first"\n    raise OneError(text)\n'
        'def two():\n    text = "Give the second"\n    raise OneError(text)\n'
    )
    assert set(_python_texts(module)) == {"Give the first", "Give the second"}
