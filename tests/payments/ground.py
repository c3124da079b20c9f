"""Refunds that are due, gateways behind real servers on loopback, and a clock that tests set."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import connection

from amends.core.commands import Cancel, Command
from amends.core.order import Status
from amends.core.parties import PLATFORM
from amends.orders import door
from amends.orders.beginning import begin
from amends.orders.keys import bucket_of
from amends.outbound.client import Reach
from amends.payments import hooks, rows
from amends.payments.engine import Settled, settle
from amends.payments.gateways.contract import Gateway
from amends.payments.gateways.known import Known
from amends.payments.gateways.paypal import PayPalGateway, PayPalSettings
from amends.payments.gateways.stripe import StripeGateway, StripeSettings
from amends.payments.gateways.wallet import WalletGateway, WalletSettings
from amends.payments.rows import Row
from amends.payments.simulator.books import Books, Fault
from amends.payments.simulator.server import Simulator, serving

from tests.orders.orders import OPERATOR, SELLER, START, ask, beginning, day

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
PARTICULARS = (
    '{"reference": "%s", "buyer": {"id": "alice-7"}, "seller": {"id": "bob-7"},'
    ' "payment": {"gateway": "%s", "reference": "%s"}}'
)
DUE = day(2)
HOOK = "/api/v1/hooks/payments/stripe"


@dataclass
class Ground:
    """A gateway's server, the gateways that speak with it, and the moment it is."""

    simulator: Simulator
    known: Known
    now: datetime = DUE
    keys: list[bytes] = field(default_factory=list)

    @property
    def books(self) -> Books:
        return self.simulator.books

    def seconds(self) -> float:
        return self.now.timestamp()

    def settle(self, after: timedelta = timedelta(0)) -> Settled:
        """Let time pass, then let a worker look at what is due."""
        self.now += after
        settled = settle(self.known, self.now)
        with self.simulator.telling:
            return settled

    def settle_often(self, times: int, after: timedelta = HOUR) -> list[Settled]:
        return [self.settle(after) for _ in range(times)]

    def break_(self, *faults: Fault) -> None:
        """Let these faults strike always, and no others."""
        self.books.faults, self.books.once_in = frozenset(faults), 1

    def row(self, number: int = 1, key: bytes | None = None) -> Row:
        return row(key or self.keys[0], number)


def row(key: bytes, number: int = 1) -> Row:
    with connection.cursor() as cursor:
        found = rows.read(cursor, (bucket_of(key), key), number)
    assert found is not None
    return found


def next_at(key: bytes, number: int = 1) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT next_at FROM transfers WHERE key = %s AND number = %s", [key, number]
        )
        found: int | None = cursor.fetchone()[0]
    return found


def due(
    gateway: str = "stripe", reference: str = "order-1", payment: str = "", shop: str = "shop"
) -> bytes:
    """An order whose seller has just cancelled it, so that all goes back to the buyer."""
    key = paid(gateway, reference, payment, shop)
    assert ask(key, SELLER, Cancel(), 2).refused is None
    return key


def paid(
    gateway: str = "stripe", reference: str = "order-1", payment: str = "", shop: str = "shop"
) -> bytes:
    """An order that was paid through a gateway."""
    taken = payment or f"pi_{reference}"
    begun = replace(
        beginning(reference),
        particulars=PARTICULARS % (reference, gateway, taken),
        marketplace=shop,
        gateway=gateway,
        payment=taken,
    )
    assert begin([begun], START)[0].loaded
    return begun.key[1]


def tell(key: bytes, command: Command, at: datetime) -> None:
    """Tell an order something as the platform; it must take it."""
    assert ask(key, PLATFORM, command, (at - START) / timedelta(days=1)).refused is None


def operate(key: bytes, command: Command, at: datetime) -> None:
    """Do something as the operator; the order must take it."""
    assert ask(key, OPERATOR, command, (at - START) / timedelta(days=1)).refused is None


@contextmanager
def standing(hook_to: str = "") -> Iterator[Ground]:
    """Run the simulator, with a gateway of each kind that speaks with it."""
    books = Books()
    with serving(books, hook_to) as simulator:
        reach = Reach(frozenset({simulator.host}))
        address = f"http://{simulator.host}"
        gateways: dict[str, Gateway] = {
            "stripe": StripeGateway(
                StripeSettings("sk_test_simulated", simulator.secret, address), reach
            ),
            "paypal": PayPalGateway(PayPalSettings("us", "secret", "hook", address), reach),
        }
        ground = Ground(simulator, Known(gateways, {"wallet": "The wallet is off."}))
        # Read anew each time: the ground's moment moves on.
        books.clock = ground.seconds
        yield ground


def wallet(host: str) -> WalletGateway:
    """A gateway to a wallet that listens there."""
    settings = WalletSettings(f"http://{host}/wallet", "shared")
    return WalletGateway(settings, Reach(frozenset({host})))


def unreachable(name: str) -> Known:
    """The gateway of this name at a port where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{taken.getsockname()[1]}"
    reach, address = Reach(frozenset({host})), f"http://{host}"
    makers: dict[str, Gateway] = {
        "stripe": StripeGateway(StripeSettings("sk_test_simulated", "whsec", address), reach),
        "paypal": PayPalGateway(PayPalSettings("us", "secret", "hook", address), reach),
        "wallet": wallet(host),
    }
    return Known({name: makers[name]})


def take(ground: Ground) -> int:
    return hooks.take(ground.known, ground.now)


def status_of(key: bytes, ground: Ground) -> Status:
    return door.read(key, ground.now).order.status
