"""P9: checkpoints read out of trackers' replies, and taken in with findings, per second on a core.

Two sides are printed: reading alone (JSON to readings), and all that the worker does with replies
of 17TRACK to calls about forty numbers: each order is locked and folded, its part of the reply cut
out and sealed, what is known left out, the rest inserted, and time and rules passed over it, in one
durable transaction. The orders are in a dispute, so that this makes the findings again and asks the
rules. There is no table of places here, so none is looked up: that is P7. No peer does all this;
the bar is a number of its own.
"""

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from measuring import POSTGRESQL, ROUNDS, SQLITE, alternate, database, machine, report

from amends.core.commands import HandOver, SendMessage
from amends.core.parcel import ParcelStatus
from amends.core.reasons import Reason
from amends.orders import door
from amends.orders.beginning import begin
from amends.orders.loaded import Beside
from amends.orders.trackers import take
from amends.parcels.polling import Batch, Watched
from amends.parcels.trackers import TRACKERS
from amends.parcels.trackers.contract import Fetched, Verbatim
from amends.parcels.trackers.reading import Outcome

from tests.orders.orders import BUYER, CLAIM, SELLER, START, ask, beginning, day, scanned

EVENTS = 20
CALL = 40
# What the Universal Postal Union weighs the digits of a number with (S10).
WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
DISPUTED_ON = 21
TEXTS = (
    "Arrived at USPS Regional Facility",
    "Покинуло сортировочный центр",
    "到达深圳处理中心",
)
OURS = "replies read"


@dataclass(frozen=True, slots=True)
class Call:
    """Whose numbers one call asked for, and the reply."""

    parcels: tuple[Watched, ...]
    reply: Verbatim


def main() -> None:
    """Measure reading and taking in, in turns."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=400, help="parcels in a run")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--engine", choices=(SQLITE, POSTGRESQL), default=SQLITE)
    asked = parser.parse_args()
    machine("django")
    with database(asked.engine):
        sides: dict[str, Callable[[int], float]] = {
            OURS: lambda number: _rate(_calls(number, asked.size), _read),
            "taken in, findings made again": lambda number: _taken(_calls(number, asked.size)),
        }
        print(f"\n{asked.size} parcels with {EVENTS} checkpoints each, {asked.engine}")
        report(alternate(sides, asked.rounds), "checkpoints/s", OURS)
    print("target: 5,000 checkpoints a second a core, findings included")


def tracking_number(number: int) -> str:
    """Return a number as the Universal Postal Union writes it, its check digit included."""
    serial = f"{number:08}"
    left = 11 - sum(w * int(d) for w, d in zip(WEIGHTS, serial, strict=True)) % 11
    return f"RR{serial}{({10: 0, 11: 5}).get(left, left)}CN"


def reply(numbers: Sequence[int]) -> bytes:
    """Return a reply with events at different times, places and in three languages."""
    accepted = [_parcel(number) for number in numbers]
    return json.dumps({"code": 0, "data": {"accepted": accepted, "rejected": []}}).encode()


def _parcel(number: int) -> dict[str, object]:
    events = [_event(number, place, TEXTS[place % len(TEXTS)]) for place in range(EVENTS)]
    return {
        "number": tracking_number(number),
        "track_info": {
            "latest_status": {"status": "InTransit"},
            "tracking": {"providers": [{"provider": {"name": "Post"}, "events": events}]},
        },
    }


def _event(number: int, place: int, text: str) -> dict[str, object]:
    at = day(DISPUTED_ON) - timedelta(hours=place, seconds=number % 3_600)
    raw = {"date": str(at.date()), "time": str(at.time()), "timezone": "+00:00"}
    address = {"country": "RU", "city": f"Town {place}", "postal_code": f"{place:06}"}
    return {
        "time_iso": at.isoformat(),
        "time_raw": raw,
        "description": text,
        "location": f"Town {place}",
        "sub_status": "InTransit_Other",
        "address": address,
    }


def _calls(run: int, size: int) -> list[Call]:
    """Return the calls of a run, about orders that no other run is about."""
    every, calls = range(run * size, (run + 1) * size), []
    for begins in range(0, size, CALL):
        numbers = every[begins : begins + CALL]
        parcels = tuple(
            Watched(key=beginning(tracking_number(one)).key, parcel=1, number=tracking_number(one))
            for one in numbers
        )
        named = tuple(one.number for one in parcels)
        told = Verbatim("POST gettrackinfo", named, 200, "application/json", reply(numbers))
        calls.append(Call(parcels, told))
    return calls


def _taken(calls: list[Call]) -> float:
    every = [one for call in calls for one in call.parcels]
    begin([beginning(one.number) for one in every], START)
    for one in every:
        _dispute(one)
    rate = _rate(calls, _take)
    for one in every:
        facts = door.read(one.key[1], day(DISPUTED_ON)).facts
        assert len(facts.checkpoints) == 1 + EVENTS, "every checkpoint is taken in once"
    return rate


def _dispute(one: Watched) -> None:
    """Ship an order and let its buyer say that it is late."""
    key, beside = one.key[1], Beside(tracking_number=one.number)
    door.handle(door.Asked(key, SELLER, HandOver(day(1)), beside=beside), day(1))
    door.scan(key, [scanned(ParcelStatus.ACCEPTED, 2)], day(2))
    ask(key, BUYER, SendMessage("Where is it?"), 18)
    refused = ask(key, BUYER, replace(CLAIM, reason=Reason.LATE), DISPUTED_ON).refused
    assert refused is None, refused


def _read(call: Call) -> int:
    return len(TRACKERS["track17"].read(call.reply.body).checkpoints)


def _take(call: Call) -> int:
    outcomes = {one.number: Outcome.FOUND for one in call.parcels}
    batch = Batch("track17", register=False, parcels=call.parcels)
    take(batch, Fetched((call.reply,), outcomes), day(DISPUTED_ON))
    return len(call.parcels) * EVENTS


def _rate(calls: Sequence[Call], act: Callable[[Call], int]) -> float:
    began = time.perf_counter()
    done = sum(act(call) for call in calls)
    return done / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
