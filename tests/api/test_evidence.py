"""Files: who may see which form of them, and how a browser gets them."""

import shutil

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from amends.accounts.models import Person
from amends.accounts.people import person_id

from tests.api.conftest import SetDay, claimed, handed_over
from tests.api.machine import CLAIM, Json, Site, refusal_of
from tests.evidence import films
from tests.web.site import photo

pytestmark = pytest.mark.django_db(transaction=True)
EVIDENCE = "orders/order-1/evidence"


@pytest.fixture
def added(them: Site, on: SetDay) -> Json:
    """Alice's photo, added before any dispute."""
    handed_over(them, on)
    answer = them.alice.upload(EVIDENCE)
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_a_file_is_answered_by_its_number(them: Site, added: Json) -> None:
    assert (added["number"], added["by"], added["kind"]) == (1, "buyer", "photo")
    assert added["id"].endswith("-e1")
    assert them.alice.get("orders/order-1").json()["evidence"] == [added]


def test_it_is_its_owners_alone_until_there_is_a_dispute(them: Site, added: Json) -> None:
    missing = them.bob.get(f"evidence/{added['id'][:-1]}9/content").content
    for other in (them.bob, them.charlie):
        answer = other.get(added["content"])
        assert (answer.status_code, answer.content) == (404, missing)
    assert them.bob.get("orders/order-1").json()["evidence"] == []
    own = them.alice.get(added["content"])
    own.close()
    assert own.status_code == 200


def test_a_draft_for_a_second_dispute_is_its_owners_alone_too(them: Site, on: SetDay) -> None:
    first = claimed(them, on)
    shown = them.alice.upload(EVIDENCE).json()
    assert them.alice.post(f"disputes/{first}/withdrawal", {}).status_code == 201
    draft = them.alice.upload(EVIDENCE).json()
    assert them.bob.get("orders/order-1").json()["evidence"] == [shown]
    assert them.bob.get(draft["content"]).status_code == 404
    assert them.alice.get("orders/order-1").json()["evidence"] == [shown, draft]
    second = them.alice.post(
        "orders/order-1/disputes", {**CLAIM, "reason": "delivered_not_received"}
    )
    assert second.status_code == 201
    assert them.bob.get("orders/order-1").json()["evidence"] == [shown, draft]


def test_it_is_served_as_nothing_that_could_run(them: Site, added: Json) -> None:
    answer = them.alice.get(added["content"])
    answer.close()
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    small = them.alice.get(f"{added['content']}?thumbnail")
    small.close()
    assert (small.status_code, small["Content-Type"]) == (200, "image/jpeg")


def test_a_file_that_is_sent_again_is_one_file(them: Site, added: Json) -> None:
    sent = [_upload(them, "photo", "same") for _ in range(2)]
    assert sent[0].content == sent[1].content
    assert sent[0].json()["number"] == 2
    other = _upload(them, "carrier_letter", "same")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_a_video_is_given_in_parts(them: Site, on: SetDay) -> None:
    handed_over(them, on)
    film = SimpleUploadedFile("door.mp4", films.mp4(), "video/mp4")
    headers = them.alice.headers({"Idempotency-Key": "film"})
    path = f"/api/v1/{EVIDENCE}"
    added = them.alice.client.post(path, {"file": film}, headers=headers).json()
    assert added["kind"] == "video"
    part = them.alice.get(added["content"], Range="bytes=4-7")
    assert (part.status_code, part.content) == (206, b"ftyp")
    assert part["Content-Range"].startswith("bytes 4-7/")
    assert them.alice.get(added["content"], Range="bytes=9999999-").status_code == 416


def test_the_original_is_for_staff_with_a_reason(them: Site, on: SetDay) -> None:
    dispute = claimed(them, on)
    content = them.alice.upload(EVIDENCE).json()["content"]
    assert them.bob.get(f"disputes/{dispute}").json()["evidence"][0]["content"] == content
    asked = f"{content}?original=1&reason=the+photo+looks+edited"
    for party in (them.alice, them.bob, them.shop):
        assert party.get(asked).status_code == 403
    assert them.mira.get(f"{content}?original=1").json()["errors"][0]["field"] == "reason"
    original = them.oscar.get(asked)
    original.close()
    assert original["Content-Disposition"].startswith("attachment")


def test_staff_who_are_a_party_act_as_that_party_alone(them: Site, on: SetDay) -> None:
    dispute = claimed(them, on)
    added = them.alice.upload(EVIDENCE).json()
    assert them.mira.get(f"disputes/{dispute}").json()["available_actions"]
    Person.objects.filter(login="mira").update(also=person_id("shop", "bob"))
    asked = f"{added['content']}?original=1&reason=the+photo+looks+edited"
    assert them.mira.get(asked).status_code == 403
    order = added["id"].rpartition("-")[0]
    assert (
        them.mira.get(f"orders/{order}").json()["available_actions"]
        == (them.bob.get("orders/order-1").json()["available_actions"])
    )
    decided = {"outcome": "release", "reasons": "It was delivered."}
    answer = them.mira.post(f"disputes/{dispute}/decision", decided)
    assert refusal_of(answer) == (403, "not_your_role")


def test_a_file_that_is_gone_is_said_as_a_problem(them: Site, added: Json) -> None:
    shutil.rmtree(settings.AMENDS_EVIDENCE)
    for path in (added["content"], f"{added['content']}?original=1&reason=the+disk+broke"):
        answer = (them.mira if "original" in path else them.alice).get(path)
        assert (answer.status_code, answer.json()["code"]) == (503, "file_unavailable")


@pytest.mark.parametrize("kind", ["statement", "odd"])
def test_what_a_file_can_be_is_named(them: Site, kind: str) -> None:
    answer = them.alice.upload(EVIDENCE, kind)
    assert answer.json()["errors"][0]["field"] == "kind"


def _upload(them: Site, kind: str, token: str) -> Json:
    headers = them.alice.headers({"Idempotency-Key": token})
    sent = {"file": photo("again.jpg"), "kind": kind}
    return them.alice.client.post(f"/api/v1/{EVIDENCE}", sent, headers=headers)
