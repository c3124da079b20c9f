"""Every route of the API: its address, what it does, who may call it, what comes and goes.

The URLs, the OpenAPI document and the test of permissions are all read off this table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.http import HttpResponseBase
from pydantic import BaseModel

from amends.orders.answers import Stored
from amends.orders.intake import OrderBody, ParcelBody

from . import bodies as b
from . import decision_acts as dc
from . import dispute_acts as d
from . import evidence_acts as f
from . import health as h
from . import money_acts as m
from . import order_acts as o
from . import parcel_acts as p
from . import return_acts as r
from . import views as v
from . import views_dispute as vd
from . import views_webhook as vw
from . import webhook_acts as w
from .calling import Call
from .cancellation_body import CancellationBody
from .lists import LISTED
from .pin_body import PinBody
from .views_parcel import ParcelView


class Who(StrEnum):
    """Who may call a route; what of it they may do is the lifecycle's to say."""

    MARKETPLACE = "marketplace"
    PARTIES = "parties"
    STAFF = "staff"
    ANYBODY = "anybody"


M, P, S = Who.MARKETPLACE, Who.PARTIES, Who.STAFF
EVERYBODY = frozenset({M, P, S})
PEOPLE, TRADE, BANK = frozenset({P, S}), frozenset({M, P}), frozenset({M, S})


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one address.

    `form` marks a body that is a form with a file; `query` names what the address may carry after
    its question mark; `media_type` is that of an answer which is no object. `answers` are the
    statuses of success, where they are not the usual one of the method.
    """

    method: str
    path: str
    act: Callable[[Call], Stored | HttpResponseBase]
    who: frozenset[Who]
    body: type[BaseModel] | None
    answer: type[BaseModel] | None
    form: bool = False
    query: tuple[str, ...] = ()
    media_type: str = "application/octet-stream"
    answers: tuple[int, ...] = ()

    @property
    def statuses(self) -> tuple[int, ...]:
        """The statuses with which it answers what was asked."""
        return self.answers or ((201,) if self.method == "POST" else (200,))


def _one(*who: Who) -> frozenset[Who]:
    return frozenset(who)


ORDER, DISPUTE = "orders/{order}", "disputes/{dispute}"
ENDPOINT = "webhook-endpoints/{endpoint}"
ROUTES: tuple[Route, ...] = (
    # What is protected already is only shown.
    Route("PUT", ORDER, o.protect, _one(M), OrderBody, v.OrderView, answers=(201, 200)),
    Route("GET", "orders", o.list_orders, EVERYBODY, None, v.ListView, query=LISTED),
    Route("GET", ORDER, o.read_order, EVERYBODY, None, v.OrderView),
    Route("POST", f"{ORDER}/parcels", p.hand_over, _one(M, P), ParcelBody, ParcelView),
    Route(
        "POST",
        "parcels/{parcel}/checkpoints",
        p.add_checkpoints,
        _one(M),
        b.CheckpointsBody,
        ParcelView,
    ),
    Route("GET", "parcels/{parcel}", p.read_parcel, EVERYBODY, None, ParcelView),
    Route(
        "POST",
        "parcels/{parcel}/number-requests",
        p.ask_number,
        PEOPLE,
        b.WordsBody,
        ParcelView,
    ),
    Route(
        "PUT",
        "parcels/{parcel}/tracking-number",
        p.correct_number,
        TRADE,
        b.TrackingNumberBody,
        ParcelView,
    ),
    Route(
        "POST",
        "parcels/{parcel}/pin-corrections",
        p.correct_pin,
        PEOPLE,
        PinBody,
        ParcelView,
    ),
    Route("POST", f"{ORDER}/messages", o.send_message, _one(P), b.MessageBody, v.MessageView),
    Route(
        "GET",
        f"{ORDER}/messages",
        o.read_messages,
        EVERYBODY,
        None,
        v.MessagesView,
        query=("limit", "after"),
    ),
    Route("POST", f"{ORDER}/extensions", o.ask_extension, _one(P), b.ExtensionBody, v.OrderView),
    Route(
        "POST",
        f"{ORDER}/extensions/{{number}}/answer",
        o.answer_extension,
        _one(P),
        b.AnswerBody,
        v.OrderView,
    ),
    Route("POST", f"{ORDER}/receipt", o.confirm_receipt, _one(P), b.NothingBody, v.OrderView),
    Route("POST", f"{ORDER}/cancellation", o.cancel, TRADE, CancellationBody, v.OrderView),
    Route(
        "POST",
        f"{ORDER}/protection-extension",
        o.extend_protection,
        _one(P),
        b.NothingBody,
        v.OrderView,
    ),
    Route("POST", f"{ORDER}/late-arrival", m.late_arrival, _one(P), b.LateArrivalBody, v.OrderView),
    Route("POST", f"{ORDER}/goodwill", m.goodwill, _one(S), b.GoodwillBody, v.OrderView),
    Route("POST", f"{ORDER}/chargeback", m.chargeback, BANK, b.ChargebackBody, v.OrderView),
    Route(
        "POST", f"{ORDER}/chargeback/end", m.end_chargeback, BANK, b.ChargebackEndBody, v.OrderView
    ),
    Route(
        "POST",
        f"{ORDER}/dispute-previews",
        d.preview,
        _one(P),
        b.ClaimBody,
        vd.PreviewView,
        answers=(200,),
    ),
    Route("POST", f"{ORDER}/disputes", d.open_, _one(P), b.ClaimBody, vd.DisputeView),
    Route("POST", f"{ORDER}/evidence", f.add, _one(P), None, v.FileView, form=True),
    Route(
        "GET",
        "evidence/{evidence}/content",
        f.content,
        EVERYBODY,
        None,
        None,
        query=("thumbnail", "original", "reason"),
        answers=(200, 206),
    ),
    Route("GET", "disputes", d.list_disputes, EVERYBODY, None, v.ListView, query=LISTED),
    Route("GET", DISPUTE, d.read_dispute, EVERYBODY, None, vd.DisputeView),
    Route("POST", f"{DISPUTE}/offers", d.offer, PEOPLE, b.OfferBody, vd.DisputeView),
    Route(
        "POST", "offers/{offer}/acceptance", d.accept_offer, _one(P), b.NothingBody, vd.DisputeView
    ),
    Route("DELETE", "offers/{offer}/acceptance", d.undo_acceptance, _one(P), None, vd.DisputeView),
    Route("POST", "offers/{offer}/refusal", d.decline_offer, _one(P), b.WordsBody, vd.DisputeView),
    Route("POST", f"{DISPUTE}/acceptance", d.accept, _one(P), b.NothingBody, vd.DisputeView),
    Route("POST", f"{DISPUTE}/refusal", d.refuse, _one(P), b.RefuseBody, vd.DisputeView),
    Route("POST", f"{DISPUTE}/withdrawal", d.withdraw, _one(P), b.WithdrawalBody, vd.DisputeView),
    Route("POST", f"{DISPUTE}/escalation", d.escalate, _one(P), b.WordsBody, vd.DisputeView),
    Route(
        "POST",
        f"{DISPUTE}/evidence-requests",
        dc.request_evidence,
        _one(S),
        b.EvidenceRequestBody,
        vd.DisputeView,
    ),
    Route("POST", f"{DISPUTE}/evidence-time", dc.ask_time, _one(P), b.NothingBody, vd.DisputeView),
    Route("POST", f"{DISPUTE}/decision", dc.decide, _one(S), b.DecisionBody, vd.DisputeView),
    Route(
        "POST", "decisions/{decision}/approval", dc.approve, _one(S), b.ApprovalBody, vd.DisputeView
    ),
    Route(
        "POST",
        "decisions/{decision}/approval-refusal",
        dc.refuse_approval,
        _one(S),
        b.ApprovalRefusalBody,
        vd.DisputeView,
    ),
    Route("POST", f"{DISPUTE}/appeal", dc.appeal, _one(P), b.AppealBody, vd.DisputeView),
    Route(
        "PUT",
        f"{DISPUTE}/refund-method",
        d.choose_refund_method,
        _one(P),
        b.RefundMethodBody,
        vd.DisputeView,
    ),
    Route(
        "POST",
        f"{DISPUTE}/return-label",
        r.give_address,
        _one(P),
        b.ReturnLabelBody,
        vd.DisputeView,
    ),
    Route("POST", f"{DISPUTE}/return-parcel", r.ship, _one(P), b.ReturnParcelBody, vd.DisputeView),
    Route(
        "POST",
        f"{DISPUTE}/return-acknowledgement",
        r.acknowledge,
        _one(P),
        b.ReturnAcknowledgementBody,
        vd.DisputeView,
    ),
    Route("GET", "refunds/{refund}", m.read_refund, EVERYBODY, None, v.RefundView),
    Route(
        "POST", "refunds/{refund}/payment", m.refund_paid, _one(S), b.RefundPaidBody, v.RefundView
    ),
    Route("POST", "refunds/{refund}/retry", m.retry_refund, _one(S), b.RetryBody, v.RefundView),
    Route(
        "POST",
        "webhook-endpoints",
        w.make_endpoint,
        _one(M),
        b.EndpointBody,
        vw.EndpointSecretView,
    ),
    Route("GET", "webhook-endpoints", w.list_endpoints, _one(M), None, vw.EndpointsView),
    Route("DELETE", ENDPOINT, w.delete_endpoint, _one(M), None, vw.EndpointView),
    Route(
        "POST",
        f"{ENDPOINT}/rotation",
        w.rotate_secret,
        _one(M),
        b.NothingBody,
        vw.EndpointSecretView,
    ),
    Route(
        "POST",
        f"{ENDPOINT}/activation",
        w.activate_endpoint,
        _one(M),
        b.NothingBody,
        vw.EndpointView,
    ),
    Route(
        "GET",
        "webhook-deliveries",
        w.list_deliveries,
        _one(M),
        None,
        vw.DeliveriesView,
        query=("limit", "after", "state", "endpoint"),
    ),
    Route(
        "POST",
        "webhook-deliveries/{delivery}/replay",
        w.replay,
        _one(M),
        b.NothingBody,
        vw.DeliveryView,
    ),
    Route("GET", "health/live", h.live, _one(Who.ANYBODY), None, h.HealthView),
    Route("GET", "health/ready", h.ready, _one(Who.ANYBODY), None, h.HealthView),
    Route("GET", "metrics", h.metrics, _one(S), None, None, media_type="text/plain"),
)
