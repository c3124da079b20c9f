"""Handing over: a seller's word keeps the dispatch term open, a carrier's scan ships the order."""

from dataclasses import replace

from amends.core.commands import HandOver
from amends.core.events import (
    Event,
    LinesSettled,
    OrderDelivered,
    OrderShipped,
    Outcome,
    ParcelAccepted,
    ParcelHandedOver,
)
from amends.core.order import Status
from amends.core.parcel import ParcelStatus
from amends.core.parties import Role
from amends.core.refusals import Refusal
from amends.core.terms import PARCELS_MOST, Funder

from .beginnings import ACCEPTED, HANDED_OVER, PROTECTED, facts, scan, with_terms
from .story import day, ended, eur, given

NEVER_SHIPPED = ended(Outcome.NEVER_SHIPPED, on=day(7), refund=eur(5000), payout=eur(0))


def test_a_parcel_without_lines_carries_everything() -> None:
    assert given(PROTECTED).when(Role.SELLER, HandOver(day(1)), on=day(1)) == [HANDED_OVER]


def test_the_marketplace_may_say_so_too() -> None:
    assert given(PROTECTED).when(Role.MARKETPLACE, HandOver(day(1)), on=day(1)) == [HANDED_OVER]


def test_a_sellers_word_alone_ships_nothing() -> None:
    assert given(PROTECTED, HANDED_OVER).order.status is Status.PAID


def test_a_scan_ships_the_order_when_it_is_recorded() -> None:
    story = given(PROTECTED, HANDED_OVER, facts=facts(ACCEPTED))
    assert story.when_time_passes(day(3)) == [OrderShipped(day(2))]


def test_a_scan_that_was_known_before_ships_at_once() -> None:
    story = given(PROTECTED, facts=facts(ACCEPTED))
    handed_over = replace(HANDED_OVER, at=day(3))
    events = story.when(Role.SELLER, HandOver(day(1)), on=day(3))
    assert events == [handed_over, OrderShipped(day(3))]


def test_a_scan_of_a_later_day_is_not_looked_at_yet() -> None:
    story = given(PROTECTED, facts=facts(ACCEPTED, scan(ParcelStatus.DELIVERED, 9)))
    assert story.when(Role.SELLER, HandOver(day(1)), on=day(1)) == [HANDED_OVER]


def test_what_is_only_announced_is_not_shipped() -> None:
    announced = scan(ParcelStatus.ANNOUNCED, 2, physical=False)
    story = given(PROTECTED, HANDED_OVER, facts=facts(announced))
    assert story.when_time_passes(day(5)) == []


def test_an_untracked_posting_ships_where_the_terms_allow_it() -> None:
    story = given(with_terms(untracked_posting=True))
    posted = HandOver(day(1), tracked=False)
    events = [replace(HANDED_OVER, tracked=False), OrderShipped(day(1))]
    assert story.when(Role.SELLER, posted, on=day(1)) == events


def test_an_untracked_posting_ships_once_every_line_is_in_a_parcel() -> None:
    story = given(with_terms(untracked_posting=True))
    first = ParcelHandedOver(day(1), 1, (1,), day(1), tracked=False)
    assert story.when(Role.SELLER, HandOver(day(1), (1,), tracked=False), on=day(1)) == [first]


def test_nothing_sent_in_time_gives_everything_back() -> None:
    assert given(PROTECTED).when_time_passes(day(90)) == [NEVER_SHIPPED]


def test_an_untracked_parcel_without_a_scan_does_not_count_as_sent() -> None:
    story = given(PROTECTED, replace(HANDED_OVER, tracked=False))
    assert story.when_time_passes(day(90)) == [NEVER_SHIPPED]


def test_a_number_in_time_gives_the_carrier_five_days() -> None:
    late = replace(HANDED_OVER, at=day(6), handed_over_at=day(6))
    story = given(PROTECTED, late)
    assert story.when_time_passes(day(10)) == []
    settled = replace(NEVER_SHIPPED, at=day(11))
    assert story.when_time_passes(day(90)) == [settled]


def test_an_early_number_does_not_shorten_the_dispatch_term() -> None:
    assert given(PROTECTED, HANDED_OVER).due_at(day(1)) == day(7)


def never_shipped(on: float, line: int, refund: int) -> LinesSettled:
    division = (Outcome.NEVER_SHIPPED, eur(refund), eur(0), (line,))
    return LinesSettled(day(on), *division, None, Funder.SELLER, counts=True)


def last(on: float, line: int, refund: int) -> Event:
    outcome = Outcome.NEVER_SHIPPED
    return ended(outcome, on=day(on), refund=eur(refund), payout=eur(0), lines=(line,))


def test_a_number_for_some_lines_gives_the_others_no_time() -> None:
    part = ParcelHandedOver(day(6), 1, (1,), day(6), tracked=True)
    story = given(PROTECTED, part)
    assert story.when_time_passes(day(90)) == [never_shipped(7, 2, 1667), last(11, 1, 3333)]


def test_the_carriers_time_counts_for_each_parcel_from_its_own_hand_over() -> None:
    first = ParcelHandedOver(day(3), 1, (1,), day(3), tracked=True)
    second = ParcelHandedOver(day(5), 2, (2,), day(5), tracked=True)
    story = given(PROTECTED, first, second)
    assert story.due_at(day(5)) == day(8)
    assert story.when_time_passes(day(90)) == [never_shipped(8, 1, 3333), last(10, 2, 1667)]


def test_what_a_carrier_has_waits_for_the_time_of_the_others() -> None:
    first = ParcelHandedOver(day(1), 1, (1,), day(1), tracked=True)
    second = ParcelHandedOver(day(6), 2, (2,), day(6), tracked=True)
    story = given(PROTECTED, first, facts=facts(ACCEPTED)).at(day(3)).then(second)
    assert story.history[-2] == ParcelAccepted(day(2), 1)
    assert story.ends_at == day(11)
    events = [never_shipped(11, 2, 1667), OrderShipped(day(11))]
    assert story.when_time_passes(day(12)) == events


def test_several_parcels_are_as_far_as_the_slowest() -> None:
    first = ParcelHandedOver(day(1), 1, (1,), day(1), tracked=True)
    second = ParcelHandedOver(day(2), 2, (2,), day(2), tracked=True)
    scans = (
        scan(ParcelStatus.ACCEPTED, 2),
        scan(ParcelStatus.ACCEPTED, 5, parcel=2),
        scan(ParcelStatus.DELIVERED, 9),
        scan(ParcelStatus.DELIVERED, 12, parcel=2, happened_at=day(11)),
    )
    story = given(PROTECTED, first, second, facts=facts(*scans))
    shipped = (ParcelAccepted(day(2), 1), OrderShipped(day(5)))
    events = [*shipped, OrderDelivered(day(12), day(11))]
    assert story.when_time_passes(day(13)) == events


def test_lines_are_sent_once_and_must_exist() -> None:
    story = given(PROTECTED)
    unknown = story.refused(Role.SELLER, HandOver(day(1), (2, 3)), on=day(1))
    assert (unknown.refusal, unknown.details) == (Refusal.LINES_UNKNOWN, {"lines": [3]})
    story = story.after(Role.SELLER, HandOver(day(1), (2, 2)), on=day(1))
    assert story.order.unsent_lines == (1,)
    twice = story.refused(Role.SELLER, HandOver(day(1), (1, 2)), on=day(1))
    assert (twice.refusal, twice.details) == (Refusal.LINES_ALREADY_SENT, {"lines": [2]})
    story = story.after(Role.SELLER, HandOver(day(1)), on=day(1))
    assert story.refuses(Role.SELLER, HandOver(day(1)), on=day(1)) is Refusal.LINES_ALREADY_SENT


def test_nothing_is_handed_over_tomorrow() -> None:
    refused = given(PROTECTED).refused(Role.SELLER, HandOver(day(2)), on=day(1))
    assert refused.refusal is Refusal.HAND_OVER_IN_FUTURE
    assert refused.details == {"latest": day(1)}


def test_an_order_has_few_parcels() -> None:
    many = replace(PROTECTED, lines=(eur(100),) * (PARCELS_MOST + 1))
    story = given(many)
    for number in range(PARCELS_MOST):
        story = story.after(Role.SELLER, HandOver(day(1), (number + 1,)), on=day(1))
    refused = story.refused(Role.SELLER, HandOver(day(1)), on=day(1))
    assert (refused.refusal, refused.details) == (Refusal.LIMIT_REACHED, {"limit": PARCELS_MOST})
