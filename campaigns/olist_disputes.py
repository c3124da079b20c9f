"""Ten real orders whose review says that nothing came: opened, argued and settled over HTTP.

    .venv/bin/python campaigns/olist_disputes.py FOLDER [--orders 10]

FOLDER holds the tables of the public Olist set. The clock is injected: each dispute is opened
with a photo at the moment of its review. Every other order is carried to a refund, the rest to a
release. Then the postings of each order must sum to zero, `amends verify` must pass, and it must
name the order after one event is changed by hand. Exits 1 when something does not hold.
"""

import argparse
import io
import os
import re
import sys
import tempfile
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

NOTHING_CAME = re.compile(r"n[ãa]o (recebi|chegou|foi entregue|veio)|ainda n[ãa]o", re.IGNORECASE)
CONTACT = timedelta(days=3)
DAY = timedelta(days=1)
# What JSON holds is read where it is needed.
Json = Any


class Caller:
    """Calls the API in this process, as somebody, at a moment."""

    keys = count(1)

    def __init__(self, secret: str, actor: str | None = None) -> None:
        from django.test import Client  # noqa: PLC0415 - after its home is set

        self.client = Client(SERVER_NAME="localhost")
        self.secret, self.actor = secret, actor

    def get(self, path: str) -> Json:
        return self._read(self.client.get(f"/api/v1/{path}", headers=self._headers()))

    def post(self, path: str, body: Json = None) -> Json:
        return self._read(
            self.client.post(
                f"/api/v1/{path}", body or {}, "application/json", headers=self._headers()
            )
        )

    def photo(self, path: str) -> Json:
        from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415 - after its home is set
        from PIL import Image  # noqa: PLC0415 - after its home is set

        drawn = io.BytesIO()
        Image.new("RGB", (800, 600), "tan").save(drawn, "JPEG")
        file = SimpleUploadedFile("empty-letter-box.jpg", drawn.getvalue(), "image/jpeg")
        return self._read(
            self.client.post(f"/api/v1/{path}", {"file": file}, headers=self._headers())
        )

    def _headers(self) -> dict[str, str]:
        key = f"campaign-{next(self.keys)}"
        headers = {"Authorization": f"Bearer {self.secret}", "Idempotency-Key": key}
        return {**headers, "Amends-Actor": self.actor} if self.actor else headers

    def _read(self, answer: Json) -> Json:
        body = answer.json()
        assert answer.status_code < 400, f"{answer.status_code}: {body}"
        return body


def main() -> int:
    """Run the campaign and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--orders", type=int, default=10)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        _set_up(home)
        return _run(asked.folder, asked.orders)


def _set_up(home: str) -> None:
    os.environ |= {"AMENDS_HOME": home, "DJANGO_SETTINGS_MODULE": "amends.config.settings"}
    os.environ.pop("AMENDS_DATABASE_URL", None)
    import django  # noqa: PLC0415 - after its home is set
    from django.core.management import call_command  # noqa: PLC0415 - after its home is set

    django.setup()
    call_command("migrate", verbosity=0)


def _run(folder: Path, most: int) -> int:
    secret, mediator = _import(folder)
    done: list[str] = []
    for review in _reviews(folder):
        if len(done) == most:
            break
        told = _dispute(review, secret, mediator, refund=len(done) % 2 == 0)
        if told is not None:
            done.append(told)
            print(told)
    balanced = _balanced()
    print(f"{len(done)} orders disputed; {balanced} orders whose postings sum to zero")
    sound = not _faults()
    print(f"verify: {'every order holds' if sound else 'SOMETHING DOES NOT HOLD'}")
    changed = _tampered()
    named = _faults()
    print(f"after one event of {changed} was changed by hand, verify names {', '.join(named)}")
    return 0 if sound and named == [changed] and len(done) == most else 1


def _import(folder: Path) -> tuple[str, str]:
    from django.conf import settings  # noqa: PLC0415 - after its home is set

    from amends.accounts.keys import make_key  # noqa: PLC0415 - after its home is set
    from amends.accounts.models import Marketplace, Person  # noqa: PLC0415 - after its home is set
    from amends.accounts.people import person_id  # noqa: PLC0415 - after its home is set
    from amends.orders import clock  # noqa: PLC0415 - after its home is set
    from amends.orders.importers.olist import Olist  # noqa: PLC0415 - after its home is set
    from amends.orders.importers.run import run  # noqa: PLC0415 - after its home is set
    from amends.orders.importing import ImportDoor  # noqa: PLC0415 - after its home is set
    from amends.orders.protecting import Site  # noqa: PLC0415 - after its home is set

    shop = Marketplace.objects.create(slug="olist", name="Olist", zone="America/Sao_Paulo")
    door = ImportDoor(Site.of(shop), clock.now())
    report = run(Olist(folder), door, settings.AMENDS_HOME, told=lambda _done, _of: None).report
    print(f"{report.rows} rows in; {dict(report.taken)}; refused: {dict(report.rows_refused)}")
    mira = Person.objects.create(
        id=person_id("", "mira"), reference="mira", name="Mira", is_mediator=True
    )
    now = clock.now()
    return make_key("campaign", shop, now)[1], make_key("campaign", mira, now)[1]


def _reviews(folder: Path) -> list[Json]:
    from amends.orders.importers import olist  # noqa: PLC0415 - after its home is set

    said = [
        review
        for review in olist.reviews(folder)
        if review.score == 1 and NOTHING_CAME.search(f"{review.title} {review.message}")
    ]
    return sorted(said, key=lambda review: review.answered_at)


def _dispute(review: Json, secret: str, mediator: str, *, refund: bool) -> str | None:
    """Carry one order to its settlement, or answer None if it cannot be disputed."""
    from amends.orders.keys import key_of, spell  # noqa: PLC0415 - after its home is set

    key = spell(key_of("olist", review.order_id))
    people = _people(key)
    if people is None:
        return None
    alice = Caller(secret, f"buyer:{people[0]}")
    bob = Caller(secret, f"seller:{people[1]}")
    opened_at = review.answered_at
    order = f"orders/{review.order_id}"
    _at(opened_at - CONTACT)
    if alice.get(order)["status"] not in {"shipped", "delivered", "protection_lapsed"}:
        return None
    alice.post(f"{order}/messages", {"text": "Onde está o meu pedido?"})
    _at(opened_at)
    if "open_dispute" not in {act["action"] for act in alice.get(order)["available_actions"]}:
        return None
    dispute = _open(alice, order, review.message)
    _at(opened_at + DAY)
    bob.get(f"disputes/{dispute}")
    bob.post(f"disputes/{dispute}/refusal", {"text": "Foi entregue."})
    alice.post(f"disputes/{dispute}/escalation")
    decision = {"outcome": "refund" if refund else "release", "reasons": "O que está aqui."}
    Caller(mediator).post(f"disputes/{dispute}/decision", decision)
    _at(opened_at + 30 * DAY)
    money = alice.get(order)["money"]
    return (
        f"{review.order_id} opened {opened_at:%Y-%m-%d}: refund {money['refund']['minor']},"
        f" payout {money['payout']['minor']} of {money['held']['minor']}"
    )


def _open(alice: Caller, order: str, statement: str) -> str:
    alice.photo(f"{order}/evidence")
    claim = {
        "received": False,
        "reason": "delivered_not_received",
        "refund": alice.get(order)["money"]["held"],
        "statement": statement,
        "evidence": [1],
    }
    dispute: str = alice.post(f"{order}/disputes", claim)["id"]
    return dispute


def _people(key: str) -> tuple[str, str] | None:
    from amends.orders import queries  # noqa: PLC0415 - after its home is set
    from amends.orders.keys import bucket_of, read  # noqa: PLC0415 - after its home is set

    address = read(key)
    assert address is not None
    try:
        described: Json = queries.particulars((bucket_of(address), address))
    except AssertionError:
        return None
    return described["buyer"]["id"], described["seller"]["id"]


def _at(moment: datetime) -> None:
    from django.conf import settings  # noqa: PLC0415 - after its home is set

    settings.AMENDS_CLOCK = lambda: moment


def _balanced() -> int:
    """Count the settled orders with a dispute out of which came exactly what went in."""
    from django.db import connection  # noqa: PLC0415 - after its home is set

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM orders WHERE disputes > 0 AND status = 'settled' AND captured ="
            " (SELECT sum(moved) FROM postings WHERE postings.bucket = orders.bucket"
            " AND postings.key = orders.key AND source = 'held')"
        )
        found: int = cursor.fetchone()[0]
    return found


def _faults() -> list[str]:
    from amends.orders.verify import Fault, verify  # noqa: PLC0415 - after its home is set

    return [found.reference for found in verify() if isinstance(found, Fault)]


def _tampered() -> str:
    """Change one event as somebody with the database's own password could."""
    from django.db import connection  # noqa: PLC0415 - after its home is set

    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER events_UPDATE_forbidden")
        cursor.execute("SELECT key, reference FROM orders WHERE disputes > 0 LIMIT 1")
        key, reference = cursor.fetchone()
        cursor.execute(
            "UPDATE events SET body = replace(body, 'refund', 'refumd')"
            " WHERE key = %s AND kind = 'DisputeOpened'",
            [key],
        )
    return str(reference)


if __name__ == "__main__":
    sys.exit(main())
