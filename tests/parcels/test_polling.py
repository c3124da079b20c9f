"""Whom to ask next: a plan by the value of news, and steps that a stopped machine goes on with."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as some

from amends.core.parcel import ParcelStatus
from amends.parcels import asking
from amends.parcels.asking import Port, ask, poll
from amends.parcels.polling import Batch, Quota, Watched, after, interval, is_due, plan
from amends.parcels.polls import record, remembered, spend, spent
from amends.parcels.trackers import TRACKERS
from amends.parcels.trackers.contract import Fetched
from amends.parcels.trackers.keys import TrackerOff, off, switched_on
from amends.parcels.trackers.keys import asking as access_to
from amends.parcels.trackers.reading import Outcome

from tests.parcels.orders import ALICES, NOW
from tests.parcels.trackers.replies import track17, track17_event, track17_reply
from tests.parcels.trackers.world import Answer, World, world

FREE = Quota("track17", 40)
HOUR = timedelta(hours=1)
PLAIN = Watched(key=ALICES, parcel=1, number="RR123456785CN", registered=True)
DISPUTED = replace(PLAIN, parcel=2, disputed=True)
NEAR = replace(PLAIN, parcel=3, deadline_at=NOW + 20 * HOUR)
SETTLED = replace(PLAIN, parcel=4, settled=True)


def numbers(batches: Sequence[Batch]) -> list[int]:
    return [one.parcel for batch in batches for one in batch.parcels]


def test_what_is_near_its_deadline_comes_first_and_a_settled_order_never() -> None:
    assert numbers(plan([PLAIN, DISPUTED, NEAR, SETTLED], FREE, NOW)) == [3, 2, 1]


def test_what_is_left_of_the_day_goes_to_the_most_valuable() -> None:
    assert numbers(plan([PLAIN, DISPUTED, NEAR], Quota("track17", 40, 1), NOW)) == [3]
    assert plan([PLAIN], Quota("track17", 40, 0), NOW) == []


def test_nothing_is_asked_for_before_its_time() -> None:
    waiting = replace(PLAIN, next_at=NOW + timedelta(microseconds=1))
    assert not is_due(waiting, NOW)
    assert is_due(replace(PLAIN, next_at=NOW), NOW)
    assert plan([waiting], FREE, NOW) == []


def test_who_has_waited_longest_is_not_forgotten_for_ever() -> None:
    starved = replace(PLAIN, next_at=NOW - timedelta(days=3))
    assert numbers(plan([NEAR, starved], Quota("track17", 40, 1), NOW)) == [1]


def test_what_is_not_registered_yet_is_told_first_and_apart() -> None:
    new = replace(PLAIN, parcel=9, registered=False)
    batches = plan([PLAIN, new], FREE, NOW)
    assert [(batch.register, numbers([batch])) for batch in batches] == [(True, [9]), (False, [1])]


@pytest.mark.parametrize(
    ("watched", "hours"),
    [
        (NEAR, 3),
        (replace(NEAR, disputed=True), 3),
        (DISPUTED, 4),
        (PLAIN, 24),
        (replace(PLAIN, status=ParcelStatus.DELIVERED), 72),
        (replace(PLAIN, status=ParcelStatus.DELIVERED, disputed=True), 4),
        (replace(PLAIN, news_at=NOW - timedelta(days=20)), 72),
        (replace(PLAIN, news_at=NOW - timedelta(days=19)), 24),
    ],
)
def test_news_may_wait_as_long_as_it_is_worth(watched: Watched, hours: int) -> None:
    assert interval(watched, NOW) == hours * HOUR


def test_no_news_is_wanted_of_a_settled_order_or_without_a_number() -> None:
    assert interval(SETTLED, NOW) is None
    assert interval(replace(PLAIN, number=""), NOW) is None


def test_a_failure_is_tried_soon_then_ever_more_rarely() -> None:
    waits = [after(replace(PLAIN, failures=n), NOW, failed=True) - NOW for n in (0, 1, 2, 50)]
    assert waits == [HOUR / 4, HOUR / 2, HOUR, 24 * HOUR]
    assert after(PLAIN, NOW, failed=False) == NOW + 24 * HOUR


@given(
    count=some.integers(0, 200),
    left=some.one_of(some.none(), some.integers(0, 100)),
    size=some.integers(1, 50),
)
def test_no_plan_passes_the_limits_or_asks_twice(count: int, left: int | None, size: int) -> None:
    watched = [replace(PLAIN, parcel=n, registered=n % 3 == 0) for n in range(count)]
    batches = plan(watched, Quota("track17", size, left), NOW)
    assert all(1 <= len(batch.parcels) <= size for batch in batches)
    asked = numbers(batches)
    assert len(asked) == len(set(asked)) == min(count, count if left is None else left)


@pytest.mark.django_db
def test_what_was_asked_is_remembered_until_its_time() -> None:
    batch = Batch("track17", register=False, parcels=(PLAIN,))
    record(batch, Fetched(outcomes={PLAIN.number: Outcome.FOUND}), NOW)
    (known,) = remembered("track17", [PLAIN])
    assert known.next_at == NOW + 24 * HOUR
    assert (known.registered, known.failures) == (True, 0)
    assert remembered("aftership", [PLAIN]) == [PLAIN]
    corrected = replace(PLAIN, number="RR123456794CN")
    assert remembered("track17", [corrected]) == [corrected]


@pytest.mark.django_db
def test_failures_are_counted_and_a_success_ends_them() -> None:
    batch = Batch("track17", register=False, parcels=(PLAIN,))
    for failures in (1, 2):
        known = Batch("track17", register=False, parcels=tuple(remembered("track17", [PLAIN])))
        record(known, Fetched(outcomes={PLAIN.number: Outcome.OUTAGE}), NOW)
        assert remembered("track17", [PLAIN])[0].failures == failures
    record(batch, Fetched(outcomes={PLAIN.number: Outcome.NOT_FOUND}), NOW)
    assert remembered("track17", [PLAIN])[0].failures == 0


@pytest.mark.django_db
def test_a_days_spending_adds_up_and_ends_with_the_day() -> None:
    spend("track17", 40, NOW)
    spend("track17", 2, NOW)
    assert spent("track17", NOW) == 42
    assert spent("track17", NOW + timedelta(days=1)) == 0
    assert spent("usps", NOW) == 0


@pytest.fixture
def edge(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A 17TRACK on loopback, with a key, as the only tracker that is on."""
    options = replace(settings.AMENDS_OPTIONS, track17_key="key-1")
    monkeypatch.setattr(settings, "AMENDS_OPTIONS", options)
    reply = track17_reply(track17(track17_event("InTransit_Arrival", "Arrived")))
    with world(Answer(reply)) as server:
        line = server.line()
        monkeypatch.setattr(asking, "Line", lambda _access: line)
        yield server


@pytest.mark.django_db
def test_a_step_registers_then_asks_and_hands_on_what_came(edge: World) -> None:
    new = replace(PLAIN, registered=False)
    taken: list[tuple[bool, Fetched, datetime]] = []

    def take(batch: Batch, fetched: Fetched, now: datetime) -> None:
        taken.append((batch.register, fetched, now))

    port = Port(lambda _tracker, _most: [new], take)
    assert poll(NOW, 100, port).outcomes == {"found": 1}
    assert poll(NOW, 100, port).calls == 0
    later = NOW + HOUR
    assert poll(later, 100, port).calls == 1
    assert [register for register, _, _ in taken] == [True, False]
    assert [one.path for one in edge.asked] == ["/v1/register", "/v1/gettrackinfo"]
    assert taken[1][1].replies[0].numbers == (new.number,)
    assert spent("track17", NOW) == 2


@pytest.mark.django_db
def test_a_step_that_was_stopped_before_it_remembered_asks_again(edge: World) -> None:
    def stop(_batch: Batch, _fetched: Fetched, _now: datetime) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        poll(NOW, 100, Port(lambda _tracker, _most: [PLAIN], stop))
    assert remembered("track17", [PLAIN]) == [PLAIN]
    assert spent("track17", NOW) == 1
    assert poll(NOW, 100, Port(lambda _tracker, _most: [PLAIN], lambda *_: None)).calls == 1


@pytest.mark.django_db
def test_a_refused_key_ends_the_step(edge: World) -> None:
    edge.answers = (Answer({}, 401),)
    many = [replace(PLAIN, parcel=n, number=f"RR{n:09}CN") for n in range(100)]
    done = poll(NOW, 100, Port(lambda _tracker, _most: many, lambda *_: None))
    assert (done.calls, done.outcomes) == (1, {"refused": 40})


@pytest.mark.django_db
def test_a_step_ends_when_its_time_is_over_and_the_next_begins_with_the_others(
    edge: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = replace(settings.AMENDS_OPTIONS, postal_ninja_key="key-2")
    monkeypatch.setattr(settings, "AMENDS_OPTIONS", both)
    edge.answers = (Answer({}, 500),)
    asked: list[str] = []

    def watched(tracker: str, _most: int) -> list[Watched]:
        asked.append(tracker)
        return [replace(PLAIN, parcel=n, number=f"RR{n:09}CN") for n in range(100)]

    port = Port(watched, lambda *_: None, goes_on=lambda: False)
    done = poll(NOW, 100, port)
    assert (done.calls, done.numbers, done.cut_at) == (1, 40, "track17")
    done = poll(NOW, 100, port, after=done.cut_at)
    assert (done.calls, done.cut_at) == (1, "postal_ninja")
    assert asked == ["track17", "postal_ninja"]
    asked.clear()
    poll(NOW, 100, replace(port, goes_on=lambda: True), after="track17")
    assert asked == ["postal_ninja", "track17"]


@pytest.mark.django_db
def test_a_tracker_that_need_not_be_told_is_asked_at_once() -> None:
    usps = TRACKERS["usps"]
    batch = Batch("usps", register=True, parcels=(replace(PLAIN, registered=False),))
    with world(Answer({}, 401)) as server:
        fetched = ask(usps, batch, server.line(), NOW)
    assert fetched.outcomes == {PLAIN.number: Outcome.REFUSED}


def test_a_tracker_without_a_key_says_that_it_is_off_and_how_to_get_one() -> None:
    assert switched_on() == []
    assert len(off()) == 5
    with pytest.raises(TrackerOff, match=r"17TRACK is off: track17_key .* Open an account"):
        access_to(TRACKERS["track17"])
    with pytest.raises(TrackerOff, match="cannot be asked"):
        access_to(TRACKERS["pasted"])
