"""`amends holds`: what keeps time and money from moving, and letting them move again."""

import getpass

import click
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from amends.orders import clock, watch
from amends.orders.backups import compared
from amends.orders.watch import Hold, HoldKind, NotHeld

from .database import ready
from .saying import AskedWrongly, answer, rfc3339, say, tell

GO_ON = {
    HoldKind.CLOCK_JUMP: "amends holds release clock_jump",
    HoldKind.RESTORED: "amends reconcile",
}
NOT_COMPARED = (
    "Nothing was compared with the payment providers since the backup was put back. Run amends "
    "reconcile: it lets time and money go on by itself. With --without-reconciling every refund "
    "that was paid after the backup may be paid once more."
)


@click.group("holds", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
@click.pass_context
def command(ctx: click.Context, *, as_json: bool) -> None:
    """List what is held, and what was. While a hold is open no deadline fires, nothing is paid."""
    if ctx.invoked_subcommand is not None:
        return
    ready()
    with connection.cursor() as cursor:
        found = watch.holds(cursor)
    for one in found:
        _say(one, as_json=as_json)
    if not found and not as_json:
        say("Nothing is held, and nothing was.")


@command.command("release")
@click.argument("kind", type=click.Choice([kind.value for kind in HoldKind]))
@click.option("--by", default="", help="Who confirms it; default: the user of this machine.")
@click.option(
    "--without-reconciling",
    is_flag=True,
    help="Release restored though nothing was compared: what was paid after the backup is paid"
    " once more.",
)
def release(kind: str, by: str, *, without_reconciling: bool) -> None:
    """Confirm that the clock is right, or that the books are: time and money move again.

    After a restore run `amends reconcile` instead: it releases by itself when all is explained.
    The time of the hold counts as an outage, so that nobody loses by it.
    """
    ready()
    clocks = clock.clocks()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            _require_compared(cursor, HoldKind(kind), anyway=without_reconciling)
            outage = watch.release(cursor, HoldKind(kind), by or getpass.getuser(), clocks)
    except NotHeld as error:
        raise AskedWrongly(
            f"There is no open hold of the kind {kind}; amends holds lists what there is."
        ) from error
    tell(f"Released. The clock shows {clocks.now:%Y-%m-%d %H:%M:%S} UTC.")
    if outage is not None:
        length = outage.ended_at - outage.started_at
        tell(f"Deadlines that go against a party wait {str(length).split('.')[0]} longer.")


def _require_compared(cursor: CursorWrapper, kind: HoldKind, *, anyway: bool) -> None:
    if kind is HoldKind.RESTORED and not anyway and compared.is_due(cursor):
        raise AskedWrongly(NOT_COMPARED)


def _say(one: Hold, *, as_json: bool) -> None:
    if as_json:
        line = {"kind": one.kind, "since": rfc3339(one.since), "because": one.because}
        until = rfc3339(one.released_at) if one.released_at is not None else None
        answer({**line, "released_at": until, "released_by": one.released_by})
        return
    since = f"{one.since:%Y-%m-%d %H:%M:%S} UTC"
    if one.released_at is None:
        say(f"{one.kind} since {since}: {one.because} Go on with: {GO_ON[one.kind]}")
    else:
        until = f"{one.released_at:%Y-%m-%d %H:%M:%S} UTC"
        say(f"{one.kind} from {since} to {until}, released by {one.released_by}: {one.because}")
