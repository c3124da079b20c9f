"""Staff who also buy and sell: of an order of their own they are a party, and nothing else."""

import pytest

from amends.core.commands import AcceptClaim, RefuseClaim
from amends.core.parties import Role
from amends.core.transfers import TransferState
from amends.orders import door, keys, queries

from tests.web.conftest import SetDay
from tests.web.site import BUYER, SELLER, ask, at, browser, case_of, day, disputed, person, reviewed

pytestmark = pytest.mark.django_db(transaction=True)


def shops_as(staff: str, *ids: str) -> None:
    """Let one of the staff be somebody in the marketplace too."""
    someone = person(staff)
    someone.also = " ".join(ids)
    someone.save()


def test_a_mediator_who_bought_it_sees_it_as_its_buyer(on: SetDay) -> None:
    key = reviewed()
    shops_as("mira", BUYER.id)
    on(23)
    mira = browser("mira")
    assert mira.get(case_of(key)).status_code == 404
    assert mira.get(at(key)).status_code == 200
    decided = {"outcome": "refund", "text": "Because I say so."}
    assert mira.post(f"{case_of(key)}/decision", decided).status_code == 404
    assert not door.read(key, day(23)).order.dispute.decisions
    assert mira.post(at(key, "/message"), {"text": "Where is it?"}).status_code == 302
    said = queries.history(door.read(key, day(23)).key)[-1]
    assert (said.role, said.actor) == (Role.BUYER, BUYER.id)


def test_their_own_case_is_not_in_their_queue_nor_their_notices(on: SetDay) -> None:
    key = reviewed()
    on(23)
    mira = browser("mira")
    for page in ("/queue", "/notices"):
        assert keys.spell(key) in mira.get(page).content.decode()
    shops_as("mira", "somebody", SELLER.id)
    assert keys.spell(key) not in mira.get("/queue").content.decode()
    assert case_of(key) not in mira.get("/notices").content.decode()
    assert at(key) in mira.get("/notices").content.decode()


def test_an_operator_pays_nobody_of_their_own_order(on: SetDay) -> None:
    key = disputed()
    ask(key, SELLER, AcceptClaim(), 22)
    on(22)
    oscar = browser("oscar")
    assert keys.spell(key) in oscar.get("/transfers").content.decode()
    shops_as("oscar", BUYER.id)
    assert keys.spell(key) not in oscar.get("/transfers").content.decode()
    made = {"text": "paid by hand"}
    number = door.read(key, day(22)).order.transfers[0].number
    assert oscar.post(f"/transfers/{keys.spell(key)}-t{number}/made", made).status_code == 404
    assert door.read(key, day(22)).order.transfers[0].state is TransferState.INTENT


def test_who_is_another_persons_counterpart_may_still_mediate_elsewhere(on: SetDay) -> None:
    key = disputed()
    ask(key, SELLER, RefuseClaim("No."), 22)
    shops_as("mira", "somebody")
    on(22)
    assert browser("mira").get(case_of(key)).status_code == 200
