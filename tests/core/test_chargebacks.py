"""A bank takes the payment back: nothing moves meanwhile, and no cent is given twice."""

from amends.core.commands import (
    AcceptOffer,
    ConfirmTransfer,
    EndChargeback,
    FreezeForChargeback,
    MakeOffer,
    OpenDispute,
    SendTransfer,
)
from amends.core.events import (
    ChargebackEnded,
    ChargebackOverdue,
    OrderFrozen,
    OrderSettled,
    Outcome,
    TransferSent,
)
from amends.core.ledger import Account, Posting, postings
from amends.core.order import Order, Status
from amends.core.parties import Role
from amends.core.reasons import Reason
from amends.core.refusals import Refusal
from amends.core.transfers import TransferKind, TransferState

from .beginnings import CLAIM, disputed, negotiating, shipped
from .story import MOMENT, Story, day, ended, eur
from .test_opening import late
from tests.people import OSCAR, SHOP

FREEZE = FreezeForChargeback(eur(5000), "dp_1")
WON = EndChargeback(won=True, charged_back=eur(0))
LOST = EndChargeback(won=False, charged_back=eur(5000))
PART_LOST = EndChargeback(won=False, charged_back=eur(2000))
REFUNDED = ended(Outcome.SELLER_ACCEPTED, on=day(22), refund=eur(5000), payout=eur(0))
HALVES = ended(Outcome.AGREED, on=day(22), refund=eur(2000), payout=eur(3000))
RELEASED = ended(Outcome.RECEIPT_CONFIRMED, on=day(22), refund=eur(0), payout=eur(5000))


def frozen(story: Story, on: float = 23) -> Story:
    return story.after(SHOP, FREEZE, on=day(on))


def transfers(order: Order) -> list[tuple[TransferKind, int, TransferState]]:
    return [(t.kind, t.moved.minor, t.state) for t in order.transfers]


def test_a_chargeback_freezes_the_order() -> None:
    assert negotiating().when(SHOP, FREEZE, on=day(23)) == [OrderFrozen(day(23), eur(5000), 2)]
    story = frozen(negotiating())
    assert story.order.status is Status.FROZEN
    assert story.refuses(Role.BUYER, CLAIM, on=day(24)) is Refusal.NOT_IN_THIS_STATUS
    assert story.refuses(OSCAR, FREEZE, on=day(24)) is Refusal.NOT_IN_THIS_STATUS


def test_a_chargeback_is_of_what_was_paid() -> None:
    for wrong in (eur(5001), eur(0)):
        refused = negotiating().refused(SHOP, FreezeForChargeback(wrong, "dp"), on=day(23))
        assert refused.refusal is Refusal.CHARGEBACK_OUT_OF_RANGE
        assert refused.details == {"most": eur(5000)}
    more = EndChargeback(won=False, charged_back=eur(5001))
    refusal = frozen(negotiating()).refuses(SHOP, more, on=day(30))
    assert refusal is Refusal.CHARGEBACK_OUT_OF_RANGE


def test_it_keeps_the_status_and_the_time_left() -> None:
    assert negotiating().ends_at == day(28)
    thawed = frozen(negotiating()).after(SHOP, WON, on=day(33))
    assert thawed.order.status is Status.NEGOTIATING
    assert thawed.ends_at == day(38)
    assert thawed.when_time_passes(day(38) - MOMENT) == []


def test_a_frozen_order_waits_for_the_bank_and_alerts_once() -> None:
    story = frozen(negotiating())
    assert story.when_time_passes(day(100)) == [ChargebackOverdue(day(53))]


def test_nothing_that_was_not_sent_is_sent() -> None:
    story = frozen(disputed(REFUNDED))
    assert story.refuses(Role.PLATFORM, SendTransfer(1), on=day(24)) is Refusal.ORDER_FROZEN
    sent = disputed(REFUNDED, TransferSent(day(22), 1))
    late_news = frozen(sent).when(Role.PLATFORM, ConfirmTransfer(1, "re_1"), on=day(24))
    assert late_news


def test_a_lost_chargeback_takes_what_is_held_and_the_rest_resumes() -> None:
    story = frozen(negotiating())
    (ended_,) = story.when(SHOP, PART_LOST, on=day(30))
    assert isinstance(ended_, ChargebackEnded)
    assert (ended_.held, ended_.put_in) == (eur(2000), eur(0))
    after = story.then(ended_)
    assert after.order.status is Status.NEGOTIATING
    assert after.order.held_now == eur(3000)
    # The bank gave the buyer 20.00 of the 25.00 that the two now agree on.
    offered = after.after(Role.SELLER, MakeOffer(eur(2500)), on=day(31))
    (settled,) = offered.when(Role.BUYER, AcceptOffer(1), on=day(32))
    assert settled == ended(Outcome.AGREED, on=day(32), refund=eur(500), payout=eur(2500))
    assert offered.then(settled).order.held_now == eur(0)


def test_an_order_of_which_everything_is_lost_is_settled() -> None:
    story = frozen(negotiating())
    _, settled = story.when(SHOP, LOST, on=day(30))
    assert isinstance(settled, OrderSettled)
    assert (settled.outcome, settled.counts) == (Outcome.CHARGED_BACK, True)
    assert (settled.refund, settled.payout) == (eur(0), eur(0))
    after = story.then(*story.when(SHOP, LOST, on=day(30)))
    assert after.order.status is Status.SETTLED
    assert after.order.held_now == eur(0)
    quiet = frozen(shipped(), 22).after(SHOP, LOST, on=day(30))
    assert quiet.order.outcome is Outcome.CHARGED_BACK


def test_what_was_due_and_not_sent_is_not_paid_twice() -> None:
    story = frozen(disputed(REFUNDED)).after(SHOP, LOST, on=day(30))
    refund = (TransferKind.REFUND, 0, TransferState.CANCELLED)
    assert transfers(story.order) == [refund]
    assert (story.order.refund, story.order.charged_back) == (eur(0), eur(5000))
    three = EndChargeback(won=False, charged_back=eur(3000))
    parts = frozen(disputed(HALVES)).after(SHOP, three, on=day(30))
    assert transfers(parts.order) == [
        (TransferKind.REFUND, 0, TransferState.CANCELLED),
        (TransferKind.PAYOUT, 2000, TransferState.INTENT),
    ]


def test_a_small_chargeback_takes_from_the_refund_alone() -> None:
    one = EndChargeback(won=False, charged_back=eur(1000))
    parts = frozen(disputed(HALVES)).after(SHOP, one, on=day(30))
    assert [moved for _, moved, _ in transfers(parts.order)] == [1000, 3000]


def test_what_the_seller_was_paid_is_collected_back() -> None:
    paid = shipped(RELEASED, TransferSent(day(22), 1))
    story = frozen(paid)
    (lost,) = story.when(SHOP, LOST, on=day(30))
    assert postings(lost, story.order) == (
        Posting(Account.PUT_IN, Account.CHARGED_BACK, eur(5000)),
        Posting(Account.OWED_BY_SELLER, Account.COLLECT_DUE, eur(5000)),
    )
    after = story.then(lost)
    assert transfers(after.order)[1] == (TransferKind.COLLECT, 5000, TransferState.INTENT)
    collected = after.after(OSCAR, ConfirmTransfer(2, "next payout"), on=day(40))
    assert collected.order.came_back == eur(5000)


def test_a_buyer_who_was_refunded_and_charged_back_owes_it() -> None:
    paid = frozen(disputed(REFUNDED, TransferSent(day(22), 1)))
    after = paid.after(SHOP, LOST, on=day(30))
    assert transfers(after.order)[1] == (TransferKind.RECLAIM, 5000, TransferState.INTENT)
    # The platform had put it in; the seller was owed nothing.
    back = after.after(OSCAR, ConfirmTransfer(2, "bank 12"), on=day(40)).order
    assert (back.came_back, back.payout, len(back.transfers)) == (eur(5000), eur(0), 2)


def test_a_settled_order_stays_settled() -> None:
    story = frozen(disputed(REFUNDED)).after(SHOP, WON, on=day(30))
    assert story.order.status is Status.SETTLED
    assert transfers(story.order) == [(TransferKind.REFUND, 5000, TransferState.INTENT)]


def test_time_lost_to_a_freeze_counts_for_opening_too() -> None:
    story = frozen(late(), 21).after(SHOP, WON, on=day(25))
    missing = OpenDispute(received=False, reason=Reason.LATE, refund=eur(5000))
    assert story.ends_at == day(27)
    assert story.when(Role.BUYER, missing, on=day(26))


def both(story: Story) -> Story:
    """A gateway tells of a second chargeback while the first runs."""
    second = FreezeForChargeback(eur(4000), "dp_2")
    return frozen(story).after(Role.PLATFORM, second, on=day(24))


def of_second(story: Story, *, won: bool, taken: int = 0) -> EndChargeback:
    assert story.order.frozen is not None
    return EndChargeback(won, eur(taken), story.order.frozen.running[-1].text)


def test_a_second_chargeback_joins_the_first_and_no_time_begins_anew() -> None:
    story = both(negotiating())
    assert story.order.frozen is not None
    asked = [(one.disputed, one.asked_at) for one in story.order.frozen.running]
    assert asked == [(eur(5000), day(23)), (eur(4000), day(24))]
    assert story.when_time_passes(day(100)) == [ChargebackOverdue(day(53))]
    refused = story.refused(OSCAR, FREEZE, on=day(24))
    assert refused.refusal is Refusal.NOT_IN_THIS_STATUS
    assert refused.details == {"status": Status.FROZEN}


def test_an_order_stays_frozen_until_no_chargeback_runs() -> None:
    one_left = both(negotiating()).after(OSCAR, WON, on=day(25))
    assert one_left.order.status is Status.FROZEN
    assert one_left.refuses(Role.PLATFORM, SendTransfer(1), on=day(25))
    thawed = one_left.after(OSCAR, WON, on=day(33))
    assert thawed.order.status is Status.NEGOTIATING
    assert thawed.ends_at == day(38)
    other = both(negotiating())
    other = other.after(SHOP, of_second(other, won=True), on=day(25))
    assert other.order.frozen is not None
    assert other.order.frozen.first.disputed == eur(5000)


def test_what_no_longer_runs_does_not_end_again() -> None:
    story = both(negotiating())
    second = of_second(story, won=True)
    again = story.after(SHOP, second, on=day(25)).refused(SHOP, second, on=day(26))
    assert again.refusal is Refusal.NOT_IN_THIS_STATUS


def test_of_a_second_lost_one_what_is_left_is_booked() -> None:
    story = both(negotiating())
    story = story.after(SHOP, PART_LOST, on=day(30))
    assert (story.order.status, story.order.charged_back) == (Status.FROZEN, eur(2000))
    more = story.refused(SHOP, EndChargeback(won=False, charged_back=eur(4000)), on=day(31))
    assert more.details == {"most": eur(3000)}
    rest = EndChargeback(won=False, charged_back=eur(3000))
    _, settled = story.when(SHOP, rest, on=day(31))
    assert isinstance(settled, OrderSettled)
    assert settled.outcome is Outcome.CHARGED_BACK
    assert story.after(SHOP, rest, on=day(31)).order.charged_back == eur(5000)


def test_an_order_of_which_all_was_lost_is_settled_when_the_last_bank_has_decided() -> None:
    emptied = both(negotiating()).after(SHOP, LOST, on=day(30))
    assert emptied.order.status is Status.FROZEN
    for last in (WON, EndChargeback(won=False, charged_back=eur(0))):
        ended_, settled = emptied.when(SHOP, last, on=day(31))
        assert isinstance(ended_, ChargebackEnded)
        assert not postings(ended_, emptied.order)
        assert isinstance(settled, OrderSettled)
        assert emptied.after(SHOP, last, on=day(31)).order.held_now == eur(0)
