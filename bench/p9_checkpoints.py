"""P9: checkpoints read out of trackers' replies, and taken in, per second on one core.

Two sides are printed: reading alone (JSON to readings), and the whole way to the database (read,
seal the reply, leave out what is known, insert), one durable transaction for the forty orders that
one call to 17TRACK is about. No peer does this; the bar is a number of its own.
"""

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from measuring import POSTGRESQL, ROUNDS, SQLITE, alternate, database, machine, report

from amends.database.rows import Row

Parcels: TypeAlias = Sequence[tuple[int, bytes]]
Take: TypeAlias = Callable[[Parcels], int]
NOW = datetime(2026, 6, 1, tzinfo=UTC)
EVENTS = 20
CALL = 40
OURS = "replies read"


def main() -> None:
    """Measure reading and taking in, in turns."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=200, help="parcels in a run")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--engine", choices=(SQLITE, POSTGRESQL), default=SQLITE)
    asked = parser.parse_args()
    machine("django")
    with database(asked.engine):
        take = _taking()
        sides: dict[str, Callable[[int], float]] = {
            OURS: lambda number: _rate(number, asked.size, _reading()),
            "replies read, sealed and stored": lambda number: _rate(number, asked.size, take),
        }
        print(f"\n{asked.size} parcels with {EVENTS} checkpoints each, {asked.engine}")
        report(alternate(sides, asked.rounds), "checkpoints/s", OURS)
    print("target: 5,000 checkpoints a second a core, findings included")


def reply(number: int) -> bytes:
    """Return a reply with events at different times, places and in three languages."""
    texts = (
        "Arrived at USPS Regional Facility",
        "Покинуло сортировочный центр",
        "到达深圳处理中心",
    )
    events = [_event(number, place, texts[place % 3]) for place in range(EVENTS)]
    parcel = {
        "number": f"RR{number:09}CN",
        "track_info": {
            "latest_status": {"status": "InTransit"},
            "tracking": {"providers": [{"provider": {"name": "Post"}, "events": events}]},
        },
    }
    return json.dumps({"code": 0, "data": {"accepted": [parcel], "rejected": []}}).encode()


def _event(number: int, place: int, text: str) -> dict[str, object]:
    at = NOW - timedelta(hours=place, seconds=number % 3_600)
    raw = {"date": str(at.date()), "time": str(at.time()), "timezone": "+00:00"}
    address = {"country": "RU", "city": f"Town {place}", "postal_code": f"{place:06}"}
    return {
        "time_iso": at.isoformat(),
        "time_raw": raw,
        "description": text,
        "location": f"Town {place}",
        "sub_status": "InTransit_Other",
        "address": address,
    }


def _reading() -> Take:
    from amends.parcels.trackers import TRACKERS  # noqa: PLC0415 - only once Django is set up

    read = TRACKERS["track17"].read
    return lambda parcels: sum(len(read(body).checkpoints) for _, body in parcels)


def _taking() -> Take:
    from django.db import connection, transaction  # noqa: PLC0415 - only once Django is set up

    from amends.parcels.news import fresh  # noqa: PLC0415 - as above
    from amends.parcels.snapshots import Sealed, seal  # noqa: PLC0415 - as above
    from amends.parcels.store import insert_scans, scan_row, scans_of  # noqa: PLC0415 - as above
    from amends.parcels.taking import scan_of  # noqa: PLC0415 - as above
    from amends.parcels.trackers import TRACKERS  # noqa: PLC0415 - as above

    def take(parcels: Parcels) -> int:
        keys = {number: (number % 64, number.to_bytes(16, "big")) for number, _ in parcels}
        rows: list[Row] = []
        with transaction.atomic(), connection.cursor() as cursor:
            known = defaultdict(list)
            for owner, scan in scans_of(cursor, list(keys.values())):
                known[owner].append(scan)
            for number, body in parcels:
                key = keys[number]
                sealed = Sealed(1, "track17", NOW, "POST gettrackinfo", body, "application/json")
                seal(cursor, key, [sealed])
                read = TRACKERS["track17"].read(body)
                scans = [scan_of(one, parcel=1, recorded_at=NOW) for one in read.checkpoints]
                rows += [scan_row(key, scan) for scan in fresh(known[key[1]], scans)]
            insert_scans(cursor, rows)
        return len(rows)

    return take


def _rate(number: int, size: int, take: Take) -> float:
    numbers = range(number * size, (number + 1) * size)
    parcels = [(one, reply(one)) for one in numbers]
    began = time.perf_counter()
    taken = sum(take(parcels[start : start + CALL]) for start in range(0, size, CALL))
    assert taken == size * EVENTS, "every checkpoint counts once"
    return taken / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
