"""What the API does with an order: protect, read, parcels, messages, more time, receipt."""

import json
import re
from datetime import datetime

from amends.accounts.models import Marketplace
from amends.accounts.terms import TermsRefused
from amends.core import commands as c
from amends.core.order import Status
from amends.core.parties import Role
from amends.orders import door, keys, queries
from amends.orders.answers import Stored
from amends.orders.beginning import Began
from amends.orders.intake import OrderBody, ParcelBody, Problem, scan_of
from amends.orders.intake.instants import read_moment
from amends.orders.loaded import Beside
from amends.orders.protecting import Site, protect_order
from amends.orders.queries import Page, Scope

from . import bodies as b
from . import shown
from .calling import Call, Seen, give, require, token_of
from .problems import Trouble, refusal
from .views import View

REFERENCE_MOST = 120
REFERENCE = re.compile(rf"[!-~]{{1,{REFERENCE_MOST}}}")


def protect(call: Call) -> Stored:
    """Protect an order under the marketplace's own id, or repeat without effect."""
    caller, reference = call.caller, call.params["order"]
    if caller.marketplace is None or caller.person is not None:
        raise Trouble("forbidden")
    words = f"Use at most {REFERENCE_MOST} letters, digits and signs of ASCII, without a space."
    require(REFERENCE.fullmatch(reference) is not None, "order_id", words)
    body = call.body(OrderBody)
    require(body.paid_at <= call.now, "paid_at", "This lies ahead. Send it when it is paid.")
    site = Site.of(Marketplace.objects.get(slug=caller.marketplace))
    try:
        began = protect_order(site, reference, body, call.now)
    except TermsRefused as error:
        raise Trouble("malformed", [Problem("terms", str(error))]) from error
    if began.refused is not None:
        return refusal(began.refused)
    return _protected(call, reference, body, began)


def read_order(call: Call) -> Stored:
    """Return an order."""
    return _ok(shown.order_view(call.order(call.params["order"])))


def list_orders(call: Call) -> Stored:
    """Return the caller's orders, a page at a time."""
    return _ok(shown.list_view(page_of(call, scope_of(call))))


def hand_over(call: Call) -> Stored:
    """Say that a parcel was handed over."""
    seen, body = call.order(call.params["order"]), call.body(ParcelBody)
    beside = Beside(carrier=body.carrier or "", tracking_number=body.tracking_number or "")
    command = c.HandOver(
        body.handed_over_at, tuple(body.lines), tracked=body.tracking_number is not None
    )
    return give(seen, command, _order, beside=beside)


def add_checkpoints(call: Call) -> Stored:
    """Record scans of a parcel; those known already have no effect."""
    seen, number = call.part(call.params["parcel"], "p")
    if seen.role is not Role.MARKETPLACE:
        raise Trouble("forbidden", roles=[Role.MARKETPLACE])
    token_of(call.request)
    body = call.body(b.CheckpointsBody)
    for index, checkpoint in enumerate(body.checkpoints):
        happened_at = checkpoint.utc or call.now
        words = "This lies ahead. Send it when it has happened."
        require(happened_at <= call.now, f"checkpoints.{index}.happened_at", words)
    if shown.parcel_view(seen, number) is None:
        raise Trouble("not_found")
    scans = [scan_of(checkpoint, number, call.now) for checkpoint in body.checkpoints]
    loaded = door.scan(seen.loaded.key[1], scans, call.now)
    return _parcel(Seen(call, loaded, seen.role), number, 201)


def read_parcel(call: Call) -> Stored:
    """Return a parcel with what it shows."""
    seen, number = call.part(call.params["parcel"], "p")
    return _parcel(seen, number, 200)


def send_message(call: Call) -> Stored:
    """Write to the other side."""
    seen, body = call.order(call.params["order"]), call.body(b.MessageBody)
    return give(seen, c.SendMessage(body.text), _messages)


def read_messages(call: Call) -> Stored:
    """Return the messages of an order."""
    return _ok(shown.messages_view(call.order(call.params["order"]).loaded))


def ask_extension(call: Call) -> Stored:
    """Ask the seller for more time."""
    seen, body = call.order(call.params["order"]), call.body(b.ExtensionBody)
    return give(seen, c.RequestExtension(body.days, body.text), _order)


def answer_extension(call: Call) -> Stored:
    """Grant or refuse the running request for more time."""
    seen, body = call.order(call.params["order"]), call.body(b.AnswerBody)
    return give(seen, c.AnswerExtension(body.grant, body.text), _order)


def confirm_receipt(call: Call) -> Stored:
    """Confirm receipt: the money goes to the seller."""
    seen = call.order(call.params["order"])
    call.body(b.NothingBody)
    return give(seen, c.ConfirmReceipt(), _order)


def scope_of(call: Call, *, disputed: bool = False) -> Scope:
    """Return whose orders a list shows, narrowed by the query."""
    caller, query = call.caller, call.request.GET
    person, role = caller.person, caller.role
    if caller.staff:
        person = role = None
    names = [name for name in query.get("status", "").split(",") if name]
    known = [status.value for status in Status]
    require(set(names) <= set(known), "status", f"Write some of {', '.join(known)}.")
    return Scope(
        person=person,
        role=role,
        marketplace=None if caller.staff or person else caller.marketplace,
        statuses=tuple(Status(name) for name in names),
        due_before=_moment(call, "due_before"),
        updated_since=_moment(call, "updated_since"),
        disputed=disputed,
    )


def page_of(call: Call, scope: Scope) -> Page:
    """Return the page of a list that the query asks for."""
    query = call.request.GET
    limit = query.get("limit", "50")
    require(limit.isdigit() and 1 <= int(limit) <= 100, "limit", "Write a number from 1 to 100.")
    try:
        return queries.listed(scope, after=query.get("after") or None, limit=int(limit))
    except ValueError as error:
        words = "This is no cursor of this list. Use the `next` of the page before."
        raise Trouble("malformed", [Problem("after", words)]) from error


def _moment(call: Call, name: str) -> datetime | None:
    written = call.request.GET.get(name)
    if not written:
        return None
    moment = read_moment(written)
    good = moment is not None and moment.tzinfo is not None
    require(good, name, "Write a moment as in RFC 3339, like 2026-03-01T09:30:00Z.")
    return moment


def _protected(call: Call, reference: str, body: OrderBody, began: Began) -> Stored:
    if began.loaded is not None:
        return Stored(201, _order(call.about(began.loaded)))
    seen = call.order(reference)
    if queries.particulars(seen.loaded.key) != json.loads(body.model_dump_json()):
        raise Trouble("order_differs", order=keys.spell(seen.loaded.key[1]))
    return _ok(shown.order_view(seen))


def _parcel(seen: Seen, number: int, status: int) -> Stored:
    view = shown.parcel_view(seen, number)
    if view is None:
        raise Trouble("not_found")
    return Stored(status, view.model_dump_json())


def _order(seen: Seen) -> str:
    return shown.order_view(seen).model_dump_json()


def _messages(seen: Seen) -> str:
    return shown.messages_view(seen.loaded).model_dump_json()


def _ok(view: View) -> Stored:
    return Stored(200, view.model_dump_json())
