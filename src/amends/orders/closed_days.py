"""The public holidays of a country, for orders whose terms count business days.

They are fixed when an order is protected, so that its deadlines never depend on a later release of
the package. A country that the package does not know has none, and its weekends are still free.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache

import holidays

# Longer than any order lives: protection, its extensions, a dispute, an appeal and a return.
AHEAD = timedelta(days=365)


def closed_days(country: str, since: datetime) -> tuple[date, ...]:
    """Return the public holidays of a country (ISO 3166 alpha-2) in the year from `since` on."""
    first, last = since.date(), (since + AHEAD).date()
    return tuple(day for day in _of_years(country, first.year, last.year) if first <= day <= last)


@lru_cache(maxsize=512)
def _of_years(country: str, first: int, last: int) -> tuple[date, ...]:
    try:
        known = holidays.country_holidays(country, years=range(first, last + 1))
    except NotImplementedError:
        return ()
    return tuple(sorted(known))
