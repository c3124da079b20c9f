"""Opening a dispute: four steps that keep what was typed, and say what the rule says."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from amends.core.order import Status
from amends.core.reasons import Reason
from amends.orders import door, queries

from tests.web.conftest import SetDay
from tests.web.site import arrived, at, browser, day, eur, late, photo, shipped

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_whole_way_from_the_order_to_an_open_dispute(on: SetDay) -> None:
    key = late()
    on(21)
    alice = browser("alice")
    first = alice.get(at(key, "/open")).content.decode()
    assert "Refund only" in first
    assert "Did you receive it?" in first
    went = alice.post(at(key, "/open/1/go"), {"remedy": "refund_only", "received": "no"})
    assert went["Location"] == at(key, "/open/2")
    second = alice.get(at(key, "/open/2")).content.decode()
    assert "Fits what the parcel shows" in second
    assert "Decided again" not in second
    alice.post(at(key, "/open/2/go"), {"reason": "late"})
    third = alice.get(at(key, "/open/3")).content.decode()
    assert "At most €50.00" in third
    assert "The store wallet" in third
    typed = {
        "lines": ["1"],
        "refund": "40",
        "refund_method": "store_wallet",
        "text": "Não chegou.",
        "files": photo(),
        "kind": "photo",
    }
    assert alice.post(at(key, "/open/3/go"), typed)["Location"] == at(key, "/open/4")
    last = alice.get(at(key, "/open/4")).content.decode()
    assert "Não chegou." in last
    assert "€40.00" in last
    assert "thumbnail" in last
    assert alice.post(at(key, "/open/4/go"))["Location"] == at(key, "/dispute")
    order = door.read(key, day(21)).order
    assert order.status is Status.AWAITING_SELLER
    dispute = order.dispute
    assert (dispute.reason, dispute.refund, dispute.lines) == (Reason.LATE, eur(4000), (1,))
    assert "Não chegou." in browser("bob").get(at(key, "/dispute")).content.decode()


def test_what_the_rule_says_stands_beside_the_form(on: SetDay) -> None:
    key = late()
    on(21)
    page = browser("alice").get(at(key, "/open/2")).content.decode()
    assert "Wait until" in page
    assert "Rule late-1" in page
    assert "You asked the seller first" in page


def test_a_file_that_is_refused_keeps_the_statement(on: SetDay) -> None:
    key = late()
    on(21)
    bad = SimpleUploadedFile("photo.jpg", b"<html><script>alert(1)</script></html>", "image/jpeg")
    typed = {"text": "I waited for weeks.", "files": bad, "go": "on"}
    answer = browser("alice").post(at(key, "/open/3/go"), typed)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "photo.jpg: This type of file is not accepted" in page
    assert "I waited for weeks." in page
    again = browser("alice").get(at(key, "/open/3")).content.decode()
    assert "I waited for weeks." in again


@pytest.mark.parametrize("refund", ["0", "-1", "50.01", "lots", "1.005", "1e999"])
def test_a_wrong_sum_is_said_where_it_stands(refund: str, on: SetDay) -> None:
    key = late()
    on(21)
    typed = {"refund": refund, "text": "Not here.", "refund_method": "original_payment"}
    answer = browser("alice").post(at(key, "/open/3/go"), typed)
    assert answer.status_code == 409
    assert 'id="refund-wrong"' in answer.content.decode()


def test_leaving_keeps_the_draft(on: SetDay) -> None:
    key = late()
    on(21)
    alice = browser("alice")
    alice.post(at(key, "/open/3/go"), {"text": "Half a sentence", "go": "leave"})
    assert "Half a sentence" in alice.get(at(key, "/open/3")).content.decode()


def test_nothing_is_submitted_while_something_is_missing(on: SetDay) -> None:
    key = late()
    on(21)
    assert browser("alice").post(at(key, "/open/4/go"))["Location"] == at(key, "/open/3")
    assert door.read(key, day(21)).order.status is Status.SHIPPED


def test_too_early_is_said_before_anything_is_typed(on: SetDay) -> None:
    key = shipped()
    on(5)
    answer = browser("alice").get(at(key, "/open"))
    assert answer.status_code == 409
    assert "It is still on time" in answer.content.decode()


def test_a_received_thing_needs_a_photo(on: SetDay) -> None:
    key = late()
    on(21)
    alice = browser("alice")
    alice.post(at(key, "/open/1/go"), {"received": "yes"})
    alice.post(at(key, "/open/2/go"), {"reason": "damaged"})
    alice.post(at(key, "/open/3/go"), {"text": "Broken."})
    answer = alice.post(at(key, "/open/4/go"))
    assert "For this reason a photo or a video is needed" in answer.content.decode()
    alice.post(at(key, "/open/3/go"), {"text": "Broken.", "files": photo()})
    assert alice.post(at(key, "/open/4/go"))["Location"] == at(key, "/dispute")


def test_only_the_buyer_opens(on: SetDay) -> None:
    key = late()
    on(21)
    for name in ("bob", "charlie", "mira"):
        assert browser(name).get(at(key, "/open")).status_code == 404


def test_a_file_is_its_owners_alone_until_the_dispute_is_open(on: SetDay) -> None:
    key = late()
    on(21)
    alice, bob = browser("alice"), browser("bob")
    alice.post(at(key, "/open/3/go"), {"text": "Not here.", "files": photo(), "go": "files"})
    part = at(key, "-e1").replace("/orders/", "/evidence/")
    shown = alice.get(part)
    shown.close()
    assert shown.status_code == 200
    assert "sandbox" in shown["Content-Security-Policy"]
    assert shown["X-Content-Type-Options"] == "nosniff"
    small = alice.get(f"{part}/thumbnail")
    small.close()
    assert small.status_code == 200
    assert bob.get(part).status_code == 404
    alice.post(at(key, "/open/4/go"))
    theirs = bob.get(part)
    theirs.close()
    assert theirs.status_code == 200
    assert browser("charlie").get(part).status_code == 404
    assert len(queries.texts(door.read(key, day(21)).key)) == 2


def test_a_return_is_asked_for_and_what_did_not_come_cannot_go_back(on: SetDay) -> None:
    key = arrived()
    on(13)
    alice = browser("alice")
    page = alice.get(at(key, "/open/1")).content.decode()
    assert "You send it back first" in page
    typed = {"remedy": "return_and_refund", "received": "no"}
    refused = alice.post(at(key, "/open/1/go"), typed)
    assert refused.status_code == 409
    assert "What did not come cannot be sent back" in refused.content.decode()
    alice.post(at(key, "/open/1/go"), {**typed, "received": "yes"})
    alice.post(at(key, "/open/2/go"), {"reason": "different"})
    third = {"lines": ["1"], "refund": "40", "text": "Wrong colour.", "files": photo()}
    alice.post(at(key, "/open/3/go"), third)
    check = alice.get(at(key, "/open/4")).content.decode()
    assert "Return and refund" in check
    assert "The rest of the order waits meanwhile" in check
    alice.post(at(key, "/open/4/go"))
    dispute = door.read(key, day(13)).order.dispute
    assert (dispute.remedy, dispute.lines) == ("return_and_refund", (1,))
