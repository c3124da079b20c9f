"""The page of one parcel: where it is, where it was seen, and what that shows."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from amends.orders import keys
from amends.web.render import page
from amends.web.shown.parcel_page import shown_parcel
from amends.web.viewer import seen, signed_in, viewer_of


@require_GET
@signed_in
def parcel(request: HttpRequest, part: str) -> HttpResponse:
    """Show a parcel to whoever may see its order; 404 to everybody else, and for a missing one."""
    found = keys.read_part(part, "p")
    if found is None:
        raise Http404
    key, number = found
    order = seen(viewer_of(request), keys.spell(key))
    shown = shown_parcel(order, number)
    if shown is None:
        raise Http404
    return page(request, "parcel.html", order.viewer, role=order.role, parcel=shown)
