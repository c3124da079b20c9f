"""The clocks of the lifecycle's page: when each ends, what its silence means, and what moves it."""

from collections.abc import Callable, Iterator, Mapping

from amends import words
from amends.core.days import tolled
from amends.core.lifecycle import CLOCKS, SIDE_CLOCKS, SPEAKING, SideClock
from amends.core.notices import LOSES
from amends.core.order import Status
from amends.core.side_ends import extension_answer

from .generated_page import TERMS, default, doc, filled, names_in, period, statuses, table

S = Status
# The words of a silence are those of the status, but for these: its stages, each with when it is
# that one that holds.
STAGES: Mapping[Status, Mapping[str, str]] = {
    S.AWAITING_SELLER: {
        "awaiting_seller_unseen": "without proven notice",
        "awaiting_seller": "with proven notice",
    },
    S.AWAITING_RETURN: {
        "awaiting_return_address": "while the seller has not said where to",
        "awaiting_return": "then, while the buyer has not posted it with a receipt",
        "awaiting_return_posted": "then, posted with a receipt",
    },
    S.DECIDED: {"decided_refund": "a refund", "decided_release": "a release"},
}
# What an order remembers of its terms from before the clock began.
REMEMBERED: Mapping[str, tuple[str, ...]] = {
    "dispatch_by": ("dispatch_within", "business_days"),
    "protected_until": (
        "grace_for",
        "protection_most",
        "extension_of_buyer",
        "extension_of_system",
        "moving_lately",
        "extended_most",
    ),
    "inspected_until": ("inspection_for",),
    "faults_until": ("faults_reported_within",),
    "claim_until": ("claim_within",),
    "wait_until": ("wait_most",),
    "withdrawn_until": ("withdrawn_most",),
}
# What holds all windows open, but can only run in the first.
APART: Mapping[Status, tuple[Callable[..., object], ...]] = {
    S.DELIVERED: (extension_answer,),
    S.PROTECTION_LAPSED: (extension_answer,),
}
# What silence leads to and only passes through, and where it arrives in that instant.
PASSED = S.AWAITING_SELLER
THROUGH: Mapping[Status, tuple[Status, ...]] = {
    S.SHIPPED: (S.DECIDED, S.UNDER_REVIEW),
    S.DELIVERED: (S.DECIDED, S.UNDER_REVIEW),
    S.PROTECTION_LAPSED: (S.DECIDED, S.UNDER_REVIEW),
    S.SETTLED: (S.UNDER_REVIEW,),
}
SILENCE = ("status", "means", "the clock", "when nobody acts", "silence leads to")
LENGTHS = ("status", "how long, by which terms", "reminders before its end", "outages move it")
SIDES = ("clock", "runs", "how long", "when nobody acts", "silence leads to", "outages move it")
ABOUT_THROUGH = """\
What leads through `awaiting_seller` only passes it. The platform opens the dispute itself, since
silence would be lost against what the parcel shows, and in the same instant decides it as asked
(the trouble is decisive: `decided`, with an appeal) or takes it under review (the trouble is
strong, or what was refunded came after all). The seller is not asked to answer it.

- `paid` stays where a carrier has scanned a part; only the rest is refunded.
- `shipped` stays once where the parcel moves when its protection ends: the platform adds
  {extension_of_system} by itself.
- Where silence would count against a party in a dispute or a return, and notice is not proven, it
  comes under review instead: in `awaiting_seller`, `awaiting_return` and `return_delivered`.
"""
ABOUT_LENGTHS = """\
The numbers are the defaults; [the terms](#the-marketplaces-terms) say what each means. Where
`business_days` is named, a marketplace can have the days of whoever must act counted as working
days. `undo_within` is named where an acceptance that can still be undone holds the end up.

An outage of ours is a time in which no worker ran, or one that was
[recorded by hand](operating.md#when-nobody-was-there). It moves the clocks whose end speaks against
somebody, each by as much of the outage as fell into it. The others end when they would have ended:
they end at a named day, or only alert somebody. A freeze gives every main clock its time back, and
those beside it that outages move.
"""
ABOUT_SIDES = """\
These run at the same time as the main clock. The ends of `contact_made` and `reply` change nothing
by themselves: the one opens a right, and the other ends one.
"""


def clocks() -> tuple[str, ...]:
    """The parts of the page that are about clocks."""
    return (
        "## Statuses and their clocks",
        table(SILENCE, map(_silence, Status)),
        filled(ABOUT_THROUGH),
        "## How long the clocks run",
        table(LENGTHS, map(_length, Status)),
        ABOUT_LENGTHS,
        "## Clocks beside the main one",
        table(SIDES, map(_side, SideClock)),
        ABOUT_SIDES,
    )


def arrivals(origin: Status, leads: tuple[Status, ...]) -> tuple[Status, ...]:
    """Where silence leads in the end, from `origin`."""
    if PASSED not in leads or origin is PASSED:
        return leads
    return (*(end for end in leads if end is not PASSED), *THROUGH[origin])


def terms_of(clock: Status | SideClock) -> tuple[str, ...]:
    """The terms that decide when a clock ends, in the order of `Terms`."""
    used = set(_names_in(clock))
    for remembered, terms in REMEMBERED.items():
        used |= set(terms) if remembered in used else set()
    return tuple(term for term in TERMS if term in used)


def clocks_by_term() -> Mapping[str, tuple[str, ...]]:
    """The clocks that each term has a part in."""
    used = {clock: terms_of(clock) for clock in (*Status, *SideClock)}
    return {term: tuple(clock for clock, terms in used.items() if term in terms) for term in TERMS}


def _names_in(clock: Status | SideClock) -> frozenset[str]:
    if isinstance(clock, SideClock):
        return names_in(SIDE_CLOCKS[clock].ends)
    return names_in(CLOCKS[clock].ends, APART.get(clock, ()))


def silences() -> Iterator[str]:
    """Every key under `silence` that the page says."""
    for status in Status:
        yield from STAGES.get(status, (status.value,))
    yield from SPEAKING
    yield SideClock.REPLY


def _silence(status: Status) -> tuple[str, ...]:
    clock = CLOCKS[status]
    return (
        f"`{status}`",
        words.say(f"status.{status}"),
        doc(clock.ends),
        _stages(status),
        _led(status, clock.leads) or "nothing",
    )


def _stages(status: Status) -> str:
    stages = STAGES.get(status)
    if stages is None:
        return _means(status)
    said = {key: _means(key) for key in stages}
    if len({*said.values()}) == 1:
        return next(iter(said.values()))
    return " ".join(f"*{stages[key].capitalize()}:* {text}" for key, text in said.items())


def _led(origin: Status, leads: tuple[Status, ...]) -> str:
    if PASSED not in leads:
        return statuses(leads)
    return f"{statuses(arrivals(origin, leads))} (through `{PASSED}`)"


def _length(status: Status) -> tuple[str, ...]:
    clock = CLOCKS[status]
    reminders = ", ".join(map(period, clock.reminders))
    to = " and ".join(LOSES.get(status, ()))
    ends = "yes" if clock.adverse else "no"
    return (
        f"`{status}`",
        _terms(status),
        f"{reminders}, to the {to}" if reminders else "none",
        ends if terms_of(status) else "",
    )


def _side(kind: SideClock) -> tuple[str, ...]:
    side = SIDE_CLOCKS[kind]
    speaks = kind in silences()
    return (
        f"`{kind}`",
        doc(side.ends),
        _terms(kind),
        _means(kind) if speaks else "Nothing. The buyer may then open a dispute.",
        "; ".join(_side_leads(kind)) or "nowhere",
        "yes" if tolled.__name__ in _names_in(kind) else "no",
    )


def _side_leads(kind: SideClock) -> Iterator[str]:
    leads = SIDE_CLOCKS[kind].leads
    stays = [origin for origin, ends in leads.items() if ends == (origin,)]
    if stays:
        yield f"{statuses(stays)} (stays)"
    moved: dict[tuple[Status, ...], list[Status]] = {}
    for origin, ends in leads.items():
        if origin not in stays:
            moved.setdefault(ends, []).append(origin)
    for ends, origins in moved.items():
        yield f"{statuses(origins)} to {_led(origins[0], ends)}"


def _means(silence: str) -> str:
    return words.say(f"silence.{silence}.mediator")


def _terms(clock: Status | SideClock) -> str:
    used = terms_of(clock)
    said = [f"`{term}` {default(term)}" for term in used if term != "business_days"]
    working = ["`business_days`"] if "business_days" in used else []
    return ", ".join([*said, *working])
