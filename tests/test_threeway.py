"""Two versions of a record: what one side changed is taken, what both changed is kept twice."""

from hypothesis import given
from hypothesis import strategies as st

from ipdoc.casework.core.chain import differences
from ipdoc.casework.keeping.threeway import before, merge

KEYS = st.sampled_from("abcd")
VALUES = st.one_of(st.none(), st.integers(0, 3))
ANSWERS = st.dictionaries(KEYS, st.integers(0, 3))


def a_section(answers, **counters):
    return {"schema": 1, "answers": answers, "counters": counters}


def merged(base, mine, theirs):
    """Merge two versions of which every change was written down."""
    return merge(
        mine,
        theirs,
        (before(mine, [differences(base, mine)]), before(theirs, [differences(base, theirs)])),
    )


def test_changes_of_different_answers_are_both_taken():
    found = merged(
        a_section({"a": 1, "b": 1}), a_section({"a": 2, "b": 1}), a_section({"a": 1, "b": 3})
    )
    assert found.payload == a_section({"a": 2, "b": 3})
    assert found.clashes == {}


def test_answer_that_both_changed_stays_and_is_kept_beside():
    found = merged(a_section({"a": 1}), a_section({"a": 2}), a_section({"a": 3}))
    assert found.payload["answers"] == {"a": 2}
    assert {key: vars(one) for key, one in found.clashes.items()} == {
        "a": {"base": 1, "mine": 2, "theirs": 3}
    }


def test_same_change_on_both_sides_is_no_clash():
    found = merged(a_section({}), a_section({"a": 2}), a_section({"a": 2}))
    assert (found.payload["answers"], found.clashes) == ({"a": 2}, {})


def test_blanked_answer_goes_unless_the_other_side_changed_it():
    assert merged(a_section({"a": 1}), a_section({}), a_section({"a": 1})).payload["answers"] == {}
    found = merged(a_section({"a": 1}), a_section({}), a_section({"a": 3}))
    assert found.payload["answers"] == {}
    assert found.clashes["a"].theirs == 3


def test_numbers_that_only_grow_take_the_higher():
    found = merged(a_section({}, row=1), a_section({}, row=4), a_section({}, row=2, other=1))
    assert found.payload["counters"] == {"row": 4, "other": 1}
    assert found.clashes == {}


def test_attributes_are_merged_one_by_one():
    base = {"schema": 1, "attributes": {"colour": "red", "size": 1}}
    mine = {"schema": 1, "attributes": {"colour": "blue", "size": 1}}
    theirs = {"schema": 1, "attributes": {"colour": "red", "size": 2}}
    found = merged(base, mine, theirs)
    assert found.payload["attributes"] == {"colour": "blue", "size": 2}
    theirs["attributes"]["colour"] = "green"
    found = merged(base, mine, theirs)
    assert found.payload["attributes"] == {"colour": "blue", "size": 2}
    assert found.clashes["attributes"].theirs == {"colour": "green", "size": 2}


def test_change_that_was_not_written_down_is_a_clash_not_a_loss():
    mine, theirs = a_section({"a": 2}), a_section({"a": 3})
    found = merge(mine, theirs, (before(mine, [{}]), before(theirs, [{"a": [1, 3]}])))
    assert found.payload["answers"] == {"a": 2}
    assert (found.clashes["a"].base, found.clashes["a"].theirs) == (None, 3)


@given(ANSWERS, ANSWERS, ANSWERS)
def test_every_answer_of_both_sides_is_in_the_result_or_in_a_clash(base, left, right):
    found = merged(a_section(base), a_section(left), a_section(right))
    result, clashes = found.payload["answers"], found.clashes
    for key in {*base, *left, *right}:
        for side, other in ((left, right), (right, left)):
            value = side.get(key)
            taken = result.get(key) == value
            kept = key in clashes and value in (clashes[key].mine, clashes[key].theirs)
            unchanged = value == base.get(key) and result.get(key) == other.get(key)
            assert taken or kept or unchanged


@given(ANSWERS, ANSWERS, ANSWERS)
def test_merging_the_other_way_gives_the_same_but_for_the_clashes(base, left, right):
    one = merged(a_section(base), a_section(left), a_section(right))
    two = merged(a_section(base), a_section(right), a_section(left))
    assert set(one.clashes) == set(two.clashes)
    agreed = {*base, *left, *right} - set(one.clashes)
    for key in agreed:
        assert one.payload["answers"].get(key) == two.payload["answers"].get(key)
