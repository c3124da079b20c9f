"""Money: it is split without losing a cent, and never mixed with another currency."""

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from amends.core.money import Money, split, total

from .story import eur


def test_money_is_added_and_taken_away() -> None:
    assert eur(3) + eur(4) == eur(7)
    assert eur(3) - eur(4) == eur(-1)
    assert total([eur(1), eur(2)], eur(0)) == eur(3)
    assert eur(5).nothing == eur(0)


def test_only_zero_is_no_money() -> None:
    assert not eur(0)
    assert eur(1)
    assert eur(-1)


def test_two_currencies_are_never_mixed() -> None:
    with pytest.raises(AssertionError, match="EUR and JPY mixed"):
        eur(1) + Money(1, "JPY")
    with pytest.raises(AssertionError, match="EUR and JPY mixed"):
        eur(1) - Money(1, "JPY")


def test_the_largest_remainder_gets_the_odd_cent_and_the_first_of_equals() -> None:
    assert split(eur(100), [1, 1, 1]) == (eur(34), eur(33), eur(33))
    assert split(eur(10), [2, 1]) == (eur(7), eur(3))
    assert split(eur(5), [1, 9]) == (eur(1), eur(4))


def test_without_weights_the_parts_are_equal() -> None:
    assert split(eur(3), [0, 0]) == (eur(2), eur(1))


@pytest.mark.parametrize("weights", [[], [1, -1]])
def test_it_cannot_be_split_over_nothing_or_less(weights: list[int]) -> None:
    with pytest.raises(AssertionError):
        split(eur(1), weights)


@for_all(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_the_parts_always_add_up(whole: int, weights: list[int]) -> None:
    parts = split(eur(whole), weights)
    assert total(parts, eur(0)) == eur(whole)
    assert len(parts) == len(weights)
    assert all(part.minor >= 0 for part in parts)
    exact = sum(weights) or len(weights)
    shares = weights if any(weights) else [1] * len(weights)
    for part, share in zip(parts, shares, strict=True):
        assert abs(part.minor - whole * share / exact) <= 1
