"""`amends restore`: put a backup back, and hold time and money until it is reconciled."""

from pathlib import Path

import click

from amends.orders.backups.restoring import Restoring, restore

from .backup import home
from .database import bring_up_to_date
from .saying import answer, tell


@click.command("restore")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="What is in this database now may go.")
@click.option("--json", "as_json", is_flag=True, help="The answer as one object.")
def command(source: Path, *, replace: bool, as_json: bool) -> None:
    """Put the backup in SOURCE back. Stop `serve` and `worker` first.

    It is checked whole before anything is touched. Then time and money are held: run
    `amends reconcile`, which asks the payment providers what was paid since the backup.
    """
    found = restore(Restoring(home(), source.absolute(), replace=replace))
    bring_up_to_date()
    if as_json:
        line = {"taken_at": found.taken_at, "events": found.marks.events}
        answer({**line, "orders": found.marks.orders, "held": "restored"})
    tell(
        f"Put back: {found.marks.orders} orders, {found.marks.events} events, "
        f"as of {found.taken_at:%Y-%m-%d %H:%M:%S} UTC."
    )
    tell("Nothing is paid and no deadline fires until amends reconcile has explained it all.")
