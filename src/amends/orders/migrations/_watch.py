"""The tables of the watch over the service itself: holds, outages, pulses, deferrals, backups.

They are of the installation, so no bucket leads their keys; `deferrals` and `divergences` are of
orders.
"""

HOLDS = """
CREATE TABLE holds (
    kind varchar(20) NOT NULL,
    since bigint NOT NULL,
    because varchar(400) NOT NULL,
    released_at bigint NULL,
    released_by varchar(80) NOT NULL,
    compared_at bigint NULL,
    PRIMARY KEY (kind, since)
)
"""
OUTAGES = """
CREATE TABLE outages (
    started_at bigint NOT NULL PRIMARY KEY,
    ended_at bigint NOT NULL,
    recorded_at bigint NOT NULL,
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
# Where books that were put back and the payment providers disagree, until it is explained.
DIVERGENCES = """
CREATE TABLE divergences (
    bucket smallint NOT NULL,
    key {binary} NOT NULL,
    number integer NOT NULL,
    kind varchar(20) NOT NULL,
    reference varchar(200) NOT NULL,
    minor bigint NOT NULL,
    currency varchar(3) NOT NULL,
    found_at bigint NOT NULL,
    explained_at bigint NULL,
    explained_by varchar(80) NOT NULL,
    PRIMARY KEY (bucket, key, number)
)
"""
TABLES = (HOLDS, OUTAGES, PULSE, DEFERRALS, BACKUPS, DIVERGENCES)
