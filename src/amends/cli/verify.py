"""`amends verify`: recompute every order from its events, and name each that does not hold."""

from collections.abc import Callable, Iterable

import click

from amends.orders.files import store
from amends.orders.verify import Fault, verify
from amends.orders.verify_evidence import verify_evidence

from .database import bring_up_to_date
from .saying import answer, progress, say, tell


@click.command("verify")
@click.option("--evidence", is_flag=True, help="Read every evidence file too, and hash it again.")
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
@click.pass_context
def command(ctx: click.Context, *, evidence: bool, as_json: bool) -> None:
    """Recompute every order's chain, money, transfers and state from its events, and compare.

    Exits with 1 when an order does not hold, and names each of them. With --json the last line of
    each look is its report.
    """
    bring_up_to_date()
    wrong = _look(verify(), "orders", as_json=as_json)
    if evidence:
        wrong += _look(verify_evidence(store()), "files", as_json=as_json)
    if wrong:
        ctx.exit(1)


def _look(found: Iterable[Fault | int], what: str, *, as_json: bool) -> int:
    with progress() as bar:
        task = bar.add_task(what, total=None)
        looked_at, faults = _told(
            found, lambda done: bar.update(task, completed=done), as_json=as_json
        )
    if as_json:
        answer({"kind": "report", "what": what, "looked_at": looked_at, "faults": faults})
    tell(f"{looked_at} {what} looked at, {faults} of them do not hold.")
    return faults


def _told(
    found: Iterable[Fault | int], told: Callable[[int], None], *, as_json: bool
) -> tuple[int, int]:
    looked_at, faults = 0, 0
    for one in found:
        if isinstance(one, Fault):
            faults += 1
            _say(one, as_json=as_json)
        else:
            looked_at = one
            told(looked_at)
    return looked_at, faults


def _say(fault: Fault, *, as_json: bool) -> None:
    if as_json:
        line = {
            "kind": "fault",
            "order": fault.order,
            "order_id": fault.reference,
            "problem": fault.problem,
        }
        answer(line)
    else:
        say(f"{fault.reference} ({fault.order}): {fault.problem}.")
