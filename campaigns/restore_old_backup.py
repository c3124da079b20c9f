"""Restoring an old backup never pays twice: drills of yesterday's books against today's payments.

    .venv/bin/python campaigns/restore_old_backup.py [--size 200] [--engine sqlite|postgresql]
        [--seed 1] [--plant FAULT]

Each drill takes a backup while sellers accept and refunds are paid, lets both go on, puts the old
copy back and starts again. Nothing may move before `reconcile`; it must name every refund that
the books have forgotten; and when the orders have lived on, every one was paid exactly once. The
payment provider here knows no repeat: asked twice, it pays twice. `--plant` breaks the way back
in one place; the campaign must then fail. Exits 1 when something does not hold.
"""

import argparse
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src"), str(ROOT / "bench")]

from measuring import database  # noqa: E402 - found by the path set above

if TYPE_CHECKING:
    from amends.core.money import Money
    from amends.orders.backups.reconciling import Booked, Known
    from amends.orders.loaded import Key
    from amends.payments.gateways.contract import Hint, Instruction, Told

PLANTS = ("no-reconcile", "unblocked")
ORDERS = 12
FIRST_DAY, LAST_DAY = 22, 40
REPORTED_MOST = 5
SETTLED_MOST = 1000
SILENT = "this provider sends nothing by itself, so nobody asks it what it sent"


def main() -> int:
    """Run the drills; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=200, help="drills")
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plant", choices=PLANTS, help="a fault that must be caught")
    asked = parser.parse_args()
    with database(asked.engine) as home:
        started = time.monotonic()
        drawn = random.Random(asked.seed)
        drills = _drills(asked, home, drawn)
        wrong = [line for drill in drills for line in drill.wrong]
        took = time.monotonic() - started
    rewound = sum(len(drill.forgotten) for drill in drills)
    paid = len(drills[0].provider.payments) if drills else 0
    print(
        f"{asked.engine}: {len(drills)} drills, {paid} refunds paid, {rewound} of them forgotten "
        f"by the books and found again, {len(wrong)} wrong, {took:.0f} s, seed {asked.seed}"
    )
    for line in wrong[:REPORTED_MOST]:
        print(f"  {line}")
    return 1 if wrong else 0


def _drills(asked: argparse.Namespace, home: Path, drawn: random.Random) -> "list[Drill]":
    drills, provider = [], Provider()
    for number in range(asked.size):
        drill = Drill(number, home, drawn, provider, asked.plant or "")
        drill.run()
        drills.append(drill)
    return drills


@dataclass(slots=True)
class Provider:
    """Pays whatever it is asked to, as often as it is asked, and never forgets."""

    payments: "list[tuple[Known, datetime]]" = field(default_factory=list)

    def pay(self, key: "Key", number: int, moved: "Money", at: datetime) -> str:
        from amends.orders.backups.reconciling import Fate, Known  # noqa: PLC0415 - after its home is set

        reference = f"re_{len(self.payments)}"
        self.payments.append((Known(key, number, moved, Fate.PAID, reference), at))
        return reference

    def look_up(self, booked: "Booked") -> "Known | None":
        found = (known for known, _ in self.payments if known.key == booked.key)
        return next((known for known in found if known.number == booked.number), None)

    def list_since(self, since: datetime) -> "Iterable[Known]":
        return [known for known, at in self.payments if at >= since]


@dataclass(frozen=True, slots=True)
class Paying:
    """The provider as the engine asks it at one moment; it sends no messages."""

    provider: Provider
    at: datetime

    def send(self, instruction: "Instruction") -> "Told":
        from amends.core.money import Money  # noqa: PLC0415 - after its home is set
        from amends.orders.keys import bucket_of  # noqa: PLC0415 - as above
        from amends.payments.engine import of_token  # noqa: PLC0415 - as above

        found = of_token(instruction.token)
        assert found is not None, "the engine sends its own tokens"
        key, number = found
        moved = Money(instruction.minor, instruction.currency)
        self.provider.pay((bucket_of(key), key), number, moved, self.at)
        return self.look_up(instruction)

    def look_up(self, instruction: "Instruction") -> "Told":
        from amends.payments.engine import of_token  # noqa: PLC0415 - after its home is set
        from amends.payments.gateways.contract import Fate, Told  # noqa: PLC0415 - as above

        asked = of_token(instruction.token)
        for known, _ in self.provider.payments:
            if (known.key[1], known.number) == asked:
                moved = known.moved
                return Told(Fate.PAID, known.reference, moved.minor, moved.currency)
        return Told(Fate.NOT_FOUND)

    def names(self, payment: str) -> tuple[str, ...]:
        return (payment,)

    def verify(self, headers: "Mapping[str, str]", body: bytes) -> None:
        del headers, body
        raise AssertionError(SILENT)

    def hint(self, body: bytes) -> "Hint":
        del body
        raise AssertionError(SILENT)

    def dispute(self, reference: str) -> None:
        del reference
        raise AssertionError(SILENT)


@dataclass(slots=True)
class Drill:
    """One backup, what went on afterwards, and the way back."""

    number: int
    home: Path
    drawn: random.Random
    provider: Provider
    plant: str
    keys: "list[Key]" = field(default_factory=list)
    forgotten: "set[tuple[Key, int]]" = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Back up under load, go on, put the old copy back, and start again."""
        from amends.orders.backups.restoring import Restoring, restore  # noqa: PLC0415 - after its home is set
        from amends.orders.backups.taking import Home, Wanted, take  # noqa: PLC0415 - as above

        from tests.orders.orders import day, disputed  # noqa: PLC0415 - as above

        self.keys = [disputed(f"{self.number}-{one}").key for one in range(ORDERS)]
        home = Home(self.home, self.home / "evidence")
        working = threading.Thread(target=self._work)
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "backup"
            working.start()
            time.sleep(self.drawn.random() * 0.2)
            # Its own moment is before everything that went on, as the oldest of backups is.
            take(Wanted(home, place), day(FIRST_DAY))
            working.join()
            restore(Restoring(home, place, replace=True))
        self._require_nothing_moves()
        self._reconcile()
        self._live_on()

    def _work(self) -> None:
        """Let sellers accept and refunds be paid, in an order of its own."""
        from django.db import connections  # noqa: PLC0415 - after its home is set

        for key in self.drawn.sample(self.keys, len(self.keys)):
            self._accept(key, FIRST_DAY)
            if self.drawn.random() < 0.8:
                self._settle(FIRST_DAY)
        connections.close_all()

    def _accept(self, key: "Key", on: float) -> None:
        from amends.core.commands import AcceptClaim  # noqa: PLC0415 - after its home is set

        from tests.orders.orders import SELLER, ask  # noqa: PLC0415 - as above

        ask(key[1], SELLER, AcceptClaim(), on)

    def _settle(self, on: float) -> None:
        """Have the shipped engine pay what is due."""
        from django.db import connection  # noqa: PLC0415 - after its home is set

        from amends.orders import watch  # noqa: PLC0415 - as above
        from amends.payments import rows  # noqa: PLC0415 - after its home is set
        from amends.payments.engine import settle  # noqa: PLC0415 - as above
        from amends.payments.gateways.known import Known  # noqa: PLC0415 - as above

        from tests.orders.orders import day  # noqa: PLC0415 - as above

        if self.plant == "unblocked":
            setattr(rows, "blocked", "(1 = 0)")  # noqa: B010 - what it has imported is broken
        with connection.cursor() as cursor:
            # Each drill begins with the same day: what workers saw before is of another life.
            watch.forget_beats(cursor)
        # The orders of these drills name no gateway.
        settle(Known({"": Paying(self.provider, day(on))}), day(on), SETTLED_MOST)

    def _require_nothing_moves(self) -> None:
        from amends.orders.wake import wake  # noqa: PLC0415 - after its home is set

        from tests.orders.orders import day  # noqa: PLC0415 - as above

        paid = len(self.provider.payments)
        if wake(day(LAST_DAY)).events:
            self.wrong.append(f"drill {self.number}: a deadline fired before it was reconciled")
        self._settle(LAST_DAY)
        if len(self.provider.payments) > paid:
            self.wrong.append(f"drill {self.number}: money moved before it was reconciled")

    def _reconcile(self) -> None:
        from django.db import connection, transaction  # noqa: PLC0415 - after its home is set

        from amends.orders import watch  # noqa: PLC0415 - as above
        from amends.orders.backups.reconciling import reconcile  # noqa: PLC0415 - as above
        from amends.orders.clock import Clocks  # noqa: PLC0415 - as above
        from amends.orders.watch import HoldKind  # noqa: PLC0415 - as above

        from tests.orders.orders import day  # noqa: PLC0415 - as above

        now = day(FIRST_DAY + 1)
        self.forgotten = self._forgotten()
        if self.plant == "no-reconcile":
            with transaction.atomic(), connection.cursor() as cursor:
                watch.release(cursor, HoldKind.RESTORED, "campaign", Clocks(now))
            return
        result = reconcile(self.provider, now, around=timedelta(days=1))
        named = {(one.key, one.number) for one in result.found if one.key in self.keys}
        if named != self.forgotten:
            missed = len(self.forgotten - named)
            self.wrong.append(f"drill {self.number}: {missed} forgotten refunds were not named")
        if not result.released:
            self.wrong.append(f"drill {self.number}: {len(result.open)} were left to a person")

    def _forgotten(self) -> "set[tuple[Key, int]]":
        """Return the refunds that were paid and that the books do not have as paid."""
        from django.db import connection  # noqa: PLC0415 - after its home is set

        with connection.cursor() as cursor:
            cursor.execute("SELECT bucket, key, number FROM transfers WHERE state = 'confirmed'")
            kept = {((bucket, bytes(key)), number) for bucket, key, number in cursor.fetchall()}
        paid = {(known.key, known.number) for known, _ in self.provider.payments}
        return {one for one in paid - kept if one[0] in self.keys}

    def _live_on(self) -> None:
        from amends.orders.backups.rewound import confirm_rewound  # noqa: PLC0415 - after its home is set

        from tests.orders.orders import day  # noqa: PLC0415 - as above

        for key in self.keys:
            self._accept(key, FIRST_DAY + 2)
            self._settle(FIRST_DAY + 2)
        confirm_rewound(day(FIRST_DAY + 3))
        self._settle(FIRST_DAY + 3)
        for key in self.keys:
            times = sum(known.key == key for known, _ in self.provider.payments)
            if times != 1:
                self.wrong.append(f"drill {self.number}: an order was refunded {times} times")
        if self._forgotten():
            self.wrong.append(f"drill {self.number}: the books still do not know every refund")


if __name__ == "__main__":
    sys.exit(main())
