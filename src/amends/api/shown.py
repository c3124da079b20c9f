"""An order and everything below it, as the API shows them to one caller."""

from datetime import datetime

from amends.core import events as e
from amends.core.findings import Finding, findings
from amends.core.geography import Point
from amends.core.lifecycle import SideClock, extension_due_at, main_due_at, side_due_at
from amends.core.money import Money
from amends.core.order import Order
from amends.core.parcel import Leg
from amends.orders import keys, pins, queries
from amends.orders.files import visible
from amends.orders.loaded import Loaded
from amends.orders.queries import Listed, Page
from amends.parcels.numbers.reading import read_number
from amends.parcels.places.corrections import Correction
from amends.parcels.store import Scan, SentParcel
from amends.parcels.trackers.links import links
from amends.words import say

from . import views as v
from .actions import BASE, actions, extensions_asked
from .calling import Seen
from .shown_charges import charges_view
from .shown_transfers import transfers_view
from .views_parcel import (
    CheckpointView,
    CorrectionView,
    FindingView,
    NumberView,
    ParcelView,
    PinView,
)


def order_view(seen: Seen) -> v.OrderView:
    """Return an order."""
    loaded, order = seen.loaded, seen.loaded.order
    key = keys.spell(loaded.key[1])
    return v.OrderView(
        id=loaded.reference,
        key=key,
        marketplace=loaded.marketplace,
        version=loaded.version,
        status=order.status,
        outcome=order.outcome,
        due_at=main_due_at(order),
        paid_at=order.paid_at,
        protection=v.ProtectionView(
            promise_ends_at=order.promise_ends_at,
            protected_until=order.protected_until,
            claim_until=order.claim_until,
            inspected_until=order.inspected_until,
        ),
        money=_money(order),
        open_lines=list(order.open_lines),
        transfers=transfers_view(seen),
        frozen=_frozen(order),
        extension=_extension(loaded),
        parcels=[keys.part(loaded.key[1], "p", parcel.number) for parcel in order.parcels],
        evidence=files_view(seen),
        dispute=f"{key}-d{order.dispute.number}" if order.disputes else None,
        available_actions=actions(seen),
    )


def list_view(page: Page) -> v.ListView:
    """Return one page of a list."""
    return v.ListView(items=[_listed(item) for item in page.items], next=page.after)


def parcel_view(seen: Seen, number: int) -> ParcelView | None:
    """Return a parcel, or None if the order has no such parcel."""
    loaded, now = seen.loaded, seen.call.now
    sent, scans = queries.tracking(loaded.key)
    found = next((one for one in sent if one.parcel.number == number), None)
    if found is None:
        return None
    return ParcelView(
        id=keys.part(loaded.key[1], "p", number),
        order=keys.spell(loaded.key[1]),
        lines=list(found.parcel.lines),
        carrier=found.carrier,
        tracking_number=found.tracking_number,
        handed_over_at=found.parcel.handed_over_at,
        leg=found.parcel.leg,
        weight_grams=found.parcel.weight_grams,
        number=_number(found),
        number_due_at=_number_due_at(loaded.order, number),
        links=dict(links(found.tracking_number)) if found.tracking_number else {},
        checkpoints=[_checkpoint(scan) for scan in scans if _known(scan, number, now)],
        findings=[
            _finding(finding)
            for finding in findings(loaded.order, loaded.facts.at(now), now)
            if finding.parcel == number
        ],
        charges=charges_view(seen, parcel=number) if found.parcel.leg is Leg.OUTBOUND else None,
        pins=[pin.text for pin in pins.pins_for(loaded, number, seen.role, now)],
        corrections=[_correction(one) for one in pins.corrections(loaded.key, number)],
    )


def _number(sent: SentParcel) -> NumberView | None:
    if not sent.tracking_number:
        return None
    # What is no number at all was refused where it was entered.
    read = read_number(sent.tracking_number, sent.carrier)
    return NumberView(validity=read.validity, carriers=read.names, why=read.why)


def messages_view(loaded: Loaded, after: int = 0, limit: int | None = None) -> v.MessagesView:
    """Return the messages of an order that were written after the one with this number."""
    texts = queries.texts(loaded.key)
    sent = [
        event for event in loaded.events if isinstance(event, e.MessageSent) and event.text > after
    ]
    page = sent[:limit]
    return v.MessagesView(
        items=[
            v.MessageView(number=m.text, by=m.by, at=m.at, text=texts[m.text].body) for m in page
        ],
        next=str(page[-1].text) if len(page) < len(sent) else None,
    )


def files_view(seen: Seen) -> list[v.FileView]:
    """Return the files of an order that the caller may see."""
    loaded = seen.loaded
    sealed = visible(loaded, seen.role)
    return [
        v.FileView(
            id=keys.part(loaded.key[1], "e", number),
            number=number,
            by=by,
            kind=kind,
            media_type=sealed[number].sealed.derivative_type,
            name=sealed[number].sealed.name,
            sha256=sealed[number].sealed.sha256,
            content=f"{BASE}/evidence/{keys.part(loaded.key[1], 'e', number)}/content",
        )
        for number, (by, kind) in enumerate(loaded.order.evidence, start=1)
        if number in sealed
    ]


def _known(scan: Scan, parcel: int, now: datetime) -> bool:
    return scan.checkpoint.parcel == parcel and scan.checkpoint.recorded_at <= now


def _checkpoint(scan: Scan) -> CheckpointView:
    return CheckpointView(
        number=scan.checkpoint.number,
        status=scan.checkpoint.status,
        source=scan.checkpoint.source,
        leg=scan.checkpoint.leg,
        physical=scan.checkpoint.physical,
        happened_at=scan.checkpoint.happened_at,
        local_time=scan.local_time,
        recorded_at=scan.checkpoint.recorded_at,
        city=scan.city,
        postal_code=scan.postal_code,
        country=scan.country,
        text=scan.text,
        weight_grams=scan.checkpoint.weight_grams,
    )


def _correction(one: Correction) -> CorrectionView:
    return CorrectionView(
        pin=one.text,
        name=one.name,
        country=one.country,
        new=_pin(one.point),
        old=_pin(one.old) if one.old else None,
        by=one.role,
        at=one.at,
        why=one.why,
    )


def _pin(point: Point) -> PinView:
    return PinView(latitude=point.latitude, longitude=point.longitude, radius_km=point.radius_km)


def _finding(finding: Finding) -> FindingView:
    return FindingView(
        finding=finding.code,
        grade=finding.worth.grade,
        rests_on=list(finding.rests_on),
        words=say(f"finding.{finding.code}"),
    )


def _extension(loaded: Loaded) -> v.ExtensionView | None:
    asked = loaded.order.extension
    if asked is None:
        return None
    return v.ExtensionView(
        number=extensions_asked(loaded),
        days=asked.days,
        asked_at=asked.asked_at,
        answer=asked.answer,
        due_at=extension_due_at(loaded.order),
    )


def _money(order: Order) -> v.MoneyStateView:
    return v.MoneyStateView(
        held=v.MoneyView.of(order.held),
        refund=_sum(order.refund),
        payout=_sum(order.payout),
        put_in=_sum(order.put_in),
        charged_back=_sum(order.charged_back),
        came_back=_sum(order.came_back),
        refund_method=order.refund_method,
        refund_paid_at=order.refund_paid_at,
    )


def _sum(money: Money | None) -> v.MoneyView | None:
    return None if money is None else v.MoneyView.of(money)


def _frozen(order: Order) -> v.FrozenView | None:
    frozen = order.frozen
    if frozen is None:
        return None
    disputed = v.MoneyView.of(frozen.first.disputed)
    return v.FrozenView(
        since=order.since,
        disputed=disputed,
        running=len(frozen.running),
        status=frozen.status,
    )


def _number_due_at(order: Order, parcel: int) -> datetime | None:
    asked = order.number_request
    if asked is None or asked.parcel != parcel:
        return None
    return side_due_at(order, SideClock.NUMBER_ASKED)


def _listed(item: Listed) -> v.ListedView:
    return v.ListedView(
        id=item.reference,
        key=keys.spell(item.key[1]),
        marketplace=item.marketplace,
        dispute=keys.part(item.key[1], "d", item.disputes) if item.disputes else None,
        status=item.status,
        version=item.version,
        due_at=item.due_at,
        updated_at=item.updated_at,
        held=v.MoneyView.of(item.held),
        refund=v.MoneyView.of(item.refund),
    )
