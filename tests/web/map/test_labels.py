"""Words on a map never lie on one another and are never cut off."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from amends.web.shown.map.labels import Box, Wanted, placed, width_of

SIZE = (356, 267)
POINTS = st.tuples(st.floats(10, 346), st.floats(10, 257))
WORDS = st.text(st.sampled_from("abc xyz 東京Ж"), min_size=1, max_size=40)


@given(st.lists(st.tuples(WORDS, POINTS), min_size=3, max_size=12))
def test_labels_keep_clear_of_each_other_and_of_the_edges(
    asked: list[tuple[str, tuple[float, float]]],
) -> None:
    wanted = [
        Wanted(words, at, needed=number < 3, kind="place")
        for number, (words, at) in enumerate(asked)
    ]
    labels = placed(wanted, SIZE, [])
    assert all(label.box.within(*SIZE) for label in labels)
    assert not any(a.box.meets(b.box) for a, b in combinations(labels, 2))
    # The three that are needed are there, however near their places lie.
    assert [label.at for label in labels[:3]] == [one.at for one in wanted[:3]]


def test_what_is_longer_than_the_map_is_shortened() -> None:
    wanted = Wanted("x" * 100, (178, 130), needed=True, kind="place")
    (label,) = placed([wanted], SIZE, [])
    assert label.words.endswith("…")
    assert width_of(label.words) <= SIZE[0]


def test_words_moved_away_are_led_back_to_their_place() -> None:
    full = [Box(100, 60, 256, 200)]
    wanted = Wanted("Porto", (178, 130), needed=True, kind="place")
    (label,) = placed([wanted], SIZE, full)
    assert label.led
    assert not label.box.meets(full[0])


def test_words_that_are_not_needed_give_way() -> None:
    wanted = Wanted("Porto", (178, 130), needed=False, kind="place")
    assert placed([wanted], SIZE, [Box(0, 0, 356, 267)]) == []
