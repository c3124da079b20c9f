"""The lifecycle drawn: one arrow for each way in which an order can change its status.

The statuses in which the two argue stand in one box, and what all of them share is drawn once. A
dispute over some lines lets the order go on where it was; those arrows would hide the others, so
they are left out and said in words beside the diagram.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import product

from amends import words
from amends.core.lifecycle import (
    ARGUED,
    CLOCKS,
    ON,
    OPENING,
    PARCELS,
    RETURNING,
    RULES,
    SIDE_CLOCKS,
    STEPS,
    Leads,
)
from amends.core.notices import snake
from amends.core.order import Status

from .clocks_page import PASSED, THROUGH, arrivals

S = Status
SCAN = "scan"
SILENCE = "silence"
IN_TROUBLE = "silence in trouble"
BOXES: Mapping[str, tuple[Status, ...]] = {"argued": ARGUED, "returning": RETURNING}
TITLES = {"argued": "the two argue, or the platform looks", "returning": "the goods go back"}
# A chargeback can freeze an order anywhere and thaws it where it was.
APART = frozenset({S.FROZEN})


def diagram() -> str:
    """Return the diagram in the words of Mermaid."""
    shared, own = _sorted(_arrows())
    lines = [f"    [*] --> {S.PAID}: the marketplace protects it"]
    for box, statuses in BOXES.items():
        inside = {arrow: said for arrow, said in own.items() if set(arrow) <= set(statuses)}
        lines += [f'    state "{TITLES[box]}" as {box} {{', *_drawn(inside, "        "), "    }"]
        own = {arrow: said for arrow, said in own.items() if arrow not in inside}
    lines += [*_drawn(shared, "    "), *_drawn(own, "    "), f"    {S.SETTLED} --> [*]"]
    return "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```"])


def _arrows() -> Mapping[tuple[str, str], list[str]]:
    """Each pair of statuses with what leads from the one to the other."""
    led = {status: clock.leads for status, clock in CLOCKS.items()}
    plain = {origin: tuple(e for e in ends if e is not PASSED) for origin, ends in led.items()}
    trouble = {origin: THROUGH[origin] for origin, ends in led.items() if PASSED in ends}
    beside = [
        {origin: arrivals(origin, ends) for origin, ends in side.leads.items()}
        for side in SIDE_CLOCKS.values()
    ]
    tables: list[tuple[str, Leads]] = [
        *((words.say(f"command.{snake(kind)}").lower(), s.leads) for kind, s in STEPS.items()),
        *((SILENCE, plain), (IN_TROUBLE, trouble), (SCAN, PARCELS), ("rule", RULES)),
        *((SILENCE, leads) for leads in beside),
    ]
    arrows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for said, origin, destination in _led(tables):
        if said not in arrows[origin, destination]:
            arrows[origin, destination].append(said)
    return arrows


def _led(tables: list[tuple[str, Leads]]) -> Iterator[tuple[str, Status, Status]]:
    for said, leads in tables:
        for origin, destinations in leads.items():
            # A scan of a delivery is the one way back that is no end of an argument.
            ends = destinations if said == SCAN else [_shown(origin, end) for end in destinations]
            shown = {*ends} - {origin}
            yield from ((said, origin, end) for end in sorted(shown) if not {origin, end} & APART)


def _shown(origin: Status, destination: Status) -> Status:
    goes_on = destination in ON and origin not in (S.PAID, *OPENING)
    return S.SETTLED if goes_on else destination


def _sorted(
    arrows: Mapping[tuple[str, str], list[str]],
) -> tuple[dict[tuple[str, str], list[str]], dict[tuple[str, str], list[str]]]:
    """Draw what all statuses of a box share once, from the box; return that, and the rest."""
    shared: dict[tuple[str, str], list[str]] = {}
    own = {arrow: list(said) for arrow, said in arrows.items()}
    for (box, statuses), destination in product(BOXES.items(), S):
        common = set.intersection(*(set(own.get((s, destination), ())) for s in statuses))
        shared[box, destination] = sorted(common)
        for origin in statuses:
            left = [said for said in own.get((origin, destination), ()) if said not in common]
            own[origin, destination] = left
    kept = ({arrow: said for arrow, said in drawn.items() if said} for drawn in (shared, own))
    return next(kept), next(kept)


def _drawn(arrows: Mapping[tuple[str, str], list[str]], indent: str) -> list[str]:
    return [f"{indent}{a} --> {b}: {', '.join(said)}" for (a, b), said in arrows.items()]
