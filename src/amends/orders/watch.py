"""The watch over the service itself: whether time may act, and when nobody was there.

Nobody may lose because this service was down or because its clock was wrong. Workers beat; a gap
between beats is an outage, by whose length adverse deadlines wait; a step of the wall clock that
a steady clock does not explain opens a hold, and then nothing moves until a person confirms.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.backends.utils import CursorWrapper

from amends.core.parcel import Outage
from amends.database.instants import micros, moment

from .clock import Clocks

GAP_MOST = timedelta(minutes=10)
# After a restart of the machine no steady clock vouches for the wall clock; a gap longer than
# this is then rather a broken clock than a long night, and a person looks.
UNVOUCHED_MOST = timedelta(days=3)
FORGOTTEN = timedelta(days=1)
OUTAGES_MOST = 200
PULSES_MOST = 100
WORDS_MOST = 400
NAME_MOST = 80
MICROSECOND = timedelta(microseconds=1)
NOBODY_THERE = "No worker was there."
CONFIRMED = "whoever released a hold"


class HoldKind(StrEnum):
    """Why time and money stand still."""

    CLOCK_JUMP = "clock_jump"
    RESTORED = "restored"


class NotHeld(Exception):
    """There is no open hold of this kind; the text names those that are open."""


class OutageRefused(Exception):
    """An outage cannot be as it was given; the text says why."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A stop of time and money. `since` is the last moment up to which time may act."""

    kind: HoldKind
    since: datetime
    because: str
    released_at: datetime | None = None
    released_by: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Until when time may act (None: until now), and the outages, disjoint, earliest first.

    Both are what `core.World` and its `Facts` take.
    """

    held_since: datetime | None = None
    outages: tuple[Outage, ...] = ()


def beat(cursor: CursorWrapper, process: str, clocks: Clocks) -> Standing:
    """Note that a worker lives, and what its clocks say of the time since anybody's last beat.

    Call it inside a transaction, before anything is woken.
    """
    pulses = _pulses(cursor)
    jumped = _jumped(pulses, clocks)
    if jumped:
        hold(cursor, jumped)
    elif pulses and clocks.now - pulses[0].now > GAP_MOST:
        gone = Outage(pulses[0].now, clocks.now, recorded_at=clocks.now)
        _note(cursor, gone, NOBODY_THERE)
    if not jumped:
        cursor.execute("DELETE FROM pulse WHERE beat_at < %s", [micros(clocks.now - FORGOTTEN)])
    _keep_pulse(cursor, process, clocks)
    return standing(cursor)


def standing(cursor: CursorWrapper, clocks: Clocks | None = None) -> Standing:
    """Return whether time may act, in one statement.

    With `clocks`, what no worker has noted yet counts too: nothing happens while none is there,
    because nobody knows yet for how long, nor when the wall clock stepped since the last beat.
    """
    cursor.execute(
        "SELECT 'hold', since, 0, 0, '' FROM holds WHERE released_at IS NULL"
        " UNION ALL SELECT * FROM (SELECT 'outage', started_at, ended_at, recorded_at, ''"
        " FROM outages ORDER BY started_at DESC LIMIT %s) AS known"
        " UNION ALL SELECT * FROM (SELECT 'pulse', beat_at, monotonic, 0, boot"
        " FROM pulse ORDER BY beat_at DESC LIMIT %s) AS latest",
        [OUTAGES_MOST, PULSES_MOST],
    )
    rows = cursor.fetchall()
    holds = [moment(since) for what, since, *_ in rows if what == "hold"]
    pulses = [_pulse(at, mono, boot) for what, at, mono, _, boot in rows if what == "pulse"]
    pulses.sort(key=lambda pulse: pulse.now, reverse=True)
    outages = sorted(
        (Outage(*map(moment, row[1:4])) for row in rows if row[0] == "outage"),
        key=lambda outage: outage.started_at,
    )
    if clocks and pulses:
        jumped = _jumped(pulses, clocks)
        holds += [jumped.since] if jumped else []
        if not jumped and clocks.now - pulses[0].now > GAP_MOST:
            holds.append(pulses[0].now)
    return Standing(min(holds, default=None), tuple(outages))


def jump(latest: Clocks, clocks: Clocks) -> Hold | None:
    """Return the hold that a step of the wall clock since `latest` asks for, None if explained."""
    went = clocks.now - latest.now
    steady = _steady(latest, clocks)
    if steady is None:
        explained = -GAP_MOST <= went <= UNVOUCHED_MOST
    else:
        explained = abs(went - steady) <= GAP_MOST
    if explained:
        return None
    way = "forward" if went > timedelta(0) else "back"
    because = f"The clock went {way} by {_whole(abs(went))}, and the machine's steady clock " + (
        "cannot vouch for it." if steady is None else f"by {_whole(steady)}."
    )
    return Hold(HoldKind.CLOCK_JUMP, min(latest.now, clocks.now), because)


def hold(cursor: CursorWrapper, asked: Hold) -> None:
    """Open a hold, unless one of its kind is open: that one then reaches back as far as both."""
    since = micros(asked.since)
    cursor.execute("SELECT since FROM holds WHERE kind = %s AND released_at IS NULL", [asked.kind])
    row = cursor.fetchone()
    if row is not None and row[0] <= since:
        return
    if row is not None:
        cursor.execute(
            "UPDATE holds SET since = %s WHERE kind = %s AND since = %s",
            [since, asked.kind, row[0]],
        )
        return
    cursor.execute(
        "INSERT INTO holds (kind, since, because, released_at, released_by)"
        " VALUES (%s, %s, %s, NULL, '') ON CONFLICT (kind, since)"
        " DO UPDATE SET because = excluded.because, released_at = NULL, released_by = '',"
        " compared_at = NULL",
        [asked.kind, since, asked.because[:WORDS_MOST]],
    )


def release(cursor: CursorWrapper, kind: HoldKind, by: str, clocks: Clocks) -> Outage | None:
    """Let time act again; what was held counts as an outage, and is returned.

    Raises `NotHeld`. The person confirms with it that the clock is right now: from here on steps
    are measured against `clocks`, and beats of later than that were dated by a wrong one.
    """
    now = clocks.now
    found = [one for one in holds(cursor) if one.kind is kind and one.released_at is None]
    if not found:
        raise NotHeld(kind)
    cursor.execute(
        "UPDATE holds SET released_at = %s, released_by = %s"
        " WHERE kind = %s AND released_at IS NULL",
        [micros(now), by[:NAME_MOST], kind],
    )
    cursor.execute("DELETE FROM pulse WHERE beat_at > %s", [micros(now)])
    _keep_pulse(cursor, CONFIRMED, clocks)
    # Two workers that saw the same step at once may have opened one each.
    since = min(one.since for one in found)
    if now <= since:
        return None
    held = Outage(since, now, recorded_at=now)
    _note(cursor, held, found[0].because)
    return held


def holds(cursor: CursorWrapper, most: int = 50) -> list[Hold]:
    """Return holds, the open ones first, then the latest."""
    cursor.execute(
        "SELECT kind, since, because, released_at, released_by FROM holds"
        " ORDER BY released_at IS NULL DESC, since DESC LIMIT %s",
        [most],
    )
    return [
        Hold(HoldKind(kind), moment(since), because, moment(at) if at is not None else None, by)
        for kind, since, because, at, by in cursor.fetchall()
    ]


def add_outage(cursor: CursorWrapper, outage: Outage, because: str) -> None:
    """Record an outage that no worker saw; raise `OutageRefused` when it cannot have been."""
    if outage.started_at >= outage.ended_at:
        raise OutageRefused("An outage ends after it began; correct --from or --until.")
    if outage.ended_at > outage.recorded_at:
        raise OutageRefused("An outage is recorded when it is over; give an --until that is past.")
    if not because.strip():
        raise OutageRefused("Say with --because what was out, in words that parties may read.")
    if not _note(cursor, outage, because):
        raise OutageRefused("All of this time is recorded as an outage already.")


def outages(cursor: CursorWrapper, most: int = 50) -> list[tuple[Outage, str]]:
    """Return the outages with what was said of each, the latest first."""
    cursor.execute(
        "SELECT because, started_at, ended_at, recorded_at FROM outages"
        " ORDER BY started_at DESC LIMIT %s",
        [most],
    )
    return [(Outage(*map(moment, moments)), because) for because, *moments in cursor.fetchall()]


def last_beat(cursor: CursorWrapper) -> datetime | None:
    """Return when any worker gave its last sign of life."""
    pulses = _pulses(cursor)
    return pulses[0].now if pulses else None


def beating(cursor: CursorWrapper, since: datetime) -> list[str]:
    """Return the workers that gave a sign of life since a moment: their machines and processes."""
    cursor.execute(
        "SELECT process FROM pulse WHERE beat_at >= %s AND process <> %s ORDER BY process LIMIT %s",
        [micros(since), CONFIRMED, PULSES_MOST],
    )
    return [process for (process,) in cursor.fetchall()]


def forget_beats(cursor: CursorWrapper) -> None:
    """Forget every sign of life: what was down on purpose is neither an outage nor a jump."""
    cursor.execute("DELETE FROM pulse")


def _note(cursor: CursorWrapper, outage: Outage, because: str) -> int:
    """Record what of an outage is not recorded yet, so that no hour counts twice."""
    cursor.execute(
        "SELECT started_at, ended_at FROM outages WHERE started_at < %s AND ended_at > %s"
        " ORDER BY started_at",
        [micros(outage.ended_at), micros(outage.started_at)],
    )
    known = [*cursor.fetchall(), (micros(outage.ended_at), micros(outage.ended_at))]
    begins, pieces = micros(outage.started_at), 0
    for started_at, ended_at in known:
        if begins < started_at:
            # Two workers may come back at the same moment: the same outage, told twice, is one.
            cursor.execute(
                "INSERT INTO outages (started_at, ended_at, recorded_at, because)"
                " VALUES (%s, %s, %s, %s) ON CONFLICT (started_at) DO NOTHING",
                [begins, started_at, micros(outage.recorded_at), because[:WORDS_MOST]],
            )
            pieces += 1
        begins = max(begins, ended_at)
    return pieces


def _keep_pulse(cursor: CursorWrapper, process: str, clocks: Clocks) -> None:
    steady = None if clocks.monotonic is None else clocks.monotonic // MICROSECOND
    cursor.execute(
        "INSERT INTO pulse (process, beat_at, monotonic, boot) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (process) DO UPDATE SET beat_at = excluded.beat_at,"
        " monotonic = excluded.monotonic, boot = excluded.boot",
        [process[:NAME_MOST], micros(clocks.now), steady, clocks.boot],
    )


def _jumped(pulses: Sequence[Clocks], clocks: Clocks) -> Hold | None:
    """Compare with the latest beat of this machine, which can vouch, and with anybody's latest."""
    vouching = [pulse for pulse in pulses if _steady(pulse, clocks) is not None]
    held = (jump(pulse, clocks) for pulse in (*vouching[:1], *pulses[:1]))
    return next(filter(None, held), None)


def _pulses(cursor: CursorWrapper) -> list[Clocks]:
    cursor.execute(
        "SELECT beat_at, monotonic, boot FROM pulse ORDER BY beat_at DESC LIMIT %s", [PULSES_MOST]
    )
    return [_pulse(*row) for row in cursor.fetchall()]


def _pulse(beat_at: int, monotonic: int | None, boot: str) -> Clocks:
    steady = None if monotonic is None else monotonic * MICROSECOND
    return Clocks(moment(beat_at), steady, boot)


def _steady(earlier: Clocks, later: Clocks) -> timedelta | None:
    if earlier.monotonic is None or later.monotonic is None or earlier.boot != later.boot:
        return None
    return later.monotonic - earlier.monotonic


def _whole(length: timedelta) -> timedelta:
    return timedelta(seconds=int(length.total_seconds()))
