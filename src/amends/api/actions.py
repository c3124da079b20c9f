"""What the caller can do next, as addresses: one row a command, read with the lifecycle."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from amends import words
from amends.core import commands as c
from amends.core.available import Action, available
from amends.core.events import ExtensionRequested
from amends.core.notices import snake
from amends.core.order import Order
from amends.core.parties import Role
from amends.core.transfers import TransferKind, TransferState
from amends.orders import door, keys
from amends.orders.loaded import Loaded

from .calling import Seen
from .views import ActionView

# Where a step is taken, or None while there is nothing on which the API would take it.
Address: TypeAlias = Callable[[str, Order, Role], str | None]
BASE = "/api/v1"
# A gateway may still say yes to what it refused, and an operator too.
UNMADE = frozenset({TransferState.INTENT, TransferState.SENT, TransferState.REFUSED})
REFUSED = frozenset({TransferState.REFUSED})
# What the platform does by itself, or while it does.
OURS = frozenset({c.ProveNotice, c.SendTransfer, c.RefuseTransfer})


def _order(tail: str) -> Address:
    return lambda key, _order, _role: f"{BASE}/orders/{key}{tail}"


def _dispute(tail: str) -> Address:
    return lambda key, order, _role: f"{BASE}/disputes/{key}-d{order.dispute.number}{tail}"


def _offer(tail: str) -> Address:
    def address(key: str, order: Order, role: Role) -> str:
        # Both sides' and the platform's offer can stand; the dispute lists all of them.
        offer = order.dispute.offers_to(role)[0]
        return f"{BASE}/offers/{key}-d{order.dispute.number}-o{offer.number}{tail}"

    return address


def _accepted(key: str, order: Order, role: Role) -> str:
    del role
    accepted = order.dispute.accepted
    assert accepted is not None, "the table shows no step on what was not accepted"
    return f"{BASE}/offers/{key}-d{order.dispute.number}-o{accepted.offer}/acceptance"


def _decision(tail: str) -> Address:
    def address(key: str, order: Order, role: Role) -> str:
        del role
        proposed = order.dispute.proposed
        assert proposed is not None, "the table shows no step on what was not proposed"
        number = proposed.made.decision
        return f"{BASE}/decisions/{key}-d{order.dispute.number}-c{number}{tail}"

    return address


def _parcel(tail: str) -> Address:
    def address(key: str, order: Order, role: Role) -> str:
        del role
        asked = order.number_request
        latest = order.outbound[-1].number
        number = asked.parcel if asked is not None and asked.runs else latest
        return f"{BASE}/parcels/{key}-p{number}{tail}"

    return address


def _refund(tail: str, states: frozenset[TransferState]) -> Address:
    def address(key: str, order: Order, role: Role) -> str | None:
        del role
        refunds = (t for t in order.transfers if t.kind is TransferKind.REFUND)
        found = next((t for t in refunds if t.state in states), None)
        return f"{BASE}/refunds/{key}-t{found.number}{tail}" if found else None

    return address


ADDRESSES: Mapping[type[c.Command], tuple[str, Address]] = {
    c.HandOver: ("POST", _order("/parcels")),
    c.Cancel: ("POST", _order("/cancellation")),
    c.RequestExtension: ("POST", _order("/extensions")),
    c.AnswerExtension: ("POST", _order("/extensions/{asked}/answer")),
    c.ExtendProtection: ("POST", _order("/protection-extension")),
    c.AskForNumber: ("POST", _parcel("/number-requests")),
    c.CorrectNumber: ("PUT", _parcel("/tracking-number")),
    c.SendMessage: ("POST", _order("/messages")),
    c.AddEvidence: ("POST", _order("/evidence")),
    c.ConfirmReceipt: ("POST", _order("/receipt")),
    c.OpenDispute: ("POST", _order("/disputes")),
    c.AcceptClaim: ("POST", _dispute("/acceptance")),
    c.RefuseClaim: ("POST", _dispute("/refusal")),
    c.MakeOffer: ("POST", _dispute("/offers")),
    c.AcceptOffer: ("POST", _offer("/acceptance")),
    c.UndoAcceptance: ("DELETE", _accepted),
    c.DeclineOffer: ("POST", _offer("/refusal")),
    c.Withdraw: ("POST", _dispute("/withdrawal")),
    c.Escalate: ("POST", _dispute("/escalation")),
    c.RequestEvidence: ("POST", _dispute("/evidence-requests")),
    c.AskForTime: ("POST", _dispute("/evidence-time")),
    c.Decide: ("POST", _dispute("/decision")),
    c.ApproveDecision: ("POST", _decision("/approval")),
    c.RefuseApproval: ("POST", _decision("/approval-refusal")),
    c.Appeal: ("POST", _dispute("/appeal")),
    c.ChooseRefundMethod: ("PUT", _dispute("/refund-method")),
    c.GiveReturnAddress: ("POST", _dispute("/return-label")),
    c.ShipReturn: ("POST", _dispute("/return-parcel")),
    c.AcknowledgeReturn: ("POST", _dispute("/return-acknowledgement")),
    c.ReportLateArrival: ("POST", _order("/late-arrival")),
    c.GrantGoodwill: ("POST", _order("/goodwill")),
    c.ConfirmTransfer: ("POST", _refund("/payment", UNMADE)),
    c.RetryTransfer: ("POST", _refund("/retry", REFUSED)),
    c.FreezeForChargeback: ("POST", _order("/chargeback")),
    c.EndChargeback: ("POST", _order("/chargeback/end")),
}


def actions(seen: Seen) -> list[ActionView]:
    """Return what the caller can do with an order now."""
    loaded = seen.loaded
    world = door.world_of(loaded, seen.call.now)
    views = []
    for role in _roles(seen):
        views += [_view(loaded, role, action) for action in available(loaded.order, role, world)]
    return list({view.action: view for view in reversed(views) if view is not None}.values())[::-1]


def extensions_asked(loaded: Loaded) -> int:
    """Return how many times more time was asked for: the number of the latest request."""
    if loaded.order.extension is None:
        return 0
    return sum(isinstance(event, ExtensionRequested) for event in loaded.events)


def _roles(seen: Seen) -> tuple[Role, ...]:
    # Who mediates and operates does the steps of both.
    staff = seen.call.caller.staff
    return staff if seen.role in staff else (seen.role,)


def _view(loaded: Loaded, role: Role, action: Action) -> ActionView | None:
    # A refund without a dispute goes the way that was paid: there is no claim to choose it in.
    claimless = action.command is c.ChooseRefundMethod and not loaded.order.disputes
    if action.command in OURS or claimless:
        return None
    method, address = ADDRESSES[action.command]
    path = address(keys.spell(loaded.key[1]), loaded.order, role)
    if path is None:
        return None
    reader = role if role in {Role.BUYER, Role.SELLER} else Role.MEDIATOR
    return ActionView(
        action=snake(action.command),
        method=method,
        path=_numbered(path, loaded),
        mandatory=action.mandatory,
        due_at=action.due_at,
        consequence_of_silence=words.say(f"silence.{action.consequence}.{reader}"),
    )


def _numbered(path: str, loaded: Loaded) -> str:
    # Only the number of a request for more time is not in the order itself.
    if "{asked}" not in path:
        return path
    return path.replace("{asked}", str(extensions_asked(loaded)))
