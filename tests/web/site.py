"""A small site for the tests of pages: its people, and orders driven through the door."""

import io
from datetime import UTC, datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from amends.accounts.models import Marketplace, Person
from amends.accounts.people import person_id
from amends.core.border import Border
from amends.core.commands import (
    AcceptClaim,
    AddEvidence,
    Command,
    Escalate,
    GiveReturnAddress,
    HandOver,
    OpenDispute,
    ProtectOrder,
    RefuseClaim,
    SendMessage,
    ShipReturn,
)
from amends.core.money import Money
from amends.core.parcel import Checkpoint, ParcelStatus, Source
from amends.core.parties import Party, Role
from amends.core.reasons import EvidenceKind, Reason
from amends.core.terms import Remedy, Terms
from amends.evidence import intake
from amends.orders import door, files, keys
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


def paid(
    reference: str = "order-1",
    terms: Terms | None = None,
    *,
    described: str = PARTICULARS,
    border: Border | None = None,
    paid_at: datetime = START,
) -> bytes:
    command = ProtectOrder(
        buyer=BUYER.id,
        seller=SELLER.id,
        lines=(eur(4000), eur(500)),
        shipping=eur(500),
        paid_at=paid_at,
        promise_ends_at=day(20),
        policy="default",
        terms=terms or Terms(),
        border=border,
    )
    begun = Beginning("shop", reference, command, described, START)
    begin([begun], START)
    return begun.key[1]


def shipped(reference: str = "order-1", terms: Terms | None = None) -> bytes:
    key = paid(reference, terms)
    ask(key, SELLER, HandOver(day(1)), 1)
    scan = Checkpoint(1, 0, ParcelStatus.ACCEPTED, Source.CARRIER, True, day(2), day(2))  # noqa: FBT003 - a scan is physical
    door.scan(key, [Scan(scan, city="Leipzig", country="DE")], day(2))
    return key


def late(reference: str = "order-1", terms: Terms | None = None) -> bytes:
    """Late, still moving, and the seller was asked two days ago."""
    key = shipped(reference, terms)
    ask(key, BUYER, SendMessage("Where is it?"), 18)
    scan = Checkpoint(1, 0, ParcelStatus.IN_TRANSIT, Source.CARRIER, True, day(19), day(19))  # noqa: FBT003 - a scan is physical
    door.scan(key, [Scan(scan, city="Porto", country="PT")], day(19))
    return key


def disputed(reference: str = "order-1", terms: Terms | None = None) -> bytes:
    key = late(reference, terms)
    claim = OpenDispute(
        received=False, reason=Reason.DELIVERED_NOT_RECEIVED, refund=eur(5000), text="Not here."
    )
    ask(key, BUYER, claim, 21)
    return key


def reviewed(reference: str = "order-1", terms: Terms | None = None) -> bytes:
    """The seller refused, and the buyer asked the platform, on day 22."""
    key = disputed(reference, terms)
    ask(key, SELLER, RefuseClaim("It was delivered."), 22)
    ask(key, BUYER, Escalate(), 22)
    return key


def arrived(reference: str = "order-1") -> bytes:
    """Delivered on day 10, and the seller was asked then."""
    key = shipped(reference)
    scanned(key, ParcelStatus.DELIVERED, 10)
    ask(key, BUYER, SendMessage("It is not what I bought."), 10)
    return key


def scanned(key: bytes, status: ParcelStatus, on: float, parcel: int = 1) -> None:
    """Let a carrier scan a parcel in Porto."""
    scan = Checkpoint(parcel, 0, status, Source.CARRIER, True, day(on), day(on))  # noqa: FBT003 - a scan is physical
    door.scan(key, [Scan(scan, city="Porto", country="PT")], day(on))


def wrong(reference: str = "order-1", lines: tuple[int, ...] = ()) -> bytes:
    """Another thing came: the buyer asks on day 13 to send it back for a refund."""
    key = arrived(reference)
    add_file(key, BUYER, EvidenceKind.PHOTO, 13)
    claim = OpenDispute(
        received=True,
        reason=Reason.DIFFERENT,
        refund=eur(1000),
        lines=lines,
        remedy=Remedy.RETURN_AND_REFUND,
        evidence=(1,),
        text="The wrong colour.",
    )
    ask(key, BUYER, claim, 13)
    return key


def add_file(key: bytes, by: Party, kind: EvidenceKind, on: float) -> None:
    """Add a photo as evidence."""
    sealed = intake([photo().read()], name="photo.jpg", store=files.store())
    asked = Asked(key, by, AddEvidence(kind, sealed.sha256), beside=files.beside(sealed))
    assert door.handle(asked, day(on)).refused is None


def to_return(reference: str = "order-1") -> bytes:
    """The seller agrees on day 14 that it goes back."""
    key = wrong(reference)
    ask(key, SELLER, AcceptClaim(), 14)
    return key


def addressed(reference: str = "order-1") -> bytes:
    """The seller says where it goes, with a label, on day 15."""
    key = to_return(reference)
    add_file(key, SELLER, EvidenceKind.OTHER, 15)
    ask(key, SELLER, GiveReturnAddress("Bob, 1 Lamp Road, Porto", 2), 15)
    return key


def came_back(reference: str = "order-1") -> bytes:
    """Posted on day 16, and back with the seller on day 20."""
    key = addressed(reference)
    ask(key, BUYER, ShipReturn(day(16)), 16)
    scanned(key, ParcelStatus.ACCEPTED, 17, parcel=2)
    scanned(key, ParcelStatus.DELIVERED, 20, parcel=2)
    return key


def came_late(reference: str = "order-1") -> bytes:
    """Refunded on day 22, and delivered after all half a day later."""
    key = disputed(reference)
    ask(key, SELLER, AcceptClaim(), 22)
    scanned(key, ParcelStatus.DELIVERED, 22.5)
    return key


def at(key: bytes, tail: str = "") -> str:
    """The address of an order's page."""
    return f"/orders/{keys.spell(key)}{tail}"


def case_of(key: bytes) -> str:
    """The address at which staff see an order."""
    return at(key).replace("/orders/", "/cases/")


def photo(name: str = "door.jpg") -> SimpleUploadedFile:
    drawn = io.BytesIO()
    Image.new("RGB", (320, 240), "tan").save(drawn, "JPEG")
    return SimpleUploadedFile(name, drawn.getvalue(), "image/jpeg")
