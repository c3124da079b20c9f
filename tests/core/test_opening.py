"""Opening a dispute: when it is possible, in the order of the rules, and what it may ask."""

from dataclasses import replace

import pytest

from amends.core.available import why_not_yet
from amends.core.commands import OpenDispute, Withdraw
from amends.core.events import ExtensionRefused, ExtensionRequested, MessageSent
from amends.core.evolve import fold
from amends.core.order import Status
from amends.core.parcel import ParcelStatus
from amends.core.parties import Role
from amends.core.reasons import Reason
from amends.core.refusals import Refusal
from amends.core.terms import DISPUTES_MOST, RefundMethod

from .beginnings import (
    ACCEPTED,
    CLAIM,
    CONTACTED,
    HANDED_OVER,
    LAPSED,
    MOVING,
    OPENED,
    PHOTO,
    SHIPPED,
    facts,
    scan,
    shipped,
    with_terms,
)
from .story import DAY, MOMENT, Story, day, eur, given, without_reminders

# Silent from the first day on: on day 11 it is neither moving normally nor standing still.
SILENT = facts(scan(ParcelStatus.ACCEPTED, 2, happened_at=day(1)))
ASKED_EARLY = replace(CONTACTED, at=day(3))
FAULTY = OpenDispute(received=True, reason=Reason.DAMAGED, refund=eur(5000), evidence=(1,))


def late() -> Story:
    """Late on day 21, the seller asked on day 15: a dispute may be opened."""
    return shipped(CONTACTED)


def test_a_late_parcel_is_disputed() -> None:
    assert late().when(Role.BUYER, CLAIM, on=day(21)) == [OPENED]
    order = late().then(OPENED).order
    assert (order.status, order.dispute.cap) == (Status.AWAITING_SELLER, eur(5000))


def test_first_trouble_opens_at_once_and_needs_no_contact() -> None:
    lost = facts(ACCEPTED, scan(ParcelStatus.LOST, 4))
    assert shipped(facts=lost).when(Role.BUYER, CLAIM, on=day(4))
    assert shipped(facts=lost).refuses(Role.BUYER, CLAIM, on=day(3)) is Refusal.PARCEL_STILL_ON_TIME


def test_second_a_refused_extension_opens_at_once() -> None:
    asked = ExtensionRequested(day(5), 10, None)
    refused = ExtensionRefused(day(5), None)
    assert shipped(asked, refused).when(Role.BUYER, CLAIM, on=day(5))


def test_second_the_last_three_days_of_protection_open_at_once() -> None:
    short = given(with_terms(grace_for=MOMENT), HANDED_OVER, SHIPPED, CONTACTED, facts=MOVING)
    on = day(17) + MOMENT
    assert short.refuses(Role.BUYER, CLAIM, on=on) is Refusal.PARCEL_STILL_ON_TIME
    assert short.when(Role.BUYER, CLAIM, on=on + MOMENT)


def test_fourth_a_parcel_that_moves_normally_is_waited_for() -> None:
    refused = late().refused(Role.BUYER, CLAIM, on=day(18))
    assert refused.refusal is Refusal.PARCEL_STILL_ON_TIME
    assert refused.details == {"wait_until": day(20)}


def test_fifth_a_short_promise_opens_at_once() -> None:
    # The promise is over on day 8, yet protection has more than three days left.
    protected = with_terms(grace_for=20 * DAY)
    for promise, refusal in ((7, Refusal.TOO_EARLY_TO_DISPUTE), (6.9, None)):
        soon = replace(protected, promise_ends_at=day(promise))
        story = given(soon, HANDED_OVER, SHIPPED, ASKED_EARLY, facts=SILENT)
        response = story.asked(Role.BUYER, CLAIM, on=day(8))
        assert (response.refused.refusal if response.refused else None) is refusal


def test_sixth_a_dispute_opens_from_the_eleventh_day_after_shipping() -> None:
    story = shipped(ASKED_EARLY, facts=SILENT)
    refused = story.refused(Role.BUYER, CLAIM, on=day(12) - MOMENT)
    assert refused.refusal is Refusal.TOO_EARLY_TO_DISPUTE
    assert refused.details == {"wait_until": day(12)}
    assert story.when(Role.BUYER, CLAIM, on=day(12))


def test_contact_is_asked_for_last() -> None:
    assert shipped().refuses(Role.BUYER, CLAIM, on=day(21)) is Refusal.SELLER_NOT_CONTACTED


def test_it_is_possible_until_the_claim_window_ends() -> None:
    fresh = facts(*MOVING.checkpoints, scan(ParcelStatus.IN_TRANSIT, 25))
    story = shipped(CONTACTED, LAPSED, facts=fresh)
    assert story.when(Role.BUYER, CLAIM, on=day(38) - MOMENT)
    assert story.refuses(Role.BUYER, CLAIM, on=day(38)) is Refusal.NOT_IN_THIS_STATUS


def test_why_not_yet_says_the_same_before_anybody_tries() -> None:
    assert why_not_yet(late().order, late().world(day(21))) is None
    refused = why_not_yet(late().order, late().world(day(18)))
    assert refused is not None
    assert refused.refusal is Refusal.PARCEL_STILL_ON_TIME


def test_why_not_yet_looks_at_nothing_of_later() -> None:
    lost = facts(*MOVING.checkpoints, scan(ParcelStatus.LOST, 19))
    assert why_not_yet(late().order, replace(late(), facts=lost).world(day(18)))


def test_the_claim_says_what_it_asks() -> None:
    claim = replace(CLAIM, lines=(2, 2), refund=eur(1667), text="Nothing came.")
    opened = replace(OPENED, lines=(2,), refund=eur(1667), text=2)
    assert late().when(Role.BUYER, claim, on=day(21)) == [opened]


def test_the_way_of_refund_that_the_claim_chooses_is_the_orders() -> None:
    story = late()
    assert story.order.refund_method is RefundMethod.ORIGINAL_PAYMENT
    story = story.after(
        Role.BUYER, replace(CLAIM, refund_method=RefundMethod.STORE_WALLET), on=day(21)
    )
    assert story.order.refund_method is RefundMethod.STORE_WALLET


@pytest.mark.parametrize("refund", [-1, 0, 1668])
def test_it_asks_for_something_and_for_no_more_than_its_lines(refund: int) -> None:
    claim = replace(CLAIM, lines=(2,), refund=eur(refund))
    refused = late().refused(Role.BUYER, claim, on=day(21))
    assert refused.refusal is Refusal.REFUND_OUT_OF_RANGE
    assert refused.details == {"least": eur(1), "most": eur(1667)}


def test_it_asks_in_the_currency_of_the_order() -> None:
    claim = replace(CLAIM, refund=replace(eur(100), currency="USD"))
    assert late().refuses(Role.BUYER, claim, on=day(21)) is Refusal.REFUND_OUT_OF_RANGE


def test_its_lines_exist() -> None:
    refused = late().refused(Role.BUYER, replace(CLAIM, lines=(0, 2, 3)), on=day(21))
    assert (refused.refusal, refused.details) == (Refusal.LINES_UNKNOWN, {"lines": [0, 3]})


def test_its_reason_fits_what_was_received() -> None:
    odd = replace(CLAIM, reason=Reason.DEFECTIVE)
    assert late().refuses(Role.BUYER, odd, on=day(21)) is Refusal.REASON_DOES_NOT_FIT


def test_its_remedy_and_its_way_of_refund_are_offered() -> None:
    terms = with_terms(remedies=(), refund_methods=(RefundMethod.ORIGINAL_PAYMENT,))
    story = given(terms, HANDED_OVER, SHIPPED, CONTACTED, facts=MOVING)
    assert story.refuses(Role.BUYER, CLAIM, on=day(21)) is Refusal.REMEDY_NOT_OFFERED
    terms = replace(terms, terms=replace(terms.terms, remedies=late().order.terms.remedies))
    story = given(terms, HANDED_OVER, SHIPPED, CONTACTED, facts=MOVING)
    wallet = replace(CLAIM, refund_method=RefundMethod.STORE_WALLET)
    refused = story.refused(Role.BUYER, wallet, on=day(21))
    assert refused.refusal is Refusal.REFUND_METHOD_NOT_OFFERED
    assert refused.details == {"refund_methods": (RefundMethod.ORIGINAL_PAYMENT,)}


def test_what_is_wrong_with_a_thing_is_shown() -> None:
    story = late().then(PHOTO)
    bare = replace(FAULTY, evidence=())
    assert story.refuses(Role.BUYER, bare, on=day(21)) is Refusal.EVIDENCE_MISSING
    assert story.when(Role.BUYER, FAULTY, on=day(21))


def test_evidence_is_the_buyers_own() -> None:
    story = late().then(PHOTO, replace(PHOTO, by=Role.SELLER, evidence=2))
    refused = story.refused(Role.BUYER, replace(FAULTY, evidence=(1, 2, 3)), on=day(21))
    assert (refused.refusal, refused.details) == (
        Refusal.EVIDENCE_UNKNOWN,
        {"evidence": [2, 3]},
    )


def test_there_is_one_open_dispute_and_a_limited_number_of_them() -> None:
    story = late()
    for _ in range(DISPUTES_MOST):
        story = story.after(Role.BUYER, CLAIM, on=day(21))
        assert story.refuses(Role.BUYER, CLAIM, on=day(21)) is Refusal.NOT_IN_THIS_STATUS
        story = story.after(Role.BUYER, Withdraw(), on=day(21))
    refused = story.refused(Role.BUYER, CLAIM, on=day(21))
    assert (refused.refusal, refused.details) == (Refusal.LIMIT_REACHED, {"limit": DISPUTES_MOST})


def test_nobody_but_the_buyer_opens_one() -> None:
    refused = late().refused(Role.SELLER, CLAIM, on=day(21))
    assert (refused.refusal, refused.details) == (Refusal.NOT_YOUR_ROLE, {"roles": ["buyer"]})


def test_a_refused_claim_leaves_what_time_had_done() -> None:
    response = shipped(CONTACTED).asked(Role.SELLER, CLAIM, on=day(24))
    assert without_reminders(response.events) == [LAPSED]
    assert response.refused is not None


def test_a_message_is_kept_by_its_number_only() -> None:
    order = fold([*late().history, MessageSent(day(16), Role.SELLER, 7)])
    assert order.next_text("x") == 8
    assert order.next_text("") is None
