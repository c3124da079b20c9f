"""Every step that the API offers to somebody leads somewhere, and to that somebody."""

import pytest
from django.db import OperationalError

from amends.accounts.models import Person
from amends.orders import door
from amends.orders.store import ChangedMeanwhile

from tests.api.conftest import SetDay, claimed, faulty, handed_over
from tests.api.machine import Json, Machine, Site, eur

pytestmark = pytest.mark.django_db(transaction=True)
ORDER = "orders/order-1"


def require_open(them: Site) -> set[str]:
    """Try every offered step with an empty request; return the names of what was offered."""
    key = them.shop.get(ORDER).json()["key"]
    offered = set()
    for machine in (them.alice, them.bob, them.mira, them.oscar, them.shop):
        for act in machine.get(f"orders/{key}").json()["available_actions"]:
            offered.add(act["action"])
            assert act["consequence_of_silence"]
            require_leads(them, machine, act)
    return offered


def require_leads(them: Site, machine: Machine, act: Json) -> None:
    """Check that the address of an offered step is there for the one to whom it is offered."""
    if act["method"] == "DELETE":
        # It has no body to be wrong: who has no such order is told that it is not there.
        assert them.charlie.delete(act["path"]).status_code == 404
        return
    send = machine.put if act["method"] == "PUT" else machine.post
    # An empty NothingBody would be a whole request, so this one is wrong for every step.
    answer = send(act["path"], {"nothing": "like this"})
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed"), act


def test_every_offered_step_leads_somewhere(them: Site, on: SetDay) -> None:
    assert {"hand_over", "send_message", "add_evidence"} <= require_open(them)
    handed_over(them, on)
    assert {"request_extension", "confirm_receipt"} <= require_open(them)
    on(15)
    them.alice.post(f"{ORDER}/extensions", {"days": 1})
    assert "answer_extension" in require_open(them)


def test_every_offered_step_of_a_dispute_leads_somewhere(them: Site, on: SetDay) -> None:
    dispute = claimed(them, on)
    assert {"accept_claim", "refuse_claim", "make_offer", "withdraw"} <= require_open(them)
    them.bob.post(f"disputes/{dispute}/offers", {"refund": eur(100)})
    assert {"accept_offer", "decline_offer", "escalate"} <= require_open(them)
    them.alice.post(f"disputes/{dispute}/escalation")
    assert {"decide", "request_evidence"} <= require_open(them)
    decision = {"outcome": "refund", "refund": eur(100), "reasons": "It is so."}
    them.mira.post(f"disputes/{dispute}/decision", decision)
    assert {"appeal", "choose_refund_method"} <= require_open(them)
    on(40)
    assert {"confirm_transfer", "send_message"} <= require_open(them)


def test_every_offered_step_of_a_return_leads_somewhere(them: Site, on: SetDay) -> None:
    dispute = faulty(them, on)
    assert {"ask_for_number", "correct_number"} <= require_open(them)
    them.bob.post(f"disputes/{dispute}/acceptance")
    assert "give_return_address" in require_open(them)
    label = them.bob.upload(f"{ORDER}/evidence", "invoice").json()["number"]
    sent = {"address": "Berlin", "label": label}
    them.bob.post(f"disputes/{dispute}/return-label", sent)
    assert {"ship_return", "freeze_for_chargeback"} <= require_open(them)
    taken = {"disputed": eur(5000), "reference": "dp_1"}
    them.shop.post(f"{ORDER}/chargeback", taken)
    assert "end_chargeback" in require_open(them)
    lost = {"won": False, "charged_back": eur(5000)}
    them.shop.post(f"{ORDER}/chargeback/end", lost)
    assert {"grant_goodwill"} <= require_open(them)


def test_every_offered_step_after_nothing_was_accepted_leads_somewhere(
    them: Site, on: SetDay
) -> None:
    dispute = claimed(them, on)
    offers = them.bob.post(f"disputes/{dispute}/offers", {"refund": eur(0)}).json()["offers"]
    them.alice.post(f"offers/{offers[0]['id']}/acceptance")
    assert "undo_acceptance" in require_open(them)


def test_who_mediates_and_operates_is_offered_the_steps_of_both(them: Site, on: SetDay) -> None:
    Person.objects.filter(reference="mira").update(is_operator=True)
    handed_over(them, on)
    key = them.alice.post(f"{ORDER}/receipt").json()["key"]
    acts = [act["action"] for act in them.mira.get(f"orders/{key}").json()["available_actions"]]
    assert "grant_goodwill" in acts
    assert len(acts) == len(set(acts))
    gift = {"refund": eur(1), "text": "For the wait."}
    assert them.mira.post(f"orders/{key}/goodwill", gift).status_code == 201


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (OperationalError("server closed the connection"), 503, "unavailable"),
        (ChangedMeanwhile(), 409, "changed_meanwhile"),
    ],
)
def test_what_the_database_does_not_do_is_a_problem_too(
    them: Site, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, code: str
) -> None:
    def fails(*_: Json) -> Json:
        raise error

    monkeypatch.setattr(door, "handle", fails)
    answer = them.alice.post(f"{ORDER}/messages", {"text": "Hello"})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
