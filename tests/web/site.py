"""A small site for the tests of pages: its people, and orders driven through the door."""

import io
from datetime import UTC, datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from amends.accounts.models import Marketplace, Person
from amends.accounts.people import person_id
from amends.core.commands import Command, HandOver, OpenDispute, ProtectOrder, SendMessage
from amends.core.money import Money
from amends.core.parcel import Checkpoint, ParcelStatus, Source
from amends.core.parties import Party, Role
from amends.core.reasons import Reason
from amends.core.terms import Terms
from amends.orders import door, keys
from amends.orders.beginning import Beginning, begin
from amends.orders.door import Asked
from amends.parcels.store import Scan

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
PARTICULARS = (
    '{"buyer": {"name": "Alice"}, "seller": {"name": "Bob\'s Lamps"},'
    ' "lines": [{"title": "Brass lamp", "quantity": 1}, {"title": "Bulb", "quantity": 2}],'
    ' "payment": {"gateway": "stripe", "reference": "pi_1"}}'
)


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def person(name: str) -> Person:
    """Alice buys, Bob sells, Charlie is a stranger, Mira mediates, Oscar operates."""
    marketplace, _ = Marketplace.objects.get_or_create(slug="shop", defaults={"name": "Shop"})
    made, _ = Person.objects.get_or_create(
        id=person_id("shop", name),
        defaults={
            "marketplace": marketplace,
            "reference": name,
            "name": name.title(),
            "login": name,
            "zone": "Europe/Lisbon",
            "is_mediator": name in {"mira", "moses"},
            "is_operator": name == "oscar",
        },
    )
    return made


def browser(name: str) -> Client:
    """Somebody who is signed in."""
    client = Client()
    client.force_login(person(name))
    return client


def party(role: Role, name: str) -> Party:
    return Party(role, person_id("shop", name))


BUYER, SELLER = party(Role.BUYER, "alice"), party(Role.SELLER, "bob")


def ask(key: bytes, by: Party, command: Command, on: float) -> None:
    handled = door.handle(Asked(key, by, command), day(on))
    assert handled.refused is None, handled.refused


def paid(reference: str = "order-1") -> bytes:
    command = ProtectOrder(
        buyer=BUYER.id,
        seller=SELLER.id,
        lines=(eur(4000), eur(500)),
        shipping=eur(500),
        paid_at=START,
        promise_ends_at=day(20),
        policy="default",
        terms=Terms(),
    )
    begun = Beginning("shop", reference, command, PARTICULARS, START)
    begin([begun], START)
    return begun.key[1]


def shipped(reference: str = "order-1") -> bytes:
    key = paid(reference)
    ask(key, SELLER, HandOver(day(1)), 1)
    scan = Checkpoint(1, 0, ParcelStatus.ACCEPTED, Source.CARRIER, True, day(2), day(2))  # noqa: FBT003 - a scan is physical
    door.scan(key, [Scan(scan, city="Leipzig", country="DE")], day(2))
    return key


def late(reference: str = "order-1") -> bytes:
    """Late, still moving, and the seller was asked two days ago."""
    key = shipped(reference)
    ask(key, BUYER, SendMessage("Where is it?"), 18)
    scan = Checkpoint(1, 0, ParcelStatus.IN_TRANSIT, Source.CARRIER, True, day(19), day(19))  # noqa: FBT003 - a scan is physical
    door.scan(key, [Scan(scan, city="Porto", country="PT")], day(19))
    return key


def disputed(reference: str = "order-1") -> bytes:
    key = late(reference)
    claim = OpenDispute(
        received=False, reason=Reason.DELIVERED_NOT_RECEIVED, refund=eur(5000), text="Not here."
    )
    ask(key, BUYER, claim, 21)
    return key


def at(key: bytes, tail: str = "") -> str:
    """The address of an order's page."""
    return f"/orders/{keys.spell(key)}{tail}"


def photo(name: str = "door.jpg") -> SimpleUploadedFile:
    drawn = io.BytesIO()
    Image.new("RGB", (320, 240), "tan").save(drawn, "JPEG")
    return SimpleUploadedFile(name, drawn.getvalue(), "image/jpeg")
