"""The one place that reads the clocks for the edges; a trial puts others in by the settings."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from django.conf import settings

from amends.database.instants import micros

BOOT = Path("/proc/sys/kernel/random/boot_id")
# The one that goes on while the machine sleeps, where there is such a one.
STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


@dataclass(frozen=True, slots=True)
class Clocks:
    """What the wall clock shows, and a steady clock that can be compared within one `boot`.

    `monotonic` is None where only the moment is known.
    """

    now: datetime
    monotonic: timedelta | None = None
    boot: str = ""


def now() -> datetime:
    """Return the moment at which a request or a batch is decided, in UTC."""
    return clocks().now


def clocks() -> Clocks:
    """Return both clocks, read together."""
    injected = getattr(settings, "AMENDS_CLOCK", None)
    if injected is None:
        steady = timedelta(seconds=time.clock_gettime(STEADY))
        return Clocks(datetime.now(UTC), steady, _boot())
    given = injected()
    if isinstance(given, Clocks):
        return given
    assert isinstance(given, datetime), "an injected clock answers moments"
    # A trial that turns the clock means the time to have passed: its clock is its own witness.
    return Clocks(given, timedelta(microseconds=micros(given)), "injected")


def within(limit: timedelta) -> Callable[[], bool]:
    """Return what tells whether less than `limit` has passed from here on, by the steady clock."""
    began = _steady()
    return lambda: _steady() - began < limit


def _steady() -> timedelta:
    both = clocks()
    return timedelta(microseconds=micros(both.now)) if both.monotonic is None else both.monotonic


@cache
def _boot() -> str:
    # Without it, no two processes have a clock in common, and only their own steps are compared.
    return BOOT.read_text().strip() if BOOT.exists() else ""
