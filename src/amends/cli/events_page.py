"""The page of events: what each is called, what it means, and who hears of it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

from amends import words
from amends.core import events as e
from amends.core.lifecycle import CLOCKS
from amends.core.notices import LOSES, TOLD, snake
from amends.core.outcomes import COUNTS, Outcome

from .generated_page import page, period, placed, table

ABOUT = """\
Each step, clock, scan and rule writes one or more events into an order; they are never changed. The
code is the `type` of a [webhook](webhooks.md), which is sent for every event. People hear of those
that concern them, on the page of notices and by mail. What an event is about, such as a sum or a
day, stands in its words here by its name; a webhook names only the order, and says nothing about
people.

What each status and clock does is told in [the order's life](lifecycle.md).
"""
# Who hears, where it depends on what happened; the rest stands in `core.notices.TOLD`.
DEPENDS: Mapping[type[e.Event], str] = {
    e.MessageSent: "the other side",
    e.OfferMade: "the other side; buyer and seller, where the platform offers",
    e.OfferDeclined: "the other side; the mediator too, where the platform had offered",
    e.EvidenceAdded: "who may reply to it, where it begins that right",
    e.OfferAccepted: "the other side",
    e.AcceptanceUndone: "who made the offer",
    e.EvidenceTimeExtended: "the other side",
    e.EvidenceRequested: "who was asked",
    e.DeadlineNear: "who loses by the end; see [reminders](#reminders)",
    e.TransferConfirmed: "buyer of a refund and of what they pay back, seller of a payout and of"
    " what is collected",
    e.TransferRefused: "the same as of one that was made, and the operator",
}
# Who hears as well.
BESIDES: Mapping[type[e.Event], str] = {
    e.DisputeEscalated: "mediator; operator, where notice is not proven",
    e.DecisionAppealed: "mediator",
    e.EvidenceTimeEnded: "mediator",
}
GROUPS: Mapping[str, object] = {
    "The order on its way": e.OrderProtected | e.OrderEvent,
    "The dispute, and what goes back": e.DisputeEvent,
    "The money": e.MoneyEvent,
}
ABOUT_REMINDERS = """\
`deadline_near` is written so long before the main clock of a status ends.
"""
ABOUT_ESCALATIONS = "`because`, which stands in the words of `dispute_escalated`, is one of these."
ABOUT_OUTCOMES = """\
Why the money was divided as it was. "Counts" is whether it counts in the seller's metrics, where it
gives the buyer something and whoever decided did not say otherwise.
"""


def events_page() -> str:
    """Every event, the reminders, and the reasons that events name."""
    return page(
        "What happens to an order, and who hears of it",
        ABOUT,
        *_groups(),
        "## Reminders",
        ABOUT_REMINDERS,
        table(("status", "before its end", "to"), _reminders()),
        "## Why a dispute came under review",
        ABOUT_ESCALATIONS,
        table(("code", "because"), _said("escalation", e.Escalation)),
        "## How an order ends",
        ABOUT_OUTCOMES,
        table(("outcome", "means", "counts"), map(_outcome, Outcome)),
    )


def kinds(group: object) -> tuple[type[e.Event], ...]:
    """The events of a group, each once."""
    found: tuple[type[e.Event], ...] = get_args(group)
    return found


def heard_by(kind: type[e.Event]) -> str:
    """Who hears of an event; nobody, where it is only written down."""
    if kind in DEPENDS:
        return DEPENDS[kind]
    told = [*TOLD[kind], *([BESIDES[kind]] if kind in BESIDES else [])]
    return ", ".join(told) or "nobody"


def _groups() -> Iterator[str]:
    for title, group in GROUPS.items():
        yield f"## {title}"
        yield table(("code", "means", "who hears of it"), map(_event, kinds(group)))


def _event(kind: type[e.Event]) -> tuple[str, ...]:
    code = snake(kind)
    means = placed(words.known("en")[f"event.{code}.mediator"])
    return f"`{code}`", means, heard_by(kind)


def _reminders() -> Iterator[tuple[str, ...]]:
    for status, clock in CLOCKS.items():
        if clock.reminders:
            before = ", ".join(map(period, clock.reminders))
            yield f"`{status}`", before, ", ".join(LOSES[status])


def _said(prefix: str, named: Iterable[str]) -> Iterator[tuple[str, ...]]:
    for code in named:
        yield f"`{code}`", words.say(f"{prefix}.{code}")


def _outcome(outcome: Outcome) -> tuple[str, ...]:
    counts = "yes" if COUNTS[outcome] else "no"
    return f"`{outcome}`", words.say(f"outcome.{outcome}"), counts
