"""The door: what is recorded, what is refused, what a repeat gets."""

import logging
from dataclasses import replace

import pytest
from django.db import connection

from amends.core.commands import (
    AcceptClaim,
    ConfirmReceipt,
    ConfirmTransfer,
    Decide,
    SendMessage,
)
from amends.core.order import Status
from amends.core.parcel import ParcelStatus
from amends.core.refusals import Refusal, Refused
from amends.core.rulings import RulingOutcome
from amends.database.instants import micros
from amends.orders import answers, door, queries
from amends.orders.answers import Repeat, Stored, TokenReused
from amends.orders.beginning import begin
from amends.orders.door import Asked
from amends.orders.keys import key_of, spell
from amends.orders.loaded import Loaded
from amends.orders.moving import LOOKED_AT_AGAIN

from tests.orders.orders import (
    BUYER,
    MEDIATOR,
    OPERATOR,
    SELLER,
    START,
    ask,
    beginning,
    day,
    disputed,
    eur,
    late,
    protected,
    scanned,
    shipped,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_order_is_protected_once_however_often_it_is_sent() -> None:
    first, again = begin([beginning()], START), begin([beginning()], day(1))
    assert first[0].loaded is not None
    assert again[0].existed
    assert door.read(key_of("shop", "order-1"), day(1)).version == 1


def test_the_same_order_twice_in_one_batch_is_one_order() -> None:
    begun = begin([beginning(), beginning()], START)
    assert [b.loaded is not None for b in begun] == [True, True]
    assert _count("orders") == 1


def test_a_missing_order_is_unknown() -> None:
    with pytest.raises(door.UnknownOrder):
        door.read(key_of("shop", "nothing"), START)


def test_a_refused_command_changes_nothing_but_what_time_had_done() -> None:
    key = protected()
    handled = ask(key, BUYER, ConfirmReceipt(), 8)
    assert handled.refused is not None
    assert handled.refused.refusal is Refusal.NOT_IN_THIS_STATUS
    assert handled.loaded.order.status is Status.SETTLED
    assert handled.loaded.order.refund == eur(4500)
    assert door.read(key, day(9)).version == 2


def test_a_message_is_kept_beside_the_event_that_names_it() -> None:
    key = shipped()
    loaded = ask(key, BUYER, SendMessage("Where is it?"), 3).loaded
    texts = queries.texts(loaded.key)
    assert [(text.author, text.body) for text in texts.values()] == [("alice", "Where is it?")]
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM events WHERE kind = 'MessageSent'")
        assert "Where" not in cursor.fetchone()[0]


def test_money_is_booked_as_it_moves() -> None:
    loaded = disputed()
    key = loaded.key[1]
    ask(key, SELLER, AcceptClaim(), 22)
    ask(key, OPERATOR, ConfirmTransfer(1, "re_123"), 23)
    with connection.cursor() as cursor:
        cursor.execute("SELECT source, destination, moved FROM postings ORDER BY number, part")
        assert cursor.fetchall() == [
            ("captured", "held", 4500),
            ("held", "refund_due", 4500),
            ("refund_due", "refund_paid", 4500),
        ]
        cursor.execute("SELECT captured, refund, payout FROM orders")
        assert cursor.fetchone() == (4500, 4500, 0)
        cursor.execute("SELECT kind, minor, state, reference, next_at FROM transfers")
        again = micros(day(23) + LOOKED_AT_AGAIN)
        assert cursor.fetchall() == [("refund", 4500, "confirmed", "re_123", again)]


def test_a_scan_moves_the_order_in_the_same_step() -> None:
    key = shipped()
    assert door.read(key, day(2)).order.status is Status.SHIPPED
    loaded = door.scan(key, [scanned(ParcelStatus.DELIVERED, 5)], day(5))
    assert loaded.order.status is Status.DELIVERED


def test_a_scan_that_is_known_is_not_recorded_again() -> None:
    key = shipped()
    door.scan(key, [scanned(ParcelStatus.ACCEPTED, 2)], day(3))
    assert len(queries.tracking(door.read(key, day(3)).key)[1]) == 1


def test_a_read_of_an_overdue_order_wakes_it_first() -> None:
    key = protected()
    assert door.read(key, day(30)).order.status is Status.SETTLED
    assert _count("events") == 2


def test_a_command_for_a_version_that_is_gone_changes_nothing() -> None:
    key = shipped()
    with pytest.raises(door.Stale):
        door.handle(Asked(key, BUYER, SendMessage("Hello"), version=1), day(3))
    assert _count("texts") == 0


def test_a_repeat_gets_the_same_answer_and_has_no_effect() -> None:
    key = shipped()
    asked = Asked(key, BUYER, SendMessage("Hello"), repeat=_repeat("one"))
    first, again = door.handle(asked, day(3)), door.handle(asked, day(4))
    assert first.stored == again.stored == Stored(201, "4")
    assert _count("texts") == 1


def test_a_repeat_of_a_refusal_gets_the_refusal() -> None:
    key = protected()
    asked = Asked(key, BUYER, ConfirmReceipt(), repeat=_repeat("one"))
    first, again = door.handle(asked, day(1)), door.handle(asked, day(2))
    assert first.stored == again.stored == Stored(409, "not_in_this_status")


def test_a_key_that_comes_with_another_request_is_an_error() -> None:
    key = shipped()
    door.handle(Asked(key, BUYER, SendMessage("Hello"), repeat=_repeat("one")), day(3))
    with pytest.raises(TokenReused):
        door.handle(Asked(key, BUYER, SendMessage("Hi"), repeat=_repeat("two")), day(3))


def test_another_caller_never_meets_an_answer_that_is_not_its_own() -> None:
    key = shipped()
    door.handle(Asked(key, BUYER, SendMessage("Hello"), repeat=_repeat("one")), day(3))
    other = _repeat("one", by="seller")
    assert door.handle(Asked(key, SELLER, SendMessage("Yes"), repeat=other), day(3)).events


@pytest.mark.parametrize("table", ["events", "postings"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET number = number + 1", "DELETE FROM {}"])
def test_history_cannot_be_changed_or_removed(table: str, statement: str) -> None:
    late()
    with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


@pytest.mark.parametrize("column", ["refund", "payout"])
def test_the_database_lets_no_more_out_than_came_in(column: str) -> None:
    protected()
    with (
        pytest.raises(Exception, match="never_more_out_than_in"),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE orders SET {column} = captured + 1")  # noqa: S608 - two names of ours


def test_refusals_under_ever_new_keys_make_room_for_each_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(answers, "PASSING_MOST", 3)
    key = protected()
    done = Asked(key, BUYER, SendMessage("Hello"), repeat=_repeat("done"))
    door.handle(done, day(1))
    other = protected("order-2")
    door.handle(Asked(other, BUYER, ConfirmReceipt(), repeat=_repeat("no")), day(1))
    asked = [
        Asked(key, BUYER, ConfirmReceipt(), repeat=replace(_repeat("no"), token=f"key {number}"))
        for number in range(9)
    ]
    for number, one in enumerate(asked):
        door.handle(one, day(2 + number / 10))
    assert _count("answers") == 3 + 2
    assert door.handle(asked[-3], day(3)).stored == Stored(409, Refusal.NOT_IN_THIS_STATUS)
    assert door.handle(asked[0], day(3)).refused is not None
    assert door.handle(done, day(3)).events == ()


def test_what_is_written_beside_an_order_under_ever_new_keys_makes_room_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(answers, "PASSING_MOST", 3)
    key = protected()
    written: list[int] = []
    repeats = [replace(_repeat("same"), token=f"key {number}") for number in range(9)]
    for repeat in (*repeats, repeats[-1]):
        noted = door.note(key, lambda _, loaded: written.append(loaded.version), day(1), repeat)
        assert noted == Stored(201, "1")
    assert (_count("answers"), written) == (3, [1] * 9)


def _repeat(fingerprint: str, by: str = "buyer") -> Repeat:
    def render(loaded: Loaded, refused: Refused | None) -> Stored:
        return Stored(409, refused.refusal) if refused else Stored(201, str(loaded.version))

    return Repeat(by, "token", fingerprint, render)


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - a table of ours
        count: int = cursor.fetchone()[0]
    return count


def test_a_refusal_is_on_record_with_codes_and_ids_and_no_text(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "amends.refused")
    key = protected()
    text = "What nobody else shall read."
    assert ask(key, SELLER, AcceptClaim(), 1).refused is not None
    assert ask(key, MEDIATOR, Decide(RulingOutcome.RELEASE, text), 1).refused is not None
    with pytest.raises(door.Stale):
        door.handle(Asked(key, BUYER, SendMessage(text), version=7), day(1))
    assert ask(key, BUYER, SendMessage(text), 1).refused is None
    order = spell(key)
    assert [(one.levelname, one.getMessage()) for one in caplog.records] == [
        ("INFO", f"refused not_in_this_status: AcceptClaim of order {order} by seller 'bob'"),
        ("WARNING", f"refused not_in_this_status: Decide of order {order} by mediator 'mira'"),
        ("INFO", f"refused stale: SendMessage of order {order} by buyer 'alice'"),
    ]


def test_a_refusal_that_is_asked_for_again_is_on_record_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "amends.refused")
    key = protected()
    asked = replace(Asked(key, SELLER, AcceptClaim()), repeat=_repeat("same"))
    for _ in range(2):
        door.handle(asked, day(1))
    assert len(caplog.records) == 1
