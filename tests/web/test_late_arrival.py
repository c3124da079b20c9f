"""It came after it was refunded: the buyer's three choices, and the case after silence."""

import pytest

from amends.core.commands import GrantGoodwill
from amends.core.order import Status
from amends.core.parties import Role
from amends.orders import door

from tests.web.conftest import SetDay
from tests.web.site import ask, at, browser, came_late, case_of, day, eur, party

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_choices_show_their_amounts(on: SetDay) -> None:
    key = came_late()
    on(23)
    page = browser("alice").get(at(key)).content.decode()
    assert "It came after you got €50.00 back. Say until" in page
    assert "You pay back €50.00" in page
    assert "You keep up to €15.00 for the wait, and pay back the rest, at least €35.00" in page
    assert "Nothing more to do" not in page


def test_a_part_is_kept_and_the_rest_paid_back(on: SetDay) -> None:
    key = came_late()
    on(23)
    alice = browser("alice")
    typed = {"choice": "keep_with_partial_refund", "kept": "40"}
    too_much = alice.post(at(key, "/late-arrival"), typed)
    assert too_much.status_code == 409
    assert "You can keep from €0.01 to €15.00" in too_much.content.decode()
    assert alice.post(at(key, "/late-arrival"), {**typed, "kept": "15"}).status_code == 302
    page = alice.get(at(key)).content.decode()
    assert "You keep €15.00 of the refund, and pay back €35.00" in page
    claims = [t for t in door.read(key, day(23)).order.transfers if t.kind == "claim"]
    assert [claim.moved for claim in claims] == [eur(3500)]


@pytest.mark.parametrize(("choice", "claimed"), [("keep_and_pay_back", [5000]), ("refuse", [])])
def test_everything_or_nothing_is_paid_back(choice: str, claimed: list[int], on: SetDay) -> None:
    key = came_late()
    on(23)
    browser("alice").post(at(key, "/late-arrival"), {"choice": choice})
    order = door.read(key, day(23)).order
    claims = [t.moved.minor for t in order.transfers if t.kind == "claim"]
    assert claims == claimed


def test_silence_makes_a_case_in_which_the_mediator_says_what_is_kept(on: SetDay) -> None:
    key = came_late()
    on(31)
    assert door.read(key, day(31)).order.status is Status.UNDER_REVIEW
    case = case_of(key)
    mira = browser("mira")
    paid_back = browser("alice").get(at(key, "/dispute")).content.decode()
    assert "This ends the dispute, and you then pay back all of your refund, €50.00." in paid_back
    page = mira.get(case).content.decode()
    assert "The buyer keeps the refund, €50.00" in page
    assert "Who pays a refund" not in page
    typed = {"outcome": "refund", "part": "yes", "refund": "10", "text": "For the long wait."}
    assert mira.post(f"{case}/decision", typed).status_code == 302
    assert door.read(key, day(31)).order.status is Status.DECIDED


def test_a_gift_is_nothing_that_is_paid_back(on: SetDay) -> None:
    key = came_late()
    ask(key, party(Role.OPERATOR, "oscar"), GrantGoodwill(eur(1000), "We are sorry."), 23)
    on(23)
    page = browser("alice").get(at(key)).content.decode()
    assert "It came after you got €50.00 back. Say until" in page
    assert "You got €50.00 back for it" in page
    assert "You pay back €50.00" in page
    assert "You keep up to €15.00 for the wait, and pay back the rest, at least €35.00" in page
    assert "You keep your refund of €50.00" in page
