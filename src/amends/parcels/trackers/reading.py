"""What a tracker's reply comes to: readings of single events, in canonical words.

A reading is richer than the core's checkpoint: it keeps place, time and words as the tracker gave
them, so that nothing has to be asked twice. Time is never invented: without an offset there is none
in UTC, only the local text.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from amends.core.parcel import Leg, ParcelStatus, Source

TEXT_MOST = 1_000
CITY_MOST = 120
POSTAL_CODE_MOST = 20


class Cause(StrEnum):
    """Why a parcel is where it is, beside its status."""

    ADDRESS = "address"
    CANCELLED = "cancelled"
    COLLECTED = "collected"
    COUNTERFEIT = "counterfeit"
    DELAYED = "delayed"
    DOCUMENTS = "documents"
    DUTIES = "duties"
    FORWARDED = "forwarded"
    HELD = "held"
    IMPORT_ENDED = "import_ended"
    INSPECTION = "inspection"
    INVALID_NUMBER = "invalid_number"
    NEIGHBOUR = "neighbour"
    NO_NEWS = "no_news"
    NOBODY_HOME = "nobody_home"
    PAID_ON_DELIVERY = "paid_on_delivery"
    PROHIBITED = "prohibited"
    REFUSED = "refused"
    RELEASED = "released"
    SEIZED = "seized"
    SIGNED = "signed"
    UNCLAIMED = "unclaimed"
    UNDERVALUED = "undervalued"
    WEATHER = "weather"


class Precision(StrEnum):
    """How exactly a time was said."""

    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """What asking a tracker for one number came to. An outage is never `not_found`."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    OUTAGE = "outage"
    REFUSED = "refused"


class Trouble(StrEnum):
    """What kept a reply, or a part of it, from being read."""

    UNREADABLE = "unreadable"
    UNKNOWN_CODE = "unknown_code"
    UNKNOWN_WORDING = "unknown_wording"
    BAD_TIME = "bad_time"
    TOO_MANY = "too_many"
    INVALID_NUMBER = "invalid_number"
    REFUSED = "refused"
    OUTAGE = "outage"


@dataclass(frozen=True, slots=True)
class When:
    """A time as it was said: the local text, its offset in minutes and UTC where they are known."""

    local: str = ""
    offset_minutes: int | None = None
    happened_at: datetime | None = None
    precision: Precision = Precision.UNKNOWN


@dataclass(frozen=True, slots=True)
class Said:
    """A place as it was said; `country` is ISO 3166 alpha-2, the point is in degrees."""

    text: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One event of one number. `code` is the tracker's own, `text` its words, cut to their limit.

    `physical` is a scan of the thing itself. `recipient` is who took it, `signed` that a signature
    was given.
    """

    number: str
    status: ParcelStatus
    physical: bool
    source: Source = Source.TRACKER
    leg: Leg = Leg.OUTBOUND
    cause: Cause | None = None
    when: When = field(default_factory=When)
    place: Said = field(default_factory=Said)
    code: str = ""
    text: str = ""
    carrier: str = ""
    weight_grams: int | None = None
    recipient: str = ""
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was not understood, and how often; the reply itself is kept."""

    trouble: Trouble
    what: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class Read:
    """What one reply says. A reply that cannot be read has problems and changes nothing.

    `outcomes` are only of the numbers that the reply speaks of; `references` are the tracker's own
    names for them, needed to ask again.
    """

    checkpoints: tuple[Reading, ...] = ()
    problems: tuple[Problem, ...] = ()
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    references: Mapping[str, str] = field(default_factory=dict)


class Unreadable(Exception):
    """A reply has not the shape that its tracker documents; the text says where."""


class Problems:
    """Counts what was not understood while one reply is read."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[Trouble, str]] = Counter()

    def note(self, trouble: Trouble, what: str) -> None:
        """Count one more; `what` is cut, since it comes from outside."""
        self._counts[trouble, what[:120]] += 1

    def counted(self) -> tuple[Problem, ...]:
        """Return each kind of problem once, with its count."""
        return tuple(Problem(*kind, times) for kind, times in self._counts.items())


def unreadable(why: str) -> Read:
    """Return the reading of a reply that cannot be read: a problem, and nothing else."""
    return Read(problems=(Problem(Trouble.UNREADABLE, why[:200]),))


def merged(reads: Iterable[Read]) -> Read:
    """Return several readings of one tracker as one."""
    every = list(reads)
    return Read(
        tuple(one for read in every for one in read.checkpoints),
        tuple(one for read in every for one in read.problems),
        {number: outcome for read in every for number, outcome in read.outcomes.items()},
        {number: name for read in every for number, name in read.references.items()},
    )
