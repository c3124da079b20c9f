"""Places that no table was there for when they were recorded, looked up once it is there."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from amends.parcels.places.geocoders import Geocoding
from amends.parcels.places.geocoding import ask_next
from amends.parcels.seeking import unsought

from . import door, placing
from .keys import spell
from .retrying import Apart

BATCH = 200
EVERY = timedelta(seconds=10)
log = logging.getLogger("amends.finding")


def find_places(now: datetime, most: int = BATCH) -> int:
    """Look up the places of up to so many orders, and return how many orders that were."""
    if placing.resolver() is None:
        return 0
    with connection.cursor() as cursor:
        keys = unsought(cursor, most)
    for _, key in keys:
        with Apart(log, "the places of order %s cannot be looked up", spell(key)):
            door.find_places(key, now)
    return len(keys)


def geocoding() -> Geocoding:
    """Return the geocoder that the operator configured, if any."""
    options = settings.AMENDS_OPTIONS
    key, address = options.google_geocoding_key, options.nominatim_url
    return Geocoding(key, address, per_day=options.geocoding_per_day)


def ask_geocoder(now: datetime) -> int:
    """Ask the operator's geocoder for one place that the table does not know."""
    return ask_next(geocoding(), now)
