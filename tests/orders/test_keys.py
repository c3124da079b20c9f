"""Keys and their spelling."""

import pytest

from amends.orders import keys


def test_the_same_names_give_the_same_key_and_others_another() -> None:
    assert keys.key_of("shop", "1") == keys.key_of("shop", "1")
    assert len({keys.key_of("shop", "1"), keys.key_of("shop1", ""), keys.key_of("other", "1")}) == 3
    assert len(keys.key_of("shop", "1")) == 16


def test_a_key_is_read_back_from_its_spelling() -> None:
    key = keys.key_of("shop", "1")
    spelled = keys.spell(key)
    assert (len(spelled), keys.read(spelled)) == (26, key)
    assert keys.read_part(keys.part(key, "d", 3), "d") == (key, 3)
    assert keys.read_offer(f"{spelled}-d1-o2") == (key, 1, 2)
    assert keys.read_decision(f"{spelled}-d1-c2") == (key, 1, 2)
    assert keys.read_decision(f"{spelled}-d1-o2") is None


@pytest.mark.parametrize("wrong", ["", "x", "A" * 26, "a" * 25 + "1", "a" * 27, "a" * 25 + "b"])
def test_what_is_no_key_is_none(wrong: str) -> None:
    assert keys.read(wrong) is None
    assert keys.read_part(f"{wrong}-d1", "d") is None


def test_a_part_of_another_kind_is_none() -> None:
    part = keys.part(keys.key_of("shop", "1"), "d", 1)
    assert keys.read_part(part, "p") is None
    assert keys.read_offer(part) is None
    assert keys.read_part(f"{part}-o1", "d") is None


def test_buckets_are_sixty_four() -> None:
    found = {keys.bucket_of(keys.key_of("shop", str(number))) for number in range(2000)}
    assert found == set(range(64))
