"""The tables of orders: events are the truth, every other table is kept beside them.

Instants are microseconds since 1970 in UTC, money is minor units. `bucket` leads every key, so that
the same schema can be divided among machines.
"""

from typing import ClassVar

from django.db import migrations

from . import _watch

# `due_at` is when time is next looked at, `deadline` when a person must act or should have.
# Out of what was captured no more can go than came in: the last check is that promise.
ORDERS = """
CREATE TABLE orders (
    bucket smallint NOT NULL,
    key {binary} NOT NULL,
    marketplace varchar(40) NOT NULL,
    reference varchar(120) NOT NULL,
    buyer varchar(32) NOT NULL,
    seller varchar(32) NOT NULL,
    status varchar(20) NOT NULL,
    version integer NOT NULL,
    head {binary} NOT NULL,
    due_at bigint NULL,
    deadline bigint NULL,
    protected_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    disputes smallint NOT NULL,
    currency varchar(3) NOT NULL,
    captured bigint NOT NULL,
    refund bigint NOT NULL,
    payout bigint NOT NULL,
    put_in bigint NOT NULL,
    charged_back bigint NOT NULL,
    came_back bigint NOT NULL,
    PRIMARY KEY (bucket, key),
    CONSTRAINT nothing_negative CHECK (
        refund >= 0 AND payout >= 0 AND put_in >= 0 AND charged_back >= 0 AND came_back >= 0
    ),
    CONSTRAINT never_more_out_than_in CHECK (
        refund + payout + charged_back <= captured + put_in + came_back
    )
)
"""
EVENTS = """
CREATE TABLE events (
    bucket smallint NOT NULL,
    key {binary} NOT NULL,
    number integer NOT NULL,
    kind varchar(40) NOT NULL,
    recorded_at bigint NOT NULL,
    role varchar(12) NOT NULL,
    actor varchar(40) NOT NULL,
    body text NOT NULL,
    hash {binary} NOT NULL,
    PRIMARY KEY (bucket, key, number)
)
"""
POSTINGS = """
CREATE TABLE postings (
    bucket smallint NOT NULL,
    key {binary} NOT NULL,
    number integer NOT NULL,
    part smallint NOT NULL,
    source varchar(20) NOT NULL,
    destination varchar(20) NOT NULL,
    moved bigint NOT NULL CHECK (moved > 0),
    currency varchar(3) NOT NULL,
    PRIMARY KEY (bucket, key, number, part)
)
"""
OUTBOX = """
CREATE TABLE outbox (
    bucket smallint NOT NULL,
    key {binary} NOT NULL,
    number integer NOT NULL,
    role varchar(12) NOT NULL,
    person varchar(32) NOT NULL,
    code varchar(40) NOT NULL,
    at bigint NOT NULL,
    seen_at bigint NULL,
    PRIMARY KEY (bucket, key, number, role)
)
"""
# `next_at` is when payments look at it again, NULL when there is nothing to do; `made_at` the
# provider's own moment of what is confirmed, NULL where it is not known.
TRANSFERS = """
CREATE TABLE transfers (
    bucket smallint NOT NULL,
    key {binary} NOT NULL,
    number smallint NOT NULL,
    kind varchar(10) NOT NULL,
    minor bigint NOT NULL CHECK (minor >= 0),
    currency varchar(3) NOT NULL,
    method varchar(20) NOT NULL,
    state varchar(10) NOT NULL,
    reference varchar(200) NOT NULL,
    problem varchar(1000) NOT NULL,
    tries integer NOT NULL,
    next_at bigint NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    made_at bigint NULL,
    PRIMARY KEY (bucket, key, number)
)
"""
TEXTS = """
CREATE TABLE texts (
    bucket smallint NOT NULL,
    key {binary} NOT NULL,
    number integer NOT NULL,
    role varchar(12) NOT NULL,
    author varchar(40) NOT NULL,
    at bigint NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (bucket, key, number)
)
"""
PARTICULARS = """
CREATE TABLE particulars (
    bucket smallint NOT NULL,
    key {binary} NOT NULL,
    body text NOT NULL,
    gateway varchar(150) NOT NULL,
    payment varchar(200) NOT NULL,
    PRIMARY KEY (bucket, key)
)
"""
# A payment is of the installation, like a hold: no bucket leads its key. See `owners`.
PAYMENT_OWNERS = """
CREATE TABLE payment_owners (
    gateway varchar(150) NOT NULL,
    reference varchar(200) NOT NULL,
    marketplace varchar(40) NOT NULL,
    PRIMARY KEY (gateway, reference)
)
"""
FILES = """
CREATE TABLE files (
    bucket smallint NOT NULL,
    key {binary} NOT NULL,
    number smallint NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (bucket, key, number)
)
"""
ANSWERS = """
CREATE TABLE answers (
    bucket smallint NOT NULL,
    key {binary} NOT NULL,
    asked_by varchar(80) NOT NULL,
    token varchar(64) NOT NULL,
    fingerprint varchar(64) NOT NULL,
    status smallint NOT NULL,
    body text NOT NULL,
    passing_at bigint,
    PRIMARY KEY (bucket, key, asked_by, token)
)
"""
TABLES = (
    *(ORDERS, EVENTS, POSTINGS, OUTBOX, TRANSFERS, TEXTS, PARTICULARS, PAYMENT_OWNERS),
    *(FILES, ANSWERS),
)
# What ends first comes first in a list, and what waits for nobody last; see `queries`.
LISTED = f"COALESCE(deadline, {2**62}), key"
INDEXES = (
    "CREATE INDEX orders_due ON orders (due_at) WHERE due_at IS NOT NULL",
    f"CREATE INDEX orders_of_buyer ON orders (buyer, {LISTED})",
    f"CREATE INDEX orders_of_seller ON orders (seller, {LISTED})",
    "CREATE INDEX orders_of_status ON orders (status, deadline)",
    "CREATE INDEX transfers_next ON transfers (next_at) WHERE next_at IS NOT NULL",
    "CREATE INDEX transfers_open ON transfers (created_at) WHERE state <> 'confirmed'",
    "CREATE INDEX transfers_waiting ON transfers (created_at) WHERE problem <> ''",
    f"CREATE INDEX orders_of_marketplace ON orders (marketplace, {LISTED})",
    "CREATE INDEX orders_updated ON orders (marketplace, updated_at)",
    "CREATE INDEX particulars_of_payment ON particulars (payment)",
    "CREATE INDEX outbox_of_person ON outbox (person, at)",
)
APPEND_ONLY = ("events", "postings")
FORBID_SQLITE = """
CREATE TRIGGER {table}_{verb}_forbidden BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} are append-only'); END
"""
FORBID_FUNCTION = """
CREATE FUNCTION amends_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% are append-only', TG_TABLE_NAME; END $$
"""
FORBID_POSTGRESQL = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION amends_append_only()
"""


def create(_apps: object, schema_editor: object) -> None:
    """Create everything in the words of the engine at hand."""
    connection = schema_editor.connection  # type: ignore[attr-defined]  # Django's own protocol.
    postgresql = connection.vendor == "postgresql"
    forbid = _forbid_postgresql() if postgresql else _forbid_sqlite()
    binary = "bytea" if postgresql else "blob"
    with connection.cursor() as cursor:
        tables = [table.format(binary=binary) for table in (*TABLES, *_watch.TABLES)]
        for statement in (*tables, *INDEXES, *forbid):
            cursor.execute(statement)


def _forbid_postgresql() -> list[str]:
    triggers = [FORBID_POSTGRESQL.format(table=table) for table in APPEND_ONLY]
    return [FORBID_FUNCTION, *triggers]


def _forbid_sqlite() -> list[str]:
    return [
        FORBID_SQLITE.format(table=table, verb=verb)
        for table in APPEND_ONLY
        for verb in ("UPDATE", "DELETE")
    ]


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = [("parcels", "0001_initial")]
    operations: ClassVar[list[migrations.RunPython]] = [migrations.RunPython(create)]
