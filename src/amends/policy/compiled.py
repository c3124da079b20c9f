"""A tree as a Python function of the facts: three-valued, and quick enough for one case a click.

True, False or a number; None where the facts do not suffice to tell.
"""

import operator
from collections.abc import Callable, Mapping
from typing import TypeAlias, assert_never

from .facts import Value
from .tree import All, Among, Compared, Computed, Literal, Named, Not, Some, Tree, Unknown

Compiled: TypeAlias = Callable[[Mapping[str, Value]], Value]
Pair: TypeAlias = Callable[[int, int], bool | int]

SIGNS: Mapping[str, Pair] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "//": operator.floordiv,
}


def compiled(tree: Tree) -> Compiled:
    """Return the function of a tree."""
    match tree:
        case Named(name=name):
            return operator.itemgetter(name)
        case Literal(value=value):
            return lambda _: value
        case Not(part=part):
            return _opposite(compiled(part))
        case All(parts=parts):
            return _joined([compiled(part) for part in parts], ends=False)
        case Some(parts=parts):
            return _joined([compiled(part) for part in parts], ends=True)
        case Compared() | Computed():
            return _paired(SIGNS[tree.sign], compiled(tree.left), compiled(tree.right))
        case Among(part=part, values=values):
            return _among(compiled(part), frozenset(values))
        case Unknown(part=part):
            inner = compiled(part)
            return lambda facts: inner(facts) is None
        case _:
            assert_never(tree)


def _opposite(part: Compiled) -> Compiled:
    def opposite(facts: Mapping[str, Value]) -> Value:
        value = part(facts)
        return None if value is None else not value

    return opposite


def _joined(parts: list[Compiled], *, ends: bool) -> Compiled:
    """`and` ends at the first false, `or` at the first true; else one unknown makes it unknown."""

    def joined(facts: Mapping[str, Value]) -> Value:
        known: Value = not ends
        for part in parts:
            value = part(facts)
            if value is ends:
                return ends
            if value is None:
                known = None
        return known

    return joined


def _paired(pair: Pair, left: Compiled, right: Compiled) -> Compiled:
    def paired(facts: Mapping[str, Value]) -> Value:
        one, other = left(facts), right(facts)
        return None if one is None or other is None else pair(one, other)

    return paired


def _among(part: Compiled, values: frozenset[int]) -> Compiled:
    def among(facts: Mapping[str, Value]) -> Value:
        value = part(facts)
        return None if value is None else value in values

    return among
