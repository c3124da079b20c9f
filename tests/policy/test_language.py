"""The language of conditions: what it means, and where and why it is refused."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.policy.compiled import compiled
from amends.policy.facts import FACTS, Kind, Value
from amends.policy.language import parse
from amends.policy.tree import (
    All,
    Among,
    Compared,
    Computed,
    Literal,
    Named,
    Not,
    Some,
    Tree,
    Unknown,
    names,
)

from tests.policy.cases import CALM
from tests.policy.slow import slow

FLAGS = [name for name, fact in FACTS.items() if fact.kind is Kind.FLAG][:6]
NUMBERS = [name for name, fact in FACTS.items() if fact.kind is Kind.NUMBER][:4]


def value(source: str, **facts: Value) -> Value:
    tree, mistakes = parse(source, FACTS, Kind.FLAG)
    assert tree is not None, mistakes
    assert mistakes == []
    return compiled(tree)({**CALM, **facts})


@pytest.mark.parametrize(
    ("one", "other", "both", "either"),
    [
        (True, True, True, True),
        (True, False, False, True),
        (True, None, None, True),
        (False, True, False, True),
        (False, False, False, False),
        (False, None, False, None),
        (None, True, None, True),
        (None, False, False, None),
        (None, None, None, None),
    ],
)
def test_the_unknown_is_carried_as_kleene_says(
    one: Value, other: Value, both: Value, either: Value
) -> None:
    assert value("late and lost", late=one, lost=other) is both
    assert value("late or lost", late=one, lost=other) is either


def test_not_is_none_in_and_arithmetic() -> None:
    assert value("not late", late=None) is None
    assert value("not late", late=True) is False
    assert value("late is None", late=None) is True
    assert value("late is not None", late=None) is False
    assert value("asked in (1, 2)", asked=2) is True
    assert value("asked not in [1, 2]", asked=2) is False
    assert value("asked in (1, 2)", asked=None) is None
    assert value("asked - 1 >= 2 * 3 + 4 // 2", asked=9) is True
    assert value("0 <= asked < 10", asked=None) is None
    assert value("-5 < asked", asked=0) is True
    assert value("-asked < -1", asked=2) is True
    assert value("late == lost", late=True, lost=True) is True
    assert value("late != True", late=False) is True


@pytest.mark.parametrize(
    ("source", "line", "column", "said"),
    [
        ("late and stal", 1, 10, "The nearest that is known is `stalled`."),
        ("late and\n  stal", 2, 3, "No fact is called `stal`."),
        ("asked > late", 1, 9, "cannot be held against"),
        ("late < lost", 1, 1, "True and false have no order"),
        ("late and asked", 1, 10, "where true or false is needed"),
        ("asked + late > 1", 1, 9, "where a number is needed"),
        ("asked / 2 > 1", 1, 1, "Only + - * and // are known here."),
        ("asked // shipping > 1", 1, 1, "Divide by a number that is written here."),
        ("asked // 0 > 1", 1, 1, "Divide by a number that is written here."),
        ("asked in late", 1, 10, "After `in` write whole numbers"),
        ("asked in ()", 1, 10, "After `in` write whole numbers"),
        ("asked in (1, True)", 1, 10, "After `in` write whole numbers"),
        ("late is True", 1, 9, "After `is` only None has a meaning"),
        ("asked > 1.5", 1, 9, "1.5 is no whole number"),
        ("asked > 'x'", 1, 9, "is no whole number"),
        ("asked > 9999999999999999", 1, 9, "is no whole number"),
        ("open('x')", 1, 1, "A call has no meaning here."),
        ("late.real", 1, 1, "A part of something has no meaning here."),
        ("(lambda: 1)", 1, 2, "A function has no meaning here."),
        ("[x for x in late]", 1, 1, "has no meaning here."),
        ("~asked", 1, 1, "has no meaning here."),
        ("asked + 1", 1, 1, "Write a condition, true or false."),
        ("", 1, 1, "The condition is empty."),
        ("late and", 1, 1, "This cannot be read"),
        ("late\nand and", 2, 5, "This cannot be read"),
        ("late\0", 1, 5, "This character cannot be read."),
        ("late\n and \x0clost", 2, 6, "This character cannot be read."),
        ("late) or (lost", 1, 5, "This cannot be read"),
        ("late] or [lost", 1, 5, "This cannot be read"),
        ("not " * 50 + "late", 1, 1, "This is nested too deeply."),
        ("-late < 1", 1, 2, "where a number is needed"),
        ("-True < asked", 1, 2, "where a number is needed"),
        ("asked > -9999999999999999", 1, 10, "is no whole number"),
        ("asked if late else lost", 1, 1, "A choice has no meaning here."),
        ("asked[0] > 1", 1, 1, "A part of something has no meaning here."),
        ("'\u20ac' and stal", 1, 1, "is no whole number"),
        ("late and " * 300 + "late", 1, 1, "longer than 2000 characters"),
    ],
)
def test_a_mistake_is_told_where_it_stands(source: str, line: int, column: int, said: str) -> None:
    _, mistakes = parse(source, FACTS, Kind.FLAG)
    assert mistakes, source
    assert said in mistakes[0].problem
    assert (mistakes[0].line, mistakes[0].column) == (line, column)


def test_a_sum_must_be_a_number_and_every_mistake_is_told() -> None:
    _, mistakes = parse("late", FACTS, Kind.NUMBER)
    assert "Write a whole number." in mistakes[0].problem
    _, mistakes = parse("'\u20ac' == 1 and stal", FACTS, Kind.FLAG)
    assert [mistake.column for mistake in mistakes] == [1, 14]
    _, mistakes = parse("late # \u20ac\nand stal", FACTS, Kind.FLAG)
    assert [(mistake.line, mistake.column) for mistake in mistakes] == [(2, 5)]
    _, mistakes = parse("lat and los", FACTS, Kind.FLAG)
    assert [mistake.column for mistake in mistakes] == [1, 9]


flags: st.SearchStrategy[Tree] = st.recursive(
    st.one_of(st.sampled_from(FLAGS).map(Named), st.booleans().map(Literal)),
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: All(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Some(tuple(parts))),
        inner.map(Unknown),
        st.builds(
            Compared,
            st.sampled_from(["<", "<=", ">", ">=", "==", "!="]),
            st.builds(
                Computed,
                st.sampled_from(["+", "-", "*", "//"]),
                st.sampled_from(NUMBERS).map(Named),
                st.integers(1, 9).map(Literal),
            ),
            st.sampled_from(NUMBERS).map(Named),
        ),
        st.builds(Among, st.sampled_from(NUMBERS).map(Named), st.just((1, 2, 3))),
    ),
    max_leaves=12,
)
known = st.fixed_dictionaries(
    {
        **{name: st.sampled_from([True, False, None]) for name in FLAGS},
        **{name: st.one_of(st.none(), st.integers(-20, 20)) for name in NUMBERS},
    }
)


@given(flags, known)
def test_the_compiled_function_says_what_a_slow_reader_says(
    tree: Tree, facts: Mapping[str, Value]
) -> None:
    assert compiled(tree)(facts) is slow(tree, facts)
    assert set(names(tree)) <= set(facts)


@pytest.mark.parametrize(
    "source",
    [
        "not " * 36 + "late",
        "late and (lost or (" * 9 + "late" + "))" * 9,
        "(" * 17 + "late" + " == lost)" * 17,
        "asked > " + "(" * 17 + "1" + " + shipping)" * 17,
        "late and " * 200 + "late",
    ],
)
def test_what_is_just_not_too_deep_can_be_told(source: str) -> None:
    assert value(source, late=True, lost=True) in {True, False}
    assert value(source, late=None, lost=None, asked=None) is None
