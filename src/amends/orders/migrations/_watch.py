"""The tables of the watch over the service itself: holds, outages, pulses, deferrals, backups.

They are of the installation, not of an order, so no bucket leads their keys, `deferrals` and
`rewound` apart.
"""

HOLDS = """
CREATE TABLE holds (
    kind varchar(20) NOT NULL,
    since bigint NOT NULL,
    because varchar(400) NOT NULL,
    released_at bigint NULL,
    released_by varchar(80) NOT NULL,
    PRIMARY KEY (kind, since)
)
"""
OUTAGES = """
CREATE TABLE outages (
    started_at bigint NOT NULL PRIMARY KEY,
    ended_at bigint NOT NULL,
    because varchar(400) NOT NULL,
    CONSTRAINT begins_before_it_ends CHECK (started_at < ended_at)
)
"""
PULSE = """
CREATE TABLE pulse (
    process varchar(80) NOT NULL PRIMARY KEY,
    beat_at bigint NOT NULL,
    monotonic bigint NULL,
    boot varchar(40) NOT NULL
)
"""
DEFERRALS = """
CREATE TABLE deferrals (
    bucket smallint NOT NULL,
    key {binary} NOT NULL,
    deferred_at bigint NOT NULL,
    until bigint NOT NULL,
    because varchar(400) NOT NULL,
    PRIMARY KEY (bucket, key)
)
"""
BACKUPS = """
CREATE TABLE backups (
    taken_at bigint NOT NULL PRIMARY KEY,
    place varchar(400) NOT NULL,
    size bigint NOT NULL,
    events bigint NOT NULL
)
"""
# Refunds that a gateway made and that a restored database has never heard of.
REWOUND = """
CREATE TABLE rewound (
    bucket smallint NOT NULL,
    key {binary} NOT NULL,
    number integer NOT NULL,
    gateway varchar(40) NOT NULL,
    reference varchar(200) NOT NULL,
    minor bigint NOT NULL,
    currency varchar(3) NOT NULL,
    found_at bigint NOT NULL,
    PRIMARY KEY (bucket, key, number)
)
"""
TABLES = (HOLDS, OUTAGES, PULSE, DEFERRALS, BACKUPS, REWOUND)
