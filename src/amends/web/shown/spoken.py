"""Days, local clocks and distances as plain words, for maps and titles, which hold no markup."""

from datetime import datetime

from amends import words
from amends.web.reader import Reader


def day(moment: datetime, reader: Reader) -> str:
    """Return a moment's day in the reader's zone: "9 Nov"."""
    viewer = reader.viewer
    return words.when(moment, viewer.zone, viewer.now, viewer.locale).short


def clock(local: datetime) -> str:
    """Return what a clock showed somewhere, in no zone of ours: "2026-11-09 14:02"."""
    return f"{local:%Y-%m-%d %H:%M}"


def kilometres(distance: float) -> str:
    """Return a distance in whole kilometres, with what is below one said so."""
    return f"{round(distance):,} km" if distance >= 1 else "under 1 km"
