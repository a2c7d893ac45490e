"""Descriptions of lesions: whole sentences in every language."""

import tomllib
from pathlib import Path

import pytest

from ipdoc.wording.facts import LandmarkDistance, LesionFacts, Where
from ipdoc.wording.lesions import describe
from ipdoc.wording.tables import LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
NBSP = "\N{NO-BREAK SPACE}"
THIGH = Where("thigh_ant", "l")


def told(facts: LesionFacts) -> list[str]:
    """Return the description in all languages, with plain spaces."""
    return [describe(facts, language).replace(NBSP, " ") for language in LANGUAGES]


def russian(kind: str, where: Where | None = THIGH, **attributes) -> str:
    return describe(LesionFacts(kind, attributes, where), "ru").replace(NBSP, " ")


def english(kind: str, where: Where | None = THIGH, **attributes) -> str:
    return describe(LesionFacts(kind, attributes, where), "en").replace(NBSP, " ")


def test_tramline_bruise_of_the_back():
    facts = LesionFacts(
        "bruise",
        {
            "length_mm": 118,
            "width_mm": 32,
            "measured": "ruler",
            "shape": "tramline",
            "orientation": "oblique",
            "colour": ["dark_red", "blue"],
            "border": "sharp",
            "healing_stage": "unknown",
            "tenderness": "yes",
            "spacing_mm": 14,
        },
        Where(None, distances=(LandmarkDistance("scapula_lower_angle", "r", "below", 40, True),)),
        bars_mm=(8, 9),
    )
    assert told(facts) == [
        "40 mm below the lower angle of the right shoulder blade there is an oblique bruise"
        " measuring 118 × 32 mm, in the form of two parallel stripes, each 8–9 mm wide, dark red"
        " and blue in colour, with a sharp border."
        " The gap between the stripes is 14 mm wide. It is tender to touch.",
        "На 40 мм ниже нижнего угла правой лопатки расположен косой кровоподтёк размерами"
        " 118 × 32 мм в виде двух параллельных полос тёмно-красного и синего цвета шириной 8–9 мм,"
        " с чёткими границами. Просвет между полосами 14 мм."
        " При надавливании болезненный.",
        "Оң жақ жауырынның төменгі бұрышынан 40 мм төмен көлемі 118 × 32 мм, екі параллель жолақ"
        " түріндегі, әрқайсысының ені 8–9 мм, қою қызыл және көк түсті, шекарасы айқын қиғаш"
        " қанталау орналасқан. Жолақтардың арасы 14 мм."
        " Басқанда ауырады.",
    ]


def test_one_bruise_with_a_place_and_nothing_else():
    assert told(LesionFacts("bruise", {}, THIGH)) == [
        "On the front of the left thigh there is a bruise.",
        "На передней поверхности левого бедра расположен кровоподтёк.",
        "Сол санның алдыңғы бетінде қанталау орналасқан.",
    ]


def test_no_place_is_not_made_up():
    assert told(LesionFacts("abrasion", {})) == [
        "There is an abrasion.",
        "Имеется ссадина.",
        "Сыдырылу бар.",
    ]


def test_abrasion_with_surface_and_stage_as_seen():
    facts = LesionFacts(
        "abrasion",
        {
            "length_mm": 22,
            "width_mm": 11.5,
            "measured": "estimated",
            "shape": "irregular",
            "orientation": "vertical",
            "colour": ["brown", "dark_red", "yellow"],
            "border": "indistinct",
            "surface": ["crusted"],
            "level": "raised",
            "healing_stage": "crusting",
            "tenderness": "no",
        },
        Where("cheek_zygomatic", "r"),
    )
    assert told(facts) == [
        "Over the right cheekbone there is a vertical abrasion measuring 22 × 11.5 mm (estimated),"
        " of irregular shape, brown, dark red and yellow in colour, with an indistinct border,"
        " with a crust forming. The surface is covered with a crust and raised above the"
        " surrounding skin. It is not tender to touch.",
        "В правой скуловой области расположена вертикальная ссадина размерами 22 × 11,5 мм"
        " (оценка на глаз) неправильной формы коричневого, тёмно-красного и жёлтого цвета,"
        " с нечёткими границами, с образующейся корочкой. Поверхность покрыта корочкой, выше"
        " уровня окружающей кожи. При надавливании безболезненная.",
        "Оң жақ бет сүйегінің тұсында көлемі 22 × 11,5 мм (көз мөлшерімен), дұрыс емес пішінді,"
        " қоңыр, қою қызыл және сары түсті, шекарасы анық емес, қабыршақтанып жатқан тік сыдырылу"
        " орналасқан. Беті қотырланған, айналасындағы теріден көтеріңкі. Басқанда ауырмайды.",
    ]


def test_ligature_round_the_wrist():
    facts = LesionFacts(
        "ligature",
        {
            "length_mm": 142,
            "width_mm": 6,
            "measured": "ruler",
            "orientation": "circumferential",
            "colour": ["red", "brown"],
            "border": "sharp",
            "level": "depressed",
            "depth_or_height_mm": 1,
        },
        Where("wrist_radial", "r"),
    )
    assert told(facts) == [
        "On the thumb side of the right wrist there is a circumferential constriction mark"
        " measuring 142 × 6 mm, red and brown in colour, with a sharp border."
        " The surface is sunken 1 mm below the surrounding skin.",
        "На лучевой поверхности правого запястья расположен циркулярный след сдавления размерами"
        " 142 × 6 мм красного и коричневого цвета, с чёткими границами."
        " Поверхность на 1 мм ниже уровня окружающей кожи.",
        "Оң білезіктің бас бармақ жағында көлемі 142 × 6 мм, қызыл және қоңыр түсті, шекарасы"
        " айқын айналма қысылу ізі орналасқан. Беті айналасындағы теріден 1 мм төмен.",
    ]


def test_scar_is_not_called_linear_twice():
    facts = LesionFacts(
        "scar_linear",
        {"shape": "linear", "length_mm": 41, "colour": ["white", "silver"], "surface": ["shiny"]},
        Where("shin", "r", "upper_third"),
    )
    assert told(facts) == [
        "In the upper third of the right shin there is a scar 41 mm long, in the form of a straight"
        " line, white and silver in colour. The surface is shiny.",
        "На передней поверхности правой голени в верхней трети расположен рубец длиной 41 мм"
        " в виде прямой линии белого и серебристого цвета. Поверхность блестящая.",
        "Оң жіліншіктің жоғарғы үштен бір бөлігінде ұзындығы 41 мм, түзу сызық түріндегі, ақ және"
        " күміс түсті тыртық орналасқан. Беті жылтыр.",
    ]
    assert russian("scar_linear").endswith("расположен линейный рубец.")


def test_stage_of_a_scar_does_not_say_scar_again():
    stage = {"healing_stage": "mature_scar"}
    assert told(LesionFacts("scar_keloid", stage, THIGH)) == [
        "On the front of the left thigh there is a keloid at the mature stage.",
        "На передней поверхности левого бедра расположен келоидный рубец в зрелой стадии.",
        "Сол санның алдыңғы бетінде піскен сатысындағы келоидты тыртық орналасқан.",
    ]
    assert russian("hyperpig", **stage).endswith("гиперпигментации в стадии зрелого рубца.")


def test_round_burns_name_no_cause():
    facts = LesionFacts(
        "cigarette_burn",
        {"count": 7, "diameter_mm": 8, "spacing_mm": 12, "tbsa_percent": 0.5},
        Where("foot_dorsum", "r"),
    )
    assert told(facts) == [
        "On the top of the right foot there are seven round burns, greatest diameter 8 mm."
        " The distance between equal marks is 12 mm. The share of the body surface is 0.5 %.",
        "На тыльной поверхности правой стопы расположено семь круглых ожогов, наибольший диаметр"
        " 8 мм. Расстояние между одинаковыми следами – 12 мм. Доля поверхности тела – 0,5 %.",
        "Оң аяқ басының үстінде жеті дөңгелек күйік орналасқан, ең үлкен диаметрі 8 мм."
        " Бірдей іздердің арасы – 12 мм. Дене бетінің үлесі – 0,5 %.",
    ]


def test_what_only_the_person_feels_is_told_as_the_persons_words():
    facts = LesionFacts("pain_area", {"pain_0_10": 6, "numb": "yes"}, Where("lumbar", "r"))
    assert told(facts) == [
        "According to the person examined, in the right loin there is a painful area."
        " According to the person examined, the area is numb."
        " The person examined puts the pain at 6 out of 10.",
        "По словам обследуемого лица, в правой поясничной области имеется болезненный участок."
        " По словам обследуемого лица, здесь ощущается онемение."
        " Боль обследуемое лицо оценивает в 6 из 10.",
        "Зерттеп-қаралған адамның айтуынша, оң жақ бел аймағында ауыратын аймақ бар."
        " Зерттеп-қаралған адамның айтуынша, бұл жері ұйып тұр."
        " Зерттеп-қаралған адам ауырсынуды 10-нан 6 деп бағалайды.",
    ]


def test_no_pain_is_a_value():
    assert "0 out of 10" in english("bruise", pain_0_10=0)


def test_tenderness_is_not_tender_twice():
    assert told(LesionFacts("tenderness", {"tenderness": "yes"}, Where("tmj", "r"))) == [
        "Over the right jaw joint there is an area tender to touch.",
        "В области правого височно-нижнечелюстного сустава определяется болезненный при"
        " надавливании участок.",
        "Оң жақ самай-төменгі жақ буынында басқанда ауыратын жер анықталады.",
    ]


def test_nothing_found_is_a_sentence():
    assert told(LesionFacts("normal_area", {"tenderness": "no"}, Where("hand_palm", "l"))) == [
        "On the left palm no lesion was found.",
        "На левой ладони повреждений не найдено.",
        "Сол алақанда зақымдану табылмады.",
    ]


def test_size_from_the_diagram_says_so_and_is_not_finer_than_the_drawing():
    facts = LesionFacts(
        "bruise", {}, THIGH, drawn_mm=(118.4, 31.2), area_cm2=30.7, share_percent=0.18
    )
    assert told(facts) == [
        "On the front of the left thigh there is a bruise measuring about 120 × 30 mm (from the"
        " diagram). The area is about 31 cm², 0.2 % of the body surface (from the diagram).",
        "На передней поверхности левого бедра расположен кровоподтёк размерами примерно"
        " 120 × 30 мм (по схеме). Площадь – около 31 см², 0,2 % поверхности тела (по схеме).",
        "Сол санның алдыңғы бетінде көлемі шамамен 120 × 30 мм (сызба бойынша) қанталау"
        " орналасқан. Ауданы – шамамен 31 см², дене бетінің 0,2 %-ы (сызба бойынша).",
    ]


def test_measured_size_wins_over_the_diagram():
    facts = LesionFacts("bruise", {"length_mm": 90}, THIGH, drawn_mm=(118.4, 31.2))
    assert told(facts)[0] == "On the front of the left thigh there is a bruise 90 mm long."


def test_line_on_the_diagram_has_a_length_only():
    facts = LesionFacts("incised", {}, THIGH, drawn_mm=(47, 0))
    assert "about 45 mm long (from the diagram)" in told(facts)[0]


def test_diameter_that_repeats_the_length_is_said_once():
    assert russian("scar_round", length_mm=2, width_mm=2, diameter_mm=2).endswith(
        "круглый или овальный рубец диаметром 2 мм."
    )
    assert russian("scar_round", length_mm=3, width_mm=2, diameter_mm=3).endswith(
        "рубец размерами 3 × 2 мм."
    )


def test_state_without_a_size_of_its_own_has_an_area():
    facts = LesionFacts(
        "reduced_rom", {"length_mm": 120, "width_mm": 90}, Where("shoulder_post", "r")
    )
    assert told(facts) == [
        "On the back of the right shoulder there is a reduction of movement over an area of"
        " 120 × 90 mm.",
        "На задней поверхности правого плечевого сустава определяется ограничение движений"
        " на участке 120 × 90 мм.",
        "Оң иықтың артқы бетінде 120 × 90 мм аумақта қозғалыстың шектелуі анықталады.",
    ]


def test_answers_that_are_missing_are_left_to_the_record():
    attributes = {
        "tenderness": {"state": "declined", "reason": "tired"},
        "colour": {"state": "not_asked"},
        "length_mm": {"state": "unknown"},
        "healing_stage": "unknown",
        "orientation": "n_a",
        "measured": "ruler",
    }
    assert told(LesionFacts("bruise", attributes, THIGH)) == told(LesionFacts("bruise", {}, THIGH))


def test_origin_and_explanation_are_never_said():
    attributes = {
        "person_explanation": "«Палкой»",
        "attribution": "arrest_force",
        "first_noticed": "вчера",
        "non_torture_flag": "no",
        "status_followup": "fading",
    }
    facts = LesionFacts("bruise", attributes, THIGH, texts_language="ru")
    assert told(facts) == told(LesionFacts("bruise", {}, THIGH))


def test_own_texts_are_said_in_their_own_language_only():
    where = Where(
        "infrascapular", "r", distances=(LandmarkDistance("midline", "m", "right_of", 81),)
    )
    attributes = {
        "landmark_distance": "40 мм ниже угла правой лопатки.",
        "pattern": "две  полосы {8}",
    }
    assert told(LesionFacts("bruise", attributes, where, texts_language="ru")) == [
        "In the area below the right shoulder blade, about 8 cm to the right of the midline,"
        " there is a bruise.",
        "В правой подлопаточной области (40 мм ниже угла правой лопатки) расположен кровоподтёк."
        " Рисунок: две полосы {8}.",
        "Оң жақ жауырын астында, орта сызықтан шамамен 8 см оңға қарай, қанталау орналасқан.",
    ]


def test_angle_and_circumference():
    assert english("bruise", orientation_deg=45, circumference_mm=412).endswith(
        "there is a bruise. Its long axis is turned 45° clockwise from the long axis of the body."
        " The circumference at this level is 412 mm."
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_type_reads_well(language):
    path = ROOT / "forms/vocabulary/finding_types.toml"
    for code in tomllib.loads(path.read_text())["code"]:
        for count in (1, 2, 5):
            for where in (None, THIGH, Where("tooth", "m", tooth=21), Where("chin", "m")):
                text = describe(LesionFacts(code["key"], {"count": count}, where), language)
                assert not set("{}") & set(text), text
                assert "  " not in text, text
                assert text[0].isupper() or text[0].isdigit(), text
                assert text.endswith("."), text


def test_unknown_type_is_refused():
    with pytest.raises(KeyError):
        describe(LesionFacts("dent", {}, THIGH), "en")
