"""The steps of the lifecycle's page: who may take each, from where to where, and only if what."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from amends import words
from amends.core.commands import Command
from amends.core.commands.dispute import ReturnCondition
from amends.core.guards import anything
from amends.core.lifecycle import STEPS
from amends.core.notices import snake
from amends.core.order import Status
from amends.core.refusals import Refusal
from amends.core.terms import LateChoice

from .generated_page import doc, filled, names_in, statuses, table
from .needs_page import NEEDS

# Any step can be refused for these; an order is protected by no step.
ANYWHERE = (Refusal.NOT_YOUR_ROLE, Refusal.NOT_IN_THIS_STATUS)
PROTECTING = (Refusal.NOTHING_HELD, Refusal.PROMISE_TOO_LATE)
ABOUT_STEPS = """\
A step is taken on the pages or through [the API](openapi.json); "platform" is Amends itself. What
is missing is [refused](refusals.md) with its way out, and nothing changes. "Stays" means that the
status does not change; the clocks beside it may.
"""
OPENING = """\
1. At once, from any of its statuses, when the parcel shows [trouble](#words).
2. Otherwise the seller is asked first: the buyer wrote a message, asked for more time or for
   another tracking number. The dispute can be opened once the seller has answered (by a message,
   to the request, or with another number), or after {contact_answer_within} without an answer.
   Where the window would end before that, it stays open for as long again.
3. From `delivered` and `protection_lapsed` nothing more is needed. Only a reason about what was
   received must, from `delivered`, be given within {faults_reported_within} of the delivery.
4. From `shipped`, the first line that is true decides:
   - The latest request for more time was refused, or lapsed: it can be opened.
   - Less than {dispute_anyway_left} of protection are left: it can be opened.
   - A parcel moves on time, with a scan of the last {moving_within}, without trouble, and the
     promised day is not over: it cannot, until that day is over.
   - Less than {short_promise} lay between the shipping and the promised day: it can be opened.
   - Otherwise it can be opened {dispute_after} after the shipping.
"""
SECOND = """\
`approval_above` is the most that one person may decide alone. It is 0 unless the marketplace sets
it, and 0 means that nobody is asked, whatever the sum. It is a number of minor units (cents) of the
order's own currency: the same number for every currency.

What is compared is the larger of what the decision gives to either side; a wait counts as all that
the disputed lines can give back. Above the limit the decision waits, nothing moves, and a second
mediator or operator approves or refuses it. After {approval_within} another one is asked.

Only what a person decides needs it. What an automatic rule decides, what silence means, an accepted
claim and an agreement do not. Goodwill is kept within the same limit, and waits for nobody.
"""
CAME_BACK: Mapping[ReturnCondition, str] = {
    ReturnCondition.AS_SENT: "The refund that was agreed or decided is paid; the dispute ends.",
    ReturnCondition.EMPTY: "It comes under review; a person decides.",
    ReturnCondition.OTHER_GOODS: "It comes under review; a person decides.",
    ReturnCondition.DAMAGED: "It comes under review; a person decides.",
    ReturnCondition.INCOMPLETE: "It comes under review; a person decides.",
}
AFTER_ALL: Mapping[LateChoice, str] = {
    LateChoice.KEEP_AND_PAY_BACK: "The whole refund is to be paid back, to whoever had paid it.",
    LateChoice.KEEP_WITH_PARTIAL_REFUND: (
        "The buyer names the part to keep, at most {late_kept_most} of the refund; the rest is to"
        " be paid back."
    ),
    LateChoice.REFUSE: "The buyer keeps the refund; the goods are the seller's again.",
}
ABOUT_CAME_BACK = """\
Nobody can be made to send it back twice: after this, only a person or the two themselves end it.
"""
ABOUT_AFTER_ALL = """\
Asked for each refunded line that a carrier delivers after its refund, whatever else of the order
came; possible before that, unless the goods were posted back or had come. Without a choice within
{late_choice_within} the platform takes it under review.
"""


def steps() -> tuple[str, ...]:
    """The parts of the page that are about steps."""
    return (
        "## Steps",
        ABOUT_STEPS,
        table(("step", "who", "from, and where it leads", "only if"), map(_step, STEPS)),
        "### When a dispute can be opened",
        filled(OPENING),
        "### A second person",
        filled(SECOND),
        "### How it came back",
        table(("code", "the seller says", "what follows"), _choices("return_condition", CAME_BACK)),
        ABOUT_CAME_BACK,
        "### What came after all",
        table(("code", "the buyer says", "what follows"), _choices("late_choice", AFTER_ALL)),
        filled(ABOUT_AFTER_ALL),
    )


def refused_by(code: Refusal) -> str:
    """The names of the steps that a refusal can answer."""
    if code in ANYWHERE:
        return "any step"
    if code in PROTECTING:
        return "protecting an order"
    kinds = [kind for kind in STEPS if code in _refusals(kind)]
    return ", ".join(name(kind).lower() for kind in kinds)


def name(kind: type[Command]) -> str:
    """A step as people read it on the pages."""
    return words.say(f"command.{snake(kind)}")


def _refusals(kind: type[Command]) -> set[Refusal]:
    named = names_in(STEPS[kind].guard)
    guarded = {code for code in Refusal if code.name in named}
    return guarded.union(*(need.refusals for need in NEEDS[kind]))


def _step(kind: type[Command]) -> tuple[str, ...]:
    step = STEPS[kind]
    led: dict[tuple[bool, tuple[Status, ...]], list[Status]] = defaultdict(list)
    for origin, destinations in step.leads.items():
        others = tuple(end for end in destinations if end is not origin)
        led[origin in destinations, others].append(origin)
    leads = [f"{statuses(origins)} {_to(*ends)}" for ends, origins in led.items()]
    return name(kind), ", ".join(sorted(step.by)), "; ".join(leads), " ".join(_only_if(kind))


def _to(stays: bool, others: tuple[Status, ...]) -> str:  # noqa: FBT001 - half of a key, not a switch
    if not others:
        return "(stays)"
    return f"(stays, or to {statuses(others)})" if stays else f"to {statuses(others)}"


def _only_if(kind: type[Command]) -> Iterator[str]:
    guard = STEPS[kind].guard
    if guard is not anything:
        yield doc(guard)
    yield from (filled(need.text) for need in NEEDS[kind])


def _choices(
    prefix: str, choices: Mapping[ReturnCondition, str] | Mapping[LateChoice, str]
) -> Iterator[tuple[str, ...]]:
    for choice, follows in choices.items():
        yield f"`{choice}`", words.say(f"{prefix}.{choice}"), filled(follows)
