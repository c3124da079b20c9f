"""After a restore: what was paid is confirmed and never paid again, the rest waits for a person."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from amends.core.commands import AcceptClaim, ConfirmTransfer, SendTransfer
from amends.core.parties import PLATFORM
from amends.core.transfers import TransferState
from amends.orders import door, watch
from amends.orders.backups.divergence import DivergenceKind, blocked, unexplained
from amends.orders.backups.reconciling import (
    Fate,
    Known,
    Reconciled,
    reconcile,
    settled_by_hand,
)
from amends.orders.backups.restoring import Restoring, restore
from amends.orders.backups.rewound import confirm_rewound
from amends.orders.backups.taking import Home, Wanted, take
from amends.orders.loaded import Key
from amends.orders.verify import verify

from tests.orders.backups.provider import Provider
from tests.orders.orders import SELLER, ask, day, disputed, eur, spoil

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)
FULL = eur(4500)


@pytest.fixture
def provider() -> Provider:
    return Provider()


@dataclass(frozen=True, slots=True)
class Back:
    """One backup, and the way back to it."""

    home: Home
    place: Path

    def take(self, on: float) -> None:
        take(Wanted(self.home, self.place), day(on))

    def put(self) -> None:
        restore(Restoring(self.home, self.place, replace=True))


@pytest.fixture
def back(tmp_path: Path) -> Back:
    home = Home(tmp_path / "home", tmp_path / "home" / "evidence")
    return Back(home, tmp_path / "backup.tar")


def accepted(reference: str, on: float = 22) -> Key:
    """An order whose seller accepts, so that a refund is due."""
    key = disputed(reference).key
    accept(key, on)
    return key


def accept(key: Key, on: float = 22) -> None:
    assert ask(key[1], SELLER, AcceptClaim(), on).refused is None


def pay(provider: Provider, key: Key, on: float) -> None:
    """Send the refund of an order, have it made, and confirm it."""
    assert ask(key[1], PLATFORM, SendTransfer(1), on).refused is None
    provider.pay(key, FULL, day(on))
    reference = provider.made[key, 1][0].reference
    assert ask(key[1], PLATFORM, ConfirmTransfer(1, reference), on).refused is None


def state(key: Key) -> TransferState:
    return door.read(key[1], day(30)).order.transfers[0].state


def run(provider: Provider, on: float = 30) -> Reconciled:
    return reconcile(provider, day(on), around=DAY)


def kinds(result: Reconciled) -> list[DivergenceKind]:
    return [one.kind for one in result.found]


def held() -> bool:
    with connection.cursor() as cursor:
        return watch.standing(cursor).held_since is not None


def test_where_nothing_was_paid_since_time_goes_on(provider: Provider, back: Back) -> None:
    paid, due = accepted("paid"), accepted("due")
    pay(provider, paid, 22)
    back.take(22.5)
    back.put()
    assert held()
    result = run(provider)
    assert (result.found, result.released, result.asked) == ((), True, 2)
    assert not held()
    assert (state(paid), state(due)) == (TransferState.CONFIRMED, TransferState.INTENT)


def test_a_refund_paid_since_is_confirmed_instead_of_paid_again(
    provider: Provider,
    back: Back,
) -> None:
    key = accepted("paid since")
    back.take(22.5)
    pay(provider, key, 23)
    back.put()
    assert state(key) is TransferState.INTENT
    result = run(provider)
    assert kinds(result) == [DivergenceKind.PAID]
    assert result.released
    assert state(key) is TransferState.CONFIRMED
    assert list(verify()) == [1]


def test_a_refund_that_the_books_never_heard_of_blocks_its_order_until_it_comes_again(
    provider: Provider,
    back: Back,
) -> None:
    key = disputed("decided since").key
    back.take(21.5)
    accept(key)
    pay(provider, key, 23)
    back.put()
    result = run(provider)
    assert kinds(result) == [DivergenceKind.REWOUND]
    assert result.released
    assert confirm_rewound(day(30)) == 0
    accept(key, 25)
    assert _blocked() == 1
    assert confirm_rewound(day(30)) == 1
    assert _blocked() == 0
    assert state(key) is TransferState.CONFIRMED
    assert confirm_rewound(day(30)) == 0
    assert list(verify()) == [1]


def test_an_order_that_came_to_another_refund_waits_for_a_person(
    provider: Provider,
    back: Back,
) -> None:
    key = disputed("decided otherwise").key
    back.take(21.5)
    provider.pay(key, eur(1000), day(23))
    back.put()
    run(provider)
    accept(key, 25)
    assert confirm_rewound(day(30)) == 0
    with connection.cursor() as cursor:
        (waits,) = unexplained(cursor)
    assert waits.kind is DivergenceKind.DIFFERING
    assert (state(key), _blocked()) == (TransferState.INTENT, 1)
    assert settled_by_hand(key, 1, "oscar", day(31))
    assert _blocked() == 0


def test_an_order_that_cannot_be_read_keeps_no_other_refund_from_its_confirmation(
    provider: Provider,
    back: Back,
    caplog: pytest.LogCaptureFixture,
) -> None:
    bad, good = disputed("bad").key, disputed("good").key
    back.take(21.5)
    for key in (bad, good):
        provider.pay(key, FULL, day(23))
    back.put()
    run(provider)
    for key in (bad, good):
        accept(key, 25)
    spoil(bad[1])
    assert confirm_rewound(day(30)) == 1
    assert state(good) is TransferState.CONFIRMED
    with connection.cursor() as cursor:
        (waits,) = unexplained(cursor)
    assert (waits.key, waits.kind) == (bad, DivergenceKind.DIFFERING)
    assert "a person must look" in caplog.text
    assert confirm_rewound(day(30)) == 0


def test_a_crash_between_confirming_and_noting_it_is_made_good(
    provider: Provider,
    back: Back,
) -> None:
    key = disputed("crashed").key
    back.take(21.5)
    provider.pay(key, FULL, day(23))
    back.put()
    run(provider)
    accept(key, 25)
    reference = provider.made[key, 1][0].reference
    assert ask(key[1], PLATFORM, ConfirmTransfer(1, reference), 26).refused is None
    assert confirm_rewound(day(30)) == 1
    assert _blocked() == 0


@pytest.mark.parametrize(
    ("fate", "kind", "becomes"),
    [
        (Fate.PENDING, DivergenceKind.PENDING, TransferState.SENT),
        (Fate.REFUSED, DivergenceKind.REFUSED, TransferState.REFUSED),
    ],
)
def test_what_is_pending_or_refused_is_so_in_the_books(
    provider: Provider, fate: Fate, kind: DivergenceKind, becomes: TransferState
) -> None:
    key = accepted("sent since")
    provider.put(Known(key, 1, FULL, fate, "re_1"), day(23))
    assert kinds(run(provider)) == [kind]
    assert state(key) is becomes
    assert kinds(run(provider)) == []


def test_what_is_wrong_is_held_until_a_person_says_that_it_is_settled(
    provider: Provider,
    back: Back,
) -> None:
    differs, missing = accepted("differs"), accepted("missing")
    refused, wallet = accepted("refused"), accepted("elsewhere")
    for key in (missing, refused):
        pay(provider, key, 22)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE transfers SET method = 'store_wallet' WHERE key = %s", [wallet[1]])
    back.take(22.5)
    provider.pay(differs, eur(4400), day(23))
    del provider.made[missing, 1]
    provider.put(Known(refused, 1, FULL, Fate.REFUSED, "re_9"), day(23))
    back.put()
    result = run(provider)
    expected = {
        (differs, DivergenceKind.DIFFERING),
        (missing, DivergenceKind.MISSING),
        (refused, DivergenceKind.DIFFERING),
        (wallet, DivergenceKind.UNASKED),
    }
    assert {(one.key, one.kind) for one in result.open} == expected
    assert held()
    for key in (differs, missing, refused):
        assert settled_by_hand(key, 1, "oscar", day(30))
    assert [one.key for one in run(provider).open] == [wallet]
    assert held()
    assert settled_by_hand(wallet, 1, "oscar", day(30))
    assert not settled_by_hand(wallet, 1, "oscar", day(30))
    assert run(provider).released
    assert not held()


def test_what_the_provider_knows_under_the_number_of_another_transfer_differs(
    provider: Provider,
) -> None:
    key = accepted("payout")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE transfers SET kind = 'payout', state = 'confirmed'")
    provider.pay(key, FULL, day(29.5))
    assert kinds(run(provider)) == [DivergenceKind.DIFFERING]


def test_without_a_restore_there_is_nothing_to_release(provider: Provider) -> None:
    assert not run(provider).released


def _blocked() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM transfers WHERE {blocked}")  # noqa: S608 - ours
        count: int = cursor.fetchone()[0]
    return count
