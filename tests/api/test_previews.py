"""A preview says what would happen to a claim, and records nothing."""

import pytest

from tests.api.conftest import SetDay, handed_over
from tests.api.machine import CLAIM, Json, Site, eur

pytestmark = pytest.mark.django_db(transaction=True)
PREVIEW = "orders/order-1/dispute-previews"


def preview(them: Site, **changes: Json) -> Json:
    answer = them.alice.post(PREVIEW, {**CLAIM, **changes})
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_before_anything_was_sent_there_is_nothing_to_dispute(them: Site) -> None:
    said = preview(them)
    assert (said["possible"], said["ruling"]) == (False, None)
    assert said["refused"]["code"] == "not_in_this_status"
    assert said["refused"]["title"]


def test_it_says_until_when_to_wait(them: Site, on: SetDay) -> None:
    handed_over(them, on)
    on(5)
    refused = preview(them)["refused"]
    assert refused["code"] == "parcel_still_on_time"
    assert refused["details"]["wait_until"] == "2026-03-21T00:00:00Z"


def test_it_says_what_the_rule_says_and_what_helps(them: Site, on: SetDay) -> None:
    handed_over(them, on)
    on(22)
    before = them.alice.get("orders/order-1").json()["version"]
    said = preview(them, reason="stalled")
    assert (said["possible"], said["refused"]) == (True, None)
    assert (said["ruling"]["outcome"], said["ruling"]["refund"]) == ("refund", eur(5000))
    assert said["ruling"]["facts"]
    assert said["ruling"]["because"]
    assert not any(item["satisfied"] for item in said["checklist"])
    assert them.alice.get("orders/order-1").json()["version"] == before


def test_the_cap_is_of_the_chosen_lines(them: Site, on: SetDay) -> None:
    handed_over(them, on)
    on(22)
    # The bulbs, with their share of the shipping.
    assert preview(them, reason="stalled", lines=[2], refund=eur(556))["cap"] == eur(556)
    too_much = preview(them, reason="stalled", lines=[2], refund=eur(557))["refused"]
    assert (too_much["code"], too_much["details"]["most"]) == ("refund_out_of_range", eur(556))
    assert preview(them, reason="stalled", lines=[9])["refused"]["details"] == {"lines": [9]}


def test_it_is_the_buyers_alone(them: Site) -> None:
    assert them.bob.post(PREVIEW, CLAIM).status_code == 403
    assert them.charlie.post(PREVIEW, CLAIM).status_code == 404
    assert them.mira.post(PREVIEW, CLAIM).status_code == 403


def test_every_wrong_field_is_named(them: Site) -> None:
    answer = them.alice.post(
        PREVIEW, {"received": "no", "reason": "bored", "refund": {"minor": -1}}
    )
    fields = {error["field"] for error in answer.json()["errors"]}
    assert {"received", "reason", "refund.minor", "refund.currency"} <= fields
