"""Stories about the money itself: cancelled, in parts, frozen by a bank, late, refused, given."""

from dataclasses import replace

from amends.core.commands import (
    AcceptClaim,
    AcceptOffer,
    Cancel,
    ConfirmTransfer,
    EndChargeback,
    FreezeForChargeback,
    GrantGoodwill,
    MakeOffer,
    OpenDispute,
    RefuseTransfer,
    SendMessage,
    SendTransfer,
)
from amends.core.parcel import ParcelStatus as P
from amends.core.reasons import Reason

from .disputes import arrived, claim, on_its_way
from .journeys import GUANGZHOU, MADRID, SHENZHEN, home
from .photos import Drawing
from .teller import Teller, eur


def cancelled(told: Teller) -> None:
    """The seller has none left, and says so before sending anything."""
    told.buyer(SendMessage("¿Tienen existencias?"), 3.1)
    told.seller(Cancel("Sold out, and no more will come."), 2.2)


def not_delivered(told: Teller) -> None:
    """The carrier lost it; nobody claimed, so the platform did, and nobody appealed."""
    told.hand_over(67.4)
    told.way(
        (P.ACCEPTED, 66.8, SHENZHEN), (P.IN_TRANSIT, 55.2, GUANGZHOU), (P.LOST, 31.3, "Moskva RU")
    )


def one_line_settled(told: Teller) -> None:
    """One thing came broken and was refunded; the order goes on with the other."""
    arrived(told, 5.4)
    told.buyer(SendMessage("Uma das peças veio partida."), 4.9)
    told.seller(SendMessage("Which one? A photo would help."), 4.2)
    photo = told.photo(told.buyer_party, Drawing.CRUSHED, 2.6)
    wanted = claim(Reason.DAMAGED, 1000, "O regulador veio partido.", (photo,))
    told.buyer(_about(wanted, 2), 2.5)
    told.seller_sees(2.2)
    told.seller(AcceptClaim(), 1.3)


def frozen(told: Teller) -> None:
    """The buyer asked the bank too: everything waits for it."""
    on_its_way(told, 4.4)
    told.buyer(SendMessage("Onde está? Vou falar com o meu banco."), 6.2)
    told.buyer(claim(Reason.LATE, told.held, "Não chegou."), 2.6)
    told.seller_sees(2.4)
    told.platform(FreezeForChargeback(eur(told.held), "du_demo_1"), 1.2)


def charged_back(told: Teller) -> None:
    """The bank took the whole payment back while it was held."""
    on_its_way(told, 9.1)
    told.platform(FreezeForChargeback(eur(told.held), "du_demo_2"), 8.2)
    told.operator(EndChargeback(won=False, charged_back=eur(told.held)), 1.4)


def goodwill(told: Teller) -> None:
    """The time to claim was over; the platform gave something from its own pocket."""
    arrived(told, 20.4)
    told.operator(GrantGoodwill(eur(500), "You waited long for an answer from us."), 2.3)


def came_after_all(told: Teller) -> None:
    """Refunded because it was late, and then it came: the buyer chooses."""
    on_its_way(told, 14.2)
    told.buyer(SendMessage("Não chegou."), 11.4)
    told.buyer(claim(Reason.LATE, told.held, "Passou o prazo."), 8.9)
    told.seller_sees(8.2)
    told.seller(AcceptClaim(), 7.1)
    told.platform(SendTransfer(1), 7.0)
    told.platform(ConfirmTransfer(1, "re_demo_late"), 6.9)
    told.way((P.IN_TRANSIT, 3.4, MADRID), (P.DELIVERED, 1.3, home(told)))


def refund_refused(told: Teller) -> None:
    """The card was closed: the refund was refused, and the operator tries another way."""
    arrived(told, 6.8)
    told.buyer(SendMessage("Falta o cabo."), 6.2)
    told.seller(SendMessage("Sorry, it was left out."), 5.6)
    photo = told.photo(told.buyer_party, Drawing.PARCEL, 4.2)
    told.buyer(claim(Reason.MISSING_PARTS, 900, "Falta o cabo.", (photo,)), 4.1)
    told.seller_sees(3.6)
    told.seller(MakeOffer(eur(700), "What a new cable costs."), 2.9)
    told.buyer(AcceptOffer(1), 2.1)
    told.platform(SendTransfer(1), 2.0)
    told.platform(RefuseTransfer(1, "The card was closed."), 1.9)


def _about(wanted: OpenDispute, line: int) -> OpenDispute:
    return replace(wanted, lines=(line,))
