"""`amends place`: where carriers' place names are, found offline."""

import time
from dataclasses import asdict

import click
from django.conf import settings
from django.db import connection

from amends.orders.clock import now
from amends.orders.finding import geocoding
from amends.parcels.places.geocoders import geocoded
from amends.parcels.places.geocoding import APART
from amends.parcels.places.place import Confidence, Place
from amends.parcels.places.resolving import open_resolver

from .database import bring_up_to_date
from .saying import AskedWrongly, answer, say
from .texts import texts_of


@click.command("place")
@click.argument("texts", nargs=-1, metavar="[TEXT]...")
@click.option("--country", default="", metavar="CODE", help="Where it likely is, such as FR.")
@click.option("--geocode", is_flag=True, help="Ask the configured geocoder what is unknown here.")
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
def command(texts: tuple[str, ...], country: str, *, geocode: bool, as_json: bool) -> None:
    """Say where carriers' place names are, from arguments or from standard input.

    Where the server has not made the table of places, this does, in half a minute. Exits 1 when
    a place is unknown.
    """
    resolver = open_resolver(settings.AMENDS_HOME)
    if geocode:
        bring_up_to_date()
    missing = 0
    for text in texts_of(texts, "place"):
        try:
            place = resolver.resolve(text, country)
        except ValueError as error:
            raise AskedWrongly(f"--country: {error}") from error
        if geocode and place.confidence is Confidence.NONE:
            place = _asked(text, country)
        missing += place.confidence is Confidence.NONE
        if as_json:
            answer(asdict(place))
        else:
            say(_line(place))
    if missing:
        raise click.exceptions.Exit(1)


def _asked(text: str, country: str) -> Place:
    # Nominatim's usage policy: one request a second at most.
    time.sleep(APART.total_seconds())
    with connection.cursor() as cursor:
        return geocoded(cursor, geocoding(), text, country.upper(), now())


def _line(place: Place) -> str:
    if place.confidence is Confidence.NONE:
        return f"{place.text}: unknown. {place.why}"
    where = f"{place.name}, {place.country}"
    if place.latitude is not None:
        where += f" ({place.latitude:.4f}, {place.longitude:.4f}, within {place.radius_km:.0f} km)"
    return f"{place.text}: {where}. {place.why}"
