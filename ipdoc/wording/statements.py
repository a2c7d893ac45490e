"""The sentences after the first: surface, feel, pain as the person tells it, own words."""

from __future__ import annotations

from collections.abc import Iterator

from ipdoc.wording.lesion import Lesion
from ipdoc.wording.numbers import number, roughly
from ipdoc.wording.tables import Table

_FELT = ("consistency_palp", "tenderness", "warm", "numb")


def statements(lesion: Lesion) -> Iterator[str]:
    """Yield the further sentences, each with its full stop."""
    for found in (_course, _gap, _surface, _measures, _extent, _felt, _notes):
        yield from found(lesion)


def _say(lesion: Lesion, name: str, **values: str) -> str:
    return lesion.words.fill(lesion.words.attributes["sentence"][name], **values)


def _number(lesion: Lesion, value: float, decimals: int = 1) -> str:
    return number(lesion.words, value, decimals)


def _course(lesion: Lesion) -> Iterator[str]:
    """Which way it runs, where no adjective could say it, and the angle."""
    bearing = lesion.option("orientation")
    if bearing and not lesion.kind.turned:
        yield lesion.words.attributes["bearing"][bearing]
    degrees = lesion.number("orientation_deg")
    if degrees is not None:
        yield _say(lesion, "degrees", degrees=_number(lesion, degrees, 0))


def _gap(lesion: Lesion) -> Iterator[str]:
    measured, drawn = lesion.number("spacing_mm"), lesion.facts.gap_mm
    striped = lesion.option("shape") == "tramline"
    if measured is not None:
        yield _say(lesion, "gap" if striped else "spacing", gap=_number(lesion, measured))
    elif striped and drawn is not None:
        yield _say(lesion, "gap_drawn", gap=_number(lesion, roughly(drawn)))


def _surface(lesion: Lesion) -> Iterator[str]:
    words, table = lesion.words, lesion.words.attributes
    said = [table["surface"][key] for key in lesion.options("surface")]
    level, height = lesion.option("level"), lesion.number("depth_or_height_mm")
    if level and height is not None and level in table["level_by"]:
        said.append(words.fill(table["level_by"][level], mm=_number(lesion, height)))
    elif level:
        said.append(table["level"][level])
    if said:
        last = table["sentence"]["surface_last"]
        yield _say(lesion, "surface", list=words.listed(said, last))


def _measures(lesion: Lesion) -> Iterator[str]:
    height = lesion.number("depth_or_height_mm")
    if height is not None and lesion.option("level") not in lesion.words.attributes["level_by"]:
        yield _say(lesion, "height", mm=_number(lesion, height))
    round_it = lesion.number("circumference_mm")
    if round_it is not None:
        yield _say(lesion, "circumference", mm=_number(lesion, round_it))


def _extent(lesion: Lesion) -> Iterator[str]:
    """Area and share of the skin, only where they are given."""
    area, share = lesion.facts.area_cm2, lesion.facts.share_percent
    estimated = lesion.number("tbsa_percent")
    about = {} if share is None or estimated else {"share": _number(lesion, share)}
    if area is not None:
        name = "area_share" if about else "area"
        decimals = 0 if area >= _WHOLE_CM2 else 1
        yield _say(lesion, name, area=_number(lesion, area, decimals), **about)
    elif about:
        yield _say(lesion, "share_drawn", **about)
    if estimated is not None:
        yield _say(lesion, "share", share=_number(lesion, estimated))


_WHOLE_CM2 = 10.0


def _felt(lesion: Lesion) -> Iterator[str]:
    for key in _FELT:
        option = lesion.option(key)
        if option:
            yield lesion.form(lesion.words.attributes[key][option], "predicate")
    pain = lesion.answer("pain_0_10")
    if isinstance(pain, int | float) and not isinstance(pain, bool):
        yield _say(lesion, "pain", pain=_number(lesion, pain, 0))


def _notes(lesion: Lesion) -> Iterator[str]:
    """The doctor's own texts, each under its name."""
    notes: Table = lesion.words.attributes["notes"]
    for key, pattern in notes.items():
        text = lesion.own_words(key)
        if text:
            yield lesion.words.fill(pattern, text=text)
