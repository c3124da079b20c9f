"""Where it was delivered: at the right place, at another, or at one that nobody states."""

from dataclasses import replace

import pytest

from amends.core.events import (
    DecisionMade,
    DisputeEscalated,
    DisputeOpened,
    Escalation,
    Event,
    OrderDelivered,
    ProtectionLapsed,
)
from amends.core.findings import FindingCode, findings
from amends.core.geography import Point
from amends.core.order import Status
from amends.core.parcel import Checkpoint, Facts, ParcelStatus
from amends.core.parties import Role
from amends.core.places import Fit, Place, fit, kilometres
from amends.core.reasons import Reason

from .beginnings import ACCEPTED, CLAIM, IN_TRANSIT, OPENED, scan, shipped
from .elsewhere import (
    BERLIN,
    GERMANY,
    HALLE,
    LEIPZIG,
    OTHER_CODE,
    PARIS,
    ROUTE,
    SHENZHEN,
)
from .story import MOMENT, Story, day

C = FindingCode


def routed(*checkpoints: Checkpoint) -> Facts:
    return Facts((ACCEPTED, IN_TRANSIT, *checkpoints), route=ROUTE)


def came(place: Place | None, **changes: object) -> Facts:
    return routed(scan(ParcelStatus.DELIVERED, 16, place=place, **changes))


def codes(seen: Facts, on: float = 16) -> set[FindingCode]:
    return {finding.code for finding in findings(shipped().order, seen, day(on))}


@pytest.mark.parametrize(
    ("place", "how"),
    [
        (None, Fit.NOT_STATED),
        (Place(), Fit.NOT_STATED),
        (GERMANY, Fit.NOT_STATED),
        (LEIPZIG, Fit.RIGHT),
        (Place(postal_code="04 109"), Fit.RIGHT),
        (Place(country="DE", postal_code="04"), Fit.RIGHT),
        (HALLE, Fit.RIGHT),
        (OTHER_CODE, Fit.OTHER_POSTCODE),
        (BERLIN, Fit.FAR),
        (PARIS, Fit.OTHER_COUNTRY),
        (SHENZHEN, Fit.ORIGIN),
    ],
)
def test_how_a_place_fits_where_the_order_was_to_go(place: Place | None, how: Fit) -> None:
    assert fit(place, ROUTE) is how
    assert fit(place, None) is Fit.NOT_STATED
    assert how.wrong is (how not in {Fit.RIGHT, Fit.NOT_STATED})


def test_fifty_kilometres_beyond_both_uncertainties_are_near() -> None:
    # Along a meridian at this latitude a degree is 111.25 km; the radii are 10 and 5 km.
    near = Place(point=Point(51.34 + 64.9 / 111.25, 12.37, 5))
    far = Place(point=Point(51.34 + 65.1 / 111.25, 12.37, 5))
    assert (fit(near, ROUTE), fit(far, ROUTE)) == (Fit.RIGHT, Fit.FAR)
    assert kilometres(far, ROUTE) == pytest.approx(50.1, abs=0.1)
    assert kilometres(GERMANY, ROUTE) is None
    assert kilometres(far, replace(ROUTE, destination=GERMANY)) is None
    assert kilometres(None, ROUTE) is kilometres(far, None) is None


@pytest.mark.parametrize("place", [None, GERMANY, LEIPZIG, HALLE])
def test_a_delivery_at_the_right_place_or_at_none_starts_inspection(place: Place | None) -> None:
    assert codes(came(place)) == {C.DELIVERED_PROVEN}
    story = shipped(facts=came(place))
    assert story.when_time_passes(day(16)) == [OrderDelivered(day(16), day(16))]


@pytest.mark.parametrize(
    ("place", "code"),
    [
        (PARIS, C.DELIVERED_OTHER_COUNTRY),
        (SHENZHEN, C.RETURNED),
        (BERLIN, C.DELIVERED_FAR),
        (OTHER_CODE, C.DELIVERED_OTHER_POSTCODE),
    ],
)
def test_a_delivery_elsewhere_starts_nothing_and_opens_the_way(
    place: Place, code: FindingCode
) -> None:
    assert codes(came(place)) == {code}
    story = shipped(facts=came(place))
    assert story.when_time_passes(day(23) - MOMENT) == []
    # Before the eleventh day, without a message to the seller, inside the promised period.
    assert isinstance(story.when(Role.BUYER, CLAIM, on=day(16))[0], DisputeOpened)


def by_the_platform(story: Story) -> list[Event]:
    return story.when_time_passes(day(23))


def test_silence_against_another_country_is_decided_for_the_buyer() -> None:
    opened, made = by_the_platform(shipped(facts=came(PARIS)))
    assert isinstance(opened, DisputeOpened)
    assert isinstance(made, DecisionMade)
    assert (opened.reason, opened.by) == (Reason.DELIVERED_ELSEWHERE, Role.PLATFORM)
    assert made.rule == "silence.finding"


@pytest.mark.parametrize("place", [BERLIN, OTHER_CODE])
def test_silence_against_another_town_goes_to_a_person(place: Place) -> None:
    opened, escalated = by_the_platform(shipped(facts=came(place)))
    assert isinstance(opened, DisputeOpened)
    assert opened.reason is Reason.DELIVERED_ELSEWHERE
    assert escalated == DisputeEscalated(day(23), Role.PLATFORM, Escalation.FINDING, None)


def test_another_name_at_the_right_place_is_inspected_and_then_looked_at() -> None:
    seen = came(LEIPZIG, recipient_differs=True)
    assert codes(seen) == {C.RECIPIENT_MISMATCH, C.DELIVERED_PROVEN}
    delivered, opened, escalated = shipped(facts=seen).when_time_passes(day(31))
    assert isinstance(delivered, OrderDelivered)
    assert isinstance(opened, DisputeOpened)
    assert opened.reason is Reason.DELIVERED_SAME_AREA
    assert isinstance(escalated, DisputeEscalated)
    assert codes(came(LEIPZIG, recipient_differs=False)) == {C.DELIVERED_PROVEN}


def test_one_scan_at_the_right_place_outweighs_one_elsewhere() -> None:
    elsewhere = scan(ParcelStatus.DELIVERED, 15, place=BERLIN, tracker="usps")
    assert codes(routed(elsewhere, *came(LEIPZIG).checkpoints[2:])) == {C.DELIVERED_PROVEN}
    # One that states no place proves none.
    assert codes(routed(elsewhere, *came(None).checkpoints[2:])) == {C.DELIVERED_FAR}


def test_a_return_overrides_a_delivery_wherever_it_was() -> None:
    back = scan(ParcelStatus.RETURNED, 18)
    for place in (None, LEIPZIG, BERLIN):
        assert codes(routed(*came(place).checkpoints[2:], back), 18) == {C.RETURNED}


def test_what_was_found_elsewhere_after_a_loss_is_not_lost() -> None:
    lost = scan(ParcelStatus.LOST, 15, physical=False)
    assert codes(routed(lost, *came(BERLIN).checkpoints[2:])) == {C.DELIVERED_FAR}


def test_a_buyers_refund_is_not_claimed_back_for_what_came_elsewhere() -> None:
    disputed = shipped(OPENED, facts=came(BERLIN))
    assert disputed.order.status is Status.AWAITING_SELLER
    assert not any(isinstance(e, OrderDelivered) for e in disputed.when_time_passes(day(22)))


def test_a_place_learned_later_counts_from_then_on() -> None:
    story = shipped(facts=replace(came(BERLIN), route=replace(ROUTE, recorded_at=day(17))))
    assert codes(story.facts.at(day(16))) == {C.DELIVERED_PROVEN}
    assert codes(story.facts.at(day(17)), 17) == {C.DELIVERED_FAR}
    assert story.facts.before(day(17)).route is None


def test_late_and_never_in_the_country_or_near_the_town() -> None:
    abroad = routed(scan(ParcelStatus.IN_TRANSIT, 15, place=SHENZHEN))
    assert codes(abroad, 19) == {C.MOVING_NORMALLY}
    assert codes(abroad, 21) == {C.LATE, C.NEVER_REACHED_DESTINATION}
    in_berlin = routed(scan(ParcelStatus.IN_TRANSIT, 15, place=BERLIN))
    assert C.NEVER_REACHED_DESTINATION in codes(in_berlin, 21)
    in_town = routed(scan(ParcelStatus.IN_TRANSIT, 15, place=HALLE))
    assert C.NEVER_REACHED_DESTINATION not in codes(in_town, 21)
    in_the_country = routed(scan(ParcelStatus.IN_TRANSIT, 15, place=GERMANY))
    assert C.NEVER_REACHED_DESTINATION not in codes(in_the_country, 21)
    assert C.NEVER_REACHED_DESTINATION not in codes(routed(), 21)


def test_its_first_scan_is_in_another_country_than_it_was_to_come_from() -> None:
    def first(place: Place) -> Facts:
        return Facts((replace(ACCEPTED, place=place), IN_TRANSIT), route=ROUTE)

    assert codes(first(PARIS)) == {C.MOVING_NORMALLY, C.ORIGIN_MISMATCH}
    assert codes(first(SHENZHEN)) == codes(first(Place())) == {C.MOVING_NORMALLY}
    unsaid = replace(first(PARIS), route=replace(ROUTE, origin=""))
    assert codes(unsaid) == {C.MOVING_NORMALLY}
    # A later scan says nothing of where it set off.
    later = routed(scan(ParcelStatus.IN_TRANSIT, 15, place=PARIS))
    assert codes(later) == {C.MOVING_NORMALLY}


def test_waiting_to_be_collected_is_not_delivered_and_does_not_stand_still() -> None:
    ready = scan(ParcelStatus.READY_FOR_PICKUP, 16, place=LEIPZIG)
    assert codes(routed(ready)) == {C.WAITING_FOR_PICKUP, C.MOVING_NORMALLY}
    assert codes(routed(ready), 40) == {C.WAITING_FOR_PICKUP, C.LATE}
    story = shipped(facts=routed(ready))
    assert story.when_time_passes(day(23)) == [ProtectionLapsed(day(23))]
    assert codes(routed(ready, scan(ParcelStatus.RETURNING, 30)), 30) == {C.RETURNED, C.LATE}


def test_collected_when_the_carrier_says_by_whom() -> None:
    ready = scan(ParcelStatus.READY_FOR_PICKUP, 16)
    taken = scan(ParcelStatus.DELIVERED, 17)
    assert codes(routed(ready, taken), 17) == {C.DELIVERED_PROVEN}
    for by_whom in (replace(taken, signed=True), replace(taken, recipient_differs=False)):
        both = {C.DELIVERED_PROVEN, C.COLLECTED}
        assert codes(routed(ready, by_whom), 17) == both
        assert codes(routed(replace(by_whom, collected=True)), 17) == both
        assert codes(routed(by_whom), 17) == {C.DELIVERED_PROVEN}


def test_delivered_before_it_was_handed_over_is_somebody_elses() -> None:
    early = scan(ParcelStatus.DELIVERED, 16, happened_at=day(0.5))
    assert codes(routed(early)) == {C.DELIVERED_PROVEN, C.DELIVERED_BEFORE_SHIPPED}
    paid_after = scan(ParcelStatus.ACCEPTED, 15, happened_at=day(-1))
    assert C.SCAN_BEFORE_PAYMENT in codes(routed(paid_after))
    unknown = scan(ParcelStatus.ACCEPTED, 15, happened_at=None)
    assert C.SCAN_BEFORE_PAYMENT not in codes(routed(unknown))
