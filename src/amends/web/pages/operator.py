"""The operator's page: whether all is well, what is held, what waits, and what needs a hand."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from amends.core.parcel import Outage
from amends.core.parties import Role
from amends.orders import backlog, clock, keys, selfcheck, transferred, watch
from amends.orders.backlog import Backlog, Deferred
from amends.orders.backups import compared, divergence, taken
from amends.orders.backups.divergence import Divergence
from amends.orders.backups.taken import Taken
from amends.orders.finding import geocoding
from amends.orders.placing import resolver
from amends.orders.watch import Hold, HoldKind, NotHeld
from amends.parcels.places.geocoders import OFF
from amends.parcels.places.geocoding import today
from amends.payments import chargebacks, kept, rows
from amends.payments.chargebacks import Waiting
from amends.payments.kept import GivenUp
from amends.web.render import page
from amends.web.viewer import Viewer, signed_in, viewer_of

SHOWN_MOST = 20
# A worker beats every 20 seconds; a minute without one is worth a look.
BEATS_WITHIN = timedelta(minutes=1)
BACKUP_WITHIN = timedelta(days=1)
MAIL_OFF = (
    "Mail is off, so that nobody is told by mail. Set mail_host and mail_from in amends.toml."
)
LATE_FROM = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Condition:
    """How the installation is, as the page shows it.

    `uncompared` is that a backup was put back and no payment compared since.
    """

    problems: tuple[str, ...]
    opened: tuple[Hold, ...]
    uncompared: bool
    released: tuple[Hold, ...]
    waiting: Backlog
    put_off: tuple[Deferred, ...]
    put_off_count: int
    beat_at: datetime | None
    backup: Taken | None
    outages: tuple[tuple[Outage, str], ...]
    divergences: tuple[Divergence, ...]
    chargebacks: tuple[Waiting, ...]
    given_up: tuple[GivenUp, ...]
    mails: bool
    now: datetime

    @property
    def works(self) -> bool:
        """Whether a worker gave a sign of life within the last minute."""
        return self.beat_at is not None and abs(self.now - self.beat_at) <= BEATS_WITHIN

    @property
    def late(self) -> bool:
        """Whether what is due waits longer than it should."""
        return self.waiting.lag >= LATE_FROM

    @property
    def backed_up(self) -> bool:
        """Whether there is a backup of the last day."""
        return self.backup is not None and self.now - self.backup.taken_at <= BACKUP_WITHIN

    @property
    def missing(self) -> tuple[str, ...]:
        """What nothing is wrong without, and what somebody will miss on a bad day."""
        lacks = []
        if self.backup is None:
            lacks.append("No backup was taken yet. Run amends backup every day.")
        elif not self.backed_up:
            lacks.append("The last backup is older than a day. Run amends backup every day.")
        if not self.mails:
            lacks.append(MAIL_OFF)
        return tuple(lacks)

    @property
    def well(self) -> bool:
        """Whether nothing here needs a person."""
        bad = (self.problems, self.opened, self.put_off_count, self.late, self.divergences)
        return self.works and not any(bad) and not self.chargebacks and not self.given_up


@require_GET
@signed_in
def operator(request: HttpRequest) -> HttpResponse:
    """Show how the installation is, to its operators."""
    return _shown(request, _operator(request))


@require_POST
@signed_in
def released(request: HttpRequest, kind: str) -> HttpResponse:
    """Let time and money move again, as the operator who confirms that they may.

    A backup that was put back is compared with the payment providers first; going on without that
    is for the command line, which says what it may cost.
    """
    viewer = _operator(request)
    if kind not in set(HoldKind) or request.POST.get("confirmed") != "yes":
        raise Http404
    with connection.cursor() as cursor:
        # What was compared once stays compared, so nothing between here and the release matters.
        early = HoldKind(kind) is HoldKind.RESTORED and compared.is_due(cursor)
    if early:
        return _shown(request, viewer, status=409)
    # Somebody else may just have released it, which is what was asked for.
    with suppress(NotHeld), transaction.atomic(), connection.cursor() as cursor:
        watch.release(cursor, HoldKind(kind), viewer.name, clock.clocks())
    return redirect("/operator")


def _shown(request: HttpRequest, viewer: Viewer, status: int = 200) -> HttpResponse:
    return page(
        request,
        "operator.html",
        viewer,
        role=Role.OPERATOR,
        condition=condition(viewer.now),
        spell=keys.spell,
        transfers=transferred.waiting(rows.TOLD_AFTER, SHOWN_MOST),
        places=resolver() is not None,
        geocoding=today(geocoding(), viewer.now),
        geocoding_off=OFF,
        status=status,
    )


def condition(now: datetime) -> Condition:
    """Gather how the installation is at `now`."""
    with connection.cursor() as cursor:
        holds = watch.holds(cursor, SHOWN_MOST)
        return Condition(
            problems=selfcheck.problems(),
            opened=tuple(hold for hold in holds if hold.released_at is None),
            uncompared=compared.is_due(cursor),
            released=tuple(hold for hold in holds if hold.released_at is not None),
            waiting=backlog.backlog(cursor, now),
            put_off=tuple(backlog.deferred(cursor, SHOWN_MOST)),
            put_off_count=backlog.deferred_count(cursor),
            beat_at=watch.last_beat(cursor),
            backup=taken.last(cursor),
            divergences=tuple(divergence.unexplained(cursor, SHOWN_MOST)),
            chargebacks=tuple(chargebacks.listed(now, SHOWN_MOST)),
            given_up=tuple(kept.given_up(cursor, now, SHOWN_MOST)),
            outages=tuple(watch.outages(cursor, SHOWN_MOST)),
            mails=bool(settings.AMENDS_OPTIONS.mail_host),
            now=now,
        )


def _operator(request: HttpRequest) -> Viewer:
    viewer = viewer_of(request)
    if Role.OPERATOR not in viewer.staff:
        raise Http404
    return viewer
