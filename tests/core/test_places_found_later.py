"""A place that was found later than its scan was recorded is known from then on, and not before."""

from dataclasses import replace
from datetime import UTC, datetime

from amends.core.geography import Point
from amends.core.parcel import Checkpoint, Facts, ParcelStatus, Source
from amends.core.places import Before, Place, Route

FIRST, LATER = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)
SAID = Place(country="DE")
FOUND = Place(country="DE", point=Point(53.55, 9.99, 40))
SCAN = Checkpoint(
    parcel=1,
    number=1,
    status=ParcelStatus.DELIVERED,
    source=Source.CARRIER,
    physical=True,
    recorded_at=FIRST,
    place=FOUND,
    before=Before(SAID, LATER),
)
ROUTE = Route("CN", FOUND, FIRST, Before(SAID, LATER))


def test_until_it_is_found_a_place_is_what_was_said_of_it() -> None:
    facts = Facts((SCAN,), route=ROUTE)
    earlier = facts.before(LATER)
    assert earlier.checkpoints == (replace(SCAN, place=SAID, before=None),)
    assert earlier.route == replace(ROUTE, destination=SAID, before=None)
    assert facts.at(LATER) == facts


def test_what_was_known_from_the_start_stays_as_it_is() -> None:
    facts = Facts((replace(SCAN, before=None),), route=replace(ROUTE, before=None))
    assert facts.at(FIRST) == facts
    assert facts.before(FIRST).route is None
    assert Facts().at(LATER).route is None


def test_finding_a_place_is_news() -> None:
    assert Facts((SCAN,)).next_recorded(FIRST) == LATER
    assert Facts(route=ROUTE).next_recorded(FIRST) == LATER
    assert Facts(route=replace(ROUTE, before=None)).next_recorded(FIRST) is None
