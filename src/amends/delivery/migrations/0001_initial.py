"""The tables of deliveries: what is to be told to whom, and the proof that a channel took it.

`orders.told_to` is the number of the last event that was fanned out; it stands in the order's row,
so that finding what is new is one small index and nothing that commits late can be passed over.
"""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

TOLD_TO = "ALTER TABLE orders ADD COLUMN told_to integer NOT NULL DEFAULT 0"
# `body` is what is sent, word for word at every try. `prove_at` is when its order hears of it.
DELIVERIES = """
CREATE TABLE deliveries (
    bucket smallint NOT NULL,
    key {binary} NOT NULL,
    number integer NOT NULL,
    role varchar(12) NOT NULL,
    channel varchar(10) NOT NULL,
    endpoint varchar(32) NOT NULL,
    lane varchar(32) NOT NULL,
    marketplace varchar(40) NOT NULL,
    code varchar(40) NOT NULL,
    body text NOT NULL,
    state varchar(10) NOT NULL,
    tries smallint NOT NULL,
    next_at bigint NULL,
    created_at bigint NOT NULL,
    accepted_at bigint NULL,
    prove_at bigint NULL,
    problem varchar(300) NOT NULL,
    PRIMARY KEY (bucket, key, number, role, channel, endpoint)
)
"""
PROOFS = """
CREATE TABLE proofs (
    bucket smallint NOT NULL,
    key {binary} NOT NULL,
    number integer NOT NULL,
    role varchar(12) NOT NULL,
    channel varchar(10) NOT NULL,
    endpoint_hash varchar(64) NOT NULL,
    answer varchar(300) NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (bucket, key, number, role, channel, at)
)
"""
INDEXES = (
    "CREATE INDEX orders_untold ON orders (updated_at) WHERE told_to < version",
    "CREATE INDEX deliveries_due ON deliveries (lane, next_at) WHERE next_at IS NOT NULL",
    "CREATE INDEX deliveries_to_prove ON deliveries (prove_at) WHERE prove_at IS NOT NULL",
    "CREATE INDEX deliveries_taken ON deliveries (accepted_at) WHERE accepted_at IS NOT NULL",
    "CREATE INDEX deliveries_given_up ON deliveries (created_at) WHERE state = 'given_up'",
    "CREATE INDEX deliveries_of_marketplace ON deliveries (marketplace, channel, created_at)",
)
FORBID_SQLITE = """
CREATE TRIGGER proofs_{verb}_forbidden BEFORE {verb} ON proofs
BEGIN SELECT RAISE(ABORT, 'proofs are append-only'); END
"""
FORBID_POSTGRESQL = """
CREATE TRIGGER proofs_append_only BEFORE UPDATE OR DELETE ON proofs
FOR EACH ROW EXECUTE FUNCTION amends_append_only()
"""


def create(_apps: object, schema_editor: object) -> None:
    """Create everything in the words of the engine at hand."""
    connection = schema_editor.connection  # type: ignore[attr-defined]  # Django's own protocol.
    postgresql = connection.vendor == "postgresql"
    binary = "bytea" if postgresql else "blob"
    verbs = ("UPDATE", "DELETE")
    forbid = [FORBID_POSTGRESQL] if postgresql else [FORBID_SQLITE.format(verb=v) for v in verbs]
    tables = [table.format(binary=binary) for table in (DELIVERIES, PROOFS)]
    with connection.cursor() as cursor:
        for statement in (TOLD_TO, *tables, *INDEXES, *forbid):
            cursor.execute(statement)


class Migration(migrations.Migration):
    initial = True

    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("accounts", "0001_initial"),
        ("orders", "0001_initial"),
    ]

    operations: ClassVar[list[Operation]] = [
        migrations.RunPython(create),
        migrations.CreateModel(
            name="CalendarLink",
            fields=[
                ("hash", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"db_table": "calendar_links"},
        ),
        migrations.CreateModel(
            name="Endpoint",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("url", models.CharField(max_length=500)),
                ("secret", models.CharField(max_length=300)),
                ("old_secret", models.CharField(blank=True, default="", max_length=300)),
                ("old_until", models.DateTimeField(blank=True, null=True)),
                ("asked", models.CharField(max_length=64)),
                ("rotated_by", models.CharField(blank=True, default="", max_length=64)),
                ("created_at", models.DateTimeField()),
                ("failing_since", models.DateTimeField(blank=True, null=True)),
                ("disabled_at", models.DateTimeField(blank=True, null=True)),
                ("disabled_because", models.CharField(blank=True, default="", max_length=300)),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "marketplace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="accounts.marketplace"
                    ),
                ),
            ],
            options={"db_table": "webhook_endpoints"},
        ),
    ]
