"""What holds for every description, whatever was recorded."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipdoc.wording.facts import BONES, REGIONS, LandmarkDistance, LesionFacts, Where
from ipdoc.wording.lesions import describe
from ipdoc.wording.tables import LANGUAGES, tables

ROOT = Path(__file__).resolve().parent.parent
NBSP = "\N{NO-BREAK SPACE}"

NEVER = {
    "en": (
        r"caus\w*|inflict\w+ by|tortur\w*|victim\w*|beat\w*|blow\w*|stick|fist|baton|rope|cuff\w*"
        r"|cigarette\w*|days?|weeks?|months?|years?|hours?|old|recent\w*|consistent|typical"
        r"|diagnostic|probabl\w+|likel\w+|suspect\w*|suspicious|normal|proves?"
    ),
    "ru": (
        r"причин\w*|пытк\w*|жертв\w*|удар\w*|избие\w*|палк\w*|кулак\w*|верёвк\w*|наручник\w*"
        r"|сигарет\w*|давност\w*|дн(ей|я)|сут(ок|ки)|недел\w*|месяц\w*|лет|часов|стар\w+|свеж\w+"
        r"|соответству\w*|типичн\w*|вероятн\w*|подозрит\w*|норм\w*"
    ),
    "kk": (
        r"себеп\w*|азапта\w*|құрбан\w*|соққы\w*|ұрған\w*|таяқ\w*|жұдырық\w*|арқан\w*|кісен\w*"
        r"|темекі\w*|күн\w*|апта\w*|айлық|жыл(?!ы\b|тыр)\w*|сағат(?!\sтілі)\w*|ескі\w*|жаңа\w*|сәйкес\w*"
        r"|тән(?!\sкөрініс)|ықтимал\w*|күдік\w*|қалыпты"
    ),
}
"""Words of cause, age, level and judgement: a description has none of them."""


def keys(name: str) -> list[str]:
    text = (ROOT / f"forms/vocabulary/{name}.toml").read_text()
    return [code["key"] for code in tomllib.loads(text)["code"]]


def questions() -> list[dict]:
    return [
        question
        for path in sorted((ROOT / "forms/istanbul_2022").glob("lesion*.toml"))
        for page in tomllib.loads(path.read_text())["page"]
        for question in page["question"]
    ]


def answers(question: dict) -> st.SearchStrategy:
    options = [option["key"] for option in question.get("options", ())]
    missing = st.just({"state": "declined", "reason": ""})
    number = st.floats(question.get("min", 0), question.get("max", 1000)).map(lambda x: round(x, 1))
    return st.one_of(
        missing,
        {
            "choice": lambda: st.sampled_from(options),
            "choices": lambda: st.lists(st.sampled_from(options), unique=True),
            "yes_no": lambda: st.sampled_from(["yes", "no"]),
            "number": lambda: st.one_of(number, st.integers(1, 30)),
            "text": lambda: st.just("text"),
            "long": lambda: st.just("text"),
        }[question["type"]](),
    )


ATTRIBUTES = st.fixed_dictionaries(
    {}, optional={question["key"]: answers(question) for question in questions()}
)
DISTANCES = st.lists(
    st.builds(
        LandmarkDistance,
        st.sampled_from(sorted(tables("en").landmarks)),
        st.sampled_from(["l", "r", "m", None]),
        st.sampled_from(sorted(tables("en").places["direction"])),
        st.floats(0, 400),
        st.booleans(),
    ),
    max_size=2,
).map(tuple)


def places(vocabulary: str) -> st.SearchStrategy:
    return st.builds(
        Where,
        st.sampled_from([*keys(vocabulary), None]),
        st.sampled_from(["l", "r", "m", None]),
        st.sampled_from(["", *tables("en").places["segments"]]),
        DISTANCES,
        st.just(vocabulary),
    )


TEETH = st.builds(
    Where,
    st.just("tooth"),
    st.just("m"),
    tooth=st.sampled_from([11, 24, 36, 48, 53, 75]),
    face=st.sampled_from([None, "occlusal", "mesial", "distal", "buccal", "lingual"]),
)
SPANS = st.tuples(st.floats(0, 900), st.floats(0, 300))
FACTS = st.builds(
    LesionFacts,
    st.sampled_from(keys("finding_types")),
    ATTRIBUTES,
    st.one_of(st.none(), places(REGIONS), places(BONES), TEETH),
    st.one_of(st.none(), st.integers(1, 120)),
    st.one_of(st.none(), SPANS),
    st.one_of(st.none(), st.floats(0.1, 900)),
    st.one_of(st.none(), st.floats(0.1, 90)),
    st.one_of(st.none(), st.floats(1, 60)),
    st.one_of(st.none(), SPANS),
)


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=150, deadline=None)
@given(facts=FACTS)
def test_description_is_whole_sentences(language, facts):
    text = describe(facts, language)
    assert not set("{}") & set(text), text
    assert "  " not in text, text
    assert not re.search(r"[ ,]\.|,,| ,|\(\)|\.\.", text), text
    assert text == text.strip(), text
    for sentence in text.split(". "):
        assert sentence[0].isupper() or sentence[0].isdigit(), text
    assert text.endswith("."), text
    assert not re.search(r"\d (mm|cm|мм|см|%)", text), text


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=150, deadline=None)
@given(facts=FACTS)
def test_description_names_no_cause_age_or_level(language, facts):
    found = re.search(rf"\b({NEVER[language]})\b", describe(facts, language).lower())
    assert found is None, (found, describe(facts, language))


@settings(max_examples=100, deadline=None)
@given(facts=FACTS)
def test_numbers_are_the_same_in_all_languages(facts):
    told = [
        sorted(re.findall(r"\d+", describe(facts, language).replace(",", ".")))
        for language in LANGUAGES
    ]
    assert told[0] == told[1] == told[2]
