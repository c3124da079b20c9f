"""News of trackers at the orders' door: polled, pushed, sealed, read once, and never twice."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import pytest
from django.conf import settings
from django.db import connection

from amends.core.commands import ConfirmReceipt, CorrectNumber, HandOver
from amends.core.events import NumberAsked
from amends.core.parcel import ParcelStatus, Validity
from amends.core.parties import Role
from amends.orders import door, queries
from amends.orders.beginning import Sent, begin
from amends.orders.clock import Clocks
from amends.orders.door import Asked
from amends.orders.keys import bucket_of, spell
from amends.orders.loaded import Beside
from amends.orders.trackers import (
    ask_trackers,
    asking_in_turn,
    now_and_then,
    take_pushes,
    watched,
)
from amends.parcels import asking
from amends.parcels.pushes import keep
from amends.parcels.snapshots import chain_holds, snapshots_of
from amends.parcels.trackers import TRACKERS
from amends.parcels.trackers.contract import Limits, Push

from .orders import (
    BUYER,
    SELLER,
    START,
    ask,
    beginning,
    day,
    eur,
    protected,
    scanned,
)
from tests.parcels.trackers.replies import (
    RR,
    track17,
    track17_event,
    track17_rejected,
    track17_reply,
)
from tests.parcels.trackers.world import Answer, World, world

pytestmark = pytest.mark.django_db
WRONG = "RR123456789CN"
OTHER = "RR123456799CN"
MOSCOW = track17(track17_event("InTransit_Arrival", "Arrived"))


def sent(number: str, reference: str = "order-1", on: float = 1) -> bytes:
    """An order whose seller entered a number when handing it over."""
    key = protected(reference)
    entered(key, number, on)
    return key


def addressed(key: bytes) -> tuple[int, bytes]:
    return bucket_of(key), key


def entered(key: bytes, number: str, on: float) -> None:
    beside = Beside(tracking_number=number)
    handled = door.handle(Asked(key, SELLER, HandOver(day(on)), beside=beside), day(on))
    assert handled.refused is None


@pytest.fixture
def edge(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A 17TRACK on loopback, with a key, as the only tracker that is on."""
    options = replace(settings.AMENDS_OPTIONS, track17_key="key-1")
    monkeypatch.setattr(settings, "AMENDS_OPTIONS", options)
    with world(Answer(track17_reply(MOSCOW))) as server:
        line = server.line()
        monkeypatch.setattr(asking, "Line", lambda _access: line)
        yield server


def snapshots(key: bytes) -> list[str]:
    with connection.cursor() as cursor:
        assert chain_holds(cursor, addressed(key))
        return [one.tracker for one in snapshots_of(cursor, addressed(key))]


def test_the_platform_asks_for_a_number_that_was_never_issued() -> None:
    key = sent(WRONG)
    loaded = door.read(key, day(1))
    (number,) = loaded.facts.numbers
    assert (number.validity, number.recorded_at) == (Validity.PROVEN_INVALID, day(1))
    happened = [one.event for one in queries.history(addressed(key))]
    assert NumberAsked(day(1), Role.PLATFORM, 1, None) in happened
    beside = Beside(tracking_number=RR)
    door.handle(Asked(key, SELLER, CorrectNumber(1), beside=beside), day(2))
    corrected = door.read(key, day(5))
    assert [n.validity for n in corrected.facts.numbers] == [number.validity, Validity.WELL_FORMED]
    assert corrected.order.numbers_disproved == ()


def test_a_refused_command_proves_nothing_of_its_number() -> None:
    key = sent(RR)
    beside = Beside(tracking_number=WRONG)
    again = door.handle(Asked(key, SELLER, HandOver(day(2)), beside=beside), day(2))
    assert again.refused is not None
    assert len(door.read(key, day(2)).facts.numbers) == 1


def test_one_number_of_two_buyers_is_reused_and_of_one_buyer_is_not() -> None:
    sent(RR)
    assert not door.read(sent(RR, "order-2", 2), day(2)).facts.numbers[0].reused
    other = beginning("order-3")
    begin([replace(other, command=replace(other.command, buyer="carol"))], START)
    entered(other.key[1], RR, 3)
    assert door.read(other.key[1], day(3)).facts.numbers[0].reused


def test_numbers_of_an_imported_past_are_held_against_each_other() -> None:
    first, second = beginning("order-1"), beginning("order-2")
    second = replace(second, command=replace(second.command, buyer="carol"))
    parcel = Sent(day(1), day(1), tracking_number=RR)
    begin([replace(one, sent=(parcel,)) for one in (first, second)], day(9))
    facts = [door.read(one.key[1], day(9)).facts.numbers[0] for one in (first, second)]
    assert [fact.reused for fact in facts] == [False, True]
    assert {fact.recorded_at for fact in facts} == {day(1)}


@pytest.mark.usefixtures("edge")
def test_what_a_tracker_says_is_sealed_and_read_once() -> None:
    key = sent(RR)
    assert ask_trackers(day(2)).numbers == 1
    assert ask_trackers(day(3)).numbers == 1
    _, (scan,) = queries.tracking(addressed(key))
    assert (scan.checkpoint.tracker, scan.snapshot, scan.country) == ("track17", 1, "RU")
    place = scan.checkpoint.place
    assert place is not None
    assert place.point is not None
    assert (place.country, place.point.latitude) == ("RU", 55.75)
    assert snapshots(key) == ["track17", "track17"]
    assert ask_trackers(day(5)).numbers == 1
    assert len(queries.tracking(addressed(key))[1]) == 1
    assert [answer.known for answer in door.read(key, day(5)).facts.answers] == [True]


def test_not_found_for_ten_days_is_kept_at_its_two_ends(edge: World) -> None:
    unknown = Answer(track17_reply(rejected=(track17_rejected(-18019909),)))
    edge.answers = (Answer(track17_reply({"number": RR, "origin": 1})), unknown)
    key = sent(RR)
    door.scan(key, [scanned(ParcelStatus.ACCEPTED, 2)], day(2))
    for on in range(2, 20):
        ask_trackers(day(on))
    answers = door.read(key, day(20)).facts.answers
    assert [answer.known for answer in answers] == [False, False]
    assert answers[1].recorded_at - answers[0].recorded_at >= timedelta(days=10)


def test_an_order_that_cannot_take_news_leaves_it_to_the_others(
    edge: World, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = sent(RR), sent(OTHER, "order-2")
    told = track17(track17_event("InTransit_Arrival", "Arrived"), number=OTHER)
    edge.answers = (Answer(track17_reply(MOSCOW, told)),)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO events SELECT bucket, key, 99, 'Nonsense', recorded_at, role,"
            " actor, body, hash FROM events WHERE key = %s AND number = 1",
            [bad],
        )
    ask_trackers(day(2))
    assert spell(bad) in caplog.text
    assert [scan.country for scan in queries.tracking(addressed(good))[1]] == ["RU"]
    assert queries.tracking(addressed(bad))[1] == []
    assert snapshots(good) == ["track17"]


def test_two_parcels_of_one_order_are_told_of_in_one_call(edge: World) -> None:
    one = beginning()
    lines = replace(one.command, lines=(eur(2000), eur(2000)))
    parcels = (
        Sent(day(1), day(1), (1,), tracking_number=RR),
        Sent(day(1), day(1), (2,), tracking_number=OTHER),
    )
    begin([replace(one, command=lines, sent=parcels)], day(1))
    told = track17(track17_event("InTransit_Arrival", "Arrived"), number=OTHER)
    edge.answers = (Answer(track17_reply(MOSCOW, told)),)
    assert ask_trackers(day(2)).numbers == 2
    scans = queries.tracking(one.key)[1]
    assert sorted(scan.checkpoint.parcel for scan in scans) == [1, 2]


def test_a_settled_order_is_not_watched() -> None:
    key = sent(RR)
    assert [one.number for one in watched("track17", 10, day(2))] == [RR]
    door.scan(key, [scanned(ParcelStatus.ACCEPTED, 2)], day(2))
    assert ask(key, BUYER, ConfirmReceipt(), 3).refused is None
    assert watched("track17", 10, day(3)) == []


def test_an_unsigned_push_is_only_a_hint_to_ask(edge: World) -> None:
    key = sent(RR)
    assert ask_trackers(day(2)).numbers == 1
    body = Answer({"shipments": [{"trackingId": RR, "states": []}], "done": True}).sent
    keep("parcelsapp", _unsigned(body))
    assert take_pushes(day(2)) == 1
    assert [s.checkpoint.tracker for s in queries.tracking(addressed(key))[1]] == ["track17"]
    assert len(edge.asked) == 1
    # It asks again at once of the tracker that sent it, however late its turn was.
    with connection.cursor() as cursor:
        cursor.execute("UPDATE polls SET tracker = 'parcelsapp'")
    assert watched("parcelsapp", 10, day(2)) == []
    keep("parcelsapp", _unsigned(body + b" "))
    take_pushes(day(2))
    assert [one.number for one in watched("parcelsapp", 10, day(2))] == [RR]


def _unsigned(body: bytes) -> Push:
    return Push({"content-type": "application/json"}, body, "", START)


def test_what_a_slow_tracker_leaves_over_is_asked_in_the_next_turn(
    edge: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(RR)
    sent(OTHER, "order-2")
    # One number a call, and each call takes ten seconds.
    slow = replace(TRACKERS["track17"], limits=Limits(1, 1000.0), register=None)
    monkeypatch.setitem(TRACKERS, "track17", slow)
    steady = (timedelta(seconds=10 * number) for number in count())
    monkeypatch.setattr(settings, "AMENDS_CLOCK", lambda: Clocks(day(2), next(steady), "boot"))
    ask = asking_in_turn()
    assert [ask(day(2)) for _ in range(4)] == [1, 1, 0, 0]
    assert len(edge.asked) == 2
    assert ask(day(3)) == 1


def test_what_is_rare_is_done_at_most_so_often() -> None:
    done: list[datetime] = []

    def run(now: datetime) -> int:
        done.append(now)
        return len(done)

    rarely = now_and_then(run, timedelta(minutes=1))
    assert [rarely(START), rarely(START + timedelta(seconds=59))] == [1, 0]
    assert rarely(START + timedelta(seconds=60)) == 2
