"""Whether the service lives, whether it serves money, and figures for whoever watches it."""

from datetime import datetime

from django.db import DatabaseError, connection
from django.db.backends.utils import CursorWrapper
from django.http import HttpResponse

from amends.delivery import listing
from amends.orders import backlog, selfcheck, watch
from amends.parcels.pushes import refusals
from amends.payments import kept, rows

from .calling import Call
from .views import View

MEANS = {
    "amends_orders": "Orders by status.",
    "amends_open_transfers": "Transfers that are not made yet, by state.",
    "amends_refused_pushes": "Pushes of today, in UTC, whose signature was wrong, by tracker.",
    "amends_due_orders": "Orders that are due now.",
    "amends_due_late_seconds": "For how long the longest due order has waited.",
    "amends_deferred_orders": "Orders that could not be read or moved, and were put off.",
    "amends_open_holds": "Holds that keep time and money from moving.",
    "amends_outbox_orders": "Orders of which something is not passed on yet.",
    "amends_outbox_deliveries": "Letters and webhooks that nobody has taken yet.",
    "amends_forged_messages": "Messages of payment providers whose signature was wrong.",
    "amends_given_up_messages": "Messages of payment providers given up in the last 30 days.",
    "amends_worker_pulse_age_seconds": "Seconds since a worker's last sign of life.",
}


class HealthView(View):
    """Whether the service lives, and what keeps money commands from being served."""

    ok: bool
    problems: list[str]


def live(call: Call) -> HttpResponse:
    """Answer as long as the process lives."""
    del call
    return _health(HealthView(ok=True, problems=[]))


def ready(call: Call) -> HttpResponse:
    """Answer 200 when money commands are served, and 503 with the reasons when they are not."""
    del call
    try:
        found = list(selfcheck.problems())
    except DatabaseError:
        found = ["The database does not answer; look at AMENDS_DATABASE_URL and at the server."]
    return _health(HealthView(ok=not found, problems=found))


def metrics(call: Call) -> HttpResponse:
    """Answer figures in Prometheus' text format: orders, what is due, and how the service is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT status, count(*) FROM orders GROUP BY status ORDER BY status")
        lines = [
            *_head("amends_orders"),
            *(f'amends_orders{{status="{status}"}} {count}' for status, count in cursor.fetchall()),
        ]
        lines += _head("amends_open_transfers")
        lines += [
            f'amends_open_transfers{{state="{state}"}} {count}'
            for state, count in rows.count_open(cursor).items()
        ]
        lines += _head("amends_refused_pushes")
        lines += [
            f'amends_refused_pushes{{tracker="{tracker}"}} {count}'
            for tracker, count in sorted(refusals(call.now).items())
        ]
        for name, value in _gauges(cursor, call.now).items():
            lines += [*_head(name), f"{name} {value}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4")


def _head(name: str) -> tuple[str, str]:
    """What Prometheus shows beside a figure; each may go down as well as up."""
    return f"# HELP {name} {MEANS[name]}", f"# TYPE {name} gauge"


def _gauges(cursor: CursorWrapper, now: datetime) -> dict[str, str]:
    waiting = backlog.backlog(cursor, now)
    beat_at = watch.last_beat(cursor)
    opened = [hold for hold in watch.holds(cursor) if hold.released_at is None]
    delivering = listing.report(now)
    age = "NaN" if beat_at is None else f"{(now - beat_at).total_seconds():.3f}"
    return {
        "amends_due_orders": str(waiting.due),
        "amends_due_late_seconds": f"{waiting.lag.total_seconds():.3f}",
        "amends_deferred_orders": str(backlog.deferred_count(cursor)),
        "amends_open_holds": str(len(opened)),
        # Orders of which something is not passed on yet, and letters and webhooks not taken yet.
        "amends_outbox_orders": str(delivering.untold),
        "amends_outbox_deliveries": str(delivering.waiting),
        "amends_forged_messages": str(kept.forged()),
        "amends_given_up_messages": str(kept.given_up_count(cursor, now)),
        # Not a number before any worker was ever there.
        "amends_worker_pulse_age_seconds": age,
    }


def _health(view: HealthView) -> HttpResponse:
    status = 200 if view.ok else 503
    return HttpResponse(view.model_dump_json(), status=status, content_type="application/json")
