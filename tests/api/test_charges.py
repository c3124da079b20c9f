"""Charges at the border through the API: told with a claim, refused by field, and shown."""

import pytest

from tests.api.conftest import SetDay, scanned
from tests.api.machine import CLAIM, Json, Site, body, eur, fields_of, site

pytestmark = pytest.mark.django_db(transaction=True)
DEMAND = {"minor": 900, "currency": "EUR"}
DUTY = {**CLAIM, "reason": "duty_not_due", "refund": eur(900), "demanded": DEMAND}


@pytest.fixture
def them(on: SetDay) -> Site:
    """An order of one lamp from China to Amsterdam, its tax taken at checkout under IOSS."""
    made = site()
    lamp = {"id": "1", "title": "Lamp", "quantity": 1, "unit_price": eur(4000)}
    lamp |= {"listing_text": "Brass lamp. VAT included.", "weight_grams": 700}
    to = {"name": "Alice", "lines": ["1 rue X"], "city": "Amsterdam", "country": "NL"}
    sent = body(
        lines=[lamp],
        ship_to=to,
        ships_from="CN",
        shipping=eur(200),
        tax={"collected": eur(800), "scheme": "IOSS"},
    )
    assert made.shop.put("orders/order-1", sent).status_code == 201
    return made


def held(them: Site, on: SetDay, status: str = "customs_held") -> str:
    """Let customs hold the parcel on day 10; return its id."""
    on(1)
    number = {"carrier": "DHL", "tracking_number": "00340"}
    sent = {**number, "handed_over_at": "2026-03-02T11:00:00Z", "weight_grams": 900}
    parcel: str = them.bob.post("orders/order-1/parcels", sent).json()["id"]
    on(2)
    scanned(them.shop, parcel, "accepted", "2026-03-03T08:00:00Z")
    on(10)
    scanned(them.shop, parcel, status, "2026-03-11T08:00:00Z")
    return parcel


def by_kind(charges: Json) -> Json:
    return {charge["kind"]: charge for charge in charges["charges"]}


def test_a_parcel_shows_what_is_due_and_by_which_rule(them: Site, on: SetDay) -> None:
    shown = them.alice.get(f"parcels/{held(them, on)}").json()
    charges = shown["charges"]
    assert (charges["declared_on"], charges["expected"]) == ("2026-03-11", eur(0))
    assert (charges["demanded"], charges["comparison"]) == (None, "unknown")
    vat = by_kind(charges)["vat"]
    assert (vat["expected"], vat["ground"], vat["payer"]) == (eur(0), "checkout", "seller")
    assert vat["quote"] == "VAT included."
    assert vat["rule"]["id"] == "eu-vat-ioss"
    assert (vat["rule"]["valid_from"], vat["rule"]["valid_to"]) == ("2021-07-01", None)
    assert by_kind(charges)["duty"]["rule"]["id"] == "eu-duty-relief"
    assert by_kind(charges)["fee"]["rule"] is None


def test_a_claim_names_what_was_asked_for_and_is_told_that_it_was_twice(
    them: Site, on: SetDay
) -> None:
    held(them, on)
    on(11)
    previewed = them.alice.post("orders/order-1/dispute-previews", DUTY).json()
    assert previewed["possible"] is True
    assert previewed["ruling"]["rule"] == "duty-1"
    assert previewed["ruling"]["asks"] == ["buyer"]
    assert previewed["charges"]["comparison"] == "charged_twice"
    other = {**DUTY, "reason": "late", "demanded": None}
    late = them.alice.post("orders/order-1/dispute-previews", other)
    assert late.json()["charges"] is None
    them.alice.upload("orders/order-1/evidence", kind="invoice")
    opened = them.alice.post("orders/order-1/disputes", DUTY).json()
    assert opened["demanded"] == DEMAND
    assert opened["charges"]["demanded"] == DEMAND
    assert opened["charges"]["payer"] == "platform_or_seller"
    assert opened["charges"]["words"].startswith("The buyer does not pay it twice")
    them.bob.post(f"disputes/{opened['id']}/refusal", {"text": "Not mine."})
    seen = them.mira.get(f"disputes/{opened['id']}").json()
    # What stands on a bill only a person reads.
    assert (seen["status"], seen["decisions"]) == ("negotiating", [])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"demanded": {"minor": 0, "currency": "EUR"}}, "demanded.minor"),
        ({"demanded": {"minor": 900, "currency": "QQQ"}}, "demanded.currency"),
        ({"demanded": {"minor": 900}}, "demanded.currency"),
        ({"demanded": {"minor": 9.5, "currency": "EUR"}}, "demanded.minor"),
        ({"demanded": "9 EUR"}, "demanded"),
        ({"reason": "late"}, "demanded"),
    ],
)
def test_a_demand_that_does_not_fit_is_refused_by_its_field(
    them: Site, on: SetDay, changes: Json, field: str
) -> None:
    held(them, on)
    answer = them.alice.post("orders/order-1/disputes", {**DUTY, **changes})
    assert fields_of(answer) == {field}


def test_another_currency_is_kept_as_it_stands_on_the_bill(them: Site, on: SetDay) -> None:
    held(them, on)
    on(11)
    demanded = {"minor": 3000, "currency": "RON"}
    opened = them.alice.post("orders/order-1/disputes", {**DUTY, "demanded": demanded})
    assert opened.status_code == 201, opened.content
    assert opened.json()["demanded"] == demanded


def test_weights_are_taken_and_a_far_one_is_a_finding(them: Site, on: SetDay) -> None:
    parcel = held(them, on)
    on(11)
    scan = {"status": "in_transit", "source": "tracker", "happened_at": "2026-03-12T08:00:00Z"}
    pushed = {"checkpoints": [{**scan, "weight_grams": 40}]}
    shown = them.shop.post(f"parcels/{parcel}/checkpoints", pushed).json()
    assert (shown["weight_grams"], shown["checkpoints"][-1]["weight_grams"]) == (900, 40)
    found = {finding["finding"]: finding for finding in shown["findings"]}
    assert found["weight_mismatch"]["grade"] == "weak"
    assert found["weight_mismatch"]["rests_on"] == [shown["checkpoints"][-1]["number"]]
    wrong = {"checkpoints": [{**scan, "weight_grams": 0}]}
    answer = them.shop.post(f"parcels/{parcel}/checkpoints", wrong)
    assert fields_of(answer) == {"checkpoints.0.weight_grams"}
