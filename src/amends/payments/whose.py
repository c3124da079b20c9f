"""Whose a payment is, where its gateway has two names for one payment.

A payment belongs to the marketplace that named it first, but a name alone does not show that it is
another name of a payment that somebody else named. Its gateway knows, and is asked before money is
first sent; where one marketplace is alone, there is nobody to take from, and nothing is asked.
"""

from django.apps import apps

from amends.orders import owners
from amends.outbound.client import Unreachable

from .gateways.contract import Gateway, Instruction

ANOTHERS = "The payment is another marketplace's, under another of its names. See the operator."
NOT_ASKED = "Whose payment it is could not be asked, so nothing was sent: {}"


def why_not(gateway: Gateway, instruction: Instruction) -> str:
    """Return why a payment is not its marketplace's to refund, or nothing where it is.

    Every name of it is its marketplace's from then on, also one that another named since.
    """
    # Named by its app: a model itself can only be imported once there are settings.
    if apps.get_model("accounts", "Marketplace").objects.count() < 2:
        return ""
    try:
        names = gateway.names(instruction.payment)
    except Unreachable as error:
        return NOT_ASKED.format(error.problem)
    owned = owners.claim(instruction.gateway, names, instruction.marketplace)
    return "" if owned else ANOTHERS
