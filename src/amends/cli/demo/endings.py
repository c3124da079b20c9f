"""Stories that are over: one for each way in which the money was divided, and one taken back."""

from amends.core.commands import (
    AcceptClaim,
    AcceptOffer,
    Appeal,
    AppealGround,
    ConfirmReceipt,
    ConfirmTransfer,
    Decide,
    Escalate,
    MakeOffer,
    RefuseClaim,
    SendMessage,
    Withdraw,
)
from amends.core.parcel import ParcelStatus as P
from amends.core.reasons import EvidenceKind as K
from amends.core.reasons import Reason
from amends.core.rulings import RulingOutcome

from .disputes import arrived, claim, denied, on_its_way
from .journeys import GUANGZHOU, SHENZHEN
from .photos import Drawing
from .teller import Teller, eur


def receipt_confirmed(told: Teller) -> None:
    """The buyer says that everything came and is right."""
    arrived(told, 5.3)
    told.buyer(ConfirmReceipt(), 4.1)


def receipt_presumed(told: Teller) -> None:
    """Nobody said anything for fifteen days after the delivery."""
    arrived(told, 22.6, "Moskva RU")


def never_shipped(told: Teller) -> None:
    """The seller did nothing for seven days: everything goes back; the refund is due."""
    told.buyer(SendMessage("¿Cuándo lo envían?"), 6.2)


def claim_window_ended(told: Teller) -> None:
    """Out of protection, and no claim was made in the fifteen days after it."""
    told.hand_over(50.2)
    told.way(
        (P.ACCEPTED, 49.4, SHENZHEN),
        (P.IN_TRANSIT, 33.2, GUANGZHOU),
        (P.IN_TRANSIT, 22.8, "Cairo EG"),
    )


def seller_accepted(told: Teller) -> None:
    """The seller agreed to everything; the operator still has to pay the refund."""
    on_its_way(told, 17.1)
    told.buyer(SendMessage("Já passou uma semana do prazo."), 11.4)
    told.buyer(claim(Reason.LATE, told.held, "Não chegou a tempo."), 5.9)
    told.seller_sees(5.2)
    told.seller(AcceptClaim(), 4.1)


def agreed_and_paid(told: Teller) -> None:
    """They met in the middle, and the refund was paid."""
    arrived(told, 17.2)
    told.buyer(SendMessage("O latão tem manchas."), 16.5)
    told.seller(SendMessage("Could you show us?"), 15.9)
    photo = told.photo(told.buyer_party, Drawing.LAMP, 14.2)
    text = "O candeeiro tem manchas que não saem."
    told.buyer(claim(Reason.QUALITY, 2000, text, (photo,)), 14.1)
    told.seller_sees(13.6)
    told.seller(MakeOffer(eur(1000), "Keep it, and take 10 euros back."), 12.3)
    told.buyer(AcceptOffer(1), 11.4)
    told.operator(ConfirmTransfer(1, "RF-2207-118"), 10.2)


def appeal_changed(told: Teller) -> None:
    """Mira released, Oscar refunds after an appeal; the seller let the time to appeal pass."""
    denied(told, 32.1)
    told.seller(RefuseClaim("Delivered, see the scan."), 31.2)
    told.buyer(Escalate("Não recebi nada."), 30.1)
    release = Decide(RulingOutcome.RELEASE, "The scan is at the address of the order.")
    told.mediator(release, 26.3)
    letter = told.photo(told.buyer_party, Drawing.RECEIPT, 21.2, K.CARRIER_LETTER)
    text = "O carteiro confirma que entregou no número 21."
    told.buyer(Appeal(AppealGround.NEW_EVIDENCE, text, (letter,)), 21.1)
    reasons = "The carrier's letter names another house. The whole sum goes back."
    told.operator(Decide(RulingOutcome.REFUND, reasons), 18.4)


def seller_silent(told: Teller) -> None:
    """The seller saw the claim and did not answer in five days; nor was there an appeal."""
    told.hand_over(64.9)
    told.way((P.ACCEPTED, 64.1, SHENZHEN), (P.IN_TRANSIT, 47.3, GUANGZHOU))
    told.buyer(claim(Reason.STALLED, told.held, "الطرد متوقف منذ أسابيع."), 26.4)
    told.seller_sees(26.1)
    # The clocks of the seller and of the appeal ran out; then the operator paid.
    told.operator(ConfirmTransfer(1, "RF-2207-093"), 3.2)


def released(told: Teller) -> None:
    """Mira released the money, and the time to appeal is over."""
    denied(told, 35.2)
    told.seller(RefuseClaim("We have the signature."), 34.1)
    told.photo(told.buyer_party, Drawing.DOOR, 33.8)
    told.buyer(Escalate("Je n'ai rien signé."), 32.6)
    reasons = "The delivery note carries the buyer's signature."
    told.mediator(Decide(RulingOutcome.RELEASE, reasons), 29.3)


def withdrawn(told: Teller) -> None:
    """The buyer took the dispute back, and the order goes on."""
    on_its_way(told, 2.1)
    told.buyer(SendMessage("Bonjour, où est le colis ?"), 4.2)
    told.buyer(claim(Reason.LATE, told.held, "Le jour promis est passé."), 0.9)
    told.seller_sees(0.7)
    told.seller(SendMessage("It should arrive this week."), 0.5)
    told.buyer(Withdraw(), 0.4)
