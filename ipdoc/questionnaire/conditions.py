"""The little language of ``show_if`` and ``required_if``.

``interpreter_used == 'yes'``, ``case_information.custody_status != 'at_liberty'``,
``contains(events.methods, 'falanga')``, ``answered(al_summary)``,
``evaluation.type in ('F', 'W')``, joined by ``and``, ``or``, ``not``. A bare key is a question of
the same section. The value of a group is that of its head item; of a repeat, the list of its rows.

Python's own parser reads it; only the listed node types are let through, nothing is executed.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ipdoc.domain.answers import Cells, head_value, value_of
from ipdoc.questionnaire.model import Form, QuestionType

_FUNCTIONS = ("contains", "answered")


class ConditionError(ValueError):
    """The text of a condition cannot be read; says what is wrong with it."""


@dataclass(frozen=True)
class Situation:
    """All that a condition may look at."""

    type_code: str
    """F, S, W or P."""
    section: str
    """Key of the section in which the condition stands."""
    answers: dict[str, Cells]
    """Section key → question key → cell."""
    sections: frozenset[str] = frozenset()
    """Keys of all sections of the form, to tell ``section.key`` from ``group.item``."""

    def value(self, section: str, key: str, item: str = "") -> Any:
        """Return the deciding value of a question, or the list of one item over all rows."""
        cell = self.answers.get(section, {}).get(key)
        if not item:
            return head_value(cell)
        inner = value_of(cell)
        if isinstance(inner, list):
            return [v for row in inner for v in _flat(head_value(row.get(item)))]
        return head_value(inner.get(item)) if isinstance(inner, dict) else None


def _flat(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


@lru_cache(maxsize=2048)
def parse_condition(text: str) -> ast.expr:
    """Return the checked syntax tree of a condition.

    Raises:
        ConditionError: it is no condition of this language.
    """
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise ConditionError(f"cannot be read near column {error.offset}") from error
    _check(tree)
    return tree


def _check(node: ast.expr) -> None:  # noqa: C901 - one case for each node type
    match node:
        case ast.BoolOp(values=values):
            children = values
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            children = [operand]
        case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq() | ast.In() | ast.NotIn()]):
            children = [left, *node.comparators]
        case ast.Call(func=ast.Name(id=name), keywords=[]) if name in _FUNCTIONS:
            children = node.args
        case ast.Tuple(elts=elements):
            children = elements
        case ast.Name() | ast.Constant():
            children = []
        case ast.Attribute():
            _dotted(node)
            children = []
        case _:
            raise ConditionError(f"{ast.unparse(node)!r} is not allowed in a condition")
    for child in children:
        _check(child)


def _dotted(node: ast.expr) -> tuple[str, ...]:
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.Attribute):
        return (*_dotted(node.value), node.attr)
    raise ConditionError(f"{ast.unparse(node)!r} is not the name of a question")


def names_in(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the dotted names that a condition looks at."""
    stack: list[ast.AST] = [parse_condition(text)]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Call):
            stack.extend(node.args)
        elif isinstance(node, ast.Name | ast.Attribute):
            yield _dotted(node)
        else:
            stack.extend(ast.iter_child_nodes(node))


def holds(text: str, situation: Situation) -> bool:
    """Return whether the condition is true; the empty condition is."""
    return not text or bool(_evaluate(parse_condition(text), situation))


def _evaluate(node: ast.expr, situation: Situation) -> Any:  # noqa: C901 - one case each
    match node:
        case ast.BoolOp(op=ast.And(), values=values):
            return all(_evaluate(value, situation) for value in values)
        case ast.BoolOp(values=values):
            return any(_evaluate(value, situation) for value in values)
        case ast.UnaryOp(operand=operand):
            return not _evaluate(operand, situation)
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            compare = _OPERATORS[type(operator)]
            return compare(_evaluate(left, situation), _evaluate(right, situation))
        case ast.Call(func=ast.Name(id="contains"), args=[collection, wanted]):
            return _evaluate(wanted, situation) in _flat(_evaluate(collection, situation))
        case ast.Call(args=[asked]):
            return _evaluate(asked, situation) not in (None, "", [])
        case ast.Tuple(elts=elements):
            return tuple(_evaluate(element, situation) for element in elements)
        case ast.Constant(value=value):
            return value
        case _:
            return _look_up(_dotted(node), situation)


_OPERATORS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
}


def _look_up(name: tuple[str, ...], situation: Situation) -> Any:
    if name == ("evaluation", "type"):
        return situation.type_code
    if len(name) == 1:
        return situation.value(situation.section, name[0])
    if name[0] in situation.sections:
        return situation.value(name[0], *name[1:3])
    return situation.value(situation.section, *name[:2])


def unknown_name(text: str, form: Form, section_key: str) -> str | None:
    """Return the first name in a condition that the form does not know, or None."""
    keys = {section.key: section for section in (*form.sections, form.lesion, form.photograph)}
    for name in names_in(text):
        if name == ("evaluation", "type"):
            continue
        section, rest = keys[section_key], name
        if len(name) > 1 and name[0] in keys:
            section, rest = keys[name[0]], name[1:]
        if not _known(section.questions(), rest):
            return ".".join(name)
    return None


def _known(questions: Iterator[Any], rest: tuple[str, ...]) -> bool:
    for question in questions:
        if question.key == rest[0]:
            if len(rest) == 1:
                return True
            nested = question.type in (QuestionType.GROUP, QuestionType.REPEAT)
            return nested and _known(iter(question.items), rest[1:])
    return False
