"""Stories in the middle of a dispute: each ends where somebody, or a clock, is next."""

from dataclasses import replace

from amends.core.commands import (
    AcceptOffer,
    Appeal,
    AppealGround,
    Decide,
    Escalate,
    MakeOffer,
    OpenDispute,
    RefuseClaim,
    RequestEvidence,
    SendMessage,
    Withdraw,
)
from amends.core.parcel import CustomsCause
from amends.core.parcel import ParcelStatus as P
from amends.core.parties import Role
from amends.core.reasons import REASONS, Reason
from amends.core.reasons import EvidenceKind as K
from amends.core.rulings import RulingOutcome
from amends.core.terms import RefundMethod, Remedy

from .journeys import GUANGZHOU, LIEGE, MADRID, SHENZHEN, home
from .people import SELLER
from .photos import Drawing
from .teller import Teller, eur

SELLER_PARTY = SELLER.party(Role.SELLER)


def arrived(told: Teller, ago: float, place: str = "") -> None:
    """A parcel that a carrier delivered so many days ago, to the buyer's town unless said."""
    paid = told.story.paid
    told.hand_over(paid - 1.7)
    told.way(
        (P.ACCEPTED, paid - 2.3, SHENZHEN),
        (P.IN_TRANSIT, ago + 4.2, LIEGE),
        (P.DELIVERED, ago, place or home(told)),
    )


def on_its_way(told: Teller, last_seen: float) -> None:
    """A parcel that was last scanned so many days ago, without a delivery."""
    paid = told.story.paid
    told.hand_over(paid - 1.7)
    told.way((P.ACCEPTED, paid - 2.3, SHENZHEN), (P.IN_TRANSIT, last_seen, MADRID))


def claim(
    reason: Reason,
    refund: int,
    text: str,
    evidence: tuple[int, ...] = (),
    remedy: Remedy = Remedy.REFUND_ONLY,
) -> OpenDispute:
    """A claim for everything or for a part."""
    return OpenDispute(
        received=REASONS[reason].received,
        reason=reason,
        refund=eur(refund),
        remedy=remedy,
        evidence=evidence,
        refund_method=RefundMethod.ORIGINAL_PAYMENT,
        text=text,
    )


def denied(told: Teller, ago: float) -> None:
    """A carrier's delivery scan, and a buyer who has nothing; only a person may decide that."""
    arrived(told, ago + 3.2)
    told.buyer(SendMessage("O estado diz entregue, mas não recebi nada."), ago + 2.6)
    told.seller(
        SendMessage("The carrier says delivered. Please look with your neighbours."), ago + 2
    )
    photo = told.photo(told.buyer_party, Drawing.LETTER_BOX, ago + 0.1)
    text = "A caixa de correio está vazia e ninguém no prédio assinou nada."
    told.buyer(claim(Reason.DELIVERED_NOT_RECEIVED, told.held, text, (photo,)), ago)
    told.seller_sees(ago - 0.3)


def damaged(told: Teller) -> None:
    """The parcel came crushed; the seller has seen the claim and has five days."""
    arrived(told, 3.9)
    told.buyer(SendMessage("A caixa chegou esmagada. Vou enviar fotografias."), 3.6)
    told.seller(SendMessage("We are sorry to read this. Photos would help us."), 3.1)
    photos = tuple(
        told.photo(told.buyer_party, drawing, 1.4) for drawing in (Drawing.CRUSHED, Drawing.LAMP)
    )
    text = "A caixa veio esmagada e três braços do candeeiro estão partidos."
    told.buyer(claim(Reason.DAMAGED, 9500, text, photos), 1.3)
    told.seller_sees(1.0)


def offers_side_by_side(told: Teller) -> None:
    """The seller offers a part, the buyer asks for more: both offers stand."""
    arrived(told, 6.4)
    told.buyer(SendMessage("A lanterna é mais pequena do que no anúncio: 30 cm, não 40."), 5.9)
    told.seller(SendMessage("尺寸有一点误差。 The size can differ a little."), 5.2)
    photo = told.photo(told.buyer_party, Drawing.PARCEL, 3.5)
    text = "Comprei uma lanterna de 40 cm e recebi uma de 30 cm."
    told.buyer(claim(Reason.DIFFERENT, 1980, text, (photo,)), 3.4)
    told.seller_sees(3.0)
    told.seller(MakeOffer(eur(500), "Keep it, and take 5 euros back."), 2.2)
    told.buyer(MakeOffer(eur(1200), "Com 12 euros fico com ela."), 1.2)


def waits_for_the_parcel(told: Teller) -> None:
    """Late, but it moves: the rule says to wait ten days, and by itself."""
    on_its_way(told, 4.3)
    told.buyer(SendMessage("A encomenda está atrasada."), 4.9)
    told.buyer(claim(Reason.LATE, told.held, "Passou o dia prometido e não chegou."), 1.9)
    told.seller_sees(1.6)
    told.seller(RefuseClaim("It is on its way and was scanned in Madrid."), 1.2)


def evidence_asked(told: Teller) -> None:
    """The mediator asks both sides for something, and waits three days."""
    denied(told, 4.1)
    told.seller(RefuseClaim("The carrier delivered it to the address of the order."), 3.1)
    told.buyer(Escalate("Não chegámos a acordo."), 2.4)
    asked = RequestEvidence(
        (Role.BUYER, Role.SELLER),
        (K.CARRIER_LETTER,),
        "A letter of the carrier about where and to whom it was delivered would decide this.",
    )
    told.mediator(asked, 1.1)


def denied_delivery(told: Teller) -> None:
    """Delivered says the carrier, not received says the buyer: a mediator is next."""
    denied(told, 5.2)
    told.photo(told.buyer_party, Drawing.DOOR, 4.6)
    told.seller(RefuseClaim("Delivered is delivered. See the receipt."), 3.9)
    told.photo(SELLER_PARTY, Drawing.RECEIPT, 3.8, K.DELIVERY_NOTE)
    told.buyer(Escalate("Peço que alguém decida."), 2.7)


def held_for_duty(told: Teller) -> None:
    """Customs waits for a duty that the listing said is included: the seller is to answer."""
    told.hand_over(19.8)
    told.way((P.ACCEPTED, 19.2, SHENZHEN), (P.AT_CUSTOMS, 9.6, LIEGE))
    told.stopped(CustomsCause.UNPAID, 8.4, LIEGE, "Held: awaiting payment of customs duties")
    told.photo(told.buyer_party, Drawing.RECEIPT, 3.3, K.INVOICE)
    text = "A alfândega pede 23,90 euros. O anúncio diz que está tudo incluído."
    asked = claim(Reason.CUSTOMS_SELLER, told.held, text, (1,))
    told.buyer(replace(asked, demanded=eur(2390)), 3.1)
    told.seller_sees(2.6)


def decided_by_rule(told: Teller) -> None:
    """It stands still: the rule refunds as soon as the seller refuses. The seller may appeal."""
    told.hand_over(45.9)
    told.way((P.ACCEPTED, 45.2, SHENZHEN), (P.IN_TRANSIT, 26.1, GUANGZHOU))
    told.buyer(claim(Reason.STALLED, told.held, "Não se mexe há semanas."), 2.9)
    told.seller_sees(2.5)
    told.seller(RefuseClaim("Please be patient."), 1.3)


def appealed(told: Teller) -> None:
    """Mira released the money; the buyer brings something new; somebody else looks again."""
    denied(told, 12.3)
    told.seller(RefuseClaim("The tracking is clear."), 11.2)
    told.buyer(Escalate("Não concordo."), 10.3)
    told.mediator(
        Decide(RulingOutcome.RELEASE, "The carrier's scan is at the address of the order."), 6.4
    )
    letter = told.photo(told.buyer_party, Drawing.RECEIPT, 2.2, K.CARRIER_LETTER)
    text = "Os correios confirmam por escrito: foi entregue noutra rua."
    told.buyer(Appeal(AppealGround.NEW_EVIDENCE, text, (letter,)), 2.1)


def refused(told: Teller) -> None:
    """The seller refused; the two can still agree, or ask the platform."""
    arrived(told, 6.7, MADRID)
    told.buyer(SendMessage("Hola, no ha llegado nada y pone entregado."), 6.1)
    told.seller(SendMessage("It was delivered."), 5.6)
    photo = told.photo(told.buyer_party, Drawing.LETTER_BOX, 3.1)
    text = "El buzón está vacío y el portero no tiene nada."
    told.buyer(claim(Reason.DELIVERED_NOT_RECEIVED, told.held, text, (photo,)), 3.0)
    told.seller_sees(2.4)
    told.seller(RefuseClaim("The carrier's proof says otherwise."), 1.4)


def going_back(told: Teller) -> None:
    """A parcel on its way back can no longer arrive: the rule decides at once."""
    told.hand_over(26.9)
    told.way(
        (P.ACCEPTED, 26.3, SHENZHEN),
        (P.IN_TRANSIT, 14.2, "Moskva RU"),
        (P.RETURNING, 5.3, "Moskva RU"),
    )
    told.buyer(claim(Reason.RETURNED_TO_SENDER, told.held, "Посылка едет обратно."), 2.2)


def decided_by_mediator(told: Teller) -> None:
    """Part of the money goes back; both sides may still appeal."""
    arrived(told, 14.8, "Moskva RU")
    told.buyer(SendMessage("Проектор треснул."), 14.2)
    told.seller(SendMessage("It left us whole."), 13.6)
    photo = told.photo(told.buyer_party, Drawing.LAMP, 12.2)
    told.buyer(claim(Reason.DEFECTIVE, told.held, "Трещина на корпусе.", (photo,)), 12.1)
    told.seller_sees(11.7)
    told.seller(RefuseClaim("A crack does not stop it from working."), 10.9)
    told.buyer(Escalate("Мы не договорились."), 9.8)
    reasons = "The photo shows the crack, and the projector works: half of its price goes back."
    told.mediator(Decide(RulingOutcome.REFUND, reasons, eur(2540)), 4.1)


def not_seen_yet(told: Teller) -> None:
    """The seller has not seen the dispute yet, so no time runs against the seller."""
    on_its_way(told, 3.7)
    told.buyer(SendMessage("أين طلبي؟ لقد انتهى الموعد."), 3.9)
    told.buyer(claim(Reason.LATE, told.held, "لم يصل الطلب في الموعد."), 0.7)


def review_overdue(told: Teller) -> None:
    """Nobody looked at it for longer than promised: the operator is told."""
    denied(told, 13.4)
    told.seller(RefuseClaim("The carrier says delivered."), 12.1)
    told.buyer(Escalate("Nous ne sommes pas d'accord."), 9.6)


def withdrawn_until(told: Teller) -> None:
    """The buyer gives it up if it is delivered by a day, ten days from now."""
    on_its_way(told, 5.4)
    told.buyer(SendMessage("Ainda não chegou."), 5.1)
    told.buyer(claim(Reason.LATE, told.held, "Passou o dia prometido."), 2.2)
    told.seller_sees(2.0)
    told.seller(SendMessage("It left Madrid, and should be there in a few days."), 1.6)
    told.buyer(Withdraw(told.at(-10)), 1.2)


def nothing_accepted(told: Teller) -> None:
    """The buyer accepted to get nothing back, and can undo it for some hours."""
    arrived(told, 4.6)
    told.buyer(SendMessage("A luz parece fraca."), 4.1)
    told.seller(SendMessage("Please turn the switch to the second step."), 3.4)
    photo = told.photo(told.buyer_party, Drawing.LAMP, 1.6)
    told.buyer(claim(Reason.DEFECTIVE, told.held, "Não acende bem.", (photo,)), 1.5)
    told.seller_sees(1.2)
    told.seller(MakeOffer(eur(0), "With the second step it is as bright as promised."), 0.8)
    told.buyer(AcceptOffer(1), 0.1)


def proposed_to_both(told: Teller) -> None:
    """Mira proposes a middle way; the seller has accepted it, the buyer has not yet."""
    denied(told, 6.2)
    told.seller(RefuseClaim("The carrier says delivered."), 5.0)
    told.buyer(Escalate("Não chegámos a acordo."), 4.1)
    proposal = "Nobody can show more, and both of you have lost by it: half and half."
    told.mediator(MakeOffer(eur(told.held // 2), proposal), 2.2)
    told.seller(AcceptOffer(1), 1.1)


def waits_for_approval(told: Teller) -> None:
    """Mira decided more than one person may decide alone: Oscar is asked."""
    denied(told, 7.3)
    told.seller(RefuseClaim("Delivered is delivered."), 6.1)
    told.buyer(Escalate("Peço que alguém decida."), 5.2)
    reasons = "The carrier names no receiver, and the letter box is too small for this parcel."
    told.mediator(Decide(RulingOutcome.REFUND, reasons), 1.1)


def late_evidence(told: Teller) -> None:
    """The seller brought a receipt late, so the buyer may still answer before a decision."""
    denied(told, 8.2)
    told.seller(RefuseClaim("See the scan."), 7.1)
    told.buyer(Escalate("Não recebi nada."), 6.3)
    told.photo(SELLER_PARTY, Drawing.RECEIPT, 0.6, K.DELIVERY_NOTE)
