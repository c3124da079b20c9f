"""The tables of parcels: checkpoints, sealed replies, what trackers sent, and when to ask them.

What stands below an order is under the key and the bucket of whoever owns it.

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
    weight_grams integer NULL,
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
# `sought` is that the table of places was asked, or that there was nothing to ask it; `placed_at`
# is when it was, where that was later than the recording.
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
    place_country varchar(2) NOT NULL,
    latitude bigint NULL,
    longitude bigint NULL,
    radius integer NULL,
    tracker varchar(20) NOT NULL,
    recipient_differs boolean NULL,
    signed boolean NOT NULL,
    collected boolean NOT NULL,
    customs_cause varchar(20) NOT NULL,
    weight_grams integer NULL,
    snapshot integer NULL,
    sought boolean NOT NULL,
    placed_at bigint NULL,
    PRIMARY KEY (bucket, key, number)
)
"""
# Few are: those that came while no table of places was there.
UNSOUGHT = "CREATE INDEX checkpoints_unsought ON checkpoints (bucket, key) WHERE NOT sought"
# What a number proved when it was entered, and whether trackers knew it: `tracker` is '' for the
# first, and `says` is then its validity, else `known` or `unknown`.
PARCEL_FACTS = """
CREATE TABLE parcel_facts (
    bucket smallint NOT NULL,
    key {binary} NOT NULL,
    number integer NOT NULL,
    parcel smallint NOT NULL,
    tracker varchar(20) NOT NULL,
    says varchar(20) NOT NULL,
    reused boolean NOT NULL,
    recorded_at bigint NOT NULL,
    PRIMARY KEY (bucket, key, number)
)
"""
# Where an order comes from and goes to: millionths of a degree, and metres; `placed_at` is when its
# point was looked up, where that was later than the rest.
ROUTES = """
CREATE TABLE routes (
    bucket smallint NOT NULL,
    key {binary} NOT NULL,
    origin varchar(2) NOT NULL,
    country varchar(2) NOT NULL,
    postal_code varchar(20) NOT NULL,
    latitude bigint NULL,
    longitude bigint NULL,
    radius integer NULL,
    recorded_at bigint NOT NULL,
    placed_at bigint NULL,
    PRIMARY KEY (bucket, key)
)
"""
SNAPSHOTS = """
CREATE TABLE snapshots (
    bucket smallint NOT NULL,
    key {binary} NOT NULL,
    number integer NOT NULL,
    parcel smallint NOT NULL,
    tracker varchar(20) NOT NULL,
    received_at bigint NOT NULL,
    request varchar(500) NOT NULL,
    body {binary} NULL,
    content_type varchar(100) NOT NULL,
    sha256 {binary} NOT NULL,
    previous {binary} NOT NULL,
    hash {binary} NOT NULL,
    PRIMARY KEY (bucket, key, number)
)
"""
# What comes here is not known to belong to an order before it is read, so no bucket leads it.
PUSHES = """
CREATE TABLE tracker_pushes (
    tracker varchar(20) NOT NULL,
    sha256 {binary} NOT NULL,
    received_at bigint NOT NULL,
    headers text NOT NULL,
    body {binary} NOT NULL,
    content_type varchar(100) NOT NULL,
    taken_at bigint NULL,
    PRIMARY KEY (tracker, sha256)
)
"""
PUSH_REFUSALS = """
CREATE TABLE tracker_push_refusals (
    tracker varchar(20) NOT NULL,
    on_day varchar(10) NOT NULL,
    times bigint NOT NULL,
    PRIMARY KEY (tracker, on_day)
)
"""
POLLS = """
CREATE TABLE polls (
    bucket smallint NOT NULL,
    key {binary} NOT NULL,
    parcel smallint NOT NULL,
    tracker varchar(20) NOT NULL,
    tracking_number varchar(64) NOT NULL,
    next_at bigint NOT NULL,
    asked_at bigint NULL,
    registered boolean NOT NULL,
    reference varchar(100) NOT NULL,
    outcome varchar(10) NOT NULL,
    failures smallint NOT NULL,
    PRIMARY KEY (bucket, key, parcel, tracker)
)
"""
POLL_SPENDING = """
CREATE TABLE poll_spending (
    tracker varchar(20) NOT NULL,
    on_day varchar(10) NOT NULL,
    numbers integer NOT NULL,
    PRIMARY KEY (tracker, on_day)
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
    old_latitude bigint NULL,
    old_longitude bigint NULL,
    old_radius integer NULL,
    role varchar(20) NOT NULL,
    person varchar(100) NOT NULL,
    why varchar(500) NOT NULL,
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
# What is on no map, and may be asked of a geocoder: no bucket, since many orders name one place.
PLACES_WANTED = """
CREATE TABLE places_wanted (
    text varchar(200) NOT NULL,
    country varchar(2) NOT NULL,
    next_at bigint NOT NULL,
    PRIMARY KEY (text, country)
)
"""
GEOCODING = """
CREATE TABLE geocoding (
    engine varchar(20) NOT NULL,
    on_day varchar(10) NOT NULL,
    asked integer NOT NULL,
    next_at bigint NOT NULL,
    problem varchar(200) NOT NULL,
    PRIMARY KEY (engine, on_day)
)
"""
TABLES = (
    PARCELS,
    FORMER_NUMBERS,
    CHECKPOINTS,
    PARCEL_FACTS,
    ROUTES,
    PLACE_CORRECTIONS,
    GEOCODED,
    PLACES_WANTED,
    GEOCODING,
    SNAPSHOTS,
    PUSHES,
    PUSH_REFUSALS,
    POLLS,
    POLL_SPENDING,
)
INDEX = "CREATE INDEX pushes_pending ON tracker_pushes (received_at) WHERE taken_at IS NULL"
# A snapshot is never changed; only its body may be emptied, when a person is erased.
FORBID_SQLITE = (
    """
CREATE TRIGGER snapshots_delete_forbidden BEFORE DELETE ON snapshots
BEGIN SELECT RAISE(ABORT, 'snapshots are append-only'); END
""",
    """
CREATE TRIGGER snapshots_update_forbidden BEFORE UPDATE ON snapshots
WHEN NEW.body IS NOT NULL
    OR (NEW.bucket, NEW.key, NEW.number, NEW.parcel, NEW.tracker, NEW.received_at, NEW.request,
        NEW.content_type, NEW.sha256, NEW.previous, NEW.hash)
    IS NOT (OLD.bucket, OLD.key, OLD.number, OLD.parcel, OLD.tracker, OLD.received_at, OLD.request,
        OLD.content_type, OLD.sha256, OLD.previous, OLD.hash)
BEGIN SELECT RAISE(ABORT, 'snapshots are append-only'); END
""",
)
FORBID_POSTGRESQL = (
    """
CREATE FUNCTION amends_snapshots_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    IF TG_OP = 'UPDATE' AND NEW.body IS NULL
        AND (NEW.bucket, NEW.key, NEW.number, NEW.parcel, NEW.tracker, NEW.received_at,
            NEW.request, NEW.content_type, NEW.sha256, NEW.previous, NEW.hash)
        IS NOT DISTINCT FROM
            (OLD.bucket, OLD.key, OLD.number, OLD.parcel, OLD.tracker, OLD.received_at,
            OLD.request, OLD.content_type, OLD.sha256, OLD.previous, OLD.hash)
    THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'snapshots are append-only';
END $$
""",
    """
CREATE TRIGGER snapshots_append_only BEFORE UPDATE OR DELETE ON snapshots
FOR EACH ROW EXECUTE FUNCTION amends_snapshots_append_only()
""",
)
# One number on several parcels is a finding, not a mistake: the index is not unique. It begins
# with what is looked for, as no write and no lock ever goes by it.
NUMBERS = "CREATE INDEX parcels_of_number ON parcels (tracking_number) WHERE tracking_number <> ''"
FORBID_CORRECTING_SQLITE = tuple(
    f"""
CREATE TRIGGER place_corrections_{verb}_forbidden BEFORE {verb} ON place_corrections
BEGIN SELECT RAISE(ABORT, 'place_corrections are append-only'); END
"""
    for verb in ("UPDATE", "DELETE")
)
FORBID_CORRECTING_POSTGRESQL = (
    """
CREATE FUNCTION amends_corrections_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'place_corrections are append-only'; END $$
""",
    """
CREATE TRIGGER place_corrections_append_only BEFORE UPDATE OR DELETE ON place_corrections
FOR EACH ROW EXECUTE FUNCTION amends_corrections_append_only()
""",
)


def create(_apps: object, schema_editor: object) -> None:
    """Create every table in the words of the engine at hand."""
    connection = schema_editor.connection  # type: ignore[attr-defined]  # Django's own protocol.
    postgresql = connection.vendor == "postgresql"
    binary = "bytea" if postgresql else "blob"
    forbid = [*(FORBID_POSTGRESQL if postgresql else FORBID_SQLITE)]
    forbid += FORBID_CORRECTING_POSTGRESQL if postgresql else FORBID_CORRECTING_SQLITE
    tables = [table.format(binary=binary) for table in TABLES]
    with connection.cursor() as cursor:
        for statement in (*tables, INDEX, NUMBERS, UNSOUGHT, *forbid):
            cursor.execute(statement)


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = []
    operations: ClassVar[list[migrations.RunPython]] = [migrations.RunPython(create)]
