"""What a marketplace does with its webhooks: endpoints, their secrets, and sending again."""

from http import HTTPStatus

from pydantic import BaseModel

from amends.delivery import endpoints, listing
from amends.delivery.deliveries import Channel, State
from amends.delivery.endpoints import (
    ENDPOINTS_MOST,
    AskedOtherwise,
    EndpointRefused,
    Made,
    TooManyEndpoints,
)
from amends.delivery.listing import Shown, Wanted
from amends.delivery.models import Endpoint
from amends.delivery.outward import outward
from amends.orders.answers import Stored
from amends.orders.intake import Problem

from .bodies import EndpointBody, NothingBody
from .calling import Call, require, token_of
from .lists import limit_of
from .problems import Trouble
from .views_webhook import (
    DeliveriesView,
    DeliveryView,
    EndpointSecretView,
    EndpointsView,
    EndpointView,
)


def make_endpoint(call: Call) -> Stored:
    """Have every event of the marketplace's orders sent to an address from now on."""
    token = token_of(call.request)
    url = call.body(EndpointBody).url
    try:
        endpoints.require_callable(url, outward().reach)
        made = endpoints.make(_marketplace(call), url, token, call.now)
    except EndpointRefused as refused:
        raise Trouble("malformed", [Problem("url", str(refused))]) from refused
    except AskedOtherwise as asked:
        raise Trouble("idempotency_key_reused") from asked
    except TooManyEndpoints as many:
        raise Trouble("too_many_endpoints", most=ENDPOINTS_MOST) from many
    return _with_secret(made)


def list_endpoints(call: Call) -> Stored:
    """List the endpoints of the marketplace."""
    found = endpoints.of(_marketplace(call))
    return _answer(EndpointsView(items=[EndpointView.of(one) for one in found]))


def rotate_secret(call: Call) -> Stored:
    """Give an endpoint a new secret; the old one signs beside it for a day."""
    token = token_of(call.request)
    call.body(NothingBody)
    return _with_secret(endpoints.rotate(_endpoint(call), token, call.now))


def activate_endpoint(call: Call) -> Stored:
    """Call an endpoint again that was switched off."""
    token_of(call.request)
    call.body(NothingBody)
    endpoint = _endpoint(call)
    endpoints.activate(endpoint)
    return _answer(EndpointView.of(endpoint), HTTPStatus.CREATED)


def delete_endpoint(call: Call) -> Stored:
    """Send nothing more to an endpoint, and forget its secrets."""
    endpoint = _endpoint(call)
    endpoints.delete(endpoint, call.now)
    return _answer(EndpointView.of(endpoint))


def list_deliveries(call: Call) -> Stored:
    """List what was sent or waits to be, the latest first."""
    query = call.request.GET
    state = query.get("state") or None
    known = [one.value for one in State]
    require(state is None or state in known, "state", f"Write one of {', '.join(known)}.")
    wanted = Wanted(
        marketplace=_marketplace(call),
        channel=Channel.WEBHOOK,
        endpoint=_asked_endpoint(call),
        state=State(state) if state else None,
    )
    limit = limit_of(call, listing.LIMIT_MOST)
    try:
        page = listing.listed(wanted, after=query.get("after") or None, limit=limit)
    except ValueError as error:
        words = "This is no cursor of this list. Use the `next` of the page before."
        raise Trouble("malformed", [Problem("after", words)]) from error
    items = [DeliveryView.of(item) for item in page.items]
    return _answer(DeliveriesView(items=items, next=page.after))


def replay(call: Call) -> Stored:
    """Send a delivery again, under the id that it had."""
    token_of(call.request)
    call.body(NothingBody)
    shown = _delivery(call)
    try:
        listing.replay(shown, call.now)
    except listing.NotCalled:
        raise Trouble("endpoint_off") from None
    return _answer(DeliveryView.of(_delivery(call)), HTTPStatus.CREATED)


def _marketplace(call: Call) -> str:
    assert call.caller.marketplace is not None, "the table lets nobody else call this"
    return call.caller.marketplace


def _endpoint(call: Call) -> Endpoint:
    found = endpoints.one(_marketplace(call), call.params["endpoint"])
    if found is None:
        raise Trouble("not_found")
    return found


def _asked_endpoint(call: Call) -> str | None:
    asked = call.request.GET.get("endpoint") or None
    good = asked is None or (asked.isprintable() and len(asked) <= 32)
    require(good, "endpoint", "Write the id of an endpoint.")
    return asked


def _delivery(call: Call) -> Shown:
    found = listing.found(call.params["delivery"])
    own = found is not None and found.marketplace == call.caller.marketplace
    if found is None or not own or found.channel is not Channel.WEBHOOK:
        raise Trouble("not_found")
    return found


def _with_secret(made: Made) -> Stored:
    if made.endpoint.deleted_at is not None:
        raise Trouble("endpoint_deleted")
    return _answer(EndpointSecretView.of(made), HTTPStatus.CREATED)


def _answer(view: BaseModel, status: HTTPStatus = HTTPStatus.OK) -> Stored:
    return Stored(status, view.model_dump_json())
