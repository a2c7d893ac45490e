"""JSON ↔ frozen data classes: a part of a case file has the shape of its class, and no other.

The class is the description of the format: its fields are the keys, those with a default may be
left out, and their types are the only ones that are taken.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, asdict, fields, is_dataclass
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from ipdoc.errors import IpdocError, Message
from ipdoc.exchange.case_errors import CaseFormatError
from ipdoc.i18n import mark as _

T = TypeVar("T")
_PLAIN: Mapping[type, str] = {
    str: _("a text"),
    int: _("a whole number"),
    bool: _("true or false"),
    dict: _("a table of keys"),
}


def shaped(kind: type[T], raw: Any, place: str) -> T:
    """Return a part of a case file as its class.

    Args:
        kind: a data class of texts, numbers, tables, tuples and further data classes.
        raw: JSON as it stands in the file.
        place: where it stands, for the sentence.

    Raises:
        CaseFormatError: a key is unknown or missing, or a value is of another type; names it.
    """
    if not isinstance(raw, dict):
        _refuse(place, dict)
    types_of = _types(kind)
    for key in raw:
        if key not in types_of:
            raise CaseFormatError("Nothing is called {key} in {place}", key=key, place=place)
    for key in _needed(kind):
        if key not in raw:
            raise CaseFormatError("In {place}: {key} is missing", place=place, key=key)
    values = {key: _value(types_of[key], one, f"{place}.{key}") for key, one in raw.items()}
    return believed(lambda: kind(**values), place)


def believed(make: Callable[[], T], place: str) -> T:
    """Return what a function makes; its refusal names the place in the file.

    Raises:
        CaseFormatError: the function refuses what it is given.
    """
    try:
        return make()
    except CaseFormatError:
        raise
    except IpdocError as error:
        text = "In {place}: {problem}"
        raise CaseFormatError(text, place=place, problem=error.message) from error
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise CaseFormatError("What stands in {place} cannot be read", place=place) from error


def refuse_twice(values: Iterable[object], part: str, key: str) -> None:
    """See that no two entries of a part bear the same number or name.

    Raises:
        CaseFormatError: two do.
    """
    seen: set[object] = set()
    for at, one in enumerate(values, 1):
        if one in seen:
            text = "In {place}: {key} {value} is given twice"
            raise CaseFormatError(text, place=f"{part}.{at}", key=key, value=one)
        seen.add(one)


def unshaped(part: Any) -> dict[str, Any]:
    """Return a part as JSON; what is as it is without an entry is left out."""
    whole = asdict(part)
    usual = {one.name: _default(one) for one in fields(part)}
    return {key: one for key, one in whole.items() if one != usual[key]}


def _default(one: Any) -> Any:
    made = one.default_factory() if one.default_factory is not MISSING else one.default
    return asdict(made) if is_dataclass(made) and not isinstance(made, type) else made


def _types(kind: Any) -> Mapping[str, Any]:
    hints = get_type_hints(kind)
    return {one.name: hints[one.name] for one in fields(kind)}


def _needed(kind: Any) -> list[str]:
    return [one.name for one in fields(kind) if _default(one) is MISSING]


def _value(kind: Any, raw: Any, place: str) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if kind is Any:
        return raw
    if origin in (Union, types.UnionType):
        return None if raw is None else _value(inner[0], raw, place)
    if origin is tuple:
        if not isinstance(raw, list):
            raise CaseFormatError("Give {key} as a list of entries", key=place)
        return tuple(_value(inner[0], one, f"{place}.{at}") for at, one in enumerate(raw, 1))
    if is_dataclass(kind) and isinstance(kind, type):
        return shaped(kind, raw, place)
    if not isinstance(raw, origin or kind) or (kind is int and isinstance(raw, bool)):
        _refuse(place, origin or kind)
    if inner:
        return {key: _value(inner[1], one, f"{place}.{key}") for key, one in raw.items()}
    return raw


def _refuse(place: str, kind: type[Any]) -> None:
    raise CaseFormatError("Give {place} as {kind}", place=place, kind=Message(_PLAIN[kind]))
