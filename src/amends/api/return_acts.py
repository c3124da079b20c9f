"""What the API does with goods on their way back: where to, posted, and how they came."""

from amends.core import commands as c
from amends.orders.answers import Stored
from amends.orders.loaded import Beside

from . import bodies as b
from .calling import Call
from .disputed import step


def give_address(call: Call) -> Stored:
    """Say where the goods go, with a label where one is due."""
    body = call.body(b.ReturnLabelBody)
    return step(call, c.GiveReturnAddress(body.address, body.label))


def ship(call: Call) -> Stored:
    """Say that the goods were posted back."""
    body = call.body(b.ReturnParcelBody)
    tracked = body.tracking_number is not None
    beside = Beside(carrier=body.carrier or "", tracking_number=body.tracking_number or "")
    return step(call, c.ShipReturn(body.posted_at, body.receipt, tracked=tracked), beside)


def acknowledge(call: Call) -> Stored:
    """Say how the goods came back."""
    body = call.body(b.ReturnAcknowledgementBody)
    return step(call, c.AcknowledgeReturn(body.condition, body.text))
