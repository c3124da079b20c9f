"""The tables of payments: what was asked of gateways, what they sent, which chargebacks wait.

Instants are microseconds since 1970 in UTC. Of messages that no gateway signed only the latest
stay, and what was acted on goes after 90 days.
"""

from typing import ClassVar

from django.db import migrations

ATTEMPTS = """
CREATE TABLE attempts (
    bucket smallint NOT NULL,
    key {binary} NOT NULL,
    transfer smallint NOT NULL,
    number integer NOT NULL,
    at bigint NOT NULL,
    asked varchar(10) NOT NULL,
    fate varchar(12) NOT NULL,
    reference varchar(200) NOT NULL,
    words varchar(1000) NOT NULL,
    PRIMARY KEY (bucket, key, transfer, number)
)
"""
HOOKS = """
CREATE TABLE hooks (
    id {serial},
    gateway varchar(40) NOT NULL,
    received_at bigint NOT NULL,
    headers text NOT NULL,
    body {binary} NOT NULL,
    verified boolean NOT NULL,
    next_at bigint NOT NULL,
    handled_at bigint NULL,
    given_up boolean NOT NULL,
    problem varchar(1000) NOT NULL
)
"""
CHARGEBACKS = """
CREATE TABLE chargebacks (
    bucket smallint NOT NULL,
    key {binary} NOT NULL,
    gateway varchar(40) NOT NULL,
    dispute varchar(200) NOT NULL,
    minor bigint NOT NULL,
    currency varchar(3) NOT NULL,
    since bigint NOT NULL,
    words varchar(1000) NOT NULL,
    booked boolean NOT NULL,
    PRIMARY KEY (bucket, key, gateway, dispute)
)
"""
INDEXES = (
    "CREATE INDEX hooks_waiting ON hooks (id) WHERE handled_at IS NULL AND verified",
    "CREATE INDEX hooks_unverified ON hooks (id) WHERE NOT verified",
    "CREATE INDEX hooks_handled ON hooks (handled_at) WHERE handled_at IS NOT NULL",
    "CREATE INDEX hooks_given_up ON hooks (handled_at) WHERE given_up",
)


def create(_apps: object, schema_editor: object) -> None:
    """Create the tables in the words of the engine at hand."""
    connection = schema_editor.connection  # type: ignore[attr-defined]  # Django's own protocol.
    postgresql = connection.vendor == "postgresql"
    binary = "bytea" if postgresql else "blob"
    serial = (
        "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
        if postgresql
        else "integer PRIMARY KEY AUTOINCREMENT"
    )
    with connection.cursor() as cursor:
        for table in (ATTEMPTS, HOOKS, CHARGEBACKS):
            cursor.execute(table.format(binary=binary, serial=serial))
        for index in INDEXES:
            cursor.execute(index)


def drop(_apps: object, schema_editor: object) -> None:
    """Drop the tables."""
    connection = schema_editor.connection  # type: ignore[attr-defined]  # Django's own protocol.
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE chargebacks")
        cursor.execute("DROP TABLE hooks")
        cursor.execute("DROP TABLE attempts")


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = [("orders", "0001_initial")]
    operations: ClassVar[list[migrations.RunPython]] = [migrations.RunPython(create, drop)]
