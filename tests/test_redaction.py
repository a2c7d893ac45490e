"""Free text: what is found, in which forms, and what is left alone."""

import pytest

from ipdoc.domain.rendering import HIDDEN, Disclosure, Rendering
from ipdoc.redaction.endings import is_form_of
from ipdoc.redaction.folding import fold
from ipdoc.redaction.known import Known, names_in_prose
from ipdoc.redaction.patterns import day_pattern, digits_pattern
from ipdoc.redaction.pseudonyms import Pseudonyms
from ipdoc.redaction.scrub import Scrubber

PERSON = Known(Disclosure.NAME, "Сериков Асқар Жанұлы")
OFFICER = Known(Disclosure.OFFICER, "Павел Ковальский")
WITNESS = Known(Disclosure.THIRD_PERSON, "Мария Серикова")
ALL = (PERSON, OFFICER, WITNESS, Known(Disclosure.PLACE, "ИВС УВД г. Костанай"))


def a_scrubber(rendering=Rendering.REDACTED, words=(), kept=(), known=ALL):
    def label(kind, one):
        return f"<{kind.value}>" if one is None else f"<{one.kind.value}>"

    keep = frozenset(fold(word) for word in kept)
    return Scrubber(HIDDEN[rendering], known, label, words, keep)


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("Иванов", "Иванов Иванова Иванову Ивановым Иванове Ивановы Ivanov IVANOV Ivanovu"),
        ("Ковальская", "Ковальской Ковальскую Kovalskaya Kovalskoy"),
        ("Павел", "Павла Павлу Павлом Павле"),
        ("Мария", "Марии Марию Марией Maria Mariya"),
        ("Асқар", "Асқардың Асқарға Асқарды Асқардан Асқармен Аскару Askar"),
        ("Айбек", "Айбектің Айбекке Айбектен Айбекті Айбеков Айбекұлы"),
        ("Гүлбаршын", "Гүлбаршынның Гүлбаршыннан Гулбаршын"),
        ("Zhanibek", "Жанібек Жанибек Жәнібектің Janibek Zhanibek's"),
    ],
)
def test_name_is_known_again_in_every_case_and_script(name, forms):
    assert [form for form in forms.split() if not is_form_of(form, name)] == []


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("Мария", "Марина Марат маршрут мария"),
        ("Вера", "вера вере веру"),
        ("Иван", "иволга извана Иваненко"),
        ("Айбек", "Айбергенов Айна"),
        ("Ким", "кима кимоно Кимберли"),
    ],
)
def test_other_words_are_left_alone(name, others):
    assert [word for word in others.split() if is_form_of(word, name)] == []


def test_whole_names_with_initials_become_one_pseudonym():
    scrub = a_scrubber().scrub
    assert scrub("Видели Серикова А. Ж. и П. Ковальского.") == "Видели <name> и <officer>."
    assert scrub("Askar Serikov's account") == "<name> account"
    assert scrub("Ударил его. Ковальский ушёл") == "Ударил его. <officer> ушёл"


@pytest.mark.parametrize(
    "text",
    [
        "Лесия № 3 на фото № 12, 12 × 30 мм, АД 120/80, 10.04.2026 в 20:00, E1",
        "The mark is 12 mm long, 3 days old, consistent with a belt (§ 379).",
        "Тест 14 из 20; МКБ F43.1; температура 36,6; 2–3 раза в день",
        "Сол жақ жауырын астында 4 см, екі күн бұрын.",
    ],
)
def test_findings_times_and_measures_stay(text):
    assert a_scrubber().scrub(text) == text


def test_restricted_rendering_hides_private_things_and_names_the_rest():
    scrub = a_scrubber(Rendering.NAMED_RESTRICTED).scrub
    said = scrub("Сериков, Марией, майор Ковальский, +7 701 123 45 67, ул. Абая, 5, жетон № 441")
    assert said == "Сериков, <third_person>, майор Ковальский, <contact>, <address>, жетон № 441"


def test_words_that_were_asked_for_and_words_that_are_none():
    scrub = a_scrubber(words=("белая нива", "12-55-АБ"), kept=("Ковальский",)).scrub
    assert scrub("В белой ниве 12 55 АБ сидел Ковальский") == (
        "В <present> <id_number> сидел Ковальский"
    )


@pytest.mark.parametrize(
    "text",
    [
        "1985-03-14", "14.03.1985", "14.3.85", "14/03/1985", "14 марта 1985", "March 14, 1985",
        "14 наурыз 1985", "1985 жылғы 14 наурыз", "14 Mar. 1985",
    ],
)  # fmt: skip
def test_day_is_found_however_it_is_written(text):
    assert day_pattern("1985-03-14").search(f"родился {text} в городе").group() == text


def test_other_days_and_parts_of_numbers_are_not_taken_for_it():
    assert not day_pattern("1985-03-14").search("15.03.1985, 114.03.1985, 14.03.1986, 3 марта")
    assert day_pattern("about 1985") is None
    assert not digits_pattern("701 123").search("1701123 и 70112345")
    assert digits_pattern("701 123").search("701-123").group() == "701-123"
    assert digits_pattern("кв. 5") is None


def test_pseudonyms_only_grow_and_the_person_is_a():
    first = Pseudonyms().with_all(ALL)
    later = first.with_all([Known(Disclosure.PRESENT, "Новый Человек"), *ALL])
    assert later.entries[: len(first.entries)] == first.entries
    assert [(one.group, one.letter) for one in later.entries if one.group == "person"] == [
        ("person", "A"),
        ("person", "B"),
        ("person", "C"),
    ]
    assert first.of(Known(Disclosure.PRESENT, "Ковальский П.")) == first.of(OFFICER)
    assert Pseudonyms.from_payload(later.to_payload()) == later
    assert first.of(Known(Disclosure.PRESENT, "конвой")) is None


def test_letters_go_on_after_z():
    names = (f"Б{chr(0x430 + n)}{chr(0x431 + n % 7)}{chr(0x43A + n % 5)}ук" for n in range(30))
    people = [Known(Disclosure.PRESENT, name) for name in names]
    letters = [one.letter for one in Pseudonyms().with_all(people).entries]
    assert letters[24:27] == ["Z", "AA", "AB"]


def test_names_are_read_out_of_prose_and_out_of_short_lists():
    assert Known(Disclosure.NAME, "Судья Полицейский").words == ("Судья", "Полицейский")
    assert Known(Disclosure.OFFICER, "Следователь Улицкий").words == ("Улицкий",)
    assert names_in_prose("Абиш; Касымхан") == ["Абиш", "Касымхан"]
    said = names_in_prose("Там стоял сосед по камере Абиш Туймебай, потом пришёл Касымхан.")
    assert said == ["Абиш Туймебай", "Касымхан"]
    assert Known(Disclosure.PRESENT, "конвой, врач").words == ()
    assert Known(Disclosure.OFFICER, "дежурный").tells_nothing


@pytest.mark.parametrize(
    "text", ["12 Abay Street", "4a Lower Harbour Road", "ул. Абая, д. 12, кв. 5"]
)
def test_address_is_hidden_whole(text):
    assert a_scrubber().scrub(f"at {text}.") == "at <address>."
