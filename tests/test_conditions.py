"""The language of show_if and required_if."""

import pytest

from ipdoc.questionnaire.conditions import ConditionError, Situation, holds, parse_condition


def a_situation(**own):
    answers = {
        "consent": own,
        "case": {"custody": "remand", "sex": {"state": "declined"}},
        "account": {
            "events": [
                {"row": "r1", "methods": ["falanga", "electric"]},
                {"row": "r2", "methods": ["telefono"]},
            ]
        },
    }
    return Situation("F", "consent", answers, frozenset(answers))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("", True),
        ("used == 'yes'", True),
        ("used != 'yes'", False),
        ("case.custody == 'remand' and used == 'yes'", True),
        ("case.custody in ('at_liberty', 'house_arrest')", False),
        ("not (case.custody == 'remand')", False),
        ("contains(account.events.methods, 'telefono')", True),
        ("contains(account.events.methods, 'crush')", False),
        ("answered(used)", True),
        ("answered(missing)", False),
        ("answered(case.sex)", False),
        ("evaluation.type in ('F', 'W')", True),
        ("police == 'no'", True),
        ("police.text == 'outside'", True),
    ],
)
def test_condition_looks_at_values_and_head_items(condition, expected):
    seen = a_situation(used="yes", police={"value": "no", "text": "outside"})
    assert holds(condition, seen) is expected


@pytest.mark.parametrize(
    "text", ["__import__('os')", "a.b()", "[x for x in y]", "a == ", "a < 3", "a if b else c"]
)
def test_anything_but_a_condition_is_refused(text):
    with pytest.raises(ConditionError):
        parse_condition(text)
