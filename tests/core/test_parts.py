"""A dispute over some lines: the others go on, and what nobody contests moves at once."""

from dataclasses import replace

from amends.core.commands import AcceptClaim, Cancel, ConfirmReceipt, Decide, HandOver, OpenDispute
from amends.core.events import (
    LinesSettled,
    OrderSettled,
    OrderShipped,
    Outcome,
    ParcelAccepted,
    UndisputedMoved,
)
from amends.core.order import Status
from amends.core.parcel import ParcelStatus
from amends.core.parties import Role
from amends.core.reasons import Reason
from amends.core.refusals import Refusal
from amends.core.rulings import RulingOutcome
from amends.core.terms import Funder

from .beginnings import (
    ACCEPTED,
    CLAIM,
    CONTACTED,
    ESCALATED,
    HANDED_OVER,
    NOTICED,
    OPENED,
    PROTECTED,
    REFUSED,
    disputed,
    facts,
    reviewed,
    scan,
    shipped,
    with_terms,
)
from .story import Story, day, eur, given
from .test_appeals import ERROR
from tests.people import MIRA, NORA

# Line 1 with its share of the shipping is 33.33, line 2 is 16.67.
FIRST = replace(OPENED, lines=(1,), refund=eur(3333))
PART = Decide(RulingOutcome.REFUND, "Half of it came.", refund=eur(2000))


def over_line_1() -> Story:
    return shipped(CONTACTED, FIRST, NOTICED)


def lines_settled(on: float, outcome: Outcome, refund: int, payout: int) -> LinesSettled:
    return LinesSettled(
        day(on), outcome, eur(refund), eur(payout), (1,), day(on + 2), Funder.SELLER, counts=True
    )


def test_the_other_lines_go_on_with_their_time_left() -> None:
    story = over_line_1()
    events = story.when(Role.SELLER, AcceptClaim(), on=day(22))
    assert events == [lines_settled(22, Outcome.SELLER_ACCEPTED, 3333, 0)]
    after = story.then(*events)
    assert after.order.status is Status.SHIPPED
    assert after.order.open_lines == (2,)
    assert after.ends_at == day(24)
    assert after.order.held_now == eur(1667)


def test_a_settled_line_is_not_disputed_again() -> None:
    after = over_line_1().after(Role.SELLER, AcceptClaim(), on=day(22))
    again = OpenDispute(received=False, reason=Reason.LATE, refund=eur(100), lines=(1,))
    refused = after.refused(Role.BUYER, again, on=day(23))
    assert (refused.refusal, refused.details) == (Refusal.LINES_UNKNOWN, {"lines": [1]})
    rest = after.when(Role.BUYER, replace(CLAIM, refund=eur(1667)), on=day(23))
    assert rest[-1].lines == (2,)  # type: ignore[union-attr]  # It is the dispute.


def test_receipt_ends_what_is_left() -> None:
    after = over_line_1().after(Role.SELLER, AcceptClaim(), on=day(22))
    (end,) = after.when(Role.BUYER, ConfirmReceipt(), on=day(23))
    assert isinstance(end, OrderSettled)
    assert (end.lines, end.payout) == ((2,), eur(1667))
    order = after.then(end).order
    assert (order.refund, order.payout, order.held_now) == (eur(3333), eur(1667), eur(0))


def test_lines_of_a_delivered_order_go_on_being_looked_at() -> None:
    came = facts(ACCEPTED, scan(ParcelStatus.DELIVERED, 10))
    story = shipped(replace(CONTACTED, at=day(5)), facts=came).at(day(10.5))
    missing = OpenDispute(False, Reason.PARTIAL, eur(3333), (1,))  # noqa: FBT003 - it did not come
    disputed_ = story.after(Role.BUYER, missing, on=day(16.5))
    after = disputed_.after(Role.SELLER, AcceptClaim(), on=day(17))
    assert after.order.status is Status.DELIVERED
    # The inspection had 8.5 days left when the dispute was opened, and goes on with them.
    assert after.ends_at == day(25.5)


def test_only_what_no_carrier_has_seen_goes_back_for_not_being_sent() -> None:
    one = HandOver(day(1), (1,))
    seen = facts(scan(ParcelStatus.ACCEPTED, 2))
    story = given(PROTECTED, facts=seen).after(Role.SELLER, one, on=day(1))
    accepted, lines, went_on = story.when_time_passes(day(8))
    assert accepted == ParcelAccepted(day(2), 1)
    assert isinstance(lines, LinesSettled)
    assert (lines.outcome, lines.lines, lines.refund) == (Outcome.NEVER_SHIPPED, (2,), eur(1667))
    assert went_on == OrderShipped(day(7))


def test_a_seller_cancels_what_was_not_sent() -> None:
    (end,) = given(PROTECTED).when(Role.SELLER, Cancel("Sold out."), on=day(1))
    assert isinstance(end, OrderSettled)
    assert (end.outcome, end.refund, end.counts) == (Outcome.CANCELLED, eur(5000), True)
    part = given(PROTECTED).after(Role.SELLER, HandOver(day(1), (1,)), on=day(1))
    (lines,) = part.when(Role.SELLER, Cancel(), on=day(2))
    assert isinstance(lines, LinesSettled)
    assert lines.lines == (2,)


def test_a_seller_takes_back_that_it_was_handed_over_while_no_carrier_has_it() -> None:
    said = given(PROTECTED, HANDED_OVER)
    # What is said to be on its way is given up only by its name.
    assert said.refuses(Role.SELLER, Cancel(), on=day(2)) is Refusal.LINES_ALREADY_SENT
    assert said.refuses(Role.SELLER, Cancel(lines=(3,)), on=day(2)) is Refusal.LINES_UNKNOWN
    (end,) = said.when(Role.SELLER, Cancel(lines=(2, 1)), on=day(2))
    assert isinstance(end, OrderSettled)
    assert (end.outcome, end.lines, end.refund) == (Outcome.CANCELLED, (1, 2), eur(5000))
    (part,) = said.when(Role.MARKETPLACE, Cancel(lines=(2,)), on=day(2))
    assert isinstance(part, LinesSettled)
    assert (part.lines, part.refund) == ((2,), eur(1667))


def test_what_a_carrier_has_is_not_given_up() -> None:
    parcels = replace(HANDED_OVER, lines=(1,)), replace(HANDED_OVER, parcel=2, lines=(2,))
    story = given(PROTECTED, *parcels, facts=facts(ACCEPTED))
    refused = story.refused(Role.SELLER, Cancel(lines=(1, 2)), on=day(3))
    assert (refused.refusal, refused.details) == (Refusal.LINES_ALREADY_SENT, {"lines": [1]})
    _, cancelled, shipped_ = story.when(Role.SELLER, Cancel(lines=(2,)), on=day(3))
    assert isinstance(cancelled, LinesSettled)
    # What is left is with the carrier.
    assert shipped_ == OrderShipped(day(3))
    gone = shipped().refuses(Role.SELLER, Cancel(lines=(1,)), on=day(3))
    assert gone is Refusal.LINES_ALREADY_SENT


def test_an_untracked_posting_is_given_up_until_a_carrier_has_it() -> None:
    posted = with_terms(untracked_posting=True), HANDED_OVER, OrderShipped(day(1))
    story = given(*posted, facts=facts(scan(ParcelStatus.ACCEPTED, 5)))
    (end,) = story.when(Role.SELLER, Cancel(lines=(1, 2)), on=day(4))
    assert isinstance(end, OrderSettled)
    assert (end.outcome, end.refund) == (Outcome.CANCELLED, eur(5000))
    assert story.at(day(6)).history[-1] == ParcelAccepted(day(5), 1)
    gone = story.refuses(Role.SELLER, Cancel(lines=(1, 2)), on=day(6))
    assert gone is Refusal.LINES_ALREADY_SENT


def test_what_nobody_can_contest_of_a_decision_moves_at_once() -> None:
    asked = shipped(CONTACTED, replace(OPENED, refund=eur(3000)), NOTICED, REFUSED, ESCALATED)
    decided, moved = asked.when(MIRA, PART, on=day(24))
    # The buyer never asked for the last 20.00.
    assert moved == UndisputedMoved(day(24), eur(0), eur(2000))
    story = asked.then(decided, moved)
    assert story.order.held_now == eur(3000)
    (end,) = story.when_time_passes(day(90))
    assert isinstance(end, OrderSettled)
    assert (end.refund, end.payout) == (eur(2000), eur(1000))
    assert story.then(end).order.payout == eur(3000)


def test_an_appeal_by_one_side_takes_nothing_from_it() -> None:
    story = reviewed().after(MIRA, PART, on=day(24))
    appealed = story.after(Role.SELLER, ERROR, on=day(25)).after(NORA, PART, on=day(26))
    # The seller has appealed, so at least 20.00 are the buyer's now.
    assert appealed.order.dispute.moved_refund == eur(2000)
    again = appealed.after(Role.BUYER, ERROR, on=day(27))
    less = Decide(RulingOutcome.REFUND, "Less.", refund=eur(1000))
    refused = again.refused(MIRA, less, on=day(28))
    assert refused.details == {"least": eur(2000), "most": eur(5000)}
    release = Decide(RulingOutcome.RELEASE, "It came.")
    *_, end = again.when(Role.OPERATOR, release, on=day(28))
    assert isinstance(end, OrderSettled)
    assert (end.refund, end.payout) == (eur(0), eur(3000))


def test_the_platform_may_pay_out_of_its_own_pocket() -> None:
    kind = replace(PART, funded_by=Funder.PLATFORM, counts=False)
    story = reviewed().after(MIRA, kind, on=day(24)).at(day(90))
    order = story.order
    assert (order.refund, order.payout, order.put_in) == (eur(2000), eur(5000), eur(2000))
    end = story.history[-1]
    assert isinstance(end, OrderSettled)
    assert (end.funded_by, end.counts) == (Funder.PLATFORM, False)


def test_the_platform_opens_a_dispute_over_the_lines_in_trouble_only() -> None:
    parcels = (
        replace(HANDED_OVER, lines=(1,)),
        replace(HANDED_OVER, parcel=2, lines=(2,)),
    )
    lost = facts(
        ACCEPTED,
        replace(scan(ParcelStatus.ACCEPTED, 2.5), parcel=2),
        replace(scan(ParcelStatus.LOST, 20), parcel=1),
        replace(scan(ParcelStatus.DELIVERED, 15), parcel=2),
    )
    story = given(PROTECTED, *parcels, OrderShipped(day(2)), facts=lost).at(day(24))
    assert story.order.dispute.lines == (1,)
    assert disputed().order.dispute.lines == (1, 2)
