"""What the API does with parcels: handed over, scanned, read, and their numbers corrected."""

from amends.core import commands as c
from amends.core.geography import Point
from amends.core.parties import Role
from amends.core.refusals import Refused
from amends.orders import door, pins
from amends.orders.answers import Stored
from amends.orders.atlas import Atlas
from amends.orders.intake import ParcelBody, Problem, scan_of
from amends.orders.loaded import Beside, Loaded
from amends.parcels.places.corrections import Correction, CorrectionRefused

from . import bodies as b
from . import shown
from .calling import Call, Seen, Show, give, repeat_of, require
from .pin_body import PinBody
from .problems import Trouble

RENUMBER = frozenset({Role.SELLER, Role.MARKETPLACE})


def hand_over(call: Call) -> Stored:
    """Say that a parcel was handed over; answers the parcel, with what its number shows."""
    seen, body = call.order(call.params["order"]), call.body(ParcelBody)
    beside = Beside(carrier=body.carrier or "", tracking_number=body.tracking_number or "")
    command = c.HandOver(
        body.handed_over_at,
        tuple(body.lines),
        tracked=body.tracking_number is not None,
        weight_grams=body.weight_grams,
    )
    return give(seen, command, _newest, beside=beside)


def add_checkpoints(call: Call) -> Stored:
    """Record scans of a parcel; those known already have no effect."""
    seen, number = call.part(call.params["parcel"], "p")
    if seen.role is not Role.MARKETPLACE:
        raise Trouble("forbidden", roles=[Role.MARKETPLACE])
    body = call.body(b.CheckpointsBody)
    for index, checkpoint in enumerate(body.checkpoints):
        happened_at = checkpoint.utc or call.now
        words = "This lies ahead. Send it when it has happened."
        require(happened_at <= call.now, f"checkpoints.{index}.happened_at", words)
    if shown.parcel_view(seen, number) is None:
        raise Trouble("not_found")
    scans = [scan_of(checkpoint, number, call.now) for checkpoint in body.checkpoints]

    def render(loaded: Loaded, _refused: Refused | None) -> Stored:
        return _parcel(Seen(call, loaded, seen.role), number, 201)

    repeat = repeat_of(call, call.request.body, render)
    assert repeat is not None, "scans are posted"
    return door.push(seen.loaded.key[1], scans, call.now, repeat)


def read_parcel(call: Call) -> Stored:
    """Return a parcel with what it shows."""
    seen, number = call.part(call.params["parcel"], "p")
    return _parcel(seen, number, 200)


def ask_number(call: Call) -> Stored:
    """Ask the seller to correct the tracking number of a parcel."""
    seen, number = _parcel_of(call)
    text = call.body(b.WordsBody).text
    return give(seen, c.AskForNumber(number, text), _shown(number))


def correct_number(call: Call) -> Stored:
    """Correct a tracking number; the one before stays in the history."""
    seen, number = _parcel_of(call)
    body = call.body(b.TrackingNumberBody)
    if _stands(seen, number, body):
        return _parcel(seen, number, 200)
    beside = Beside(carrier=body.carrier, tracking_number=body.tracking_number)
    return give(seen, c.CorrectNumber(number), _shown(number), beside=beside)


def correct_pin(call: Call) -> Stored:
    """Say where a place of the parcel's map is; the pin that stood there stands beside it."""
    seen, number = _parcel_of(call)
    body = call.body(PinBody)
    wanted = pins.pins_for(seen.loaded, number, seen.role, call.now)
    pin = next((one for one in wanted if one.text == body.pin), None)
    correction = Correction(
        text=body.pin,
        name=body.name,
        country=body.country or "",
        point=Point(body.latitude, body.longitude, body.radius_km),
        old=pin.drawn(Atlas(call.now)) if pin else None,
        role=seen.role,
        person=seen.acting.party.id,
        why=body.why,
        at=call.now,
    )

    def render(loaded: Loaded, _refused: Refused | None) -> Stored:
        return _parcel(Seen(call, loaded, seen.role), number, 201)

    repeat = repeat_of(call, call.request.body, render)
    assert repeat is not None, "corrections are posted"
    try:
        stored = pins.correct(seen.loaded, number, correction, repeat)
    except CorrectionRefused as error:
        raise Trouble("malformed", [Problem(error.field, error.words)]) from error
    assert stored is not None, "what can be repeated has an answer"
    return stored


def _stands(seen: Seen, number: int, body: b.TrackingNumberBody) -> bool:
    """Whether the parcel has exactly this number, and nobody waits for the seller to say so."""
    view = shown.parcel_view(seen, number)
    assert view is not None, "the parcel was found"
    same = (view.carrier, view.tracking_number) == (body.carrier, body.tracking_number)
    return seen.role in RENUMBER and same and view.number_due_at is None


def _parcel_of(call: Call) -> tuple[Seen, int]:
    seen, number = call.part(call.params["parcel"], "p")
    if shown.parcel_view(seen, number) is None:
        raise Trouble("not_found")
    return seen, number


def _newest(seen: Seen) -> str:
    return _shown(seen.loaded.order.parcels[-1].number)(seen)


def _shown(number: int) -> Show:
    def show(seen: Seen) -> str:
        return _parcel(seen, number, 200).body

    return show


def _parcel(seen: Seen, number: int, status: int) -> Stored:
    view = shown.parcel_view(seen, number)
    if view is None:
        raise Trouble("not_found")
    return Stored(status, view.model_dump_json())
