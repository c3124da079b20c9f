"""`amends worker`: the loop that does what falls due, until it is told to stop."""

import os
import signal
import socket
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta

import click
from django.conf import settings

from amends.accounts import second_person
from amends.delivery.lanes import Lanes
from amends.delivery.step import deliver, finish
from amends.orders import clock, finding, sweeping, trackers
from amends.orders.backups.rewound import confirm_rewound
from amends.parcels.places import geocoding
from amends.parcels.places.making import making
from amends.payments import hooks
from amends.payments.engine import settle
from amends.payments.gateways.known import known
from amends.worker.loop import Doing, Step, run
from amends.worker.several import keep_running, run_once
from amends.worker.waking import waking

from .database import ready
from .saying import tell

STOPS = (signal.SIGTERM, signal.SIGINT)
WORKERS_MOST = 64
TRANSFERS = 20
TRANSFERS_FOR = timedelta(seconds=10)
DELIVERED = 500


@click.command("worker")
@click.option("--once", is_flag=True, help="Do everything that is due now, then end.")
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, WORKERS_MOST),
    help="How many processes work; one a core is enough, and one is enough for SQLite.",
)
@click.option(
    "--batch",
    default=500,
    show_default=True,
    type=click.IntRange(1, 5000),
    help="How many orders are done in one round.",
)
@click.option("--one-of-several", is_flag=True, hidden=True)
@click.pass_context
def command(
    ctx: click.Context, *, once: bool, workers: int, batch: int, one_of_several: bool
) -> None:
    """Do what falls due. Several workers divide the work among themselves.

    An order that cannot be read or advanced is put off by an hour and named on standard error.
    While a hold is open (see `amends holds`) no deadline fires and nothing is paid.
    """
    ready()
    # Said where the service starts, and by one of several.
    for sentence in () if once or one_of_several else second_person.missing():
        tell(sentence)
    stopping = threading.Event()
    for number in STOPS:
        signal.signal(number, lambda *_: stopping.set())
    if workers > 1:
        arguments = ["--one-of-several", "--batch", str(batch)]
        failed = (
            run_once(arguments, workers) if once else keep_running(arguments, workers, stopping)
        )
        ctx.exit(1 if failed else 0)
    if not once:
        ctx.with_resource(making(settings.AMENDS_HOME))
        tell("The worker waits for what falls due.")
    process = f"{socket.gethostname()} {os.getpid()}"
    lanes = Lanes()
    try:
        done = run(Doing(stopping, steps(batch, lanes), once=once, process=process))
    finally:
        finish(lanes, clock.now())
    did = ", ".join(f"{name} {count}" for name, count in done.did.items()) or "nothing"
    tell(f"Done: {did}. Failed: {done.failures}.")
    if done.standing.held_since is not None:
        tell("Time and money are held; amends holds says why, and how to go on.")
    if once and (done.failures or done.standing.held_since is not None):
        ctx.exit(1)


def steps(batch: int, lanes: Lanes) -> Sequence[Step]:
    """Return what a worker does in a turn, in this order."""
    return (
        waking(batch),
        # Before anything is paid: what was paid before a backup was put back is confirmed.
        Step("confirm", confirm_rewound),
        Step("messages", lambda now: hooks.take(known(), now), hooks.MOST),
        Step("transfers", _settled, TRANSFERS),
        Step("pushes", trackers.take_pushes, trackers.BATCH, held=False),
        Step("track", _ask_trackers, trackers.BATCH, held=False),
        Step("places", _find_places, finding.BATCH, held=False),
        Step("geocode", finding.ask_geocoder, held=False),
        Step("forget places", _forget_places, held=False),
        Step("forget pushes", _forget_pushes, held=False),
        # Not while a hold is open: the clock or the database may be wrong, and what goes is gone.
        Step("sweep", _sweep),
        Step("deliver", lambda now: deliver(now, DELIVERED, lanes).looked_at, 1, held=False),
    )


def _settled(now: datetime) -> int:
    """Move transfers one by one, each at its own moment, and not for so long that beats wait."""
    gateways, at, goes_on = known(), now, clock.within(TRANSFERS_FOR)
    for number in range(TRANSFERS):
        if not goes_on() or not settle(gateways, at, 1).looked_at:
            return number
        at = clock.now()
    return TRANSFERS


# Whoever looks for what is due looks through all orders, so that it is not done every second.
_ask_trackers = trackers.asking_in_turn()
_find_places = trackers.now_and_then(finding.find_places, finding.EVERY)
_forget_places = trackers.now_and_then(geocoding.forget, trackers.FORGET_EVERY)
_sweep = trackers.now_and_then(sweeping.sweep, sweeping.EVERY)
_forget_pushes = trackers.now_and_then(trackers.forget_pushes, trackers.FORGET_EVERY)
