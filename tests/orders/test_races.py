"""Two who act at the same instant: exactly one wins, and the loser is told what happened."""

import threading
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection

from amends.core.commands import AcceptClaim, Command, Withdraw
from amends.core.parties import Party
from amends.core.refusals import Refusal
from amends.orders.answers import Repeat, Stored
from amends.orders.beginning import begin
from amends.orders.door import Asked, handle
from amends.orders.verify import verify

from tests.orders.orders import BUYER, SELLER, START, ask, beginning, day, disputed

pytestmark = pytest.mark.django_db(transaction=True)
RACES = 100


def test_of_two_writers_one_wins_and_the_other_is_refused_by_the_new_status() -> None:
    for race in range(RACES):
        key = disputed(f"race-{race}").key[1]
        answers = at_once(
            partial(_outcome, key, BUYER, Withdraw()),
            partial(_outcome, key, SELLER, AcceptClaim()),
        )
        assert sorted(answers) == ["done", Refusal.NOT_IN_THIS_STATUS]
    assert list(verify()) == [RACES]


def test_a_duplicate_in_flight_waits_for_the_first_and_gets_its_answer() -> None:
    for race in range(RACES):
        key = disputed(f"twice-{race}").key[1]
        repeat = Repeat("bob", "token", "same", lambda loaded, _: Stored(201, str(loaded.version)))
        asked = Asked(key, SELLER, AcceptClaim(), repeat=repeat)
        answers = at_once(*[partial(_stored, asked)] * 3)
        assert len(set(answers)) == 1


def test_of_two_who_protect_the_same_order_one_makes_it() -> None:
    for race in range(RACES):
        made = at_once(*[partial(_begun, f"new-{race}")] * 2)
        assert sorted(made) == ["existed", "made"]
    assert list(verify()) == [RACES]


def at_once(*acts: Callable[[], str]) -> list[str]:
    """Let these happen at the same moment, and return what came of each."""
    barrier, answers = threading.Barrier(len(acts)), []

    def run(act: Callable[[], str]) -> None:
        barrier.wait()
        try:
            answers.append(act())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _stored(asked: Asked) -> str:
    return str(handle(asked, day(22)).stored)


def _begun(reference: str) -> str:
    return "existed" if begin([beginning(reference)], START)[0].existed else "made"


def _outcome(key: bytes, party: Party, command: Command) -> str:
    refused = ask(key, party, command, 22).refused
    return refused.refusal if refused else "done"
