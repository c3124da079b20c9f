"""Making the database ready before a command uses it: up to date, and safe for money."""

import fcntl
import gc
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from amends.accounts.models import Marketplace
from amends.orders import selfcheck
from amends.policy.judge import pack_of

# Any number that nothing else locks: two that start at once must not both make the tables.
LOCK = 4_711_000


def ready() -> None:
    """Bring the database up to date; raise `UnsafeDatabase` or `PackError` if it cannot be used."""
    bring_up_to_date()
    selfcheck.require_safe_for_money()
    for policy in Marketplace.objects.values_list("policy", flat=True).distinct():
        pack_of(policy)
    # What is loaded by now stays to the end. Looking through all of it for garbage, again and
    # again, took a fifth of the time of an import.
    gc.freeze()


def bring_up_to_date() -> int:
    """Apply the migrations that are missing; return how many there were."""
    if not _missing():
        return 0
    with _alone():
        missing = _missing()
        if missing:
            call_command("migrate", verbosity=0, interactive=False)
    return missing


def _missing() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextmanager
def _alone() -> Iterator[None]:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            yield
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        return
    with (settings.AMENDS_HOME / "migrating").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
