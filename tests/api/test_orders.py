"""Orders: protect, read, list, and every wrong field at once."""

import pytest

from amends.accounts.keys import make_key
from amends.accounts.models import Marketplace
from amends.orders.protecting import PAYMENT_TAKEN

from tests.api.conftest import SetDay, handed_over
from tests.api.machine import Machine, Site, body, eur
from tests.web.site import START

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_order_is_protected_and_a_repeat_has_no_effect(them: Site, on: SetDay) -> None:
    on(1)
    again = them.shop.put("orders/order-1", body())
    assert again.status_code == 200
    order = again.json()
    assert (order["id"], order["status"], order["version"]) == ("order-1", "paid", 1)
    assert order["money"]["held"] == eur(5000)
    assert order["protection"]["promise_ends_at"] == "2026-03-21T00:00:00Z"
    assert order["due_at"] == "2026-03-08T12:00:00Z"


def test_the_same_id_with_other_contents_is_a_conflict(them: Site) -> None:
    other = body(shipping=eur(600))
    other["payment"]["captured"] = eur(5100)
    answer = them.shop.put("orders/order-1", other)
    assert (answer.status_code, answer.json()["code"]) == (409, "order_differs")


def test_every_wrong_field_is_named_at_once(them: Site) -> None:
    wrong = body(currency="EURO", promised_by="soon", extra=1)
    del wrong["buyer"]["name"]
    answer = them.shop.put("orders/order-2", wrong)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    fields = {error["field"] for error in answer.json()["errors"]}
    assert {"currency", "promised_by", "extra", "buyer.name"} <= fields


def test_what_was_paid_must_be_what_it_is_made_of(them: Site) -> None:
    answer = them.shop.put("orders/order-2", body(shipping=eur(1)))
    assert answer.json()["errors"][0]["field"] == "payment.captured"


def test_a_payment_of_another_marketplaces_order_cannot_be_named(them: Site) -> None:
    mall = Marketplace.objects.create(slug="mall", name="Mall", zone="UTC")
    thief = Machine(make_key("mall", mall, START)[1])
    answer = thief.put("orders/order-7", body())
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    assert answer.json()["errors"] == [{"field": "payment.reference", "problem": PAYMENT_TAKEN}]
    assert thief.get("orders/order-7").status_code == 404
    basket = them.shop.put("orders/order-2", body())
    assert basket.status_code == 201


def test_what_is_not_json_is_said(them: Site) -> None:
    answer = them.shop.put("orders/order-2", b"{not json")
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


@pytest.mark.parametrize("order_id", ["%20", "caf%C3%A9", "x" * 121])
def test_an_id_that_could_be_misread_is_refused(them: Site, order_id: str) -> None:
    answer = them.shop.put(f"orders/{order_id}", body())
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "order_id")


def test_a_body_that_is_too_large_is_a_problem_too(them: Site) -> None:
    answer = them.shop.put("orders/order-2", b" " * 3_000_000)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


def test_a_promise_that_is_too_late_is_refused(them: Site) -> None:
    answer = them.shop.put("orders/order-2", body(promised_by="2026-07-01"))
    assert (answer.status_code, answer.json()["code"]) == (422, "promise_too_late")
    assert "latest" in answer.json()["details"]


def test_people_do_not_protect_orders(them: Site) -> None:
    assert them.alice.put("orders/order-2", body()).status_code == 403
    assert them.mira.put("orders/order-2", body()).status_code == 403


def test_each_caller_is_told_what_to_do_next(them: Site) -> None:
    acts = {
        action["action"]: action
        for action in them.bob.get("orders/order-1").json()["available_actions"]
    }
    assert acts["hand_over"]["method"] == "POST"
    assert acts["hand_over"]["mandatory"] is True
    assert acts["hand_over"]["due_at"] == "2026-03-08T12:00:00Z"
    assert "gets back what no carrier has" in acts["hand_over"]["consequence_of_silence"]
    path = acts["hand_over"]["path"]
    sent = {"carrier": "DHL", "handed_over_at": "2026-03-01T12:00:00Z"}
    assert them.bob.post(path, sent).status_code == 201


def test_a_stranger_and_a_missing_order_answer_alike(them: Site, on: SetDay) -> None:
    parcel = handed_over(them, on)
    key = them.alice.get("orders/order-1").json()["key"]
    missing = them.charlie.get("orders/nothing")
    for path in ("orders/order-1", f"orders/{key}", f"parcels/{parcel}", f"disputes/{key}-d1"):
        there = them.charlie.get(path)
        assert (there.status_code, there.content) == (missing.status_code, missing.content)
    assert missing.status_code == 404


@pytest.mark.parametrize("actor", ["seller:alice", "buyer:bob"])
def test_nobody_acts_in_a_role_that_is_not_theirs(them: Site, actor: str) -> None:
    assert Machine(them.shop.secret, actor).get("orders/order-1").status_code == 404


@pytest.mark.parametrize("secret", ["amk_wrong", "", "eyJhbGciOiJub25lIn0.e30."])
def test_an_unknown_caller_is_asked_who_it_is(them: Site, secret: str) -> None:
    answer = Machine(secret).get("orders/order-1")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_lists_are_scoped_and_go_on_from_page_to_page(them: Site) -> None:
    for number in range(2, 6):
        sent = body()
        if number == 5:
            sent["buyer"]["id"] = "charlie"
        them.shop.put(f"orders/order-{number}", sent)
    first = them.alice.get("orders?limit=3").json()
    rest = them.alice.get(f"orders?limit=3&after={first['next']}").json()
    found = [item["id"] for item in (*first["items"], *rest["items"])]
    assert sorted(found) == ["order-1", "order-2", "order-3", "order-4"]
    assert rest["next"] is None
    assert len(them.shop.get("orders").json()["items"]) == 5
    assert len(them.mira.get("orders?status=paid").json()["items"]) == 5
    assert them.mira.get("orders?status=settled").json()["items"] == []


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "status=odd", "after=zz", "due_before=1"])
def test_a_wrong_query_is_named(them: Site, query: str) -> None:
    answer = them.alice.get(f"orders?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == query.partition("=")[0]


def test_a_parcel_shows_its_scans_and_findings(them: Site, on: SetDay) -> None:
    parcel = handed_over(them, on)
    shown = them.alice.get(f"parcels/{parcel}").json()
    assert shown["tracking_number"] == "00340"
    assert shown["checkpoints"][0]["city"] == "Leipzig"
    assert [finding["finding"] for finding in shown["findings"]] == ["moving_normally"]
    assert them.alice.get("orders/order-1").json()["status"] == "shipped"


def test_only_the_marketplace_pushes_scans_and_none_from_the_future(them: Site, on: SetDay) -> None:
    parcel = handed_over(them, on)
    scan = {"status": "delivered", "source": "carrier", "happened_at": "2026-04-01T08:00:00Z"}
    sent = {"checkpoints": [scan]}
    assert them.bob.post(f"parcels/{parcel}/checkpoints", sent).status_code == 403
    answer = them.shop.post(f"parcels/{parcel}/checkpoints", sent)
    assert answer.json()["errors"][0]["field"] == "checkpoints.0.happened_at"


def test_extensions_and_messages(them: Site, on: SetDay) -> None:
    handed_over(them, on)
    on(15)
    assert them.alice.post("orders/order-1/extensions", {"days": 10}).status_code == 201
    answered = them.bob.post("orders/order-1/extensions/1/answer", {"grant": True}).json()
    assert answered["extension"]["answer"] == "granted"
    them.alice.post("orders/order-1/messages", {"text": "Obrigada"})
    items = them.bob.get("orders/order-1/messages").json()["items"]
    assert [(item["by"], item["text"]) for item in items] == [("buyer", "Obrigada")]


def test_a_mediator_who_buys_is_the_buyer_there_and_decides_nothing(them: Site) -> None:
    sent = body()
    sent["buyer"]["id"] = "mira"
    key = them.shop.put("orders/order-2", sent).json()["key"]
    acts = them.mira.get(f"orders/{key}").json()["available_actions"]
    assert {act["action"] for act in acts} == {"send_message", "add_evidence"}
    assert them.mira.post(f"disputes/{key}-d1/decision").status_code in {400, 404}


def test_receipt_ends_it(them: Site, on: SetDay) -> None:
    handed_over(them, on)
    order = them.alice.post("orders/order-1/receipt").json()
    assert (order["status"], order["outcome"]) == ("settled", "receipt_confirmed")
    assert order["money"]["payout"] == eur(5000)
