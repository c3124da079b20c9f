"""Which trackers this installation may use: their keys stand in its settings file."""

from urllib.parse import urlencode

from django.conf import settings

from amends.parcels.trackers import TRACKERS
from amends.parcels.trackers.contract import Access, Tracker


class TrackerOff(Exception):
    """A tracker has no key here; the text says so, and how to get one."""


def access_of(tracker: Tracker) -> Access:
    """Return how to speak to a tracker; what no setting gives is empty."""
    options = settings.AMENDS_OPTIONS
    key = getattr(options, tracker.setting, "") if tracker.setting else ""
    secret = getattr(options, tracker.secret_setting, "") if tracker.secret_setting else ""
    return Access(key, secret, tracker.base, _push_url(tracker, secret))


def asking(tracker: Tracker) -> Access:
    """Return the access to ask a tracker with; raises `TrackerOff` where there is no key."""
    access = access_of(tracker)
    if tracker.fetch is None:
        raise TrackerOff(f"{tracker.title} cannot be asked; it only sends, or is read from files.")
    if not access.key:
        raise TrackerOff(_off(tracker))
    return access


def switched_on() -> list[Tracker]:
    """Return the trackers that can be asked."""
    return [one for one in TRACKERS.values() if one.fetch is not None and access_of(one).key]


def off() -> list[str]:
    """Return a sentence for each tracker that could be asked, had it a key."""
    asked = [one for one in TRACKERS.values() if one.fetch is not None]
    return [_off(one) for one in asked if not access_of(one).key]


def _off(tracker: Tracker) -> str:
    return f"{tracker.title} is off: {tracker.setting} is not in amends.toml. {tracker.how}"


def _push_url(tracker: Tracker, secret: str) -> str:
    """Return the address that an unsigned push is known by; only such a one carries its token."""
    public = settings.AMENDS_OPTIONS.public_url.rstrip("/")
    if not (tracker.pushes_are_hints and secret and public):
        return ""
    return f"{public}/api/v1/hooks/trackers/{tracker.name}?{urlencode({'token': secret})}"
