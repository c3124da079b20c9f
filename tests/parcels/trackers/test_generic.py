"""The generic webhook: signed as Standard Webhooks' own library signs."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks.webhooks import Webhook

from amends.core.parcel import ParcelStatus
from amends.parcels.trackers import TRACKERS
from amends.parcels.trackers.contract import Access, Push
from amends.parcels.trackers.generic.pushes import sign, verify_push
from amends.parcels.trackers.reading import Trouble

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
SECRET = "whsec_" + base64.b64encode(b"a secret of twenty-four bytes").decode()
BODY = json.dumps({"checkpoints": [{"number": "A1", "status": "delivered"}]}).encode()


def pushed(signature: str, sent_at: datetime = NOW, secret: str = SECRET) -> bool:
    headers = {
        "webhook-id": "msg-1",
        "webhook-timestamp": str(int(sent_at.timestamp())),
        "webhook-signature": signature,
    }
    return verify_push(Push(headers, BODY, "", NOW), Access(secret=secret))


def theirs(sent_at: datetime = NOW) -> str:
    return str(Webhook(SECRET).sign("msg-1", sent_at, BODY.decode()))


def test_a_push_signed_by_the_standards_own_library_is_believed() -> None:
    assert pushed(theirs())
    assert pushed(f"v1,bm90IGl0 {theirs()}")
    assert theirs() == sign(BODY, SECRET, name="msg-1", seconds=int(NOW.timestamp()))


def test_a_wrong_an_old_and_a_missing_signature_are_not() -> None:
    assert not pushed("")
    assert not pushed("v1,bm90IGl0")
    assert not pushed(theirs(), secret="another secret of twenty-four")
    assert not pushed(theirs(), secret="")
    old = NOW - timedelta(minutes=6)
    assert not pushed(theirs(old), old)
    assert pushed(theirs(NOW - timedelta(minutes=4)), NOW - timedelta(minutes=4))


@pytest.mark.parametrize("stamped", ["", "soon", "9" * 30, "-5", "١٢"])
def test_a_time_that_is_none_is_refused(stamped: str) -> None:
    headers = {"webhook-id": "m", "webhook-timestamp": stamped, "webhook-signature": theirs()}
    assert not verify_push(Push(headers, BODY, "", NOW), Access(secret=SECRET))


def test_a_secret_in_plain_letters_is_taken_as_it_is() -> None:
    plain = "a secret of more than 24 letters"
    assert pushed(sign(BODY, plain, name="msg-1", seconds=int(NOW.timestamp())), secret=plain)


def test_its_checkpoints_are_in_the_words_of_the_domain() -> None:
    read = TRACKERS["generic"].read(BODY)
    assert [one.status for one in read.checkpoints] == [ParcelStatus.DELIVERED]
    assert read.checkpoints[0].physical
    broken = TRACKERS["generic"].read(b'{"checkpoints": {}}')
    assert [p.trouble for p in broken.problems] == [Trouble.UNREADABLE]
