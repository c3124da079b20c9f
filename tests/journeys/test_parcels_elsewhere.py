"""A parcel that a carrier calls delivered, and that its buyer does not have: where, and to whom."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.api.machine import eur
from tests.journeys.books import require_paid, require_settled
from tests.journeys.following import (
    ACCEPTED,
    ARRIVED,
    FARO,
    Story,
    delivered_by,
    facts_of,
    known,
    pending,
    scan,
)
from tests.web.atlas import lay_atlas
from tests.web.site import browser

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def _atlas(settings: Settings) -> Iterator[None]:
    """A table of places that knows Porto."""
    path = lay_atlas(settings.AMENDS_HOME)
    yield
    path.unlink()


@pytest.mark.usefixtures("_atlas")
def test_it_is_delivered_in_another_city_and_the_map_says_how_far(story: Story) -> None:
    story.moves()
    there = scan(10, "Delivered_Other", "Delivered", FARO, ("37.0194", "-7.9304"))
    story.looks(known(ACCEPTED, ARRIVED, there), 11)
    assert story.them.alice.get("orders/order-1").json()["status"] == "shipped"
    found = story.findings()["delivered_far"]
    assert (found["grade"], found["rests_on"]) == ("strong", [3])
    # The town that 17TRACK names is not in the table of places; the point that it gives is enough.
    page = browser("alice").get(f"/parcels/{story.parcel}").content.decode()
    apart = (
        "Delivered: Faro, 11 Mar, lies 462 km from Porto, where it should go, give or take 20 km."
    )
    assert f"The last place, {apart}" in page
    dispute = story.claims("delivered_elsewhere")
    refused = story.them.bob.post(f"disputes/{dispute}/refusal", {"text": "It was delivered."})
    (decision,) = refused.json()["decisions"]
    assert (decision["rule"], decision["by"]) == ("elsewhere-2", "platform")
    far = "The carrier's scan shows the parcel delivered at least 442 km away."
    assert decision["because"] == far
    assert facts_of(decision) >= {("delivered_far", "yes"), ("kilometres_astray", "442")}
    story.on(25)
    key = require_settled(story.them, "decided", refund=5000, payout=0)
    require_paid(story.them, key, 5000)


@pytest.mark.usefixtures("aftership_on")
def test_somebody_of_another_name_took_it_and_a_person_decides(story: Story) -> None:
    story.aftership.answers = [pending()]
    story.moves()
    story.aftership.answers = [delivered_by("CHARLIE STRANGER", 10)]
    there = scan(10, "Delivered_Other", "Delivered", ("Porto", "PT", "4000"))
    story.looks(known(ACCEPTED, ARRIVED, there), 11)
    assert story.them.alice.get("orders/order-1").json()["status"] == "delivered"
    found = story.findings()["recipient_mismatch"]
    # What the second tracker tells of the same scan is who took it.
    assert (found["grade"], found["rests_on"]) == ("strong", [4])
    dispute = story.claims("delivered_same_area")
    refused = story.them.bob.post(f"disputes/{dispute}/refusal", {"text": "It was delivered."})
    assert (refused.json()["status"], refused.json()["decisions"]) == ("negotiating", [])
    story.on(12)
    asked = story.them.alice.post(f"disputes/{dispute}/escalation").json()
    assert (asked["status"], asked["decisions"]) == ("under_review", [])
    seen = story.them.mira.get(f"parcels/{story.parcel}").json()["findings"]
    assert seen[0]["words"] == "Somebody of another name took it."
    refund = {"outcome": "refund", "refund": eur(5000), "reasons": "Charlie signed, not Alice."}
    story.them.mira.post(f"disputes/{dispute}/decision", refund)
    (decision,) = story.decisions(dispute)
    assert (decision["by"], decision["reasons"]) == ("mediator", "Charlie signed, not Alice.")
    assert (decision["rule"], decision["rule_followed"]) == ("denied-1", False)
    story.on(26)
    key = require_settled(story.them, "decided", refund=5000, payout=0)
    require_paid(story.them, key, 5000)
