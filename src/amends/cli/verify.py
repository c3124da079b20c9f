"""`amends verify`: recompute every order from its events, and name each that does not hold."""

from collections.abc import Callable

import click

from amends.orders.verify import Fault, verify

from .database import bring_up_to_date
from .saying import answer, progress, say, tell


@click.command("verify")
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
@click.pass_context
def command(ctx: click.Context, *, as_json: bool) -> None:
    """Recompute every order's chain, money and state from its events, and compare.

    Exits with 1 when an order does not hold, and names each of them.
    """
    bring_up_to_date()
    with progress() as bar:
        task = bar.add_task("orders", total=None)
        orders, faults = _look(as_json=as_json, told=lambda done: bar.update(task, completed=done))
    tell(f"{orders} orders looked at, {faults} of them do not hold.")
    if faults:
        ctx.exit(1)


def _look(*, as_json: bool, told: Callable[[int], None]) -> tuple[int, int]:
    orders, faults = 0, 0
    for found in verify():
        if isinstance(found, Fault):
            faults += 1
            _say(found, as_json=as_json)
        else:
            orders = found
            told(orders)
    return orders, faults


def _say(fault: Fault, *, as_json: bool) -> None:
    if as_json:
        line = {"order": fault.order, "order_id": fault.reference, "problem": fault.problem}
        answer(line)
    else:
        say(f"{fault.reference} ({fault.order}): {fault.problem}.")
