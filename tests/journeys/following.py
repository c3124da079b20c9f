"""What the journeys of parcels share: an order from Shenzhen to Porto, and trackers on loopback.

The trackers are real HTTP servers that speak the shapes of 17TRACK and AfterShip; the worker's
steps ask them, and take in what they push.
"""

import json
from dataclasses import dataclass
from datetime import UTC

from django.test import Client

from amends.orders.trackers import ask_trackers, take_pushes
from amends.parcels.trackers.track17.pushes import sign

from tests.api.conftest import SetDay
from tests.api.machine import Json, Site, body, site
from tests.parcels.trackers.replies import (
    RR,
    aftership,
    aftership_tracking,
    track17,
    track17_event,
    track17_reply,
)
from tests.parcels.trackers.world import Answer, World
from tests.web.site import day

KEY = "key-of-17track"
PORTO = {
    "name": "Alice Example",
    "lines": ["Rua 1"],
    "city": "Porto",
    "postal_code": "4000-001",
    "country": "PT",
}
SHENZHEN = ("Shenzhen", "CN", "518000")
LISBON = ("Lisboa", "PT", "1000")
FARO = ("Faro", "PT", "8000")


@dataclass
class Story:
    """Everybody who calls, one order from China to Porto, and the trackers that know its parcel."""

    them: Site
    on: SetDay
    track17: World
    aftership: World
    parcel: str = ""

    def sent(self, number: str = RR, on: float = 1) -> None:
        """Let Bob hand the parcel over under a number, and the worker tell the trackers of it."""
        self.on(on)
        said = {"carrier": "China Post", "tracking_number": number}
        said |= {"handed_over_at": written(on)}
        answer = self.them.bob.post("orders/order-1/parcels", said)
        assert answer.status_code == 201, answer.content
        self.parcel = answer.json()["id"]
        self.looks({"number": number, "origin": 1}, on)

    def moves(self) -> None:
        """Let it be sent, accepted on day 2, and arrive in Lisbon on day 8."""
        self.sent()
        self.looks(known(ACCEPTED), 2)
        self.looks(known(ACCEPTED, ARRIVED), 8)
        assert self.them.alice.get("orders/order-1").json()["status"] == "shipped"

    def looks(self, parcel: Json, on: float) -> None:
        """Let the worker ask 17TRACK on a day, which knows a parcel, or rejects its number."""
        rejected = "error" in parcel
        reply = track17_reply(rejected=(parcel,)) if rejected else track17_reply(parcel)
        _says(self.track17, reply)
        self.on(on)
        ask_trackers(day(on))
        assert self.track17.asked, "the worker asked 17TRACK"

    def pushed(self, parcel: Json, on: float) -> None:
        """Let 17TRACK push what it knows, signed, and the worker take it in."""
        self.on(on)
        answer = push({"event": "TRACKING_UPDATED", "data": parcel})
        assert answer == 202
        assert take_pushes(day(on)) == 1

    def findings(self) -> dict[str, Json]:
        """What the parcel shows to Alice, by name."""
        shown = self.them.alice.get(f"parcels/{self.parcel}").json()
        return {found["finding"]: found for found in shown["findings"]}

    def checkpoints(self) -> list[Json]:
        """What everybody sees of the parcel's way, the first recorded first."""
        seen: list[Json] = self.them.bob.get(f"parcels/{self.parcel}").json()["checkpoints"]
        return seen

    def claims(self, reason: str, **changes: Json) -> str:
        """Let Alice open a dispute for a reason, and Bob read it; return the dispute's id."""
        claim = {"received": False, "reason": reason, "refund": {"minor": 5000, "currency": "EUR"}}
        claim |= {"statement": "Não tenho a encomenda.", **changes}
        opened = self.them.alice.post("orders/order-1/disputes", claim)
        assert opened.status_code == 201, opened.content
        dispute: str = opened.json()["id"]
        self.them.bob.get(f"disputes/{dispute}")
        return dispute

    def decisions(self, dispute: str) -> list[Json]:
        """The decisions on a dispute as both parties read them."""
        read = [who.get(f"disputes/{dispute}").json() for who in (self.them.alice, self.them.bob)]
        assert read[0]["decisions"] == read[1]["decisions"]
        made: list[Json] = read[0]["decisions"]
        return made


def begun(on: SetDay, edges: tuple[World, World], **changes: Json) -> Story:
    """Protect the order on day 0."""
    them = site()
    order = body(ships_from="CN", ship_to=PORTO, **changes)
    assert them.shop.put("orders/order-1", order).status_code == 201
    return Story(them, on, *edges)


def push(said: Json, signature: str = "") -> int:
    """Send a push to the site as 17TRACK does; return the status of its answer."""
    sent = json.dumps(said).encode()
    answer = Client().post(
        "/api/v1/hooks/trackers/track17",
        sent,
        content_type="application/json",
        headers={"sign": signature or sign(sent, KEY)},
    )
    return int(answer.status_code)


def scan(
    on: float,
    code: str,
    text: str,
    place: tuple[str, str, str] = SHENZHEN,
    point: tuple[str, str] | None = None,
) -> Json:
    """One event of 17TRACK in UTC, at a place that it names, with its point if it knows one."""
    city, country, postal_code = place
    north, east = point or (None, None)
    moment = written(on)
    return track17_event(
        code,
        text,
        time_iso=moment,
        time_utc=moment,
        time_raw={"date": moment[:10], "time": moment[11:19], "timezone": "Z"},
        location=city,
        address={
            "country": country,
            "state": None,
            "city": city,
            "street": None,
            "postal_code": postal_code,
            "coordinates": {"longitude": east, "latitude": north},
        },
    )


def known(*events: Json) -> Json:
    """The parcel as 17TRACK knows it, the latest event first."""
    return track17(*reversed(events), number=RR)


def pending() -> Answer:
    """What AfterShip answers of a parcel of which it knows nothing yet."""
    tracking = aftership_tracking("Pending_001", "", tracking_number=RR, tag="Pending")
    return Answer(aftership({**tracking, "checkpoints": []}))


def delivered_by(signed_by: str, on: float) -> Answer:
    """What AfterShip answers of a parcel that was delivered in Porto, and who signed."""
    checkpoint = aftership_tracking("Delivered_003", "Delivered")["checkpoints"]
    assert isinstance(checkpoint, list)
    there = {"city": "Porto", "postal_code": "4000", "country_region": "PRT", "state": None}
    there |= {"location": "Porto", "coordinate": None, "checkpoint_time": written(on)}
    whole: dict[str, object] = {"tracking_number": RR, "signed_by": signed_by}
    whole |= {"checkpoints": [{**checkpoint[0], **there}]}
    return Answer(aftership(aftership_tracking("Delivered_003", "Delivered", **whole)))


def written(on: float) -> str:
    """A day of the story as trackers and sellers write it."""
    return day(on).astimezone(UTC).isoformat().replace("+00:00", "Z")


def _says(edge: World, *replies: Json) -> None:
    edge.asked.clear()
    edge.answers = tuple(Answer(reply) for reply in replies)


def facts_of(decision: Json) -> set[tuple[str, str]]:
    """The published facts of a decision: each name with its value."""
    return {(fact["name"], fact["value"]) for fact in decision["facts"]}


ACCEPTED = scan(2, "InTransit_PickedUp", "Accepted by the post")
ARRIVED = scan(8, "InTransit_Arrival", "Arrived", LISBON)
