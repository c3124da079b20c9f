"""Whether the service lives, whether it serves money, and figures for whoever watches it."""

from django.db import DatabaseError, connection
from django.http import HttpResponse

from amends.database.instants import micros
from amends.orders import selfcheck

from .calling import Call
from .views import View


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
    """Answer figures in Prometheus' text format: orders by status, and what is due."""
    now = micros(call.now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT status, count(*) FROM orders GROUP BY status ORDER BY status")
        by_status = cursor.fetchall()
        cursor.execute("SELECT count(*), min(due_at) FROM orders WHERE due_at <= %s", [now])
        due, earliest = cursor.fetchone()
    late = 0 if earliest is None else (now - earliest) / 1_000_000
    lines = [
        "# TYPE amends_orders gauge",
        *(f'amends_orders{{status="{status}"}} {count}' for status, count in by_status),
        "# TYPE amends_due_orders gauge",
        f"amends_due_orders {due}",
        "# TYPE amends_due_late_seconds gauge",
        f"amends_due_late_seconds {late:.3f}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4")


def _health(view: HealthView) -> HttpResponse:
    status = 200 if view.ok else 503
    return HttpResponse(view.model_dump_json(), status=status, content_type="application/json")
