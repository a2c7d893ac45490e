"""Has every word the forms that its language needs, and no others?"""

from __future__ import annotations

from collections.abc import Iterator

from ipdoc.wording.gaps import Gap, compare
from ipdoc.wording.lesion import PLURALS
from ipdoc.wording.places import FINGERS, PHALANGES
from ipdoc.wording.tables import PLACE, Table

Files = dict[str, Table]
_NOUNS = ("noun", "plain", "of")
_COUNTED = range(1, 201)
"""Numbers enough to meet every form of every plural."""


def form_gaps(files: Files) -> Iterator[Gap]:
    """Yield forms that are missing or unused, of places and of nouns."""
    needs = files["places"]["needs"]
    for key, entry in files["regions"].items():
        wanted = {*needs["regions"], *_of_segments(files, key)}
        yield from _forms("regions", key, entry, wanted)
    for name in ("bones", "landmarks"):
        for key, entry in files[name].items():
            yield from _forms(name, key, entry, set(needs[name]))
    for key in ("segments", "suffix", "round"):
        for name, entry in files["places"][key].items():
            yield from compare("places", entry, {"nom", "loc"}, f"{key}.{name}.")
    for name, entry in files["places"]["tooth"].items():
        yield from compare("places", entry, {"nom", "loc", "gen"}, f"tooth.{name}.")
    yield from _nouns(files["types"])


def _of_segments(files: Files, region: str) -> set[str]:
    """Return the forms of a region that the names of its segments are made of."""
    return {
        place
        for name, entry in files["places"]["segments"].items()
        if name not in PHALANGES or region in FINGERS
        for text in entry.values()
        for place, _ in PLACE.findall(text)
    }


def _forms(file: str, key: str, entry: Table, wanted: set[str]) -> Iterator[Gap]:
    yield from compare(file, {k: v for k, v in entry.items() if k != "sided"}, wanted, f"{key}.")
    if "sided" in entry:
        yield from compare(file, entry["sided"], wanted, f"{key}.sided.")


def _nouns(types: Table) -> Iterator[Gap]:
    wanted = set(types["needs"]["noun"])
    for table in _NOUNS:
        for key, entry in types[table].items():
            told = {k: v for k, v in entry.items() if k in wanted or k not in _OPTIONAL}
            yield from compare("types", told, wanted, f"{table}.{key}.")


_OPTIONAL = ("gender", "article", "counted")


def agreement_gaps(files: Files) -> Iterator[Gap]:
    """Yield where a noun would find no form that agrees with it, and forms that none asks for."""
    grammar, types = files["grammar"], files["types"]
    rule = PLURALS.get(grammar["plural"])
    if rule is None:
        yield Gap("grammar", "plural", f"choose one of {', '.join(PLURALS)}")
        return
    genders = {noun.get("gender", "n") for table in _NOUNS for noun in types[table].values()}
    yield from compare("grammar", grammar["agreement"], genders, "agreement.")
    plurals = {rule(count) for count in _COUNTED}
    for gender in sorted(genders & grammar["agreement"].keys()):
        table = grammar["agreement"][gender]
        yield from compare("grammar", table, plurals, f"agreement.{gender}.")
    yield from _roles(files)
    yield from _by_gender(files, genders)


def _roles(files: Files) -> Iterator[Gap]:
    """Yield what is missing where an adjective, a verb or a later sentence agrees."""
    rows = [row for table in files["grammar"]["agreement"].values() for row in table.values()]
    asked = {role: {row[role] for row in rows} for role in ("adjective", "verb", "predicate")}
    attributes = files["attributes"]
    for key, entry in attributes["orientation"].items():
        forms = {k: v for k, v in entry.items() if k != "article"}
        yield from compare("attributes", forms, asked["adjective"], f"orientation.{key}.")
    for key, entry in files["grammar"]["verbs"].items():
        yield from compare("grammar", entry, asked["verb"], f"verbs.{key}.")
    for name in ("consistency_palp", "tenderness", "warm", "numb"):
        for key, entry in attributes[name].items():
            if isinstance(entry, dict):
                path = f"{name}.{key}."
                yield from compare("attributes", entry, asked["predicate"], path)


def _by_gender(files: Files, genders: set[str]) -> Iterator[Gap]:
    largest = files["attributes"]["sentence"]["largest"]
    if isinstance(largest, dict):
        yield from compare("attributes", largest, genders, "sentence.largest.")
    for key, entry in files["grammar"]["numerals"].items():
        if isinstance(entry, dict):
            yield from compare("grammar", entry, genders, f"numerals.{key}.")
