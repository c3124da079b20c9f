"""The page of one parcel: where it is and what that shows; and of each sealed reply about it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from amends.orders import keys, queries
from amends.web.render import page
from amends.web.shown.parcel_page import shown_parcel
from amends.web.shown.reply_page import ShownReply, shown_reply
from amends.web.shown.reply_picture import picture_of
from amends.web.viewer import Seen, seen, signed_in, viewer_of

# What a number of a table's column holds.
REPLY_MOST = 2**31 - 1


@require_GET
@signed_in
def parcel(request: HttpRequest, part: str) -> HttpResponse:
    """Show a parcel to whoever may see its order; 404 to everybody else, and for a missing one."""
    order, number = _seen(request, part)
    shown = shown_parcel(order, number)
    if shown is None:
        raise Http404
    return page(request, "parcel.html", order.viewer, role=order.role, parcel=shown)


@require_GET
@signed_in
def reply(request: HttpRequest, part: str, reply: int) -> HttpResponse:
    """Show a sealed reply about a parcel, read anew; the bytes themselves are for staff alone."""
    order, number = _seen(request, part)
    shown = _reply(order, number, reply)
    return page(request, "reply.html", order.viewer, role=order.role, reply=shown, part=part)


@require_GET
@signed_in
def picture(request: HttpRequest, part: str, reply: int) -> HttpResponse:
    """Show a sealed reply as a picture, to whoever may read it."""
    order, number = _seen(request, part)
    shown = _reply(order, number, reply)
    parcels, _ = queries.tracking(order.loaded.key)
    numbers = [one.tracking_number for one in parcels if one.parcel.number == number]
    name = f"{shown.tracker}-{shown.received_at:%Y-%m-%d}-{shown.number}.png".replace(" ", "-")
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    drawn = picture_of(shown, next(iter(numbers), ""))
    return HttpResponse(drawn, content_type="image/png", headers=headers)


def _seen(request: HttpRequest, part: str) -> tuple[Seen, int]:
    """Return the order of a parcel as its viewer may see it, and the parcel's number."""
    found = keys.read_part(part, "p")
    if found is None:
        raise Http404
    key, number = found
    return seen(viewer_of(request), keys.spell(key)), number


def _reply(order: Seen, number: int, reply: int) -> ShownReply:
    shown = shown_reply(order, number, reply) if reply <= REPLY_MOST else None
    if shown is None:
        raise Http404
    return shown
