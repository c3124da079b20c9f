"""A link by which a person can check the map at Google Maps; it needs no key and asks nothing."""

from urllib.parse import urlencode

from .view import MapView, Stop


def directions(view: MapView) -> str:
    """Return the address with both places, with one where only one is known, or nothing.

    Source: Google's Maps URLs, whose `api=1` is required.
    """
    ends = [view.drawn[-1]] if view.drawn else []
    ends += [view.home] if view.home is not None and view.home.known else []
    places = [_degrees(stop) for stop in ends]
    match places:
        case [here, there]:
            asked = {"api": "1", "origin": here, "destination": there}
            return f"https://www.google.com/maps/dir/?{urlencode(asked)}"
        case [here]:
            return f"https://www.google.com/maps/search/?{urlencode({'api': '1', 'query': here})}"
        case _:
            return ""


def _degrees(stop: Stop) -> str:
    longitude, latitude = stop.at
    return f"{latitude:.5f},{longitude:.5f}"
