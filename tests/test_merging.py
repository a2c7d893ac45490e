"""Two versions of the entries of a repeat: what one side changed is taken, the rest is asked."""

import random

import pytest

from ipdoc.domain.merging import OWN, STORED, join_rows

BASE = [{"row": "r1", "name": "A", "role": "x"}, {"row": "r2", "name": "B"}]


def by_row(row):
    return row.get("row", "")


def join(own, stored, base=BASE, **decided):
    chosen = {tuple(place.split("__")): choice for place, choice in decided.items()}
    return join_rows(base, own, stored, by_row, chosen)


def changed(row, **items):
    return [{**one, **items} if one["row"] == row else one for one in BASE]


def test_items_that_one_side_changed_are_taken_from_it():
    joined = join(changed("r1", name="A2"), changed("r1", role="y"))
    assert joined.rows[0] == {"row": "r1", "name": "A2", "role": "y"}
    assert joined.clashes == ()


def test_item_that_both_changed_is_asked():
    joined = join(changed("r1", name="A2"), changed("r1", name="A3"))
    assert [(one.place, one.own, one.stored) for one in joined.clashes] == [
        (("r1", "name"), "A2", "A3")
    ]
    assert joined.rows[0]["name"] == "A3"


@pytest.mark.parametrize(("choice", "name"), [(OWN, "A2"), (STORED, "A3")])
def test_chosen_side_of_an_item_stays(choice, name):
    joined = join(changed("r1", name="A2"), changed("r1", name="A3"), r1__name=choice)
    assert joined.clashes == ()
    assert joined.rows[0]["name"] == name


def test_entries_that_each_side_added_all_stay():
    joined = join([*BASE, {"name": "mine"}], [*BASE, {"row": "r3", "name": "theirs"}])
    assert [row["name"] for row in joined.rows] == ["A", "B", "theirs", "mine"]


def test_entry_that_one_side_took_out_untouched_by_the_other_goes():
    assert [row["row"] for row in join(BASE[:1], BASE).rows] == ["r1"]
    assert [row["row"] for row in join(BASE, BASE[:1]).rows] == ["r1"]


def test_entry_taken_out_by_one_and_changed_by_the_other_is_asked():
    joined = join(BASE[:1], changed("r2", name="B2"))
    assert [one.place for one in joined.clashes] == [("r2", "")]
    assert joined.rows[1]["name"] == "B2"
    assert len(join(BASE[:1], changed("r2", name="B2"), r2__=OWN).rows) == 1
    assert len(join(changed("r2", name="B2"), BASE[:1], r2__=OWN).rows) == 2


def test_without_what_both_began_with_every_difference_is_asked():
    joined = join(changed("r1", name="A2"), changed("r1", role="y"), base=None)
    assert [one.place for one in joined.clashes] == [("r1", "name"), ("r1", "role")]


def test_nothing_that_a_side_wrote_is_dropped_unasked():
    chance = random.Random(8)  # noqa: S311 - no secret

    def a_side():
        rows = [dict(row) for row in BASE if chance.random() < 0.8]
        for row in rows:
            if chance.random() < 0.5:
                row[chance.choice(["name", "role"])] = f"w{chance.random()}"
        return rows + [{"name": f"w{chance.random()}"} for _ in range(chance.randint(0, 1))]

    for _round in range(300):
        own, stored = a_side(), a_side()
        stored = [{"row": "r9", **row} for row in stored]
        joined = join_rows(BASE, own, stored, by_row)
        told = repr(joined)
        written = [c for row in own + stored for c in row.values() if c.startswith("w")]
        assert all(word in told for word in written)
