"""The page on which a pin of a parcel's map is corrected: the place is chosen, or its degrees."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from amends.core.geography import Point
from amends.orders import keys
from amends.orders import pins as pinned
from amends.orders.answers import Repeat
from amends.orders.atlas import Atlas
from amends.orders.pins import Pin
from amends.orders.placing import resolver
from amends.parcels.places.choosing import candidates
from amends.parcels.places.corrections import (
    NAME_LONGEST,
    WHY_LONGEST,
    Correction,
    CorrectionRefused,
)
from amends.parcels.places.place import Place
from amends.web.acts import Sent, repeat_of, sent
from amends.web.forms import Form
from amends.web.render import page
from amends.web.viewer import Seen, seen, signed_in, viewer_of

# Whoever types degrees means a house or a street.
TYPED_KM = 1.0
ELSEWHERE = "elsewhere"
CHOOSE = "Choose one of the places, or write where it is in degrees."
WHY = "Say how you know, so that the other side can answer it."
DEGREES = "Write degrees, such as {}: from -{} to {}."


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the page is about: whose parcel, which of its pins, and the places to choose from."""

    seen: Seen
    part: str
    number: int
    pins: list[Pin]
    pin: Pin
    places: list[Place]
    # How often pins of the parcel were corrected by then: it tells one page from a later one.
    stood: int


@require_http_methods(["GET", "POST"])
@signed_in
def pins(request: HttpRequest, part: str) -> HttpResponse:
    """Show where a pin may belong, or take the correction; 404 to who may correct nothing."""
    form = Form((request.POST if request.method == "POST" else request.GET).dict())
    asked = _asked(request, part, form)
    if request.method == "POST":
        correction = _correction(asked, form)
        if correction is not None and _recorded(request, asked, correction, form):
            return redirect(f"/parcels/{part}#way")
    return page(
        request,
        "pin.html",
        asked.seen.viewer,
        role=asked.seen.role,
        stood=asked.stood,
        asked=asked,
        typed=form.typed,
        problems=form.problems,
        tried="pins",
        table=resolver() is not None,
        status=409 if form.problems else 200,
    )


def _asked(request: HttpRequest, part: str, form: Form) -> _Asked:
    address = keys.read_part(part, "p")
    if address is None:
        raise Http404
    key, number = address
    order = seen(viewer_of(request), keys.spell(key))
    allowed = pinned.pins_for(order.loaded, number, order.role, order.viewer.now)
    if not allowed:
        raise Http404
    wanted = form.typed.get("pin", "")
    pin = next((one for one in allowed if one.text == wanted), allowed[0])
    stood = len(pinned.corrections(order.loaded.key, number))
    return _Asked(order, part, number, allowed, pin, _places(form), stood)


def _places(form: Form) -> list[Place]:
    table, text = resolver(), form.typed.get("place", "").strip()
    return candidates(table, text[:NAME_LONGEST]) if table is not None and text else []


def _correction(asked: _Asked, form: Form) -> Correction | None:
    """Return what the form says, or None with what is wrong in the form."""
    found = _chosen(asked, form)
    why = form.text("why", needed=WHY, most=WHY_LONGEST)
    if found is None or form.problems:
        return None
    name, country, point = found
    now = asked.seen.viewer.now
    return Correction(
        text=asked.pin.text,
        name=name,
        country=country,
        point=point,
        old=asked.pin.drawn(Atlas(now)),
        role=asked.seen.role,
        person=asked.seen.party.id,
        why=why,
        at=now,
    )


def _chosen(asked: _Asked, form: Form) -> tuple[str, str, Point] | None:
    choice = form.typed.get("choice", "")
    if choice == ELSEWHERE:
        return _typed(form)
    places = dict(enumerate(asked.places))
    place = places.get(int(choice)) if choice.isdecimal() and len(choice) < 3 else None
    if place is None or place.point is None:
        form.problems["choice"] = CHOOSE
        return None
    return place.name or "", place.country or "", place.point


def _typed(form: Form) -> tuple[str, str, Point] | None:
    latitude = _degrees(form, "latitude", 41.15, 90)
    longitude = _degrees(form, "longitude", -8.61, 180)
    name = form.text("name", most=NAME_LONGEST)
    if latitude is None or longitude is None:
        return None
    return name or f"{latitude:.4f}, {longitude:.4f}", "", Point(latitude, longitude, TYPED_KM)


def _degrees(form: Form, name: str, example: float, most: int) -> float | None:
    try:
        degrees = float(form.typed.get(name, "").strip().replace(",", "."))
    except ValueError:
        degrees = float("nan")
    # What is no number is within no limits.
    if not -most <= degrees <= most:
        form.problems[name] = DEGREES.format(example, most, most)
        return None
    return degrees


def _recorded(request: HttpRequest, asked: _Asked, correction: Correction, form: Form) -> bool:
    try:
        pinned.correct(
            asked.seen.loaded, asked.number, correction, _repeat(request, asked, correction)
        )
    except CorrectionRefused as error:
        form.problems["choice" if error.field == "pin" else error.field] = error.words
        return False
    return True


def _repeat(request: HttpRequest, asked: _Asked, correction: Correction) -> Repeat | None:
    stood = sent(request).stood
    # Answers are kept for ever, so that only what a page of this parcel can have said makes one.
    if stood is None or stood > asked.stood:
        return None
    return repeat_of(asked.seen, Sent(f"{request.path} {stood} {correction.said}", stood))
