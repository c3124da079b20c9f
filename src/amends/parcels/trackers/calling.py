"""Asking a tracker: tries with growing pauses, and what a status of HTTP means for all of them.

An answer that never came, or that the tracker's own trouble spoiled, is an outage. A key that does
not open and a quota that is used up are refusals. Neither says anything about a parcel.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from amends.outbound.client import Outgoing, Reply, Unreachable, send

from .contract import Fetched, Limits, Line, Verbatim, Wanted
from .reading import Outcome, Problem, Read, Trouble

PAUSE_FIRST = 1.0
PAUSE_MOST = 60.0
DENIED = frozenset({401, 402, 403})
TOO_MANY = 429
One = TypeVar("One")


@dataclass(frozen=True, slots=True)
class Failed:
    """No answer that could be read: why, and the reply if there was one."""

    outcome: Outcome
    why: str
    reply: Reply | None = None


Called: TypeAlias = Reply | Failed


def call(outgoing: Outgoing, line: Line, limits: Limits) -> Called:
    """Ask until there is an answer, at most `limits.tries` times."""
    last = Failed(Outcome.OUTAGE, "it was not asked")
    pause = PAUSE_FIRST
    for number in range(limits.tries):
        if number:
            line.pause(pause)
        called = _once(outgoing, line)
        if isinstance(called, Reply) or not _may_pass(called):
            return called
        last = called
        pause = _pause(called, 2**number * PAUSE_FIRST)
    return last


def fetched(
    asked: Sequence[Wanted], request: str, called: Called, read: Read | None = None
) -> Fetched:
    """Return what one call came to; without a reading every number has the call's own outcome.

    A number that a readable answer does not speak of is an outage too: silence is not "not found".
    """
    numbers = tuple(one.number for one in asked)
    if isinstance(called, Failed):
        trouble = Trouble.REFUSED if called.outcome is Outcome.REFUSED else Trouble.OUTAGE
        replies = (verbatim(request, numbers, called.reply),) if called.reply else ()
        outcomes = dict.fromkeys(numbers, called.outcome)
        return Fetched(replies, outcomes, (Problem(trouble, called.why, len(numbers)),))
    read = read or Read()
    outcomes = {number: read.outcomes.get(number, Outcome.OUTAGE) for number in numbers}
    replies = (verbatim(request, numbers, called),)
    return Fetched(replies, outcomes, read.problems, read.references)


def verbatim(request: str, numbers: tuple[str, ...], reply: Reply) -> Verbatim:
    """Return a reply as it is kept."""
    kind = reply.headers.get("content-type", "")[:100]
    return Verbatim(request[:500], numbers, reply.status, kind, reply.body)


def joined(parts: Sequence[Fetched]) -> Fetched:
    """Return several calls as one."""
    return Fetched(
        tuple(reply for part in parts for reply in part.replies),
        {number: outcome for part in parts for number, outcome in part.outcomes.items()},
        tuple(problem for part in parts for problem in part.problems),
        {number: name for part in parts for number, name in part.references.items()},
    )


def batches(every: Sequence[One], most: int) -> Iterator[Sequence[One]]:
    """Yield parts of at most `most`."""
    for start in range(0, len(every), most):
        yield every[start : start + most]


def paced(number: int, line: Line, limits: Limits) -> None:
    """Wait before every call but the first, so that no more go out than the tracker allows."""
    if number:
        line.pause(1.0 / limits.calls_a_second)


def _once(outgoing: Outgoing, line: Line) -> Called:
    try:
        reply = send(outgoing, line.reach)
    except Unreachable as error:
        return Failed(Outcome.OUTAGE, error.problem)
    if reply.status in DENIED:
        return Failed(Outcome.REFUSED, f"the key was refused with HTTP {reply.status}", reply)
    if reply.status == TOO_MANY:
        return Failed(Outcome.REFUSED, "the quota is used up (HTTP 429)", reply)
    if reply.status >= 500 or 300 <= reply.status < 400:
        return Failed(Outcome.OUTAGE, f"it answered HTTP {reply.status}", reply)
    return reply


def _may_pass(failed: Failed) -> bool:
    """Whether another try may do better: not with a key that was refused."""
    return failed.reply is None or failed.reply.status == TOO_MANY or failed.reply.status >= 500


def _pause(failed: Failed, otherwise: float) -> float:
    said = failed.reply.headers.get("retry-after", "") if failed.reply else ""
    return min(float(said) if said.isdecimal() else otherwise, PAUSE_MOST)
