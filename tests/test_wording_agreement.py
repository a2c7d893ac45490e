"""Gender, number and case in the descriptions of lesions, and what a finding is of."""

import pytest

from ipdoc.wording.facts import BONES, LesionFacts, Where
from ipdoc.wording.lesions import describe
from ipdoc.wording.tables import LANGUAGES

NBSP = "\N{NO-BREAK SPACE}"
THIGH = Where("thigh_ant", "l")


def told(facts: LesionFacts) -> list[str]:
    """Return the description in all languages, with plain spaces."""
    return [describe(facts, language).replace(NBSP, " ") for language in LANGUAGES]


def russian(kind: str, where: Where | None = THIGH, **attributes) -> str:
    return describe(LesionFacts(kind, attributes, where), "ru").replace(NBSP, " ")


def english(kind: str, where: Where | None = THIGH, **attributes) -> str:
    return describe(LesionFacts(kind, attributes, where), "en").replace(NBSP, " ")


def kazakh(kind: str, where: Where | None = THIGH, **attributes) -> str:
    return describe(LesionFacts(kind, attributes, where), "kk").replace(NBSP, " ")


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, "На передней поверхности левого бедра расположена косая ссадина."),
        (2, "На передней поверхности левого бедра расположены две косые ссадины."),
        (5, "На передней поверхности левого бедра расположено пять косых ссадин."),
        (11, "На передней поверхности левого бедра расположено 11 косых ссадин."),
        (21, "На передней поверхности левого бедра расположена 21 косая ссадина."),
        (23, "На передней поверхности левого бедра расположены 23 косые ссадины."),
    ],
)
def test_russian_feminine_with_a_number(count, expected):
    assert russian("abrasion", count=count, orientation="oblique") == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, "На передней поверхности левого бедра расположен косой кровоподтёк."),
        (2, "На передней поверхности левого бедра расположены два косых кровоподтёка."),
        (5, "На передней поверхности левого бедра расположено пять косых кровоподтёков."),
    ],
)
def test_russian_masculine_with_a_number(count, expected):
    assert russian("bruise", count=count, orientation="oblique") == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, "Имеется повреждение ногтя."),
        (2, "Имеются два повреждения ногтя."),
        (5, "Имеется пять повреждений ногтя."),
    ],
)
def test_russian_neuter_with_a_number(count, expected):
    assert russian("nail", None, count=count) == expected


def test_russian_noun_of_the_plural():
    assert russian("petechiae", Where("eyelid_upper", "r"), colour=["red"], tenderness="no") == (
        "На правом верхнем веке расположены петехии красного цвета."
        " При надавливании безболезненные."
    )
    assert russian("petechiae", count=3) == (
        "На передней поверхности левого бедра расположены три петехии."
    )


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, "On the front of the left thigh there is an oblique bruise."),
        (2, "On the front of the left thigh there are two oblique bruises."),
        (5, "On the front of the left thigh there are five oblique bruises."),
        (12, "On the front of the left thigh there are 12 oblique bruises."),
    ],
)
def test_english_with_a_number(count, expected):
    assert english("bruise", count=count, orientation="oblique") == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, "Сол санның алдыңғы бетінде қиғаш қанталау орналасқан."),
        (2, "Сол санның алдыңғы бетінде екі қиғаш қанталау орналасқан."),
        (5, "Сол санның алдыңғы бетінде бес қиғаш қанталау орналасқан."),
    ],
)
def test_kazakh_noun_stays_singular_after_a_number(count, expected):
    assert kazakh("bruise", count=count, orientation="oblique") == expected


def test_kazakh_noun_of_the_plural_is_singular_after_a_number():
    assert kazakh("petechiae", None) == "Петехиялар бар."
    assert kazakh("petechiae", None, count=6) == "Алты петехия бар."


def test_what_cannot_be_counted_has_no_number():
    assert english("reduced_rom", count=2) == (
        "On the front of the left thigh there is a reduction of movement."
    )


def test_group_tells_its_greatest_extent():
    facts = LesionFacts(
        "bruise",
        {"length_mm": 96, "width_mm": 31, "shape": "tramline", "tenderness": "yes"},
        Where("buttock_lower", "r"),
        count=3,
    )
    assert told(facts) == [
        "On the lower part of the right buttock there are three bruises in the form of two"
        " parallel stripes, greatest extent 96 × 31 mm. They are tender to touch.",
        "В нижней части правой ягодицы расположены три кровоподтёка в виде двух параллельных"
        " полос, наибольшие размеры 96 × 31 мм. При надавливании болезненные.",
        "Оң жақ бөксенің төменгі бөлігінде екі параллель жолақ түріндегі үш қанталау орналасқан,"
        " ең үлкен көлемі 96 × 31 мм. Басқанда ауырады.",
    ]


def test_group_tells_the_largest_on_the_diagram():
    facts = LesionFacts("abrasion", {}, Where("buttock_lower", "r"), count=3, drawn_mm=(96, 31))
    assert told(facts) == [
        "On the lower part of the right buttock there are three abrasions, the largest measuring"
        " about 95 × 30 mm (from the diagram).",
        "В нижней части правой ягодицы расположены три ссадины, наибольшая размерами примерно"
        " 95 × 30 мм (по схеме).",
        "Оң жақ бөксенің төменгі бөлігінде үш сыдырылу орналасқан, ең үлкенінің көлемі шамамен"
        " 95 × 30 мм (сызба бойынша).",
    ]


def test_count_of_the_doctor_wins_over_the_diagram():
    facts = LesionFacts("bruise", {"count": 4}, THIGH, count=2)
    assert "four bruises" in told(facts)[0]


def test_fracture_is_of_a_bone():
    facts = LesionFacts("fracture", {}, Where("humerus", "l", vocabulary=BONES))
    assert told(facts) == [
        "There is a fracture of the left humerus.",
        "Имеется перелом левой плечевой кости.",
        "Сол тоқпан жіліктің сынуы бар.",
    ]
    ribs = LesionFacts("fracture", {"count": 2}, Where("rib_7", "r", vocabulary=BONES))
    assert told(ribs) == [
        "There are two fractures of the right 7th rib.",
        "Имеются два перелома 7-го ребра справа.",
        "Оң жақ 7-қабырғаның екі сынуы бар.",
    ]


def test_direction_of_a_fracture_is_no_kind_of_fracture():
    bone = Where("tibia", "r", vocabulary=BONES)
    facts = LesionFacts("fracture", {"orientation": "oblique"}, bone)
    assert told(facts) == [
        "There is a fracture of the right tibia. The direction is oblique.",
        "Имеется перелом правой большеберцовой кости. Направление косое.",
        "Оң үлкен жіліншіктің сынуы бар. Бағыты қиғаш.",
    ]


def test_other_finding_at_a_bone():
    facts = LesionFacts("swelling", {}, Where("tibia", "r", vocabulary=BONES))
    assert told(facts) == [
        "In the area of the right tibia there is a swelling.",
        "В области правой большеберцовой кости имеется отёк.",
        "Оң үлкен жіліншіктің тұсында ісіну бар.",
    ]


def test_tooth():
    broken = LesionFacts("tooth_fracture", {}, Where("tooth", "m", tooth=11, face="occlusal"))
    assert told(broken) == [
        "There is a fracture of the cutting edge of tooth 11.",
        "Имеется перелом режущего края зуба 11.",
        "11-тістің кескіш жиегінің сынуы бар.",
    ]
    lost = LesionFacts("tooth_avulsion", {}, Where("tooth", "m", tooth=36))
    assert told(lost) == [
        "There is a loss of tooth 36.",
        "Имеется утрата (полный вывих) зуба 36.",
        "36-тістің түсуі бар.",
    ]


def test_feel_agrees_with_the_noun():
    feel = {"consistency_palp": "firm", "warm": "yes"}
    assert russian("swelling", **feel).endswith(
        "имеется отёк. На ощупь плотный. На ощупь теплее окружающей кожи."
    )
    assert russian("haematoma", **feel).endswith(
        "расположена гематома. На ощупь плотная. На ощупь теплее окружающей кожи."
    )
    assert russian("haematoma", count=2, consistency_palp="tethered").endswith(
        "расположены две гематомы. Спаяны с подлежащими тканями."
    )
    assert english("haematoma", count=2, **feel).endswith(
        "two haematomas. They feel firm. They are warmer than the surrounding skin."
    )


def test_midline():
    assert told(LesionFacts("abrasion", {}, Where("sternum", "m"))) == [
        "Over the breastbone there is an abrasion.",
        "В области грудины расположена ссадина.",
        "Төс аймағында сыдырылу орналасқан.",
    ]
    assert told(LesionFacts("abrasion", {}, Where("lumbar", "m"))) == [
        "In the loin, in the midline, there is an abrasion.",
        "В поясничной области, по срединной линии, расположена ссадина.",
        "Бел аймағында, орта сызық бойында, сыдырылу орналасқан.",
    ]
