"""`amends worker`: the loop that does what falls due, until it is told to stop."""

import signal
import threading

import click

from amends.worker.loop import Doing, run

from .database import ready
from .saying import tell

STOPS = (signal.SIGTERM, signal.SIGINT)


@click.command("worker")
@click.option("--once", is_flag=True, help="Do everything that is due now, then end.")
@click.option(
    "--batch",
    default=500,
    show_default=True,
    type=click.IntRange(1, 5000),
    help="How many orders are done in one round.",
)
@click.pass_context
def command(ctx: click.Context, *, once: bool, batch: int) -> None:
    """Do what falls due. Several workers divide the work among themselves.

    An order that cannot be read or advanced is put off by an hour and named on standard error.
    """
    ready()
    stopping = threading.Event()
    for number in STOPS:
        signal.signal(number, lambda *_: stopping.set())
    if not once:
        tell("The worker waits for what falls due.")
    done = run(Doing(stopping, once=once, batch=batch))
    tell(f"{done.orders} orders looked at, {done.events} events, {done.deferred} orders put off.")
    if once and done.failures:
        ctx.exit(1)
