"""`amends gateway-simulator`: a payment provider on loopback, which moves no money."""

import signal
import threading
from urllib.parse import urlsplit

import click

from amends.orders import clock
from amends.payments.simulator.books import Books, Fault
from amends.payments.simulator.server import Simulator

from .saying import AskedWrongly, say, tell

LOOKS_EVERY = 1.0
HOOK_HELP = "Where its messages go, such as http://127.0.0.1:8000/api/v1/hooks/payments/stripe."


@click.command("gateway-simulator")
@click.option("--port", default=0, type=click.IntRange(0, 65535), help="0 takes any free port.")
@click.option("--hook-to", default="", metavar="URL", help=HOOK_HELP)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    type=click.Choice([*(fault.value for fault in Fault), "all"]),
    help="What shall go wrong now and then; may be named several times.",
)
@click.option("--seed", default=0, help="What decides when it goes wrong.")
def command(port: int, hook_to: str, faults: tuple[str, ...], seed: int) -> None:
    """Speak Stripe's and PayPal's interfaces for refunds on 127.0.0.1, until it is stopped.

    Set stripe_address or paypal_address to what it prints, and name the host in private_hosts.
    """
    chosen = frozenset(Fault) if "all" in faults else frozenset(map(Fault, faults))
    books = Books(seed, chosen, clock=lambda: clock.now().timestamp())
    simulator = _simulator(books, port, hook_to)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    serving = threading.Thread(target=simulator.serve_forever)
    serving.start()
    say(f"http://{simulator.host}")
    tell(f"It signs its messages with {simulator.secret}, and keeps its books in memory only.")
    while not stopping.wait(LOOKS_EVERY):
        simulator.tell_of_failures()
    simulator.shutdown()
    serving.join()
    simulator.server_close()


def _simulator(books: Books, port: int, hook_to: str) -> Simulator:
    if hook_to and not _is_address(hook_to):
        raise AskedWrongly(f"{hook_to} is no address. {HOOK_HELP}")
    try:
        return Simulator(books, port, hook_to)
    except OSError as error:
        raise AskedWrongly(
            f"Nothing can listen at 127.0.0.1:{port} ({error.strerror}). Name another --port, or"
            " leave it out for any free one."
        ) from error


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
