"""`amends outage`: times in which the parties could not rely on this installation."""

from datetime import UTC, datetime

import click
from django.db import connection, transaction

from amends.core.parcel import Outage
from amends.orders import clock, watch
from amends.orders.intake.instants import EARLIEST, LATEST, read_moment
from amends.orders.outage_removal import remove_outage
from amends.orders.watch import OutageRefused

from .database import ready
from .saying import AskedWrongly, answer, rfc3339, say, tell


@click.group("outage")
def command() -> None:
    """List outages, record one that no worker saw, or take back one that was a mistake."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
def listing(*, as_json: bool) -> None:
    """List outages, the latest first."""
    ready()
    with connection.cursor() as cursor:
        found = watch.outages(cursor)
    for one, because in found:
        if as_json:
            began, ended = rfc3339(one.started_at), rfc3339(one.ended_at)
            answer({"from": began, "until": ended, "because": because})
        else:
            began, ended = (f"{at:%Y-%m-%d %H:%M}" for at in (one.started_at, one.ended_at))
            say(f"{began} to {ended} UTC: {because}")
    if not found and not as_json:
        say("No outage is recorded.")


@command.command("add")
@click.option("--from", "begins", required=True, help="When it began: 2026-03-01T08:00:00Z.")
@click.option("--until", "ends", required=True, help="When it was over.")
@click.option("--because", required=True, help="What was out.")
def add(begins: str, ends: str, because: str) -> None:
    """Record an outage: deadlines that go against a party wait as much longer."""
    ready()
    outage = Outage(_moment("--from", begins), _moment("--until", ends), recorded_at=clock.now())
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            watch.add_outage(cursor, outage, because)
    except OutageRefused as error:
        raise AskedWrongly(str(error)) from error
    tell("Recorded. Deadlines that go against a party wait as much longer.")


@command.command("remove")
@click.option("--from", "begins", required=True, help="When it began, as the list shows it.")
def remove(begins: str) -> None:
    """Take back an outage that was recorded by mistake.

    Only while nothing was decided since it was recorded: deadlines may have counted with it.
    """
    ready()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            gone = remove_outage(cursor, _moment("--from", begins))
    except OutageRefused as error:
        raise AskedWrongly(str(error)) from error
    tell(f"The outage from {gone.started_at:%Y-%m-%d %H:%M} UTC on is not recorded any more.")


def _moment(option: str, text: str) -> datetime:
    found = read_moment(text)
    if found is None or found.tzinfo is None:
        raise AskedWrongly(
            f"{option} is no moment with its offset; write it like 2026-03-01T08:00:00Z."
        )
    if not EARLIEST <= found < LATEST:
        raise AskedWrongly(
            f"{option} must lie between the years {EARLIEST.year} and {LATEST.year}."
        )
    return found.astimezone(UTC)
