"""A form with every question type in every place, and cells that fit it."""

import datetime as dt

from hypothesis import strategies as st

from ipdoc.i18n import Translator
from ipdoc.questionnaire.definition import build_form
from ipdoc.questionnaire.model import QuestionType
from ipdoc.web.fields import STATES, Surroundings
from tests.forms import a_source

_PLACES = [{"key": "clinic", "label": "Clinic"}, {"key": "home", "label": "Home"}]
_OTHER = {"key": "else", "label": "Something else", "other": True}
_ITEMS = [
    {"key": "note", "type": "text", "label": "Note"},
    {"key": "told", "type": "long", "label": "Told"},
    {"key": "agreed", "type": "yes_no", "label": "Agreed?"},
    {"key": "place", "type": "choice", "label": "Place", "options": [*_PLACES, _OTHER]},
    {"key": "day", "type": "date", "label": "Day"},
]
_MANY = [{"key": f"k{n}", "label": f"Option {n}"} for n in range(15)]
QUESTIONS = [
    {"key": "line", "type": "text", "label": "Line"},
    {"key": "long", "type": "long", "label": "Long"},
    {"key": "day", "type": "date", "label": "Day"},
    {"key": "born", "type": "date", "label": "Born", "precision": True},
    {"key": "hour", "type": "time", "label": "Hour"},
    {"key": "moment", "type": "datetime", "label": "Moment"},
    {"key": "about", "type": "datetime", "label": "About", "precision": True},
    {"key": "place", "type": "choice", "label": "Place", "options": [*_PLACES, _OTHER]},
    {"key": "listed", "type": "choice", "label": "Listed", "options": _MANY},
    {"key": "ticked", "type": "choices", "label": "Ticked", "options": [*_PLACES, _OTHER]},
    {"key": "coded", "type": "choices", "label": "Coded", "vocabulary": "methods"},
    {"key": "private", "type": "yes_no", "label": "Private?"},
    {"key": "weight", "type": "number", "label": "Weight", "unit": "kg", "decimals": 1},
    {"key": "scores", "type": "numbers", "label": "Scores"},
    {"key": "age", "type": "computed", "label": "Age", "compute": "age_years", "sources": ["day"]},
    {"key": "where", "type": "region", "label": "Where"},
    {"key": "spots", "type": "region", "label": "Spots", "many": True},
    {"key": "event", "type": "link", "label": "Event", "target": "event"},
    {"key": "spot", "type": "link", "label": "Spot", "target": "place", "free_text": True},
    {"key": "findings", "type": "link", "label": "Findings", "target": "finding", "many": True},
    {"key": "paper", "type": "file", "label": "Paper"},
    {
        "key": "headed",
        "type": "group",
        "label": "Headed",
        "items": [{"key": "value", "type": "yes_no"}, *_ITEMS],
    },
    {
        "key": "told",
        "type": "group",
        "label": "Told",
        "items": [{"key": "text", "type": "long"}, _ITEMS[2]],
    },
    {
        "key": "plain",
        "type": "group",
        "label": "Plain",
        "items": [
            *_ITEMS,
            {"key": "deep", "type": "group", "label": "Deep", "fold": True, "items": _ITEMS},
        ],
    },
    {
        "key": "people",
        "type": "repeat",
        "label": "People",
        "row_label": "Person {note}",
        "none_label": "Nobody",
        "items": [*_ITEMS, {"key": "spots", "type": "region", "label": "At", "many": True}],
    },
    {
        "key": "events",
        "type": "repeat",
        "label": "Events",
        "id_key": "event_id",
        "id_prefix": "E",
        "items": [
            {"key": "event_id", "type": "text", "label": "Event"},
            *_ITEMS,
            {"key": "inner", "type": "repeat", "label": "Inner", "items": _ITEMS},
        ],
    },
    {
        "key": "review",
        "type": "repeat",
        "label": "Review",
        "rows_from": "methods",
        "items": [
            {"key": "method", "type": "choice", "label": "Method", "vocabulary": "methods"},
            {"key": "answer", "type": "yes_no", "label": "Answer"},
            {"key": "text", "type": "text", "label": "Remark"},
        ],
    },
]
_LINKS = {
    "event": (("E1", "E1 · 10 April"), ("E2", "E2 · 11 April")),
    "place": ((1, "1 · Station"), (2, "2 · Ward")),
    "finding": ((1, "1 · Bruise"), (7, "7 · Scar")),
}


def a_field_form():
    """Return the form."""
    source = a_source()
    source["sections"][0]["table"]["page"] = [
        {"key": f"p{at}", "title": "Page", "question": QUESTIONS[at : at + 12]}
        for at in range(0, len(QUESTIONS), 12)
    ]
    return build_form(source)


FORM = a_field_form()
ASKED = {question.key: question for question in FORM.section("account").questions()}


def near(language="en"):
    """Return the surroundings of the form's fields."""
    return Surroundings(FORM, Translator(language), lambda target: _LINKS.get(target, ()))


_SIGNS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029")
_TEXT = st.text(_SIGNS, min_size=1, max_size=30).map(str.strip).filter(bool)
_LINES = st.lists(_TEXT, min_size=1, max_size=4).map("\n".join)
_DAY = st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)).map(dt.date.isoformat)
_HOUR = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.integers(0, 59))
_ZONE = st.sampled_from(["+05:00", "-09:30", "+00:00", "+13:45"])
_MOMENT = st.builds("{}T{}{}".format, _DAY, _HOUR, _ZONE)
_NUMBER = st.integers(-(10**6), 10**6) | st.integers(1, 10**5).map(lambda n: n + 0.5)
_STATE = st.builds(
    lambda state, reason: {"state": state, **({"reason": reason} if reason else {})},
    st.sampled_from(STATES),
    st.just("") | _TEXT,
)
_REGION = st.builds(
    lambda region, side: {"region": region, "side": side},
    st.sampled_from(["orbit", "shin"]),
    st.sampled_from(["l", "r", "m"]),
)


def _precise(values, grain):
    exact = st.builds(
        lambda value, precision: {"value": value, "precision": precision, "granularity": grain},
        values,
        st.sampled_from(["exact", "about"]),
    )
    between = st.builds(
        lambda first, last: {
            "value": first,
            "until": last,
            "precision": "range",
            "granularity": grain,
        },
        values,
        values,
    )
    return exact | between | st.just({"precision": "unknown"})


def _precise_moments():
    zone = "+05:00"
    values = st.builds(lambda day, hour: f"{day}T{hour}{zone}", _DAY, _HOUR)
    return _precise(values, "minute") | _precise(_DAY, "day")


def _choice(question):
    keys = [option.key for option in question.options if not option.other]
    plain = st.sampled_from(keys)
    if not any(option.other for option in question.options):
        return plain
    return plain | st.builds(lambda text: {"value": "else", "text": text}, _TEXT) | st.just("else")


def _choices(question):
    keys = [option.key for option in FORM.options(question)]
    some = st.sets(st.sampled_from(keys), min_size=1).map(lambda s: [k for k in keys if k in s])
    if "else" not in keys:
        return some
    other = st.builds(
        lambda chosen, text: {
            "options": [k for k in keys if k in chosen or k == "else"],
            "text": text,
        },
        st.sets(st.sampled_from(keys)),
        _TEXT,
    )
    return some | other


def _link(question):
    ids = st.sampled_from([link for link, _label in _LINKS[question.target]])
    if question.many:
        return st.sets(ids, min_size=1).map(lambda found: sorted(found))
    return ids | _TEXT.filter(lambda text: text not in "12") if question.free_text else ids


def _items(items):
    return st.fixed_dictionaries({}, optional={item.key: cells(item) for item in items})


def _group(question):
    whole = _items(question.items).filter(bool)
    head = question.head

    def canonical(cell):
        only_head = head and list(cell) == [head.key] and isinstance(cell[head.key], dict)
        return not (only_head and "state" in cell[head.key])

    return whole.filter(canonical)


def _repeat(question):
    items = [item for item in question.items if item.key != question.id_key]
    if question.rows_from:
        return _checked(question, items)
    rows = st.lists(_items(items).filter(bool), min_size=1, max_size=3)

    def named(found):
        key = {question.id_key} - {""}
        return [
            {**row, "row": f"r{n}", **dict.fromkeys(key, f"E{n}")} for n, row in enumerate(found, 1)
        ]

    none = st.just([]) if question.none_label else st.nothing()
    return rows.map(named) | none


def _checked(question, items):
    codes = [code.key for code in FORM.vocabularies[question.rows_from].codes]

    def named(found):
        rows = zip(codes, found, strict=False)
        return [{**row, "method": code, "row": f"r{n}"} for n, (code, row) in enumerate(rows)]

    rows = st.lists(_items(items[1:]).filter(bool), min_size=1, max_size=len(codes))
    return rows.map(named)


_VALUES = {
    QuestionType.TEXT: lambda _q: _TEXT,
    QuestionType.LONG: lambda _q: _LINES,
    QuestionType.DATE: lambda q: _precise(_DAY, "day") if q.precision else _DAY,
    QuestionType.TIME: lambda _q: _HOUR,
    QuestionType.DATETIME: lambda q: _precise_moments() if q.precision else _MOMENT | _DAY,
    QuestionType.CHOICE: _choice,
    QuestionType.CHOICES: _choices,
    QuestionType.YES_NO: lambda _q: st.sampled_from(["yes", "no"]),
    QuestionType.NUMBER: lambda _q: _NUMBER,
    QuestionType.NUMBERS: lambda _q: st.lists(_NUMBER, min_size=1, max_size=5),
    QuestionType.COMPUTED: lambda _q: _NUMBER | st.sampled_from(["about 30", "unclear"]),
    QuestionType.REGION: lambda q: (
        st.lists(_REGION, min_size=1, max_size=4, unique_by=lambda r: (r["region"], r["side"]))
        if q.many
        else _REGION
    ),
    QuestionType.LINK: _link,
    QuestionType.FILE: lambda _q: st.builds(
        lambda name, attachment: {"name": name, "attachment": attachment},
        _TEXT,
        st.none() | st.just("0123abcd"),
    ),
    QuestionType.GROUP: _group,
    QuestionType.REPEAT: _repeat,
}


def cells(question):
    """Return a strategy of cells that fit a question, in the notation in which pages write them."""
    if question.rows_from:
        return _VALUES[question.type](question)
    return _VALUES[question.type](question) | _STATE
