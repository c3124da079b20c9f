"""`amends restore`: put a backup back, and hold time and money until it is reconciled."""

import os
import socket
from datetime import timedelta
from pathlib import Path

import click
from django.db import connection

from amends.orders import clock, watch
from amends.orders.backups import databases
from amends.orders.backups.restoring import Restoring, restore

from .backup import home
from .database import bring_up_to_date
from .saying import AskedWrongly, answer, rfc3339, tell

# Three beats of a worker: one of another machine that is silent for longer has ended.
BEATS_WITHIN = timedelta(minutes=1)


@click.command("restore")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="What is in this database now may go.")
@click.option("--json", "as_json", is_flag=True, help="The answer as one object.")
def command(source: Path, *, replace: bool, as_json: bool) -> None:
    """Put the backup in SOURCE back. Stop `serve` and `worker` first.

    It is checked whole before anything is touched. Then time and money are held: run
    `amends reconcile`, which asks the payment providers what was paid since the backup.
    """
    _require_stopped()
    found = restore(Restoring(home(), source.absolute(), replace=replace))
    bring_up_to_date()
    if as_json:
        line = {"taken_at": rfc3339(found.taken_at), "events": found.marks.events}
        answer({**line, "orders": found.marks.orders, "held": "restored"})
    tell(
        f"Put back: {found.marks.orders} orders, {found.marks.events} events, "
        f"as of {found.taken_at:%Y-%m-%d %H:%M:%S} UTC."
    )
    tell("Nothing is paid and no deadline fires until amends reconcile has explained it all.")


def _require_stopped() -> None:
    """Refuse while workers live: what they write and pay meanwhile would be in no books."""
    if databases.is_empty():
        return
    with connection.cursor() as cursor:
        beating = watch.beating(cursor, clock.now() - BEATS_WITHIN)
    living = [process for process in beating if _may_live(process)]
    if living:
        raise AskedWrongly(
            f"Workers are running: {', '.join(living)} (machine and process). Stop them and serve,"
            " then try again; one of another machine counts as stopped after a minute."
        )


def _may_live(process: str) -> bool:
    """Return whether a worker may still run; of another machine, nobody here can tell."""
    machine, _, number = process.rpartition(" ")
    if machine != socket.gethostname() or not number.isdecimal():
        return True
    if int(number) == os.getpid():
        return False
    try:
        os.kill(int(number), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
