"""Places of scans, numbers and answers of trackers: an order from China to Leipzig in Germany."""

from dataclasses import replace
from datetime import datetime
from random import Random

from amends.core.geography import Point
from amends.core.parcel import (
    Checkpoint,
    CustomsCause,
    Facts,
    NumberFact,
    ParcelStatus,
    TrackerAnswer,
    Validity,
)
from amends.core.places import Place, Route

from .story import START

LEIPZIG = Place(country="DE", postal_code="04109", point=Point(51.34, 12.37, 10))
# 33 km from Leipzig, with another postal code.
HALLE = Place(country="DE", postal_code="06108", point=Point(51.48, 11.97, 10))
# 149 km from Leipzig.
BERLIN = Place(country="DE", postal_code="10115", point=Point(52.52, 13.40, 20))
PARIS = Place(country="FR", postal_code="75001", point=Point(48.86, 2.35, 15))
SHENZHEN = Place(country="CN", point=Point(22.54, 114.06, 30))
GERMANY = Place(country="DE")
OTHER_CODE = Place(country="DE", postal_code="04315")
ROUTE = Route("CN", LEIPZIG, START)
SAID = (*(None,) * 6, LEIPZIG, LEIPZIG, HALLE, BERLIN, PARIS, SHENZHEN, GERMANY, OTHER_CODE)
STOPS = (*(ParcelStatus.IN_TRANSIT,) * 8, ParcelStatus.CUSTOMS_HELD, ParcelStatus.READY_FOR_PICKUP)


def told(drawn: Checkpoint) -> Checkpoint:
    """A drawn scan with a place, a recipient and a tracker.

    They come from the scan itself, so that what else a life draws stays as it was without them.
    """
    random = Random(f"{drawn.recorded_at} {drawn.number}")  # noqa: S311 - no secret
    stopped = random.choice(STOPS)
    return replace(
        drawn,
        status=stopped if drawn.status is ParcelStatus.IN_TRANSIT else drawn.status,
        place=random.choice(SAID),
        tracker=random.choice(["", "", "17track", "usps"]),
        recipient_differs=random.choice([None, None, None, False, True]),
        customs_cause=random.choice([None, *CustomsCause]),
        weight_grams=random.choice([None, None, 30, 900]),
    )


def with_news(facts: Facts, now: datetime) -> Facts:
    """Now and then what a number proved, or a tracker said of it."""
    random = Random(f"{now}")  # noqa: S311 - no secret
    kind, parcel = random.random(), random.choice([1, 1, 1, 2])
    if kind < 0.03:
        number = NumberFact(parcel, random.choice([*Validity]), random.random() < 0.2, now)
        return replace(facts, numbers=(*facts.numbers, number))
    if kind < 0.06:
        known = random.random() < 0.3
        answer = TrackerAnswer(parcel, random.choice(["17track", "usps"]), known, now)
        return replace(facts, answers=(*facts.answers, answer))
    return facts
