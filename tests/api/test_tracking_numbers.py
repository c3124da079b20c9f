"""Tracking numbers: asked for, corrected, and the same one again without effect."""

import pytest

from tests.api.conftest import SetDay, action, claimed, faulty, handed_over
from tests.api.machine import Site, fields_of, refusal_of

pytestmark = pytest.mark.django_db(transaction=True)
RIGHT = {"carrier": "DHL", "tracking_number": "00341"}


def test_the_seller_is_asked_and_corrects_the_number(them: Site, on: SetDay) -> None:
    parcel = handed_over(them, on)
    assert action(them.alice, "ask_for_number")["path"].endswith(f"{parcel}/number-requests")
    asked = them.alice.post(f"parcels/{parcel}/number-requests", {"text": "It shows nothing."})
    assert asked.status_code == 201
    assert asked.json()["number_due_at"] == "2026-03-06T12:00:00Z"
    again = them.alice.post(f"parcels/{parcel}/number-requests")
    assert refusal_of(again) == (409, "number_already_asked")
    act = action(them.bob, "correct_number")
    assert (act["method"], act["due_at"]) == ("PUT", "2026-03-06T12:00:00Z")
    answer = them.bob.put(act["path"], RIGHT)
    assert answer.status_code == 200
    shown = answer.json()
    assert (shown["tracking_number"], shown["number_due_at"]) == ("00341", None)
    # Each is told which pins are theirs to correct; all else is the same for both.
    hers = them.alice.get(f"parcels/{parcel}").json()
    assert {**hers, "pins": shown["pins"]} == shown


def test_the_same_number_again_has_no_effect(them: Site, on: SetDay) -> None:
    parcel = handed_over(them, on)
    for who in (them.bob, them.shop):
        assert who.put(f"parcels/{parcel}/tracking-number", RIGHT).status_code == 200
    version = them.bob.get("orders/order-1").json()["version"]
    them.bob.put(f"parcels/{parcel}/tracking-number", RIGHT)
    assert them.bob.get("orders/order-1").json()["version"] == version


def test_the_same_number_answers_who_asked_for_it(them: Site, on: SetDay) -> None:
    parcel = handed_over(them, on)
    them.alice.post(f"parcels/{parcel}/number-requests")
    same = {"carrier": "DHL", "tracking_number": "00340"}
    answer = them.bob.put(f"parcels/{parcel}/tracking-number", same)
    assert answer.json()["number_due_at"] is None


def test_staff_ask_too(them: Site, on: SetDay) -> None:
    dispute = claimed(them, on)
    parcel = f"{dispute[:26]}-p1"
    assert them.mira.post(f"parcels/{parcel}/number-requests").status_code == 201


def test_wrong_roles_strangers_and_missing_parcels(them: Site, on: SetDay) -> None:
    parcel = handed_over(them, on)
    number, request = f"parcels/{parcel}/tracking-number", f"parcels/{parcel}/number-requests"
    assert refusal_of(them.alice.put(number, RIGHT)) == (403, "not_your_role")
    assert refusal_of(them.bob.post(request)) == (403, "not_your_role")
    assert refusal_of(them.shop.post(request)) == (403, "forbidden")
    assert them.charlie.put(number, RIGHT).status_code == 404
    assert them.charlie.post(request).status_code == 404
    assert them.bob.put(number.replace("-p1", "-p2"), RIGHT).status_code == 404


def test_every_wrong_field_is_named(them: Site, on: SetDay) -> None:
    path = f"parcels/{handed_over(them, on)}/tracking-number"
    assert fields_of(them.bob.put(path, {})) == {"carrier", "tracking_number"}
    wrong = {"carrier": "two\nlines", "tracking_number": "x" * 65}
    assert fields_of(them.bob.put(path, wrong)) == {"carrier", "tracking_number"}


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("RR" + "1" * 63, "The number has 65 characters; the longest has 64."),
        ("RR12345\u000078", "Character 8 of the number cannot be seen"),
        ("RR1234\u200b5678", "Character 7 of the number cannot be seen (ZERO WIDTH SPACE)"),
        ("R\u042012345678", "CYRILLIC CAPITAL LETTER ER), only looks like the Latin P."),
        ("\u0416R12345678", "is neither a Latin letter nor a digit, perhaps ZH."),
        ("RR1234{words}", "LEFT CURLY BRACKET"),
    ],
)
def test_what_is_no_number_is_refused_with_words(
    them: Site, on: SetDay, number: str, words: str
) -> None:
    on(1)
    sent = {"tracking_number": number, "handed_over_at": "2026-03-02T11:00:00Z"}
    answer = them.bob.post("orders/order-1/parcels", sent)
    assert fields_of(answer) == {"tracking_number"}
    assert words in answer.json()["errors"][0]["problem"]
    assert them.bob.get("orders/order-1").json()["parcels"] == []
    path = f"parcels/{handed_over(them, on)}/tracking-number"
    corrected = them.bob.put(path, {"carrier": "DHL", "tracking_number": number})
    assert fields_of(corrected) == {"tracking_number"}


def test_a_number_is_kept_as_trackers_know_it(them: Site, on: SetDay) -> None:
    on(1)
    sent = {"tracking_number": "rr 1234-5678 5 cn", "handed_over_at": "2026-03-02T11:00:00Z"}
    parcel = them.bob.post("orders/order-1/parcels", sent).json()
    assert parcel["tracking_number"] == "RR123456785CN"
    assert parcel["number"]["validity"] == "well_formed"
    assert "China Post" in parcel["number"]["carriers"]
    assert parcel["links"]["17TRACK"].endswith("RR123456785CN")
    assert them.bob.get(f"parcels/{parcel['id']}").json() == parcel


def test_a_parcel_on_its_way_back_has_no_number_of_the_sellers(them: Site, on: SetDay) -> None:
    dispute = faulty(them, on)
    them.bob.post(f"disputes/{dispute}/acceptance")
    label = them.bob.upload("orders/order-1/evidence", "invoice").json()["number"]
    them.bob.post(f"disputes/{dispute}/return-label", {"address": "Berlin", "label": label})
    posted = {"posted_at": "2026-03-14T12:00:00Z", "tracking_number": "RR1", "carrier": "CTT"}
    shown = them.alice.post(f"disputes/{dispute}/return-parcel", posted).json()
    parcel = shown["returning"]["parcel"]
    assert them.bob.get(f"parcels/{parcel}").json()["leg"] == "return"
    answer = them.bob.put(f"parcels/{parcel}/tracking-number", RIGHT)
    assert refusal_of(answer) == (409, "not_in_this_status")
