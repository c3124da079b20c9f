"""`amends backup`: copy the whole installation while it runs."""

from pathlib import Path

import click
from django.conf import settings
from django.db import connection, transaction

from amends.orders import clock
from amends.orders.backups import taken
from amends.orders.backups.manifest import size_of
from amends.orders.backups.taken import Taken
from amends.orders.backups.taking import Home, Wanted, take

from .database import bring_up_to_date
from .saying import answer, rfc3339, tell


@click.command("backup")
@click.argument("to", type=click.Path(path_type=Path))
@click.option("--with-secrets", is_flag=True, help="Keys, and secrets in the settings, too.")
@click.option("--json", "as_json", is_flag=True, help="The answer as one object.")
def command(to: Path, *, with_secrets: bool, as_json: bool) -> None:
    """Copy database, evidence, packs and settings to TO while the service runs.

    TO is a folder, or one file when it ends in .tar; it must not exist yet. On PostgreSQL this
    needs pg_dump on the path. Whoever reads a backup reads names and addresses: keep it safe.
    """
    bring_up_to_date()
    now = clock.now()
    made = take(Wanted(home(), to.absolute(), secrets=with_secrets), now)
    size = size_of(made.parts)
    with transaction.atomic(), connection.cursor() as cursor:
        taken.remember(cursor, Taken(now, str(to.absolute()), size, made.marks.events))
    marks = made.marks
    if as_json:
        last = marks.last_event_at
        figures = {
            "events": marks.events,
            "orders": marks.orders,
            "last_event_at": rfc3339(last) if last else None,
        }
        answer(
            {
                "to": str(to),
                "taken_at": rfc3339(now),
                "parts": len(made.parts),
                "size": size,
                **figures,
            }
        )
    tell(f"Backed up to {to}: {marks.orders} orders, {marks.events} events, {size} bytes.")
    if not with_secrets:
        tell("Keys and secrets are not in it; keep them elsewhere, or back up --with-secrets.")


def home() -> Home:
    """Return where this installation keeps what is not in its database."""
    return Home(Path(settings.AMENDS_HOME), Path(settings.AMENDS_EVIDENCE))
