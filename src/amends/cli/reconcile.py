"""`amends reconcile`: after a restore, ask the payment providers what the books do not know."""

from datetime import timedelta

import click

from amends.orders import clock, keys
from amends.orders.backups.divergence import NEEDS_A_PERSON, Divergence, DivergenceKind
from amends.orders.backups.reconciling import (
    Reconciled,
    reconcile,
    settled_by_hand,
)
from amends.payments.asking import GatewayProviders
from amends.payments.gateways.known import known

from .database import ready
from .saying import AskedWrongly, answer, say, tell

WORDS = {
    DivergenceKind.PAID: "was paid since, and is confirmed in the books",
    DivergenceKind.REFUSED: "was refused since, and is refused in the books",
    DivergenceKind.PENDING: "was sent since, and is sent in the books",
    DivergenceKind.REWOUND: "was paid since for a decision that these books do not have yet;"
    " nothing of that order is sent until it has come to it again",
    DivergenceKind.DIFFERING: "differs between the books and the payment provider",
    DivergenceKind.MISSING: "is confirmed in the books, and no payment provider knows it",
    DivergenceKind.UNASKED: "is open, and nobody can be asked whether it was made",
}


@click.command("reconcile")
@click.option(
    "--days",
    default=3,
    show_default=True,
    type=click.IntRange(0, 120),
    help="How long before the backup the comparison begins.",
)
@click.option("--settled", metavar="TRANSFER", help="Take your word that this one is settled.")
@click.option("--by", default="", help="Who says so; needed with --settled.")
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
@click.pass_context
def command(ctx: click.Context, *, days: int, settled: str | None, by: str, as_json: bool) -> None:
    """Compare the books with the payment providers, and mend what can be mended.

    When all is explained, time and money go on by themselves. Exits with 1 while anything needs a
    person, and names it.
    """
    ready()
    if settled is not None:
        _settle(settled, by)
        return
    result = reconcile(GatewayProviders(known()), clock.now(), around=timedelta(days=days))
    for one in result.found:
        _say(one, as_json=as_json)
    _conclude(result)
    if result.open:
        ctx.exit(1)


def _conclude(result: Reconciled) -> None:
    tell(f"{result.asked} transfers looked at, {len(result.found)} were not as the books had them.")
    if result.open:
        tell(
            f"{len(result.open)} need you. Compare them with the payment provider, then say "
            "amends reconcile --settled TRANSFER --by NAME for each, and run this again."
        )
    elif result.released:
        tell("All is explained: time and money go on.")


def _settle(transfer: str, by: str) -> None:
    if not by:
        raise AskedWrongly("Say with --by who compared it.")
    read = keys.read_part(transfer, "t")
    if read is None:
        raise AskedWrongly(f"{transfer} is no transfer; copy it from what amends reconcile said.")
    key, number = read
    if not settled_by_hand((keys.bucket_of(key), key), number, by, clock.now()):
        raise AskedWrongly(f"{transfer} does not wait for anybody.")
    tell(f"{transfer} is settled, on the word of {by}.")


def _say(one: Divergence, *, as_json: bool) -> None:
    if as_json:
        needs = one.kind in NEEDS_A_PERSON
        moved = {"minor": one.moved.minor, "currency": one.moved.currency}
        line = {"transfer": one.transfer, "divergence": one.kind.value, "moved": moved}
        answer({**line, "reference": one.reference, "needs_a_person": needs})
        return
    sum_ = f"{one.moved.minor} {one.moved.currency} (minor units)"
    say(f"{one.transfer}, {sum_} {one.reference}: it {WORDS[one.kind]}.")
