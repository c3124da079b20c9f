"""Stories without a dispute: paid, on the way, late, standing still, delivered, out of time."""

from amends.core.commands import RequestExtension, SendMessage
from amends.core.parcel import ParcelStatus as P

from .teller import Teller

SHENZHEN, GUANGZHOU, LIEGE = "Shenzhen CN", "Guangzhou CN", "Liege BE"
LISBOA, MADRID = "Lisboa PT", "Madrid ES"


def home(told: Teller) -> str:
    """Where the buyer lives, as a carrier spells it."""
    buyer = told.story.buyer
    return f"{buyer.city} {buyer.country}"


def just_paid(told: Teller) -> None:
    """The seller has not handed anything over yet."""
    told.buyer(SendMessage("Olá! Pode enviar até sexta-feira? É um presente."), 1.5)


def number_entered(told: Teller) -> None:
    """A tracking number is there, and no carrier has scanned the parcel."""
    told.hand_over(1.2)


def moving(told: Teller) -> None:
    """Everything is as it should be: there is nothing to do but wait."""
    told.hand_over(10.6)
    told.way(
        (P.ACCEPTED, 10.2, SHENZHEN), (P.IN_TRANSIT, 8.4, GUANGZHOU), (P.IN_TRANSIT, 2.3, LIEGE)
    )


def more_time_asked(told: Teller) -> None:
    """The buyer asks for more time, and the seller has two days to answer."""
    told.hand_over(28.1)
    told.way(
        (P.ACCEPTED, 27.4, SHENZHEN), (P.IN_TRANSIT, 20.2, GUANGZHOU), (P.AT_CUSTOMS, 6.5, LIEGE)
    )
    text = "O pacote ainda está na alfândega. Podemos prolongar a proteção?"
    told.buyer(RequestExtension(days=15, text=text), 1.1)


def late(told: Teller) -> None:
    """The promised day is over; the parcel moves; the seller was asked and did not answer."""
    told.hand_over(25.4)
    told.way(
        (P.ACCEPTED, 24.8, SHENZHEN), (P.IN_TRANSIT, 19.1, GUANGZHOU), (P.IN_TRANSIT, 3.2, MADRID)
    )
    told.buyer(SendMessage("Onde está a minha encomenda? O prazo já passou."), 3.1)


def stalled(told: Teller) -> None:
    """It stands still for so long that a dispute can be opened before the promised day."""
    told.hand_over(36.2)
    told.way((P.ACCEPTED, 35.5, SHENZHEN), (P.IN_TRANSIT, 23.4, GUANGZHOU))


def delivered(told: Teller) -> None:
    """A carrier delivered it: time to look at what came."""
    told.hand_over(19.9)
    told.way(
        (P.ACCEPTED, 19.3, SHENZHEN),
        (P.IN_TRANSIT, 9.2, LIEGE),
        (P.OUT_FOR_DELIVERY, 2.3, home(told)),
        (P.DELIVERED, 2.1, home(told)),
    )


def protection_over(told: Teller) -> None:
    """The protection ended without proof of delivery: the buyer can still claim."""
    told.hand_over(37.8)
    told.way(
        (P.ACCEPTED, 37.1, SHENZHEN), (P.IN_TRANSIT, 22.3, GUANGZHOU), (P.IN_TRANSIT, 12.4, MADRID)
    )
