"""The tables of the wording are whole, and the check finds what is not."""

import copy
import json
import tomllib
from pathlib import Path

import pytest

from ipdoc.wording.check import gaps
from ipdoc.wording.kinds import KINDS
from ipdoc.wording.tables import LANGUAGES, read, tables

ROOT = Path(__file__).resolve().parent.parent


def drawn(name: str) -> list[dict]:
    """Return what was drawn: the entries of all views."""
    folder = ROOT / "static/diagrams"
    listings = [folder / "views.json", folder / "charts/charts.json"]
    return [
        entry
        for path in listings
        if path.exists()
        for entry in json.loads(path.read_text()).get(name, ())
    ]


def planted(language, file, change):
    """Return a loader of tables, one of them with a fault."""

    def load(code, name):
        table = read(code, name)
        if (code, name) == (language, file):
            table = copy.deepcopy(table)
            change(table)
        return table

    return load


def test_tables_of_all_languages_are_whole():
    assert [str(gap) for gap in gaps()] == []


@pytest.mark.parametrize(
    ("language", "file", "change", "told"),
    [
        (
            "ru",
            "regions",
            lambda table: table.pop("knee_ant"),
            "ru/wording/regions.toml: knee_ant: add it",
        ),
        (
            "kk",
            "types",
            lambda table: table["noun"].update(dent={"one": "ойық"}),
            "kk/wording/types.toml: noun.dent: take it out: nothing uses it",
        ),
        (
            "ru",
            "types",
            lambda table: table["noun"]["bruise"].pop("few"),
            "ru/wording/types.toml: noun.bruise.few: add it",
        ),
        (
            "kk",
            "regions",
            lambda table: table["shin"].pop("gen"),
            "kk/wording/regions.toml: shin.gen: add it",
        ),
        (
            "ru",
            "regions",
            lambda table: table["thumb"].pop("gen"),
            "ru/wording/regions.toml: thumb.gen: add it",
        ),
        (
            "ru",
            "attributes",
            lambda table: table["orientation"]["oblique"].pop("f"),
            "ru/wording/attributes.toml: orientation.oblique.f: add it",
        ),
        (
            "en",
            "attributes",
            lambda table: table["colour"].pop("green"),
            "en/wording/attributes.toml: colour.green: add it",
        ),
        (
            "kk",
            "attributes",
            lambda table: table["sentence"].update(pain="Ауырсыну: {score}."),
            "kk/wording/attributes.toml: sentence.pain: take out {score}: nothing fills it in",
        ),
        (
            "ru",
            "regions",
            lambda table: table["shin"].update(nom="голень {side:gen_x}"),
            "ru/wording/places.toml: side.l.gen_x: add it",
        ),
        (
            "ru",
            "grammar",
            lambda table: table["agreement"]["f"].pop("many"),
            "ru/wording/grammar.toml: agreement.f.many: add it",
        ),
        (
            "en",
            "grammar",
            lambda table: table["order"].remove("~border"),
            "en/wording/grammar.toml: order: put 'border' into it once",
        ),
        (
            "kk",
            "places",
            lambda table: table["join"].update(named="both"),
            "kk/wording/places.toml: join.named: choose first or last",
        ),
        (
            "kk",
            "names",
            lambda table: table["views"].pop("full_ant"),
            "kk/wording/names.toml: views.full_ant: add it",
        ),
    ],
)
def test_check_names_file_key_and_remedy(language, file, change, told):
    assert told in [str(gap) for gap in gaps(planted(language, file, change))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_view_that_was_drawn_has_a_title_and_a_group(language):
    names = tables(language).names
    for entry in drawn("views"):
        assert entry["key"] in names["views"], entry["key"]
        assert entry.get("group", "whole") in names["groups"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_landmark_segment_and_part_of_the_body_has_a_name(language):
    listing = json.loads((ROOT / "static/diagrams/views.json").read_text())
    words = tables(language)
    landmarks = {key.partition("|")[0] for key in listing.get("landmarks", {})}
    assert landmarks <= words.landmarks.keys()
    assert set(listing.get("segments", ())) - {""} <= words.places["segments"].keys()
    parts = set(listing.get("parents", {}).values())
    assert parts <= words.names["parts"].keys() | words.regions.keys()


def test_kinds_are_those_of_the_vocabulary():
    path = ROOT / "forms/vocabulary/finding_types.toml"
    types = {code["key"] for code in tomllib.loads(path.read_text())["code"]}
    assert KINDS.keys() <= types
    for language in LANGUAGES:
        words = tables(language)
        assert words.types["of"].keys() <= types
        plain = {kind.plain for kind in KINDS.values() if kind.plain}
        assert plain == words.types["plain"].keys()
        verbs = {kind.verb for kind in KINDS.values()} | {"lies"}
        assert verbs == words.grammar["verbs"].keys()


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_every_table_says_that_it_is_a_draft(language):
    for path in (ROOT / "ipdoc/locale" / language / "wording").glob("*.toml"):
        assert path.read_text().startswith("# DRAFT: awaits the review of a clinician"), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_units_and_signs_have_no_break_spaces(language):
    folder = ROOT / "ipdoc/locale" / language / "wording"
    for name in ("attributes", "places"):
        text = (folder / f"{name}.toml").read_text()
        for unit in (" mm", " мм", " см", " cm", " %", " ×", "× "):
            assert f"}}{unit}" not in text, (name, unit)
