"""What the API does with an order: protect, read, messages, more time, receipt, cancellation."""

import json
import re

from amends.accounts.models import Marketplace
from amends.accounts.terms import TermsRefused
from amends.core import commands as c
from amends.core.refusals import Refusal, Refused
from amends.orders import keys, queries
from amends.orders.answers import Stored
from amends.orders.beginning import Began
from amends.orders.intake import OrderBody, Problem
from amends.orders.protecting import PAYMENT_TAKEN, Site, protect_order

from . import bodies as b
from . import shown
from .actions import extensions_asked
from .calling import NUMBER, Call, Seen, answered_before, give, noticed, require
from .cancellation_body import CancellationBody
from .lists import MESSAGES_MOST, limit_of, page_of, scope_of
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
    require(not began.payment_taken, "payment.reference", PAYMENT_TAKEN)
    if began.refused is not None:
        return refusal(began.refused)
    return _protected(call, reference, body, began)


def read_order(call: Call) -> Stored:
    """Return an order; that a party reads what is asked of it is proof of notice."""
    return _ok(shown.order_view(noticed(call.order(call.params["order"]))))


def list_orders(call: Call) -> Stored:
    """Return the caller's orders, a page at a time."""
    return _ok(shown.list_view(page_of(call, scope_of(call))))


def send_message(call: Call) -> Stored:
    """Write to the other side."""
    acting, body = call.acting(call.params["order"]), call.body(b.MessageBody)
    return give(acting, c.SendMessage(body.text), _message)


def read_messages(call: Call) -> Stored:
    """Return the messages of an order, a page at a time."""
    seen, after = call.order(call.params["order"]), call.request.GET.get("after", "0")
    require(NUMBER.fullmatch(after) is not None, "after", "Use the `next` of the page before.")
    return _ok(shown.messages_view(seen.loaded, int(after), limit_of(call, MESSAGES_MOST)))


def ask_extension(call: Call) -> Stored:
    """Ask the seller for more time."""
    acting, body = call.acting(call.params["order"]), call.body(b.ExtensionBody)
    return give(acting, c.RequestExtension(body.days, body.text), shown_order)


def answer_extension(call: Call) -> Stored:
    """Grant or refuse the running request for more time."""
    seen, body = call.order(call.params["order"]), call.body(b.AnswerBody)
    number, asked = call.params["number"], extensions_asked(seen.loaded)
    if not NUMBER.fullmatch(number) or not 1 <= int(number) <= asked:
        raise Trouble("not_found")
    if int(number) < asked:
        # An earlier request was answered, or has lapsed; only its own answer can be repeated.
        return answered_before(seen) or refusal(Refused(Refusal.NO_EXTENSION_ASKED))
    return give(seen, c.AnswerExtension(body.grant, body.text), shown_order)


def confirm_receipt(call: Call) -> Stored:
    """Confirm receipt: the money goes to the seller."""
    acting = call.acting(call.params["order"])
    call.body(b.NothingBody)
    return give(acting, c.ConfirmReceipt(), shown_order)


def cancel(call: Call) -> Stored:
    """Give up what was not sent: its price goes back to the buyer."""
    acting, body = call.acting(call.params["order"]), call.body(CancellationBody)
    return give(acting, c.Cancel(body.text, tuple(body.lines)), shown_order)


def extend_protection(call: Call) -> Stored:
    """Take the few days more that a buyer may have once without asking anybody."""
    acting = call.acting(call.params["order"])
    call.body(b.NothingBody)
    return give(acting, c.ExtendProtection(), shown_order)


def shown_order(seen: Seen) -> str:
    """Return an order as the answer to a command."""
    return shown.order_view(seen).model_dump_json()


def _protected(call: Call, reference: str, body: OrderBody, began: Began) -> Stored:
    if began.loaded is not None:
        return Stored(201, shown_order(call.about(began.loaded)))
    seen = call.order(reference)
    if queries.particulars(seen.loaded.key) != json.loads(body.model_dump_json()):
        raise Trouble("order_differs", order=keys.spell(seen.loaded.key[1]))
    return _ok(shown.order_view(seen))


def _message(seen: Seen) -> str:
    return shown.messages_view(seen.loaded).items[-1].model_dump_json()


def _ok(view: View) -> Stored:
    return Stored(200, view.model_dump_json())
