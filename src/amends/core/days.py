"""When a period ends: in plain time, or in the working days of the party that has to act.

Working days are Monday to Friday without the public holidays of the party's country, which the
order remembers. A day is a day in UTC.
"""

from datetime import date, datetime, timedelta

from .order import Order, Pause
from .parties import Role

DAY = timedelta(days=1)
SATURDAY = 5


def after(order: Order, start: datetime, within: timedelta, role: Role) -> datetime:
    """Return when a period of `role` that begins at `start` is over."""
    if not order.terms.business_days:
        return start + within
    return in_working_days(start, within, order.holidays_of(role))


def in_working_days(start: datetime, within: timedelta, holidays: tuple[date, ...]) -> datetime:
    """Return the end of a period whose whole days are working days; what is less is plain time."""
    closed = frozenset(holidays)
    end, left = start, within // DAY
    while left:
        end += DAY
        left -= _works(end.date(), closed)
    return end + within % DAY


def _works(day: date, closed: frozenset[date]) -> bool:
    return day.weekday() < SATURDAY and day not in closed


def tolled(
    order: Order, due_at: datetime, since: datetime | None = None, *, adverse: bool = True
) -> datetime:
    """Return a due moment moved on by the pauses of its time: outages of ours, and freezes.

    `since` is when the clock began, the order's status unless said. Outages move only what is
    `adverse`: what speaks against somebody.
    """
    began = since or order.since
    for pause in order.pauses:
        if pause.outage and not adverse:
            continue
        if pause.started_at < due_at and pause.ended_at > began:
            due_at += _counted(pause, began)
    return due_at


def _counted(pause: Pause, began: datetime) -> timedelta:
    return pause.ended_at - max(pause.started_at, began)
