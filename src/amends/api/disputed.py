"""How an act finds the dispute that an address names, and gives it a command."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from amends.core.commands import Command
from amends.orders import keys
from amends.orders.answers import Stored
from amends.orders.loaded import NOTHING, Beside

from .calling import Call, Seen, answered_before, give
from .problems import Trouble, problem
from .shown_dispute import dispute_view

Read: TypeAlias = Callable[[str], tuple[bytes, int, int] | None]


def dispute_of(call: Call) -> tuple[Seen, int]:
    """Return the order of the dispute that the address names, and the dispute's number."""
    seen, number = call.part(call.params["dispute"], "d")
    if not 1 <= number <= len(seen.loaded.order.disputes):
        raise Trouble("not_found")
    return seen, number


def step(call: Call, command: Command, beside: Beside = NOTHING) -> Stored:
    """Give a command about a dispute. Only the latest one can still be changed."""
    seen, number = dispute_of(call)
    if number == len(seen.loaded.order.disputes):
        return give(seen, command, shown_dispute, beside=beside)
    return answered_before(seen) or problem(Trouble("dispute_over"))


def offer_of(call: Call) -> tuple[Call, int]:
    """Return the call as one about the dispute of an offer, and the number of the offer."""
    return _below(call, keys.read_offer, "offer")


def decision_of(call: Call) -> tuple[Call, int]:
    """Return the call as one about the dispute of a decision, and the number of the decision."""
    return _below(call, keys.read_decision, "decision")


def shown_dispute(seen: Seen) -> str:
    """Return the latest dispute of an order as the answer to a command."""
    return dispute_view(seen).model_dump_json()


def _below(call: Call, read: Read, name: str) -> tuple[Call, int]:
    address = read(call.params[name])
    if address is None:
        raise Trouble("not_found")
    key, dispute, number = address
    return replace(call, params={"dispute": keys.part(key, "d", dispute)}), number
