"""What trackers push is checked, kept raw before it is answered, and handed on once."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory

from amends.parcels.hooks import BODY_MOST, receive
from amends.parcels.pushes import forget_taken, pending_pushes, pushes_taken, refusals
from amends.parcels.trackers import TRACKERS
from amends.parcels.trackers.track17.pushes import sign

from tests.parcels.orders import NOW
from tests.parcels.trackers.replies import track17, track17_event

pytestmark = pytest.mark.django_db
BODY = json.dumps(
    {"event": "TRACKING_UPDATED", "data": track17(track17_event("Delivered_Other", "Delivered"))}
).encode()
KEY = "key-of-17track"
TOKEN = "a-token-of-some-thirty-letters"


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    options = replace(settings.AMENDS_OPTIONS, track17_key=KEY, parcelsapp_push_token=TOKEN)
    monkeypatch.setattr(settings, "AMENDS_OPTIONS", options)


def pushed(name: str, body: bytes, query: str = "", **headers: str) -> HttpResponse:
    request = RequestFactory().post(
        f"/hooks/trackers/{name}{query}", body, content_type="application/json", headers=headers
    )
    return receive(request, name, NOW)


def test_a_signed_push_is_kept_raw_and_read_later() -> None:
    assert pushed("track17", BODY, sign=sign(BODY, KEY)).status_code == 202
    (kept,) = pending_pushes(10)
    assert (kept.tracker, kept.body, kept.received_at) == ("track17", BODY, NOW)
    assert kept.content_type == "application/json"
    assert TRACKERS[kept.tracker].read(kept.body).checkpoints


def test_the_same_push_again_is_kept_once_and_taken_once() -> None:
    for _ in range(2):
        assert pushed("track17", BODY, sign=sign(BODY, KEY)).status_code == 202
    (kept,) = pending_pushes(10)
    pushes_taken([kept.name], NOW)
    assert pending_pushes(10) == []
    assert forget_taken(NOW) == 0
    assert pushed("track17", BODY, sign=sign(BODY, KEY)).status_code == 202
    assert pending_pushes(10) == []
    assert forget_taken(NOW + timedelta(days=1)) == 1


def test_a_wrong_signature_is_refused_and_counted_and_nothing_is_kept() -> None:
    assert pushed("track17", BODY, sign="0" * 64).status_code == 401
    assert pushed("track17", BODY).status_code == 401
    assert pushed("generic", BODY).status_code == 401
    assert pending_pushes(10) == []
    assert refusals(NOW) == {"track17": 2, "generic": 1}


def test_a_tracker_that_signs_nothing_is_known_by_the_token_in_its_address() -> None:
    assert pushed("parcelsapp", b"{}", f"?token={TOKEN}").status_code == 202
    assert pushed("parcelsapp", b"{}", "?token=guessed").status_code == 401
    assert TRACKERS["parcelsapp"].pushes_are_hints


@pytest.mark.parametrize("name", ["usps", "postal_ninja", "pasted", "nobody"])
def test_who_never_pushes_has_no_address(name: str) -> None:
    assert pushed(name, BODY).status_code == 404


def test_what_is_no_push_is_answered_as_such() -> None:
    assert receive(RequestFactory().get("/"), "track17", NOW).status_code == 405
    assert pushed("track17", b"", sign=sign(b"", KEY)).status_code == 400
    assert pushed("track17", b"x" * (BODY_MOST + 1)).status_code == 413
    odd = RequestFactory().post("/", b"x", content_type="text/plain", CONTENT_LENGTH="-1")
    assert receive(odd, "track17", NOW).status_code == 413
    assert pending_pushes(10) == []


def test_the_oldest_come_first_and_no_more_than_asked_for() -> None:
    for number in range(3):
        body = b'{"n": %d}' % number
        assert pushed("track17", body, sign=sign(body, KEY)).status_code == 202
    assert len(pending_pushes(2)) == 2
