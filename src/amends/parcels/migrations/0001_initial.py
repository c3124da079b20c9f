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
    handed_over_at bigint NOT NULL,
    recorded_at bigint NOT NULL,
    PRIMARY KEY (bucket, key, number)
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
PLACE_CORRECTIONS = """
CREATE TABLE place_corrections (
    bucket smallint NOT NULL,
    key {binary} NOT NULL,
    parcel smallint NOT NULL,
    number smallint NOT NULL,
    text varchar(200) NOT NULL,
    name varchar(120) NOT NULL,
    country varchar(2) NOT NULL,
    latitude bigint NOT NULL,
    longitude bigint NOT NULL,
    radius integer NOT NULL,
    role varchar(20) NOT NULL,
    person varchar(100) NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (bucket, key, parcel, number)
)
"""
GEOCODED = """
CREATE TABLE geocoded (
    engine varchar(20) NOT NULL,
    text varchar(200) NOT NULL,
    country varchar(2) NOT NULL,
    found varchar(2000) NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (engine, text, country)
)
"""
TABLES = (PARCELS, CHECKPOINTS, PLACE_CORRECTIONS, GEOCODED)
# One number on several parcels is a finding, not a mistake: the index is not unique. It begins
# with what is looked for, as no write and no lock ever goes by it.
NUMBERS = "CREATE INDEX parcels_of_number ON parcels (tracking_number) WHERE tracking_number <> ''"
FORBID_SQLITE = """
CREATE TRIGGER place_corrections_{verb}_forbidden BEFORE {verb} ON place_corrections
BEGIN SELECT RAISE(ABORT, 'place_corrections are append-only'); END
"""
FORBID_FUNCTION = """
CREATE FUNCTION amends_corrections_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'place_corrections are append-only'; END $$
"""
FORBID_POSTGRESQL = """
CREATE TRIGGER place_corrections_append_only BEFORE UPDATE OR DELETE ON place_corrections
FOR EACH ROW EXECUTE FUNCTION amends_corrections_append_only()
"""


def create(_apps: object, schema_editor: object) -> None:
    """Create every table in the words of the engine at hand."""
    connection = schema_editor.connection  # type: ignore[attr-defined]  # Django's own protocol.
    binary = "bytea" if connection.vendor == "postgresql" else "blob"
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(table.format(binary=binary))
        for statement in (NUMBERS, *_forbid(postgresql=connection.vendor == "postgresql")):
            cursor.execute(statement)


def _forbid(*, postgresql: bool) -> list[str]:
    if postgresql:
        return [FORBID_FUNCTION, FORBID_POSTGRESQL]
    return [FORBID_SQLITE.format(verb=verb) for verb in ("UPDATE", "DELETE")]


def drop(_apps: object, schema_editor: object) -> None:
    """Drop every table."""
    connection = schema_editor.connection  # type: ignore[attr-defined]  # Django's own protocol.
    with connection.cursor() as cursor:
        for table in ("geocoded", "place_corrections", "checkpoints", "parcels"):
            cursor.execute(f"DROP TABLE {table}")
        if connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION amends_corrections_append_only()")


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = []
    operations: ClassVar[list[migrations.RunPython]] = [migrations.RunPython(create, drop)]
