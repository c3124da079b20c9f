"""Charges at the border on the pages: the reason that fits, the demand, who pays, by which rule."""

from dataclasses import replace

import pytest

from amends.core.border import Border, Promised
from amends.core.commands import HandOver, OpenDispute, RefuseClaim
from amends.core.money import Money
from amends.core.parcel import Checkpoint, CustomsCause, ParcelStatus, Source
from amends.core.reasons import Reason
from amends.orders import door
from amends.parcels.store import Scan

from tests.web.conftest import SetDay
from tests.web.site import BUYER, PARTICULARS, SELLER, ask, at, browser, day, eur, paid
from tests.web.travels import at_parcel

pytestmark = pytest.mark.django_db(transaction=True)
DESCRIBED = PARTICULARS.replace(
    '"title": "Brass lamp"', '"listing_text": "Lamp. No customs fees!", "title": "Brass lamp"'
).replace('"title": "Bulb"', '"listing_text": "DDP", "title": "Bulb"')
SOLD = Border(
    jurisdictions=("NL", "EU"),
    pieces=(eur(4000), eur(250)),
    shipping=eur(100),
    collected=eur(400),
    scheme="IOSS",
)
PROMISED = replace(SOLD, vat=Promised.SELLER, duty=Promised.SELLER, fee=Promised.SELLER)


def stopped(
    border: Border | None = SOLD,
    cause: CustomsCause | None = CustomsCause.UNPAID,
    described: str = PARTICULARS,
) -> bytes:
    """Customs holds it on day 10."""
    key = paid("far", described=described, border=border)
    ask(key, SELLER, HandOver(day(1)), 1)
    accepted = Checkpoint(1, 0, ParcelStatus.ACCEPTED, Source.CARRIER, True, day(2), day(2))  # noqa: FBT003 - a scan is physical
    held = replace(accepted, status=ParcelStatus.CUSTOMS_HELD, recorded_at=day(10))
    held = replace(held, happened_at=day(10), customs_cause=cause)
    door.scan(key, [Scan(accepted), Scan(held)], day(10))
    return key


def chosen(key: bytes) -> str:
    """The page on which a reason is chosen."""
    alice = browser("alice")
    alice.post(at(key, "/open/1/go"), {"remedy": "refund_only", "received": "no"})
    return alice.get(at(key, "/open/2")).content.decode()


@pytest.mark.parametrize(
    ("border", "cause", "reason", "why"),
    [
        (SOLD, CustomsCause.UNPAID, "duty_not_due", "Tax was paid at checkout, and nothing more"),
        (SOLD, CustomsCause.COUNTERFEIT, "customs_seller", "It is said to be an imitation."),
        (SOLD, CustomsCause.PROHIBITED, "customs_buyer", "It may not be brought into the country."),
        (None, CustomsCause.UNPAID, "customs_unknown", "Nobody says for whose cause."),
        (
            replace(PROMISED, scheme=""),
            CustomsCause.UNPAID,
            "customs_seller",
            "the seller was to pay it",
        ),
    ],
)
def test_the_reason_that_fits_is_chosen_and_explained(
    border: Border | None, cause: CustomsCause, reason: str, why: str, on: SetDay
) -> None:
    key = stopped(border, cause)
    on(11)
    page = chosen(key)
    assert f'value="{reason}" checked' in page
    assert "Fits what the parcel shows:" in page
    assert why in page


def test_a_demand_is_typed_shown_and_opened(on: SetDay) -> None:
    key = stopped()
    on(11)
    chosen(key)
    alice = browser("alice")
    alice.post(at(key, "/open/2/go"), {"reason": "duty_not_due"})
    third = alice.get(at(key, "/open/3")).content.decode()
    assert "What was asked for at the border" in third
    assert 'id="refund" name="refund" value=""' in third
    assert 'name="demanded_currency" maxlength="3" autocapitalize="characters" value="EUR"' in third
    typed = {
        "refund": "",
        "demanded": "9,50",
        "demanded_currency": "eur",
        "text": "O correio pede mais.",
    }
    assert alice.post(at(key, "/open/3/go"), typed)["Location"] == at(key, "/open/4")
    last = alice.get(at(key, "/open/4")).content.decode()
    assert "It was paid at checkout, and charged again at the border." in last
    assert "The buyer does not pay it twice: the seller or the platform does." in last
    # What is asked back is the charge, and not the goods.
    assert "<dt>You ask for</dt><dd>€9.50</dd>" in last
    assert alice.post(at(key, "/open/4/go"))["Location"] == at(key, "/dispute")
    dispute = door.read(key, day(11)).order.dispute
    assert (dispute.demanded, dispute.refund) == (eur(950), eur(950))
    for name in ("alice", "bob"):
        page = browser(name).get(at(key, "/dispute")).content.decode()
        assert "Asked for there, says the buyer</dt><dd>€9.50</dd>" in page
        assert "Rule eu-vat-ioss, since 1 Jul 2021." in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"demanded": "lots"}, "Write a sum in EUR, such as 12.50."),
        ({"demanded": "0"}, "Write a sum in EUR, such as 12.50."),
        ({"demanded": "9", "demanded_currency": "QQQ"}, "Write the three letters of its currency"),
        ({"demanded": "9.5", "demanded_currency": "JPY"}, "Write a sum in JPY"),
    ],
)
def test_a_wrong_demand_is_said_where_it_stands(
    typed: dict[str, str], words: str, on: SetDay
) -> None:
    key = stopped()
    on(11)
    alice = browser("alice")
    alice.post(at(key, "/open/2/go"), {"reason": "duty_not_due"})
    answer = alice.post(at(key, "/open/3/go"), {"text": "Twice.", **typed})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert words in page
    assert f'value="{typed["demanded"]}"' in page


def test_what_is_asked_in_another_currency_leaves_the_whole_sum_to_be_asked_back(
    on: SetDay,
) -> None:
    key = stopped()
    on(11)
    alice = browser("alice")
    alice.post(at(key, "/open/2/go"), {"reason": "duty_not_due"})
    typed = {"demanded": "40", "demanded_currency": "RON", "text": "Twice."}
    alice.post(at(key, "/open/3/go"), typed)
    last = alice.get(at(key, "/open/4")).content.decode()
    assert "RON" in last
    assert "<dt>You ask for</dt><dd>€50.00</dd>" in last


def test_a_claim_about_something_else_names_no_demand(on: SetDay) -> None:
    key = stopped()
    on(11)
    alice = browser("alice")
    alice.post(at(key, "/open/2/go"), {"reason": "duty_not_due"})
    alice.post(at(key, "/open/3/go"), {"demanded": "9", "text": "It does not come."})
    alice.post(at(key, "/open/2/go"), {"reason": "stalled"})
    assert "What was asked for at the border" not in alice.get(at(key, "/open/3")).content.decode()
    assert alice.post(at(key, "/open/4/go"))["Location"] == at(key, "/dispute")
    assert door.read(key, day(11)).order.dispute.demanded is None
    assert "Charges at the border" not in alice.get(at(key, "/dispute")).content.decode()


def test_the_parcel_says_who_pays_in_the_listings_own_words(on: SetDay) -> None:
    key = stopped(PROMISED, described=DESCRIBED)
    on(11)
    page = browser("alice").get(at_parcel(key)).content.decode()
    assert "The seller pays what is due at the border." in page
    assert '<q dir="auto">No customs fees!</q>' in page
    assert "Rule eu-duty-relief, since 1 Jan 2010, until 1 Jul 2026." in page
    assert "Counted for goods that are declared on 11 Mar 2026." in page
    assert "<dt>To be expected</dt><dd>€0.00</dd>" in page


def test_where_nothing_can_be_counted_one_sentence_says_so(on: SetDay) -> None:
    # Britain counts in pounds, and no exchange rates are kept.
    key = stopped(replace(PROMISED, jurisdictions=("GB",)), described=DESCRIBED)
    on(11)
    page = browser("alice").get(at_parcel(key)).content.decode()
    assert "How much that is cannot be said from what is known of it." in page
    assert "<dt>To be expected</dt>" not in page


def test_an_order_that_meets_no_customs_shows_no_charges(on: SetDay) -> None:
    key = stopped(None)
    on(11)
    assert "Charges at the border" not in browser("alice").get(at_parcel(key)).content.decode()


def test_the_mediator_reads_the_charges_too(on: SetDay) -> None:
    key = stopped(replace(SOLD, jurisdictions=("FR", "EU")))
    demanded = Money(1500, "EUR")
    claim = OpenDispute(
        received=False, reason=Reason.CUSTOMS_UNKNOWN, refund=eur(5000), demanded=demanded
    )
    ask(key, BUYER, claim, 11)
    ask(key, SELLER, RefuseClaim("No."), 11.5)
    on(12)
    page = browser("mira").get(at(key).replace("orders", "cases")).content.decode()
    assert "Fee of the state.</b> It is counted by tariff lines" in page
    assert "It cannot be compared: what was to be expected cannot be said." in page
