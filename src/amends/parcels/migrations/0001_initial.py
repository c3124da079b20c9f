"""The tables of parcels and checkpoints, under the key and the bucket of whoever owns them.

Instants are microseconds since 1970 in UTC.
"""

from typing import ClassVar

from django.db import migrations

PARCELS = """
CREATE TABLE parcels (
    bucket smallint NOT NULL,
    key {binary} NOT NULL,
    number smallint NOT NULL,
    lines varchar(400) NOT NULL,
    carrier varchar(100) NOT NULL,
    tracking_number varchar(64) NOT NULL,
    tracked boolean NOT NULL,
    leg varchar(10) NOT NULL,
    handed_over_at bigint NOT NULL,
    recorded_at bigint NOT NULL,
    PRIMARY KEY (bucket, key, number)
)
"""
# The numbers that a parcel had before they were corrected.
FORMER_NUMBERS = """
CREATE TABLE former_numbers (
    bucket smallint NOT NULL,
    key {binary} NOT NULL,
    parcel smallint NOT NULL,
    number smallint NOT NULL,
    carrier varchar(100) NOT NULL,
    tracking_number varchar(64) NOT NULL,
    replaced_at bigint NOT NULL,
    PRIMARY KEY (bucket, key, parcel, number)
)
"""
CHECKPOINTS = """
CREATE TABLE checkpoints (
    bucket smallint NOT NULL,
    key {binary} NOT NULL,
    number integer NOT NULL,
    parcel smallint NOT NULL,
    status varchar(20) NOT NULL,
    source varchar(20) NOT NULL,
    leg varchar(10) NOT NULL,
    physical boolean NOT NULL,
    happened_at bigint NULL,
    local_time varchar(32) NOT NULL,
    recorded_at bigint NOT NULL,
    city varchar(120) NOT NULL,
    postal_code varchar(20) NOT NULL,
    country varchar(2) NOT NULL,
    text varchar(1000) NOT NULL,
    PRIMARY KEY (bucket, key, number)
)
"""


def create(_apps: object, schema_editor: object) -> None:
    """Create the tables in the words of the engine at hand."""
    connection = schema_editor.connection  # type: ignore[attr-defined]  # Django's own protocol.
    binary = "bytea" if connection.vendor == "postgresql" else "blob"
    with connection.cursor() as cursor:
        for table in (PARCELS, FORMER_NUMBERS, CHECKPOINTS):
            cursor.execute(table.format(binary=binary))


def drop(_apps: object, schema_editor: object) -> None:
    """Drop the tables."""
    connection = schema_editor.connection  # type: ignore[attr-defined]  # Django's own protocol.
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE checkpoints")
        cursor.execute("DROP TABLE former_numbers")
        cursor.execute("DROP TABLE parcels")


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = []
    operations: ClassVar[list[migrations.RunPython]] = [migrations.RunPython(create, drop)]
