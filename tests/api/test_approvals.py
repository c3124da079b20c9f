"""Large decisions wait for a second person, who approves exactly what was read."""

import pytest

from tests.api.conftest import SetDay, action, claimed
from tests.api.machine import Json, Site, body, eur, fields_of, refusal_of, site

pytestmark = pytest.mark.django_db(transaction=True)
REFUND = {"outcome": "refund", "refund": eur(4000), "reasons": "It never came."}


@pytest.fixture
def them(on: SetDay) -> Site:
    """Everybody, and an order of a marketplace where one person decides up to ten euros alone."""
    on(0)
    made = site()
    sent = body(terms={"approval_above": 1000})
    answer = made.shop.put("orders/order-1", sent)
    assert answer.status_code == 201, answer.content
    return made


@pytest.fixture
def proposed(them: Site, on: SetDay) -> Json:
    """Mira has decided on day 24, and nothing is decided yet."""
    dispute = claimed(them, on)
    on(24)
    answer = them.mira.post(f"disputes/{dispute}/decision", REFUND)
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_nothing_is_decided_before_a_second_person_agrees(them: Site, proposed: Json) -> None:
    assert (proposed["status"], proposed["decisions"]) == ("under_review", [])
    waiting = proposed["proposed"]
    assert waiting["decision"]["id"] == f"{proposed['id']}-c1"
    assert waiting["decision"]["reasons"] == "It never came."
    assert (waiting["decision"]["refund"], waiting["due_at"]) == (
        eur(4000),
        "2026-03-27T12:00:00Z",
    )
    path = action(them.moses, "approve_decision")["path"]
    assert path.endswith(f"decisions/{proposed['id']}-c1/approval")
    digest = {"digest": waiting["digest"]}
    answer = them.moses.post(path, digest, Idempotency_Key="yes")
    assert answer.status_code == 201
    decided = answer.json()
    assert (decided["status"], decided["proposed"]) == ("decided", None)
    assert decided["decisions"][0]["refund"] == eur(4000)
    assert decided["decisions"][0]["reasons"] == "It never came."
    assert them.moses.post(path, digest, Idempotency_Key="yes").content == answer.content
    assert them.moses.post(path, digest).status_code == 409


def test_the_parties_do_not_see_what_is_not_decided(them: Site, proposed: Json) -> None:
    for who in (them.alice, them.bob, them.shop):
        assert who.get(f"disputes/{proposed['id']}").json()["proposed"] is None
    for who in (them.moses, them.oscar):
        seen = who.get(f"disputes/{proposed['id']}").json()["proposed"]
        assert seen == proposed["proposed"]


def test_nobody_approves_their_own_decision(them: Site, proposed: Json) -> None:
    path, digest = f"decisions/{proposed['id']}-c1", proposed["proposed"]["digest"]
    own = them.mira.post(f"{path}/approval", {"digest": digest})
    assert refusal_of(own) == (403, "own_decision")
    no = them.mira.post(f"{path}/approval-refusal", {"digest": digest, "text": "Not so."})
    assert refusal_of(no) == (403, "own_decision")


def test_what_was_edited_since_is_not_approved(them: Site, proposed: Json) -> None:
    path, digest = f"decisions/{proposed['id']}-c1", proposed["proposed"]["digest"]
    edited = {**REFUND, "refund": eur(3000)}
    latest = them.mira.post(f"disputes/{proposed['id']}/decision", edited).json()["proposed"]
    assert latest["digest"] != digest
    for step, more in (("approval", {}), ("approval-refusal", {"text": "Too much."})):
        answer = them.moses.post(f"{path}/{step}", {"digest": digest, **more})
        assert refusal_of(answer) == (409, "decision_changed")
        assert answer.json()["details"] == {"digest": latest["digest"]}
    answer = them.moses.post(f"{path}/approval", {"digest": latest["digest"]})
    assert answer.json()["decisions"][0]["refund"] == eur(3000)


def test_a_second_person_says_no(them: Site, proposed: Json) -> None:
    sent = {"digest": proposed["proposed"]["digest"], "text": "Look at the photo."}
    path = f"decisions/{proposed['id']}-c1/approval-refusal"
    answer = them.moses.post(path, sent, Idempotency_Key="no")
    assert (answer.status_code, answer.json()["proposed"]) == (201, None)
    assert them.moses.post(path, sent, Idempotency_Key="no").content == answer.content
    assert them.moses.post(path, sent).status_code == 404
    again = them.moses.post(f"decisions/{proposed['id']}-c1/approval", {"digest": sent["digest"]})
    assert again.status_code == 404


def test_parties_strangers_and_wrong_addresses(them: Site, proposed: Json) -> None:
    digest = {"digest": proposed["proposed"]["digest"]}
    path = f"decisions/{proposed['id']}-c1/approval"
    for who in (them.alice, them.bob, them.charlie, them.shop):
        assert refusal_of(who.post(path, digest)) == (403, "forbidden")
    for wrong in ("nothing", f"{proposed['id']}-c2", f"{proposed['id']}-o1", proposed["id"]):
        assert them.moses.post(f"decisions/{wrong}/approval", digest).status_code == 404


def test_every_wrong_field_is_named(them: Site, proposed: Json) -> None:
    path = f"decisions/{proposed['id']}-c1"
    assert fields_of(them.moses.post(f"{path}/approval", {"digest": "x"})) == {"digest"}
    assert fields_of(them.moses.post(f"{path}/approval-refusal", {})) == {"digest", "text"}


def test_a_small_decision_needs_nobody_else(them: Site, on: SetDay) -> None:
    dispute = claimed(them, on, lines=[2], refund=eur(556))
    on(24)
    sent = {**REFUND, "refund": eur(300)}
    assert them.mira.post(f"disputes/{dispute}/decision", sent).json()["status"] == "decided"
