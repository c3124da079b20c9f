"""Where a person can look at a number himself: the public pages of three trackers."""

from collections.abc import Mapping
from urllib.parse import quote


def links(number: str) -> Mapping[str, str]:
    """Return an address for each tracker; none needs an account, and none is asked by us."""
    shown = quote("".join(number.split()), safe="")
    return {
        "17TRACK": f"https://t.17track.net/en#nums={shown}",
        "Parcels": f"https://parcelsapp.com/en/tracking/{shown}",
        "Postal Ninja": f"https://postal.ninja/widget/tracker?lc=en&num={shown}",
    }
