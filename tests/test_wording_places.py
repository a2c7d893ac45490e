"""Places on the body in words, in every language."""

import json
import tomllib
from pathlib import Path

import pytest

from ipdoc.wording.facts import BONES, LandmarkDistance, Where
from ipdoc.wording.places import (
    can_be_gone_round,
    landmark_name,
    part_name,
    place_phrase,
    region_name,
    view_group_title,
    view_title,
    where_phrase,
)
from ipdoc.wording.tables import LANGUAGES, tables

ROOT = Path(__file__).resolve().parent.parent
NBSP = "\N{NO-BREAK SPACE}"
SIDES = ("l", "r", "m", None)


def vocabulary(name: str) -> list[dict]:
    return tomllib.loads((ROOT / f"forms/vocabulary/{name}.toml").read_text())["code"]


def said(where: Where) -> list[str]:
    """Return where it lies, in all languages, with plain spaces."""
    return [where_phrase(where, language).replace(NBSP, " ") for language in LANGUAGES]


def listed(where: Where) -> list[str]:
    return [place_phrase(where, language).replace(NBSP, " ") for language in LANGUAGES]


def test_upper_arm_in_lists():
    assert listed(Where("upperarm_lat", "l")) == [
        "outer surface of the left upper arm",
        "наружная поверхность левого плеча",
        "сол қардың сыртқы беті",
    ]


def test_upper_arm_as_a_place():
    assert said(Where("upperarm_lat", "l")) == [
        "on the outer surface of the left upper arm",
        "на наружной поверхности левого плеча",
        "сол қардың сыртқы бетінде",
    ]


def test_side_agrees_in_gender_and_case():
    said_in_russian = [
        where_phrase(Where(key, "r"), "ru")
        for key in ("infrascapular", "suprascapular", "jaw_angle", "finger_5", "inframammary")
    ]
    assert said_in_russian == [
        "в правой подлопаточной области",
        "на правом надплечье",
        "в области правого угла нижней челюсти",
        "на правом мизинце",
        "в области под правой молочной железой",
    ]


def test_unknown_side_is_left_out():
    assert said(Where("infrascapular")) == [
        "in the area below the shoulder blade",
        "в подлопаточной области",
        "жауырын астында",
    ]
    assert listed(Where("finger_3")) == [
        "middle finger",
        "средний палец кисти",
        "қолдың ортаңғы саусағы",
    ]


def test_paired_region_in_the_midline_says_so():
    assert said(Where("lumbar", "m")) == [
        "in the loin, in the midline",
        "в поясничной области, по срединной линии",
        "бел аймағында, орта сызық бойында",
    ]


def test_region_of_the_midline_needs_no_side():
    assert said(Where("sternum", "m")) == said(Where("sternum"))
    assert said(Where("sternum", "m")) == [
        "over the breastbone",
        "в области грудины",
        "төс аймағында",
    ]


def test_side_of_a_region_of_the_midline():
    assert said(Where("nose_bridge", "l")) == [
        "on the bridge of the nose, on the left side",
        "на спинке носа слева",
        "мұрынның қырында, сол жағында",
    ]


def test_half_of_a_region_that_is_one_or_two():
    assert listed(Where("forehead", "r")) == [
        "right half of the forehead",
        "лоб справа",
        "маңдайдың оң жағы",
    ]


def test_third_of_a_limb():
    assert said(Where("forearm_volar", "r", "lower_third")) == [
        "in the lower third of the palm side of the right forearm",
        "на ладонной поверхности правого предплечья в нижней трети",
        "оң білектің алақан жағының төменгі үштен бір бөлігінде",
    ]


def test_phalanx_of_a_finger():
    assert listed(Where("finger_5", "l", "distal_palm")) == [
        "distal phalanx of the left little finger, palm side",
        "ладонная поверхность дистальной фаланги левого мизинца",
        "сол қолдың шынашағының дистальды фалангасының алақан беті",
    ]
    assert said(Where("thumb", None, "proximal_back")) == [
        "on the back of the proximal phalanx of the thumb",
        "на тыльной поверхности проксимальной фаланги большого пальца кисти",
        "қолдың бас бармағының проксимальды фалангасының арт бетінде",
    ]


def test_nail_has_no_phalanx():
    assert listed(Where("nail_hand_2", "l", "distal_back")) == listed(Where("nail_hand_2", "l"))


def test_distance_from_the_diagram_is_about():
    distance = LandmarkDistance("elbow_crease", "l", "above", 41.7)
    assert said(Where("upperarm_lat", "l", distances=(distance,))) == [
        "on the outer surface of the left upper arm, about 4 cm above the elbow crease",
        "на наружной поверхности левого плеча, примерно на 4 см выше локтевого сгиба",
        "сол қардың сыртқы бетінде, шынтақ бүгілісінен шамамен 4 см жоғары",
    ]


def test_measured_distance_is_exact_and_names_the_side_where_it_is_not_plain():
    distance = LandmarkDistance("scapula_lower_angle", "r", "below", 40, measured=True)
    assert said(Where(None, distances=(distance,))) == [
        "40 mm below the lower angle of the right shoulder blade",
        "на 40 мм ниже нижнего угла правой лопатки",
        "оң жақ жауырынның төменгі бұрышынан 40 мм төмен",
    ]


def test_two_distances():
    distances = (
        LandmarkDistance("navel", None, "above", 62),
        LandmarkDistance("midline", "m", "left_of", 38),
    )
    assert said(Where("epigastrium", "m", distances=distances)) == [
        "in the epigastrium, about 6 cm above the navel and about 4 cm to the left of the midline",
        "в эпигастральной области, примерно на 6 см выше пупка"
        " и примерно на 4 см левее срединной линии",
        "эпигастрий аймағында, кіндіктен шамамен 6 см жоғары"
        " және орта сызықтан шамамен 4 см солға қарай",
    ]


def test_landmark_of_two_distances_is_named_once():
    distances = (
        LandmarkDistance("jaw_angle", "l", "in_front", 21),
        LandmarkDistance("jaw_angle", "l", "below", 43),
    )
    assert said(Where("jaw_body", "l", distances=distances)) == [
        "over the left side of the lower jaw, about 2 cm in front of and about 4 cm below the angle"
        " of the jaw",
        "в области нижней челюсти слева, примерно на 2 см кпереди и примерно на 4 см ниже угла"
        " нижней челюсти",
        "төменгі жақтың сол жағында, төменгі жақтың бұрышынан шамамен 2 см алға қарай және шамамен"
        " 4 см төмен",
    ]


def test_small_distance_is_not_rounded_to_nothing():
    near = LandmarkDistance("nipple", "l", "medial", 7)
    assert where_phrase(Where("breast", "l", distances=(near,)), "ru").replace(NBSP, " ") == (
        "на левой молочной железе, менее чем на 1 см медиальнее соска"
    )
    nearer = LandmarkDistance("nipple", "l", "medial", 3)
    assert said(Where("breast", "l", distances=(nearer,))) == said(Where("breast", "l"))


def test_unit_stays_with_its_number():
    distance = LandmarkDistance("navel", None, "below", 50)
    for language in LANGUAGES:
        phrase = where_phrase(Where("hypogastrium", distances=(distance,)), language)
        assert f"5{NBSP}" in phrase


def test_bone_and_region_of_one_key_are_told_apart():
    assert listed(Where("clavicle", "l")) == [
        "left collarbone",
        "область левой ключицы",
        "сол жақ бұғана аймағы",
    ]
    assert listed(Where("clavicle", "l", vocabulary=BONES)) == [
        "left clavicle",
        "левая ключица",
        "сол жақ бұғана",
    ]


def test_rib_of_a_side():
    assert listed(Where("rib_7", "r", vocabulary=BONES)) == [
        "right 7th rib",
        "7-е ребро справа",
        "оң жақ 7-қабырға",
    ]


@pytest.mark.parametrize(
    ("tooth", "face", "expected"),
    [
        (36, None, ("tooth 36", "зуб 36", "36-тіс")),
        (36, "occlusal", ("chewing surface of tooth 36", "жевательная поверхность зуба 36")),
        (11, "occlusal", ("cutting edge of tooth 11", "режущий край зуба 11")),
        (11, "buccal", ("lip side of tooth 11", "губная поверхность зуба 11")),
        (26, "lingual", ("palate side of tooth 26", "нёбная поверхность зуба 26")),
        (46, "lingual", ("tongue side of tooth 46", "язычная поверхность зуба 46")),
        (54, "distal", ("distal surface of tooth 54", "дистальная поверхность зуба 54")),
    ],
)
def test_tooth_and_surface(tooth, face, expected):
    told = listed(Where("tooth", "m", tooth=tooth, face=face))
    assert tuple(told[: len(expected)]) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_region_and_bone_reads_well_with_every_side_and_segment(language):
    segments = ("", *tables(language).places["segments"])
    for name in ("regions", "bones"):
        for code in vocabulary(name):
            for side in SIDES:
                for segment in segments:
                    where = Where(code["key"], side, segment, vocabulary=name)
                    for phrase in (place_phrase(where, language), where_phrase(where, language)):
                        assert phrase, code
                        assert not set("{}") & set(phrase), phrase
                        assert "  " not in phrase, phrase
                        assert phrase == phrase.strip(" ,"), phrase


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_regions_share_a_name(language):
    for side in ("l", "r"):
        names = [region_name(code["key"], side, "", language) for code in vocabulary("regions")]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_left_and_right_differ(language):
    for code in vocabulary("regions"):
        if code["side"] in ("LR", "M/LR"):
            left, right = (region_name(code["key"], side, "", language) for side in ("l", "r"))
            assert left != right, code


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_drawn_view_has_a_title(language):
    drawn = json.loads((ROOT / "static/diagrams/views.json").read_text())["views"]
    for key in {entry["key"] for entry in drawn}:
        assert view_title(key, language)


def test_titles_and_parts():
    assert [view_title("hand_l_palm", code) for code in LANGUAGES] == [
        "Left hand, palm",
        "Левая кисть, ладонь",
        "Сол қол басы, алақан",
    ]
    assert [part_name("hand", code) for code in LANGUAGES] == ["hand", "кисть", "қол басы"]
    assert [part_name("forearm", code, "r") for code in LANGUAGES] == [
        "right forearm",
        "правое предплечье",
        "оң білек",
    ]
    assert part_name("finger_2", "en") == "index finger"
    assert view_group_title("trunk", "ru") == "Туловище"
    assert landmark_name("elbow_crease", "r", "ru") == "правый локтевой сгиб"


def test_language_without_tables_is_refused():
    with pytest.raises(KeyError):
        place_phrase(Where("chin"), "fr")


@pytest.mark.parametrize(
    ("language", "listed", "said"),
    [
        ("en", "whole circumference of the left wrist", "all round the left wrist"),
        ("ru", "вся окружность левого запястья", "вокруг левого запястья"),
        ("kk", "сол білезіктің бүкіл айналасы", "сол білезікті айнала"),
    ],
)
def test_a_ring_is_told_by_what_it_goes_round(language: str, listed: str, said: str) -> None:
    where = Where("wrist_volar", "l", "upper", round="wrist")
    assert place_phrase(where, language) == listed
    assert where_phrase(where, language) == said


def test_whatever_can_be_gone_round_is_known_in_every_language() -> None:
    assert can_be_gone_round("lower_leg")
    assert not can_be_gone_round("calf")
