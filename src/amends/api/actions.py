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
from amends.orders import door, keys, queries
from amends.orders.loaded import Loaded

from .calling import Seen
from .views import ActionView

Address: TypeAlias = Callable[[str, Order, Role], str]
BASE = "/api/v1"


def _order(tail: str) -> Address:
    return lambda key, _order, _role: f"{BASE}/orders/{key}{tail}"


def _dispute(tail: str) -> Address:
    return lambda key, order, _role: f"{BASE}/disputes/{key}-d{order.dispute.number}{tail}"


def _offer(tail: str) -> Address:
    def address(key: str, order: Order, role: Role) -> str:
        offer = order.dispute.standing_offer(role.other_side)
        assert offer is not None, "the table shows no step on an offer that does not stand"
        return f"{BASE}/offers/{key}-d{order.dispute.number}-o{offer.number}{tail}"

    return address


ADDRESSES: Mapping[type[c.Command], tuple[str, Address]] = {
    c.HandOver: ("POST", _order("/parcels")),
    c.RequestExtension: ("POST", _order("/extensions")),
    c.AnswerExtension: ("POST", _order("/extensions/{asked}/answer")),
    c.SendMessage: ("POST", _order("/messages")),
    c.AddEvidence: ("POST", _order("/evidence")),
    c.ConfirmReceipt: ("POST", _order("/receipt")),
    c.OpenDispute: ("POST", _order("/disputes")),
    c.AcceptClaim: ("POST", _dispute("/acceptance")),
    c.RefuseClaim: ("POST", _dispute("/refusal")),
    c.MakeOffer: ("POST", _dispute("/offers")),
    c.AcceptOffer: ("POST", _offer("/acceptance")),
    c.DeclineOffer: ("POST", _offer("/refusal")),
    c.Withdraw: ("POST", _dispute("/withdrawal")),
    c.Escalate: ("POST", _dispute("/escalation")),
    c.RequestEvidence: ("POST", _dispute("/evidence-requests")),
    c.Decide: ("POST", _dispute("/decision")),
    c.Appeal: ("POST", _dispute("/appeal")),
    c.ChooseRefundMethod: ("PUT", _dispute("/refund-method")),
    c.ConfirmTransfer: ("POST", lambda key, _order, _role: f"{BASE}/refunds/{key}-t1/payment"),
}


def actions(seen: Seen) -> list[ActionView]:
    """Return what the caller can do with an order now."""
    loaded = seen.loaded
    world = door.world_of(loaded, seen.call.now)
    open_now = available(loaded.order, seen.role, world)
    # A refund without a dispute goes the way that was paid: there is no claim to choose it in.
    return [
        _view(loaded, seen.role, action)
        for action in open_now
        if loaded.order.disputes or action.command is not c.ChooseRefundMethod
    ]


def extensions_asked(loaded: Loaded) -> int:
    """Return how many times more time was asked for: the number of the latest request."""
    if loaded.order.extension is None:
        return 0
    history = queries.history(loaded.key)
    return sum(isinstance(happened.event, ExtensionRequested) for happened in history)


def _view(loaded: Loaded, role: Role, action: Action) -> ActionView:
    method, address = ADDRESSES[action.command]
    reader = role if role in {Role.BUYER, Role.SELLER} else Role.MEDIATOR
    return ActionView(
        action=snake(action.command),
        method=method,
        path=_numbered(address(keys.spell(loaded.key[1]), loaded.order, role), loaded),
        mandatory=action.mandatory,
        due_at=action.due_at,
        consequence_of_silence=words.say(f"silence.{action.consequence}.{reader}"),
    )


def _numbered(path: str, loaded: Loaded) -> str:
    # Only the number of a request for more time is not in the order itself.
    if "{asked}" not in path:
        return path
    return path.replace("{asked}", str(extensions_asked(loaded)))
