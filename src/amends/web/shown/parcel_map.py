"""A parcel's way as a map is drawn from it, with the same told in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from amends.core.geography import Point, distance_km, geodesic_km
from amends.core.parcel import Leg, ParcelStatus
from amends.orders.atlas import Where
from amends.parcels.places.corrections import Correction
from amends.parcels.store import Scan
from amends.web.reader import Reader

from .map import MapView, Stop, closer, directions, draw
from .spoken import day, kilometres

# The width of the body on a phone of 390 px, and at a desk.
NARROW, WIDE = 322, 660
# More than a map can carry beside its way; the words tell them all.
CLAIMS_MOST = 3


@dataclass(frozen=True, slots=True)
class Drawn:
    """One view of the way, drawn for a phone and for a desk."""

    caption: str
    narrow: Markup
    wide: Markup


@dataclass(frozen=True, slots=True)
class Claim:
    """A pin as one side corrects it, in words; the pin that stood there stands."""

    sentence: str
    why: str


@dataclass(frozen=True, slots=True)
class Way:
    """The maps, the sentence on the distance, every place in words, and the link to check it.

    `apart` says that the last place and the one where it should go are not the same, `table` that
    there was a table of places to find them in. `claims` are the corrections that stand, and
    `by_geocoder` the places that only a geocoder knew.
    """

    maps: tuple[Drawn, ...]
    apart: bool
    distance: str
    told: tuple[str, ...]
    missing: tuple[str, ...]
    link: str
    table: bool = True
    claims: tuple[Claim, ...] = ()
    by_geocoder: tuple[str, ...] = ()


def way_of(
    scans: Sequence[Scan],
    home: Mapping[str, object] | None,
    where: Where,
    reader: Reader,
    corrections: Sequence[Correction] = (),
) -> Way:
    """Return the way of one parcel; `scans` are in the order in which things happened.

    `home` is the order's address, of which a map shows the town alone.
    """
    placed = [scan for scan in scans if scan.city or scan.country]
    points = [_point_of(scan, where) for scan in placed]
    stops = tuple(_stop(*pair, reader) for pair in zip(placed, points, strict=True))
    town = _home(home, where)
    view = MapView(
        title="The way of the parcel",
        description=". ".join([f"{n}: {stop.label}" for n, stop in enumerate(stops, start=1)]),
        stops=stops,
        home=town,
        claims=tuple(_claimed(one, reader) for one in corrections[-CLAIMS_MOST:]),
        delivered=bool(placed) and _delivered(placed[-1]) and stops[-1].known,
    )
    # A parcel on its way back is not measured against where it was to go.
    back = bool(scans) and (scans[-1].checkpoint.back or scans[-1].checkpoint.leg is Leg.RETURN)
    # What came later at an unknown place may have been anywhere.
    latest = bool(placed) and placed[-1] is scans[-1] and stops[-1].known
    apart, sentence = ("", "") if back else _distance(view, latest=latest)
    told = f"{view.description}. {sentence}".strip(". ")
    view = replace(view, description=f"{told}.", distance=apart)
    return Way(
        maps=tuple(_maps(view)),
        apart=bool(apart) and latest,
        distance=sentence,
        told=tuple(stop.label for stop in stops),
        missing=tuple(s.label for s in (*stops, *([town] if town else [])) if not s.known),
        link=directions(view),
        claims=tuple(_claim(one, reader) for one in corrections),
    )


def _delivered(scan: Scan) -> bool:
    checkpoint = scan.checkpoint
    return checkpoint.status is ParcelStatus.DELIVERED and checkpoint.witnessed


def _point_of(scan: Scan, where: Where) -> Point | None:
    """The point that the rules go by, where there is one; a map must not say another distance."""
    place = scan.checkpoint.place
    known = place.point if place else None
    return known or where(scan.place_words, scan.country)


def _claimed(one: Correction, reader: Reader) -> Stop:
    point = one.point
    return Stop(
        label=f"{one.name}, says {_who(one, reader)}",
        latitude=point.latitude,
        longitude=point.longitude,
        radius_km=point.radius_km,
        scanned=False,
    )


def _claim(one: Correction, reader: Reader) -> Claim:
    far = f", {kilometres(geodesic_km(one.old, one.point))} from its pin" if one.old else ""
    where = ", ".join(filter(None, (one.name, one.country)))
    on = day(one.at, reader)
    return Claim(f"{one.text} is {where}{far}: corrected by {_who(one, reader)}, {on}.", one.why)


def _who(one: Correction, reader: Reader) -> str:
    who = reader.say(f"role.{one.role}")
    return who[:1].lower() + who[1:]


def _stop(scan: Scan, point: Point | None, reader: Reader) -> Stop:
    checkpoint = scan.checkpoint
    place = scan.city or scan.country
    said = reader.say(f"parcel_status.{checkpoint.status}")
    ended = checkpoint.status is ParcelStatus.DELIVERED
    words = f"{said}: {place}" if ended else place
    return Stop(
        label=f"{words}, {day(checkpoint.by, reader)}",
        latitude=point.latitude if point else None,
        longitude=point.longitude if point else None,
        radius_km=point.radius_km if point else 0.0,
        scanned=checkpoint.reported and checkpoint.physical,
    )


def _home(home: Mapping[str, object] | None, where: Where) -> Stop | None:
    if not home:
        return None
    town, country = str(home.get("city") or ""), str(home.get("country") or "")
    code = str(home.get("postal_code") or "")
    point = where(" ".join(filter(None, (code, town))), country) or where(town, country)
    return Stop(
        label=f"{town}, where it should go",
        latitude=point.latitude if point else None,
        longitude=point.longitude if point else None,
        radius_km=point.radius_km if point else 0.0,
    )


def _distance(view: MapView, *, latest: bool) -> tuple[str, str]:
    """Return the words on the map and those of the text; a distance within doubt is not drawn.

    `latest` says that the last place on the map is the last thing known of the parcel.
    """
    if view.home is None or not view.home.known or not view.drawn:
        return "", ""
    last, home = _point(view.drawn[-1]), _point(view.home)
    doubt = last.radius_km + home.radius_km
    if distance_km(last, home) == 0:
        km = kilometres(doubt)
        found = "place" if latest else "place that was found"
        return "", f"The last {found} is the one where it should go, as near as {km} can tell."
    apart, give = kilometres(geodesic_km(last, home)), kilometres(doubt)
    last_place = "The last place" if latest else "The last place that was found"
    ended = "lies" if view.delivered or not latest else "is still"
    sentence = (
        f"{last_place}, {view.drawn[-1].label}, {ended} {apart} from {view.home.label},"
        f" give or take {give}."
    )
    if not latest:
        sentence += " Where it was after that is not known."
    return f"{apart}, ± {give}", sentence


def _point(stop: Stop) -> Point:
    longitude, latitude = stop.at
    return Point(latitude, longitude, stop.radius_km)


def _maps(view: MapView) -> list[Drawn]:
    views = [("The whole way", view)]
    near = closer(view)
    if near is not None:
        views.append(("The end of it, closer", near))
    return [
        Drawn(caption, _svg(one, NARROW, f"narrow{n}"), _svg(one, WIDE, f"wide{n}"))
        for n, (caption, one) in enumerate(views, start=1)
        if one.drawable
    ]


def _svg(view: MapView, width: int, name: str) -> Markup:
    # Drawing escapes every word of it.
    return Markup(draw(view, width=width, name=name))  # noqa: S704 - escaped where it is drawn
