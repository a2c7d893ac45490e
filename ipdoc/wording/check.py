"""Is every table whole? Each gap is told with its file, its key and what to do about it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from ipdoc.resources import data_dir
from ipdoc.wording.check_forms import agreement_gaps, form_gaps
from ipdoc.wording.facts import BONES, REGIONS
from ipdoc.wording.gaps import Gap, compare
from ipdoc.wording.lesions import PARTS
from ipdoc.wording.tables import FILES, LANGUAGES, PLACE, Table, read

Load = Callable[[str, str], Table]

UNSAID = {
    "orientation": {"n_a"},
    "healing_stage": {"unknown"},
    "measured": {"ruler", "calliper"},
}
"""Options of the lesion's form that are left to the record."""
_PLACES = {
    "regions": {"side"},
    "bones": {"side"},
    "landmarks": {"side"},
    "names": {"side"},
    "types": {"where"},
    "grammar": {"low", "high"},
    "places": {"side", "nom", "loc", "gen", "number", "distance", "landmark"},
    "attributes": {
        *("length", "width", "diameter", "depth", "size", "list", "mm", "gap", "degrees"),
        *("area", "share", "pain", "text"),
    },
}
"""File → names that the program fills in there."""


@dataclass(frozen=True)
class Vocabulary:
    """What the tables have to have words for."""

    regions: frozenset[str]
    bones: frozenset[str]
    types: frozenset[str]
    options: dict[str, frozenset[str]]
    """Question of the lesion's form → options that are said."""
    texts: frozenset[str]
    """Questions of the lesion's form that take the doctor's own words."""


def vocabulary() -> Vocabulary:
    """Return the keys of ``forms/vocabulary`` and of the lesion's form."""
    folder = data_dir("forms")

    def keys(name: str) -> frozenset[str]:
        text = (folder / "vocabulary" / f"{name}.toml").read_text(encoding="utf-8")
        return frozenset(code["key"] for code in tomllib.loads(text)["code"])

    questions: list[Table] = [
        question
        for path in sorted(folder.glob("istanbul_*/lesion*.toml"))
        for page in tomllib.loads(path.read_text(encoding="utf-8"))["page"]
        for question in page["question"]
    ]
    return Vocabulary(
        keys("regions"),
        keys("bones"),
        keys("finding_types"),
        {question["key"]: _options(question) for question in questions},
        frozenset(question["key"] for question in questions if question["type"] in _TEXTS),
    )


_TEXTS = ("text", "long")


def _options(question: Table) -> frozenset[str]:
    if question["type"] == "yes_no":
        return frozenset(("yes", "no"))
    keys = {option["key"] for option in question.get("options", ())}
    return frozenset(keys - UNSAID.get(question["key"], set()))


def gaps(load: Load = read) -> tuple[Gap, ...]:
    """Return everything that is missing, unused or misspelt in the tables of all languages.

    Args:
        load: (language, name of the file without ``.toml``) → table.
    """
    wanted = vocabulary()
    measure = {name: load(LANGUAGES[0], name) for name in FILES}
    return tuple(
        replace(gap, file=f"{language}/wording/{gap.file}.toml")
        for language in LANGUAGES
        for gap in _language({name: load(language, name) for name in FILES}, measure, wanted)
    )


def _language(files: dict[str, Table], measure: dict[str, Table], wanted: Vocabulary) -> list[Gap]:
    found = [*_against_vocabulary(files, wanted), *_against_measure(files, measure)]
    if not found:
        found = [*_order(files), *_places(files), *form_gaps(files), *agreement_gaps(files)]
    return found


def _against_vocabulary(files: dict[str, Table], wanted: Vocabulary) -> Iterator[Gap]:
    yield from compare("regions", files[REGIONS], wanted.regions)
    yield from compare("bones", files[BONES], wanted.bones)
    types = files["types"]
    yield from compare("types", types["noun"], wanted.types - set(types["sentence"]), "noun.")
    attributes = files["attributes"]
    for key in sorted(attributes.keys() & wanted.options.keys()):
        yield from compare("attributes", attributes[key], wanted.options[key], f"{key}.")
    yield from compare(
        "attributes", attributes["bearing"], wanted.options["orientation"], "bearing."
    )
    for key in sorted(attributes["notes"].keys() - wanted.texts):
        yield Gap("attributes", f"notes.{key}", "take it out: the lesion's form has no such text")


def _against_measure(files: dict[str, Table], measure: dict[str, Table]) -> Iterator[Gap]:
    """Every table has the keys of the first language; what only some need lies deeper."""
    yield from compare("landmarks", files["landmarks"], measure["landmarks"])
    for name in ("names", "places", "types", "attributes", "grammar"):
        yield from compare(name, files[name], measure[name])
        for key, table in measure[name].items():
            if isinstance(table, dict) and key not in _OWN:
                yield from compare(name, files[name].get(key, {}), table, f"{key}.")


_OWN = frozenset(("needs", "side", "agreement"))
"""Tables whose keys every language has after its own grammar."""


def _order(files: dict[str, Table]) -> Iterator[Gap]:
    order = [entry.lstrip("~,") for entry in files["grammar"]["order"]]
    for part in PARTS:
        if order.count(part) != 1:
            yield Gap("grammar", "order", f"put {part!r} into it once")
    if files["places"]["join"]["named"] not in ("first", "last"):
        yield Gap("places", "join.named", "choose first or last")
    for part in sorted(set(order) - set(PARTS)):
        yield Gap("grammar", "order", f"take {part!r} out: there is no such part")


def _places(files: dict[str, Table]) -> Iterator[Gap]:
    """The places in braces are those that the program fills in."""
    sides = files["places"]["side"]
    if sides.get("l", {}).keys() != sides.get("r", {}).keys():
        yield Gap("places", "side", "give left and right the same forms")
    used: set[str] = set()
    for name, table in files.items():
        for key, text in texts(table):
            for place, form in PLACE.findall(text):
                if place not in _PLACES[name]:
                    yield Gap(name, key, f"take out {{{place}}}: nothing fills it in")
                if place == "side":
                    used.add(form or "plain")
            if set("{}") & set(PLACE.sub("", text)):
                yield Gap(name, key, "close the brace")
    yield from compare("places", sides.get("l", {}), used, "side.l.")


def texts(table: Table, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield (key, text) of every text in a table, however deep."""
    for key, value in table.items():
        here = f"{path}{key}"
        if isinstance(value, dict):
            yield from texts(value, f"{here}.")
        else:
            for text in [value] if isinstance(value, str) else _texts_of(value):
                yield here, text


def _texts_of(values: Iterable[object]) -> Iterator[str]:
    yield from (value for value in values if isinstance(value, str))
