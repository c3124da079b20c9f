"""An operator freezes an order for a chargeback, records its end, and gives goodwill."""

import pytest

from amends.core.commands import AcceptClaim, FreezeForChargeback
from amends.core.order import Status
from amends.core.outcomes import Outcome
from amends.core.parties import PLATFORM
from amends.orders import door

from tests.web.conftest import SetDay
from tests.web.site import SELLER, ask, at, browser, case_of, day, disputed, eur, reviewed

pytestmark = pytest.mark.django_db(transaction=True)


def test_everything_waits_for_the_bank_and_then_goes_on(on: SetDay) -> None:
    key = disputed()
    on(22)
    oscar = browser("oscar")
    assert oscar.post(f"{case_of(key)}/chargeback", {"disputed": "50"}).status_code == 409
    typed = {"disputed": "50", "text": "du_1"}
    assert oscar.post(f"{case_of(key)}/chargeback", typed).status_code == 302
    assert door.read(key, day(22)).order.status is Status.FROZEN
    page = browser("alice").get(at(key)).content.decode()
    assert "A bank looks at the payment" in page
    assert "Your bank looks at the payment. Everything waits for it" in page
    assert oscar.post(f"{case_of(key)}/chargeback-result", {}).status_code == 409
    assert oscar.post(f"{case_of(key)}/chargeback-result", {"result": "won"}).status_code == 302
    assert door.read(key, day(22)).order.status is Status.AWAITING_SELLER


def test_what_the_bank_took_is_recorded(on: SetDay) -> None:
    key = disputed()
    on(22)
    oscar = browser("oscar")
    oscar.post(f"{case_of(key)}/chargeback", {"disputed": "20", "text": "du_1"})
    lost = {"result": "lost", "charged_back": "20"}
    assert oscar.post(f"{case_of(key)}/chargeback-result", lost).status_code == 302
    assert door.read(key, day(22)).order.charged_back == eur(2000)
    assert "Taken back by the bank" in browser("bob").get(at(key)).content.decode()


def test_goodwill_comes_from_the_platform(on: SetDay) -> None:
    key = disputed()
    ask(key, SELLER, AcceptClaim(), 22)
    on(22)
    oscar = browser("oscar")
    assert oscar.post(f"{case_of(key)}/goodwill", {"refund": "5"}).status_code == 409
    typed = {"refund": "5", "text": "For the trouble."}
    assert oscar.post(f"{case_of(key)}/goodwill", typed).status_code == 302
    page = browser("alice").get(at(key)).content.decode()
    assert "The platform gives you €5.00 from its own pocket" in page


@pytest.mark.parametrize("name", ["goodwill", "chargeback", "chargeback-result"])
def test_these_are_for_operators_only(name: str, on: SetDay) -> None:
    key = reviewed()
    on(23)
    mira = browser("mira")
    assert mira.post(f"{case_of(key)}/{name}").status_code == 404
    assert "goodwill" not in mira.get(case_of(key)).content.decode()


def test_the_title_says_that_the_bank_took_all_of_it_back(on: SetDay) -> None:
    key = disputed()
    on(22)
    oscar = browser("oscar")
    oscar.post(f"{case_of(key)}/chargeback", {"disputed": "50", "text": "du_1"})
    oscar.post(f"{case_of(key)}/chargeback-result", {"result": "lost", "charged_back": "50"})
    assert door.read(key, day(22)).order.outcome is Outcome.CHARGED_BACK
    assert "Your bank gave €50.00 back" in browser("alice").get(at(key)).content.decode()
    bobs = browser("bob").get(at(key)).content.decode()
    assert "The buyer&#39;s bank took €50.00 back. You get €0.00" in bobs


def test_the_first_of_several_is_recorded_and_the_others_are_waited_for(on: SetDay) -> None:
    key = disputed()
    ask(key, PLATFORM, FreezeForChargeback(eur(2000), "du_1"), 22)
    ask(key, PLATFORM, FreezeForChargeback(eur(1000), "du_2"), 23)
    on(24)
    oscar = browser("oscar")
    page = oscar.get(case_of(key)).content.decode()
    assert "How did the chargeback of €20.00 end?" in page
    assert "2 run. This is the first of them" in page
    # The moment at which the bank asked, not the one at which the dispute was opened.
    asked = browser("alice").get(at(key)).content.decode().partition("for €20.00 back, ")[2]
    assert asked.startswith('<time datetime="2026-03-23T')
    oscar.post(f"{case_of(key)}/chargeback-result", {"result": "won"})
    page = oscar.get(case_of(key)).content.decode()
    assert "How did the chargeback of €10.00 end?" in page
    assert "2 run" not in page
