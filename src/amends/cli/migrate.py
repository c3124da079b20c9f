"""`amends migrate`: make the database or bring it up to date, without starting anything."""

import click

from amends.orders import selfcheck

from .database import bring_up_to_date
from .saying import tell


@click.command("migrate")
def command() -> None:
    """Make the database, or bring it up to date, and check that it keeps what it is told.

    The other commands do the same when they start.
    """
    applied = bring_up_to_date()
    selfcheck.require_safe_for_money()
    tell(f"The database is up to date ({applied} steps were missing).")
