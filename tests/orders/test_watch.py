"""The watch: gaps between beats are outages, unexplained steps of the clock hold everything."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection

from amends.core.parcel import Outage
from amends.database.instants import micros
from amends.orders import watch
from amends.orders.clock import Clocks
from amends.orders.watch import (
    Hold,
    HoldKind,
    NotHeld,
    OutageRefused,
    Standing,
    jump,
)

from tests.orders.orders import START, day

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
TICK = timedelta(microseconds=1)


def at(wall: timedelta, steady: timedelta | None = None, boot: str = "one") -> Clocks:
    """What the clocks show some time after the beginning; `steady` is `wall` unless given."""
    return Clocks(START + wall, wall if steady is None else steady, boot)


def beat(clocks: Clocks, process: str = "first") -> Standing:
    with connection.cursor() as cursor:
        return watch.beat(cursor, process, clocks)


def standing(clocks: Clocks | None = None) -> Standing:
    with connection.cursor() as cursor:
        return watch.standing(cursor, clocks)


def test_a_worker_that_beats_leaves_nothing_behind() -> None:
    for minute in (0, 5, 15):
        assert beat(at(minute * MINUTE)) == Standing()


def test_a_gap_is_an_outage_only_when_it_is_longer_than_ten_minutes() -> None:
    beat(at(0 * MINUTE))
    assert beat(at(10 * MINUTE)) == Standing()
    gone = beat(at(20 * MINUTE + TICK)).outages
    back = START + 20 * MINUTE + TICK
    assert gone == (Outage(START + 10 * MINUTE, back, recorded_at=back),)


def test_nobody_was_away_while_another_worker_was_there() -> None:
    beat(at(0 * MINUTE), "first")
    for minute in range(5, 60, 5):
        beat(at(minute * MINUTE), "second")
    assert beat(at(60 * MINUTE), "first") == Standing()


def test_two_workers_that_come_back_together_tell_one_outage() -> None:
    beat(at(0 * MINUTE))
    beat(at(60 * MINUTE), "first")
    back = beat(at(60 * MINUTE + TICK), "second")
    assert [one.ended_at for one in back.outages] == [START + 60 * MINUTE]


def test_a_night_with_the_machine_off_is_an_outage_and_holds_nothing() -> None:
    beat(at(0 * MINUTE))
    back = beat(at(600 * MINUTE, MINUTE, "another boot"))
    assert back.held_since is None
    assert [one.ended_at - one.started_at for one in back.outages] == [600 * MINUTE]


@pytest.mark.parametrize(
    ("wall", "steady", "held"),
    [
        (11 * MINUTE, MINUTE, False),
        (11 * MINUTE + TICK, MINUTE, True),
        (-9 * MINUTE, MINUTE, False),
        (-9 * MINUTE - TICK, MINUTE, True),
        (timedelta(days=400), MINUTE, True),
        (timedelta(days=-400), MINUTE, True),
        (timedelta(days=400), timedelta(days=400), False),
        # The machine stood still, as a virtual one can, and the wall clock was put back.
        (MINUTE, timedelta(hours=2), True),
    ],
)
def test_a_step_of_the_clock_holds_when_the_steady_clock_does_not_explain_it(
    wall: timedelta, steady: timedelta, *, held: bool
) -> None:
    beat(at(0 * MINUTE))
    found = beat(at(wall, steady))
    assert found.held_since == (min(START, START + wall) if held else None)


@pytest.mark.parametrize(
    ("wall", "held"),
    [
        (timedelta(days=3), False),
        (timedelta(days=3) + TICK, True),
        (-10 * MINUTE, False),
        (-10 * MINUTE - TICK, True),
    ],
)
def test_after_a_restart_of_the_machine_only_a_long_step_holds(
    wall: timedelta, *, held: bool
) -> None:
    beat(at(0 * MINUTE))
    assert (beat(at(wall, MINUTE, "another boot")).held_since is not None) is held


def test_a_machine_whose_clock_steps_is_found_though_another_machine_beats() -> None:
    beat(at(0 * MINUTE, boot="one"), "one")
    beat(at(5 * MINUTE, MINUTE, boot="other"), "other")
    assert beat(at(60 * MINUTE, 6 * MINUTE, boot="one"), "one").held_since == START


def test_machines_that_do_not_agree_on_the_time_are_held() -> None:
    beat(at(60 * MINUTE, boot="one"), "one")
    behind = beat(at(45 * MINUTE, MINUTE, boot="other"), "other")
    assert behind.held_since == START + 45 * MINUTE


def test_two_holds_of_one_kind_are_released_together_from_the_earlier_on() -> None:
    with connection.cursor() as cursor:
        for since in (day(2), day(1)):
            cursor.execute(
                "INSERT INTO holds (kind, since, because, released_by) VALUES"
                " ('clock_jump', %s, 'The clock stepped.', '')",
                [micros(since)],
            )
        held = watch.release(cursor, HoldKind.CLOCK_JUMP, "oscar", Clocks(day(3)))
    assert held is not None
    assert (held.started_at, standing().held_since) == (day(1), None)


def test_a_hold_stays_until_somebody_confirms_and_then_counts_as_an_outage() -> None:
    beat(at(0 * MINUTE))
    beat(at(timedelta(days=400), MINUTE))
    beat(at(2 * MINUTE), "second")
    assert standing().held_since == START
    with connection.cursor() as cursor:
        held = watch.release(cursor, HoldKind.CLOCK_JUMP, "oscar", Clocks(START + 30 * MINUTE))
        (found,) = watch.holds(cursor)
    assert held is not None
    assert (held.started_at, held.ended_at) == (START, START + 30 * MINUTE)
    assert "forward by 400 days" in found.because
    assert (found.released_by, found.released_at) == ("oscar", START + 30 * MINUTE)
    assert standing() == Standing(None, (held,))
    # What the wrong clock dated is forgotten: it must not hold everything again.
    assert beat(at(31 * MINUTE), "second").held_since is None


def test_a_hold_that_is_released_before_its_own_beginning_leaves_no_outage() -> None:
    with connection.cursor() as cursor:
        watch.hold(cursor, Hold(HoldKind.CLOCK_JUMP, day(2), "The clock went forward."))
        assert watch.release(cursor, HoldKind.CLOCK_JUMP, "oscar", Clocks(day(1))) is None
    assert standing() == Standing()


def test_a_second_step_makes_the_same_hold_reach_further_back_never_less_far() -> None:
    with connection.cursor() as cursor:
        for since in (day(2), day(1), day(3)):
            watch.hold(cursor, Hold(HoldKind.CLOCK_JUMP, since, "The clock stepped."))
        assert [one.since for one in watch.holds(cursor)] == [day(1)]


def test_the_earliest_of_several_holds_counts() -> None:
    with connection.cursor() as cursor:
        watch.hold(cursor, Hold(HoldKind.CLOCK_JUMP, day(2), "The clock stepped."))
        watch.hold(cursor, Hold(HoldKind.RESTORED, day(1), "An old copy came back."))
        assert watch.standing(cursor).held_since == day(1)
        watch.release(cursor, HoldKind.RESTORED, "oscar", Clocks(day(3)))
        assert watch.standing(cursor).held_since == day(2)


def test_what_is_not_held_cannot_be_released() -> None:
    with connection.cursor() as cursor, pytest.raises(NotHeld):
        watch.release(cursor, HoldKind.RESTORED, "oscar", Clocks(day(1)))


def test_what_no_worker_has_noted_yet_counts_for_whoever_gives_the_clocks() -> None:
    beat(at(0 * MINUTE))
    assert standing(at(10 * MINUTE)) == Standing()
    assert standing(at(11 * MINUTE)) == Standing(START)
    assert standing(at(timedelta(days=30), MINUTE)) == Standing(START)
    assert standing() == Standing()


def test_the_standing_is_one_statement(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]  # The fixture has no public type.
        standing(at(11 * MINUTE))


def test_of_outages_that_overlap_only_what_is_new_is_recorded() -> None:
    for begins, ends in ((5, 6), (1, 3), (2, 4), (0, 7)):
        add(begins, ends)
    spans = [(one.started_at, one.ended_at) for one in standing().outages]
    edges = [day(number) for number in (0, 1, 3, 4, 5, 6, 7)]
    assert spans == list(pairwise(edges))
    with pytest.raises(OutageRefused, match="already"):
        add(2, 6)


def add(begins: float, ends: float, because: str = "The network was out.") -> None:
    with connection.cursor() as cursor:
        watch.add_outage(cursor, Outage(day(begins), day(ends), recorded_at=day(10)), because)


@pytest.mark.parametrize(
    ("ends", "because", "words"),
    [
        (2, "Out.", "after it began"),
        (11, "Out.", "when it is over"),
        (3, " ", "--because"),
    ],
)
def test_an_outage_that_cannot_have_been_is_refused(ends: float, because: str, words: str) -> None:
    with pytest.raises(OutageRefused, match=words):
        add(2, ends, because)


def test_clocks_that_only_know_the_moment_are_compared_by_it_alone() -> None:
    latest = Clocks(START)
    assert jump(latest, Clocks(START + 60 * MINUTE)) is None
    held = jump(latest, Clocks(START - 60 * MINUTE))
    assert held is not None
    assert "cannot vouch" in held.because


def test_workers_long_gone_are_forgotten() -> None:
    beat(at(0 * MINUTE), "gone")
    beat(at(timedelta(days=2)), "here")
    with connection.cursor() as cursor:
        cursor.execute("SELECT process FROM pulse")
        assert cursor.fetchall() == [("here",)]
        assert watch.last_beat(cursor) == day(2)
