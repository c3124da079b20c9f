"""P5: `amends import` of orders, against COPY of the same rows, and against executemany.

The peers write exactly the rows that the import left in the database, already spelled out in
memory: they read no file, check nothing and fold nothing.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from measuring import POSTGRESQL, ROUNDS, SQLITE, alternate, database, machine, report

Rows: TypeAlias = dict[str, tuple[tuple[str, ...], list[tuple[object, ...]]]]
TABLES = ("accounts_person", "orders", "particulars", "events", "postings", "outbox")
FACTS = ("parcels", "checkpoints")
TARGETS = {POSTGRESQL: 20_000, SQLITE: 10_000}


def main() -> None:
    """Measure both engines, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=5_000, help="orders in a run")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--parcels", action="store_true", help="with a parcel and two checkpoints")
    parser.add_argument("--engine", choices=(SQLITE, POSTGRESQL))
    asked = parser.parse_args()
    if asked.engine:
        measure(asked)
        return
    machine("django", "psycopg", "pydantic")
    for engine in (POSTGRESQL, SQLITE):
        subprocess.run([sys.executable, *sys.argv, "--engine", engine], check=True)


def measure(asked: argparse.Namespace) -> None:
    """Measure one engine."""
    with database(asked.engine) as home:
        bench = Bench(home, asked)
        bench.imported(-1)
        bench.keep()
        sides = {"amends import": bench.imported, "executemany": bench.executemany}
        if asked.engine == POSTGRESQL:
            sides["COPY"] = bench.copied
        print(f"\n{asked.engine}: {asked.size} orders, {bench.rows} rows, a run")
        rates = alternate(sides, asked.rounds)
        report(rates, "orders/s", "amends import")
        print(f"target: {TARGETS[asked.engine]:,} orders/s, set for a quiet machine")


class Bench:
    """The file to import, and the rows that it comes to."""

    def __init__(self, home: Path, asked: argparse.Namespace) -> None:
        from amends.cli.marketplaces import marketplace_of  # noqa: PLC0415 - Django is set up now

        self.home = home
        self.size: int = asked.size
        self.tables = (*TABLES, *(FACTS if asked.parcels else ()))
        self.file = home / "orders.jsonl"
        with self.file.open("w", encoding="utf-8") as lines:
            for line in written(asked.size, parcels=asked.parcels):
                lines.write(line)
        self.kept: Rows = {}
        marketplace_of("shop")

    @property
    def rows(self) -> int:
        """How many rows a run writes."""
        return sum(len(rows) for _, rows in self.kept.values())

    def imported(self, number: int) -> float:
        """Import the file by the code that the command line runs."""
        from amends.cli.marketplaces import site_of  # noqa: PLC0415 - Django is set up now
        from amends.orders import clock  # noqa: PLC0415 - as above
        from amends.orders.importers.neutral import open_file  # noqa: PLC0415 - as above
        from amends.orders.importers.run import run  # noqa: PLC0415 - as above
        from amends.orders.importing import ImportDoor  # noqa: PLC0415 - as above

        del number
        self.empty()
        began = time.perf_counter()
        source = open_file(self.file, "shop")
        done = run(source, ImportDoor(site_of("shop"), clock.now()), self.home, told=_quiet)
        took = time.perf_counter() - began
        assert done.report.taken["protected"] == self.size, done.report
        return self.size / took

    def keep(self) -> None:
        """Remember every row that the import wrote."""
        from django.db import connection  # noqa: PLC0415 - Django is set up now

        with connection.cursor() as cursor:
            for table in self.tables:
                cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - our own tables
                columns = tuple(column[0] for column in cursor.description)
                self.kept[table] = (columns, cursor.fetchall())

    def copied(self, number: int) -> float:
        """Write the same rows by COPY, in one transaction."""
        from django.db import connection, transaction  # noqa: PLC0415 - Django is set up now

        del number
        self.empty()
        began = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            for table, (columns, rows) in self.kept.items():
                _copy(cursor, f"COPY {table} ({', '.join(columns)}) FROM STDIN", rows)
        return self.size / (time.perf_counter() - began)

    def executemany(self, number: int) -> float:
        """Write the same rows by executemany of the driver itself, in one transaction."""
        from django.db import connection, transaction  # noqa: PLC0415 - Django is set up now

        del number
        self.empty()
        sign = "%s" if connection.vendor == POSTGRESQL else "?"
        began = time.perf_counter()
        with transaction.atomic():
            driver = connection.connection.cursor()
            for table, (columns, rows) in self.kept.items():
                marks = ", ".join([sign] * len(columns))
                names = ", ".join(columns)
                driver.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608 - our own tables
        return self.size / (time.perf_counter() - began)

    def empty(self) -> None:
        """Remove all orders and people."""
        from django.db import connection  # noqa: PLC0415 - Django is set up now

        from amends.accounts.models import Person  # noqa: PLC0415 - as above

        from tests.tables import empty_tables  # noqa: PLC0415 - as above

        empty_tables()
        Person.objects.all().delete()
        if connection.vendor == POSTGRESQL:
            connection.cursor().execute("VACUUM")


def _copy(cursor: object, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
    with cursor.copy(statement) as copy:  # type: ignore[attr-defined]  # psycopg's own.
        for row in rows:
            copy.write_row(row)


def written(size: int, *, parcels: bool) -> Iterator[str]:
    """Write orders in the neutral format, one object a line; every tenth buyer comes again."""
    for number in range(size):
        reference = f"N-{number}"
        yield _line("order", reference, order=_order(number))
        if parcels:
            yield from _past(number, reference)


def _past(number: int, reference: str) -> Iterator[str]:
    parcel = {"carrier": "Post", "tracking_number": f"LM{number:09}CN"}
    yield _line("parcel", reference, parcel={**parcel, "handed_over_at": "2026-03-02T10:00:00Z"})
    for status, day in (("accepted", 3), ("in_transit", 7)):
        seen = {"status": status, "source": "carrier", "happened_at": f"2026-03-0{day}T12:00:00Z"}
        yield _line("checkpoint", reference, checkpoint=seen)


def _line(kind: str, reference: str, **body: object) -> str:
    return json.dumps({"kind": kind, "order_id": reference, **body}) + "\n"


def _order(number: int) -> dict[str, object]:
    name = f"Buyer {number % max(number * 9 // 10, 1)}"
    return {
        "buyer": {"id": name.replace(" ", "-"), "name": name, "locale": "fr", "tz": "Europe/Paris"},
        "seller": {"id": f"S-{number % 100}", "name": "Lamps", "locale": "en", "tz": "UTC"},
        "currency": "EUR",
        "lines": [{"id": "1", "title": "Lamp", "quantity": 2, "unit_price": _eur(1000 + number)}],
        "shipping": _eur(500),
        "ship_to": {"name": name, "lines": ["1 rue X"], "city": "Lyon", "country": "FR"},
        "ships_from": "CN",
        "placed_at": "2026-03-01T08:00:00Z",
        "paid_at": "2026-03-01T08:05:00Z",
        "promised_by": "2026-03-30",
        "payment": {
            "gateway": "acme",
            "reference": f"pay-{number}",
            "captured": _eur(2500 + 2 * number),
        },
    }


def _eur(minor: int) -> dict[str, object]:
    return {"minor": minor, "currency": "EUR"}


def _quiet(done: int, of: int) -> None:
    assert done <= of, "an import ends at its end"


if __name__ == "__main__":
    main()
