"""An order whose goods are to go back: delivered, found to be broken, and the seller agrees."""

from amends.core.commands import AcceptClaim, AddEvidence, OpenDispute, SendMessage
from amends.core.parcel import ParcelStatus
from amends.core.reasons import EvidenceKind, Reason
from amends.core.terms import Remedy
from amends.orders import door

from tests.orders.orders import BUYER, SELLER, ask, day, eur, scanned, shipped


def to_be_sent_back() -> bytes:
    """Agreed on day 13; file 2 is the label, and where to is not said yet."""
    key = shipped()
    door.scan(key, [scanned(ParcelStatus.DELIVERED, 10)], day(10))
    claim = OpenDispute(
        received=True,
        reason=Reason.DEFECTIVE,
        refund=eur(4500),
        remedy=Remedy.RETURN_AND_REFUND,
        evidence=(1,),
    )
    steps = (
        (BUYER, SendMessage("It is cracked."), 10),
        (BUYER, AddEvidence(EvidenceKind.PHOTO, "ab" * 32), 10),
        (BUYER, claim, 13),
        (SELLER, AcceptClaim(), 13),
        (SELLER, AddEvidence(EvidenceKind.INVOICE, "cd" * 32), 13),
    )
    for party, command, on in steps:
        assert ask(key, party, command, on).refused is None
    return key
