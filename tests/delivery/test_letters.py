"""What letters say where one event means two things: a late file, a proposal, a return."""

import re
from dataclasses import replace

import pytest

from amends.accounts.models import Person
from amends.core.commands import (
    AcknowledgeReturn,
    AddEvidence,
    DeclineOffer,
    Escalate,
    GiveReturnAddress,
    MakeOffer,
    RefuseClaim,
    ReturnCondition,
    ShipReturn,
)
from amends.core.parcel import Leg, ParcelStatus
from amends.core.reasons import EvidenceKind
from amends.orders import door
from amends.parcels.store import Scan

from tests.delivery.conftest import Post
from tests.delivery.sending_back import to_be_sent_back
from tests.delivery.test_mail import mails, text
from tests.orders.orders import BUYER, MEDIATOR, SELLER, ask, day, disputed, eur, scanned

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_may_reply_to_late_evidence_reads_until_when(post: Post) -> None:
    key = disputed().key[1]
    steps = (
        (SELLER, RefuseClaim("It was sent."), 21.2),
        (BUYER, Escalate(), 21.5),
        (BUYER, AddEvidence(EvidenceKind.PHOTO, "ab" * 32), 22),
        (SELLER, AddEvidence(EvidenceKind.INVOICE, "cd" * 32), 23),
    )
    for party, command, on in steps[:3]:
        assert ask(key, party, command, on).refused is None
    post.steps(22)
    (asked,) = [one for one in mails(post, "bob") if "يمكنك الرد عليه" in one["Subject"]]
    assert asked["Subject"] == "أضاف المشتري دليلا يمكنك الرد عليه: Lamp"
    assert "حان دورك" in text(asked)
    assert "تنظر المنصة في الأمر من دون ردّ." in text(asked)
    assert re.search(r"حتى .* 25 مارس 2026, 16:00", text(asked))
    heard = len(mails(post, "alice"))
    assert ask(key, *steps[3][:2], steps[3][2]).refused is None
    post.steps(23)
    assert len(mails(post, "alice")) == heard, "an answer gives no right of reply"


def test_a_declined_proposal_is_no_offer_of_the_other_side(post: Post) -> None:
    key = disputed().key[1]
    staff = {"name": "Mira", "email": "mira@mail.example", "is_mediator": True}
    Person.objects.create(id="mira", reference="mira", **staff)
    steps = (
        (SELLER, RefuseClaim("It was sent."), 21.2),
        (BUYER, Escalate(), 21.5),
        (MEDIATOR, MakeOffer(eur(1000), "Some of it."), 21.6),
        (SELLER, DeclineOffer(1, "No."), 21.7),
    )
    for party, command, on in steps:
        assert ask(key, party, command, on).refused is None
    post.steps(22)
    declined = "El vendedor no aceptó la propuesta de la plataforma: Lamp"
    assert declined in [one["Subject"] for one in mails(post, "alice")]
    proposal = "A proposal of the platform was declined: Lamp"
    assert proposal in [one["Subject"] for one in mails(post, "mira")]


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (ReturnCondition.AS_SENT, "El vendedor confirmó que la devolución llegó"),
        (ReturnCondition.EMPTY, "El vendedor dice que la devolución no llegó como se envió"),
    ],
)
def test_what_came_back_is_told_as_the_seller_found_it(
    condition: ReturnCondition, said: str, post: Post
) -> None:
    key = to_be_sent_back()
    assert ask(key, SELLER, GiveReturnAddress("1 Return Lane", 2), 13).refused is None
    assert ask(key, BUYER, ShipReturn(day(14)), 14).refused is None
    back = replace(scanned(ParcelStatus.ACCEPTED, 15).checkpoint, parcel=2, leg=Leg.RETURN)
    door.scan(key, [Scan(back)], day(15))
    post.steps(15)
    assert ask(key, SELLER, AcknowledgeReturn(condition, "So it came."), 16).refused is None
    post.steps(16)
    told = [one["Subject"] for one in mails(post, "alice") if one["Subject"].startswith("El ven")]
    assert told[-1] == f"{said}: Lamp"
