"""A decision above what one person may decide waits for exactly one yes."""

import pytest

from amends.accounts.models import Person
from amends.core.order import Status
from amends.core.reasons import EvidenceKind
from amends.core.terms import Terms
from amends.orders import door
from amends.orders.keys import spell

from tests.web.conftest import SetDay
from tests.web.site import SELLER, add_file, at, browser, case_of, day, eur, reviewed

pytestmark = pytest.mark.django_db(transaction=True)


ABOVE = Terms(approval_above=1000)
DECIDED = {"outcome": "refund", "text": "Nobody has shown more."}


def proposed(on: SetDay) -> tuple[bytes, str]:
    key = reviewed(terms=ABOVE)
    on(23)
    case = case_of(key)
    browser("mira").post(f"{case}/decision", DECIDED)
    return key, case


def digest(key: bytes) -> str:
    waiting = door.read(key, day(23)).order.dispute.proposed
    assert waiting is not None
    return waiting.digest


def test_a_second_person_approves_exactly_this(on: SetDay) -> None:
    key, case = proposed(on)
    assert (
        "You wrote it, so somebody else approves it." in browser("mira").get(case).content.decode()
    )
    parties = browser("alice").get(at(key, "/dispute")).content.decode()
    assert "A second person looks at the decision" in parties
    assert "Nobody has shown more." not in parties
    own = browser("mira").post(f"{case}/approval", {"digest": digest(key)})
    assert "You made this decision" in own.content.decode()
    moses = browser("moses")
    assert "Approve exactly this" in moses.get(case).content.decode()
    other = moses.post(f"{case}/approval", {"digest": "0" * 64})
    assert "The decision has changed" in other.content.decode()
    assert moses.post(f"{case}/approval", {"digest": digest(key)}).status_code == 302
    order = door.read(key, day(23)).order
    assert (order.status, order.dispute.decided.refund) == (Status.DECIDED, eur(5000))
    page = browser("alice").get(at(key, "/dispute")).content.decode()
    assert "Nobody has shown more." in page
    assert "A second person approved it." in page


def test_nothing_is_approved_while_one_side_may_reply(on: SetDay) -> None:
    key, case = proposed(on)
    add_file(key, SELLER, EvidenceKind.DELIVERY_NOTE, 23.1)
    on(23.2)
    moses = browser("moses")
    page = moses.get(case).content.decode()
    assert "One side may still reply to new evidence." in page
    assert "disabled data-off>Approve exactly this" in page
    refused = moses.post(f"{case}/approval", {"digest": digest(key)})
    assert "One side may still reply" in refused.content.decode()
    on(25.1)
    assert moses.post(f"{case}/approval", {"digest": digest(key)}).status_code == 302


def test_who_approves_what_they_may_not_is_on_record(
    on: SetDay, caplog: pytest.LogCaptureFixture
) -> None:
    key, case = proposed(on)
    browser("mira").post(f"{case}/approval", {"digest": digest(key)})
    browser("moses").post(f"{case}/approval", {"digest": "0" * 64})
    order = spell(key)
    mira, moses = (Person.objects.get(reference=name).id for name in ("mira", "moses"))
    assert [one.getMessage() for one in caplog.records if one.name == "amends.refused"] == [
        f"refused own_decision: ApproveDecision of order {order} by mediator '{mira}'",
        f"refused decision_changed: ApproveDecision of order {order} by mediator '{moses}'",
    ]
    assert door.read(key, day(23)).order.status is Status.UNDER_REVIEW


def test_a_second_person_refuses_with_words(on: SetDay) -> None:
    key, case = proposed(on)
    moses = browser("moses")
    named = digest(key)
    assert moses.post(f"{case}/approval-refusal", {"digest": named, "text": ""}).status_code == 409
    typed = {"digest": named, "text": "Ask the carrier first."}
    assert moses.post(f"{case}/approval-refusal", typed).status_code == 302
    assert door.read(key, day(23)).order.dispute.proposed is None
    assert "Ask the carrier first." in browser("mira").get(case).content.decode()
    assert "Ask the carrier first." not in browser("alice").get(at(key)).content.decode()
