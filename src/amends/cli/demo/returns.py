"""Stories of goods that go back: agreed, posted, on their way, there, and how each of them ends."""

from amends.core.commands import (
    AcceptClaim,
    AcknowledgeReturn,
    GiveReturnAddress,
    ReturnCondition,
    SendMessage,
    ShipReturn,
)
from amends.core.parcel import ParcelStatus as P
from amends.core.reasons import EvidenceKind as K
from amends.core.reasons import Reason
from amends.core.terms import Remedy
from amends.orders.loaded import Beside

from .disputes import SELLER_PARTY, arrived, claim
from .journeys import LIEGE, LISBOA
from .photos import Drawing
from .teller import Teller, post_number

ADDRESS = "Lumen Lamps, returns\n12 Quai de Rome\n4000 Liège\nBelgium"
BACK = 2


def agreed(told: Teller, ago: float) -> None:
    """Not what was bought: the seller agrees to refund it when it comes back."""
    arrived(told, ago + 4.1)
    told.buyer(SendMessage("É dourado, e eu comprei o de latão escuro."), ago + 3.6)
    told.seller(SendMessage("Then send it back, and you get your money."), ago + 3.1)
    photo = told.photo(told.buyer_party, Drawing.LAMP, ago + 1.1)
    text = "Comprei a versão escura e recebi a dourada."
    wanted = claim(Reason.DIFFERENT, told.held, text, (photo,), Remedy.RETURN_AND_REFUND)
    told.buyer(wanted, ago + 1)
    told.seller_sees(ago + 0.7)
    told.seller(AcceptClaim(), ago)


def addressed(told: Teller, ago: float) -> None:
    """The seller says where it goes, with a label."""
    agreed(told, ago + 1.2)
    label = told.photo(SELLER_PARTY, Drawing.RECEIPT, ago + 0.1, K.OTHER)
    told.seller(GiveReturnAddress(ADDRESS, label), ago)
    told.buyer_sees(ago - 0.2)


def posted(told: Teller, ago: float) -> None:
    """The buyer posts it, and keeps the receipt."""
    addressed(told, ago + 2.1)
    receipt = told.photo(told.buyer_party, Drawing.RECEIPT, ago + 0.1, K.RETURN_RECEIPT)
    beside = Beside(
        carrier="CTT", tracking_number=post_number("RR", 50_000_000 + told.number, "PT")
    )
    told.ask(told.buyer_party, ShipReturn(told.at(ago + 0.2), receipt), ago, beside)


def came_back(told: Teller, ago: float) -> None:
    """The carrier delivers it to the seller."""
    posted(told, ago + 6.1)
    told.way((P.ACCEPTED, ago + 5.8, LISBOA), (P.DELIVERED, ago, LIEGE), parcel=BACK)


def no_address_yet(told: Teller) -> None:
    """Agreed, and the seller has three days to say where it goes."""
    agreed(told, 1.1)


def to_be_posted(told: Teller) -> None:
    """The buyer has the address and the label, and ten days to post it."""
    addressed(told, 2.2)


def posted_unscanned(told: Teller) -> None:
    """Posted with a receipt; no carrier has scanned it yet."""
    posted(told, 1.4)


def on_its_way_back(told: Teller) -> None:
    """A carrier has it."""
    posted(told, 4.2)
    told.way((P.ACCEPTED, 3.6, LISBOA), (P.IN_TRANSIT, 1.3, LIEGE), parcel=BACK)


def seller_looks(told: Teller) -> None:
    """It is there, and the seller has five days to say how it is."""
    came_back(told, 1.2)
    told.seller_sees(1.0)


def not_as_sent(told: Teller) -> None:
    """The seller says that it came back broken: the platform looks at it."""
    came_back(told, 3.2)
    told.photo(SELLER_PARTY, Drawing.CRUSHED, 2.4)
    text = "Two arms are bent, and the cable is missing."
    told.seller(AcknowledgeReturn(ReturnCondition.DAMAGED, text), 2.3)


def completed(told: Teller) -> None:
    """It came back as it was sent, and the refund is due."""
    came_back(told, 2.6)
    told.seller(AcknowledgeReturn(ReturnCondition.AS_SENT), 1.7)


def not_sent(told: Teller) -> None:
    """The buyer was told, and posted nothing for ten days: the money went to the seller."""
    addressed(told, 12.3)


def accepted_by_silence(told: Teller) -> None:
    """The seller saw that it is there, and said nothing for five days."""
    came_back(told, 7.3)
    told.seller_sees(7.0)
