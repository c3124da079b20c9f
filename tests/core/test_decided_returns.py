"""Goods that go back because somebody decided it: appeals, defaults and rules."""

from dataclasses import replace

from amends.core.commands import (
    Appeal,
    AppealGround,
    Decide,
)
from amends.core.events import (
    Outcome,
)
from amends.core.order import Status
from amends.core.parties import Role
from amends.core.refusals import Refusal
from amends.core.rulings import RulingOutcome
from amends.core.terms import Remedy

from .beginnings import (
    CAME,
    DAMAGED,
    ESCALATED,
    NOTICED,
    REFUSED,
    damaged,
    returning,
)
from .story import Story, day, eur, judging, ruling
from tests.people import MIRA, NORA

BACK = Decide(RulingOutcome.REFUND_ON_RETURN, "It came broken.")
ERROR = Appeal(AppealGround.NAMED_ERROR, "The photo shows another thing.")


def sent_back_by_decision() -> Story:
    """A mediator decides on day 14 that the goods go back."""
    story = damaged(replace(REFUSED, at=day(13)), replace(ESCALATED, at=day(13)))
    return story.after(MIRA, BACK, on=day(14))


def test_a_mediator_may_decide_that_the_goods_go_back() -> None:
    story = sent_back_by_decision()
    assert story.order.status is Status.AWAITING_RETURN
    assert story.order.dispute.decided.label_due


def test_a_return_that_was_decided_may_be_appealed_until_it_is_scanned() -> None:
    story = sent_back_by_decision()
    assert story.refuses(Role.BUYER, ERROR, on=day(15)) is Refusal.NOTHING_TO_APPEAL
    appealed = story.after(Role.SELLER, ERROR, on=day(15))
    assert appealed.order.status is Status.APPEALED
    agreed = returning()
    assert agreed.refuses(Role.SELLER, ERROR, on=day(15)) is Refusal.NOTHING_TO_APPEAL


def test_an_appealed_return_goes_on_with_the_time_that_it_had_left() -> None:
    story = sent_back_by_decision()
    assert story.ends_at == day(17)
    appealed = story.after(Role.SELLER, ERROR, on=day(15))
    again = appealed.after(NORA, replace(BACK, refund=eur(4000)), on=day(18))
    assert again.order.status is Status.AWAITING_RETURN
    assert again.ends_at == day(20)
    returns = again.order.dispute.returning
    assert returns is not None
    assert (returns.refund, returns.settles_as) == (eur(4000), Outcome.APPEAL_CHANGED)


def test_a_buyer_who_wanted_no_return_may_appeal_it() -> None:
    first, *rest = damaged().history
    plain = [replace(e, remedy=Remedy.REFUND_ONLY) if e == DAMAGED else e for e in rest]
    refused = (replace(REFUSED, at=day(13)), replace(ESCALATED, at=day(13)))
    story = Story((first, *plain, *refused), CAME).after(MIRA, BACK, on=day(14))
    assert story.after(Role.BUYER, ERROR, on=day(15)).order.status is Status.APPEALED


def test_by_default_the_goods_go_back_where_that_was_asked() -> None:
    story = damaged().at(day(18))
    assert story.order.status is Status.AWAITING_RETURN
    assert story.order.dispute.decided.rule == "silence.seller"


def test_a_rule_may_send_the_goods_back() -> None:
    judge = judging(ruling(RulingOutcome.REFUND_ON_RETURN, refund=eur(5000)))
    story = damaged(replace(REFUSED, at=day(13)), judge=judge).at(day(13))
    assert story.order.status is Status.AWAITING_RETURN
    assert NOTICED.to is Role.SELLER


def test_an_appeal_that_ends_without_a_return_leaves_no_way_back() -> None:
    sent_back = sent_back_by_decision()
    assert sent_back.order.dispute.way_back is not None
    appealed = sent_back.after(Role.SELLER, ERROR, on=day(15))
    assert appealed.order.dispute.way_back is not None
    again = appealed.after(NORA, BACK, on=day(16))
    assert again.order.dispute.way_back is not None
    release = Decide(RulingOutcome.RELEASE, "It was as sold.")
    assert appealed.after(NORA, release, on=day(16)).order.dispute.way_back is None
