"""The one place that reads the clock for the edges; a trial puts another in by the settings."""

from datetime import UTC, datetime

from django.conf import settings


def now() -> datetime:
    """Return the moment at which a request or a batch is decided, in UTC."""
    injected = getattr(settings, "AMENDS_CLOCK", None)
    if injected is not None:
        moment = injected()
        assert isinstance(moment, datetime), "an injected clock answers moments"
        return moment
    return datetime.now(UTC)
