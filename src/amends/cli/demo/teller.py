"""How a story is told: commands through the door, each at its moment before now.

No row is written by hand, so what the demo shows is what the rules do. Moments are days ago.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from amends.core.commands import AddEvidence, Command, HandOver, ProveNotice
from amends.core.money import Money
from amends.core.order import Status
from amends.core.parcel import Checkpoint, CustomsCause, ParcelStatus, Source
from amends.core.parties import PLATFORM, Party, Role
from amends.core.reasons import EvidenceKind
from amends.evidence import Sealed, Store, intake
from amends.orders import door, files
from amends.orders.door import Asked
from amends.orders.loaded import NOTHING, Beside
from amends.orders.protecting import Site
from amends.parcels.store import Scan

from .marketplace import CURRENCY, SHIPPING, body_of, order
from .people import MIRA, OSCAR, SELLER, Someone
from .photos import Drawing, jpeg

CARRIER = "China Post"


S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


@dataclass(frozen=True, slots=True)
class Teller:
    """One order while its story is told; `now` is when the demo is made."""

    key: bytes
    story: "Story"
    number: int
    now: datetime

    @property
    def buyer_party(self) -> Party:
        """The buyer as the one who acts."""
        return self.story.buyer.party(Role.BUYER)

    @property
    def held(self) -> int:
        """What was paid, in cents."""
        return SHIPPING + sum(price for _, price in self.story.things)

    def at(self, ago: float) -> datetime:
        """The moment so many days ago."""
        return self.now - timedelta(days=ago)

    def buyer(self, command: Command, ago: float) -> None:
        """Let the buyer act."""
        self.ask(self.buyer_party, command, ago)

    def seller(self, command: Command, ago: float) -> None:
        """Let the seller act."""
        self.ask(SELLER.party(Role.SELLER), command, ago)

    def mediator(self, command: Command, ago: float) -> None:
        """Let Mira act."""
        self.ask(MIRA, command, ago)

    def operator(self, command: Command, ago: float) -> None:
        """Let Oscar act."""
        self.ask(OSCAR, command, ago)

    def platform(self, command: Command, ago: float) -> None:
        """Let Amends act by itself, as its worker and its gateways do."""
        self.ask(PLATFORM, command, ago)

    def seller_sees(self, ago: float) -> None:
        """Prove that the seller saw what is asked, which starts the time to answer it."""
        self.platform(ProveNotice(to=Role.SELLER), ago)

    def buyer_sees(self, ago: float) -> None:
        """Prove that the buyer saw what is asked."""
        self.platform(ProveNotice(to=Role.BUYER), ago)

    def hand_over(self, ago: float, carrier: str = CARRIER, lines: tuple[int, ...] = ()) -> None:
        """Let the seller hand everything over, or some lines, under a tracking number."""
        number = post_number("LM", 70_000_000 + 37 * self.number, "CN")
        beside = Beside(carrier=carrier, tracking_number=number)
        command = HandOver(self.at(ago), lines)
        self.ask(SELLER.party(Role.SELLER), command, ago, beside)

    def scan(
        self, status: ParcelStatus, ago: float, place: str, text: str = "", *, parcel: int = 1
    ) -> None:
        """Let the carrier scan a parcel in a `place` like `Lisboa PT`."""
        city, _, country = place.rpartition(" ")
        at = self.at(ago)
        physical = status is not ParcelStatus.LOST
        checkpoint = Checkpoint(parcel, 0, status, Source.CARRIER, physical, at, at)
        local = at.replace(microsecond=0, tzinfo=None).isoformat()
        seen = Scan(checkpoint, local_time=local, city=city, country=country, text=text)
        door.scan(self.key, [seen], at)

    def stopped(self, cause: CustomsCause, ago: float, place: str, text: str) -> None:
        """Let customs hold the parcel for a cause that a tracker tells."""
        city, _, country = place.rpartition(" ")
        at = self.at(ago)
        status, source = ParcelStatus.CUSTOMS_HELD, Source.TRACKER
        held = Checkpoint(1, 0, status, source, True, at, at, customs_cause=cause)  # noqa: FBT003 - a scan is physical
        door.scan(self.key, [Scan(held, city=city, country=country, text=text)], at)

    def way(self, *steps: tuple[ParcelStatus, float, str], parcel: int = 1) -> None:
        """Let the carrier scan a parcel several times on its way."""
        for status, ago, place in steps:
            self.scan(status, ago, place, _CARRIERS_WORDS.get(status, ""), parcel=parcel)

    def photo(
        self, by: Party, drawing: Drawing, ago: float, kind: EvidenceKind = EvidenceKind.PHOTO
    ) -> int:
        """Take a drawing in as any photo is taken in, and return its number in the order."""
        sealed = _sealed(drawing, files.store())
        self.ask(by, AddEvidence(kind, sealed.sha256), ago, files.beside(sealed))
        return len(door.read(self.key, self.at(ago)).order.evidence)

    def ask(self, party: Party, command: Command, ago: float, beside: Beside = NOTHING) -> None:
        """Give a command; a story whose command is refused is told wrongly."""
        handled = door.handle(Asked(self.key, party, command, beside=beside), self.at(ago))
        assert handled.refused is None, f"{command} was refused: {handled.refused}"


@dataclass(frozen=True, slots=True)
class Story:
    """One order: what was bought, when it was paid and promised, and what happened then.

    `paid` is days ago, `promised` is days from now, before now when negative. `ends` is the
    status that the story leads to.
    """

    buyer: Someone
    things: Sequence[tuple[str, int]]
    paid: float
    promised: float
    ends: Status
    tell: Callable[[Teller], None]


def tell_story(site: Site, story: Story, number: int, now: datetime) -> bytes:
    """Tell a story, and return the key of its order."""
    paid_at = (now - timedelta(days=story.paid)).replace(microsecond=0)
    promised_by = now + timedelta(days=story.promised)
    body = body_of(story.buyer, tuple(story.things), paid_at, promised_by)
    key = order(site, f"LB-{1000 + number}", body)
    story.tell(Teller(key, story, number, now))
    status = door.read(key, now).order.status
    assert status is story.ends, f"{story.tell.__name__} ends {status}, not {story.ends}"
    return key


@cache
def _sealed(drawing: Drawing, store: Store) -> Sealed:
    # Each photo is opened in a process of its own, and the stories show the same ones often.
    return intake([jpeg(drawing)], name=f"{drawing}.jpg", store=store)


def eur(minor: int) -> Money:
    """A sum in the currency of the demo."""
    return Money(minor, CURRENCY)


_CARRIERS_WORDS = {
    ParcelStatus.ACCEPTED: "Item accepted by the carrier",
    ParcelStatus.IN_TRANSIT: "Item passed the sorting centre",
    ParcelStatus.AT_CUSTOMS: "Item presented to customs",
    ParcelStatus.OUT_FOR_DELIVERY: "Item is out for delivery",
    ParcelStatus.DELIVERED: "Item delivered",
    ParcelStatus.RETURNING: "Item is being returned to the sender",
    ParcelStatus.LOST: "Item reported lost",
}


def post_number(service: str, serial: int, country: str) -> str:
    """Return an international number of the post, with the check digit that UPU S10 asks for."""
    digits = f"{serial:08}"
    weighted = sum(int(d) * w for d, w in zip(digits, S10_WEIGHTS, strict=True))
    check = {10: 0, 11: 5}.get(11 - weighted % 11, 11 - weighted % 11)
    return f"{service}{digits}{check}{country}"
