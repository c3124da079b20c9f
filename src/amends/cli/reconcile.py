"""`amends reconcile`: after a restore, ask the payment providers what the books do not know."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TypedDict, Unpack

import click

from amends.orders import clock, keys
from amends.orders.backups.divergence import NEEDS_A_PERSON, Divergence, DivergenceKind
from amends.orders.backups.reconciling import Reconciled, reconcile
from amends.orders.backups.settling import SettlingRefused, Word, settle
from amends.payments.asking import GatewayProviders, cannot_be_asked
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
SETTLED_WORDS = {
    "confirmed": "it counts as paid, and is not paid again",
    "refused": "it counts as not paid; the page Refunds due sends it again",
    "sent": "it counts as not paid; whoever moved it is asked again, and what the accountant was"
    " given stands in amends transfers export FILE --again",
    "cancelled": "it is not due any more",
    "awaited": "nothing of its order is sent until the order has come to it; then it is confirmed",
}
UNPAID_WORDS = "it counts as not paid, and is paid like any other"

CANNOT_ASK = "What was refunded since the backup cannot be asked."


class Said(TypedDict):
    """What a person says of one transfer."""

    settled: str | None
    paid: str | None
    not_paid: bool
    by: str


@click.command("reconcile")
@click.option(
    "--days",
    default=3,
    show_default=True,
    type=click.IntRange(0, 120),
    help="How long before the backup the comparison begins.",
)
@click.option("--settled", metavar="TRANSFER", help="Take your word on this one.")
@click.option("--paid", metavar="REFERENCE", help="It was paid, under this reference.")
@click.option("--not-paid", is_flag=True, help="It was not paid, and still has to be.")
@click.option("--by", default="", help="Who says so; needed with --settled.")
@click.option(
    "--without",
    multiple=True,
    type=click.Choice(["stripe", "paypal"]),
    help="Go on without this one, whose keys are nowhere: what it refunded is not known then.",
)
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
@click.pass_context
def command(
    ctx: click.Context,
    *,
    days: int,
    without: Sequence[str],
    as_json: bool,
    **said: Unpack[Said],
) -> None:
    """Compare the books with the payment providers, and mend what can be mended.

    When all is explained, time and money go on by themselves. Exits with 1 while anything needs a
    person, and names it.
    """
    ready()
    if said["settled"] is not None:
        _settle(said["settled"], said)
        return
    if said["paid"] is not None or said["not_paid"]:
        raise AskedWrongly("Say with --settled which transfer this is of.")
    gateways = known()
    silent = cannot_be_asked(gateways, without)
    if silent:
        # A backup leaves keys out: without them nobody says what was paid since it was made.
        raise AskedWrongly(" ".join([CANNOT_ASK, *silent, "Or name what to go --without."]))
    result = reconcile(GatewayProviders(gateways), clock.now(), around=timedelta(days=days))
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
            "amends reconcile --settled TRANSFER --by NAME for each, with --paid REFERENCE or with "
            "--not-paid, and run this again."
        )
    elif result.released:
        tell("All is explained: time and money go on.")


def _settle(transfer: str, said: Said) -> None:
    by, paid = said["by"].strip(), said["paid"]
    if not by:
        raise AskedWrongly("Say with --by who compared it.")
    if (paid is not None) == said["not_paid"]:
        raise AskedWrongly(
            "Say either --paid REFERENCE, as the payment provider or the bank shows it, or "
            "--not-paid: then it is paid."
        )
    read = keys.read_part(transfer, "t")
    if read is None:
        raise AskedWrongly(f"{transfer} is no transfer; copy it from what amends reconcile said.")
    key, number = read
    try:
        state = settle(Word((keys.bucket_of(key), key), number, by, paid), clock.now())
    except SettlingRefused as error:
        raise AskedWrongly(f"{transfer} is not settled. {error}") from error
    tell(f"On the word of {by}, {transfer} is settled: {SETTLED_WORDS.get(state, UNPAID_WORDS)}.")


def _say(one: Divergence, *, as_json: bool) -> None:
    if as_json:
        needs = one.kind in NEEDS_A_PERSON
        moved = {"minor": one.moved.minor, "currency": one.moved.currency}
        line = {"transfer": one.transfer, "divergence": one.kind.value, "moved": moved}
        answer({**line, "reference": one.reference, "needs_a_person": needs})
        return
    sum_ = f"{one.moved.minor} {one.moved.currency} (minor units)"
    say(f"{one.transfer}, {sum_} {one.reference}: it {WORDS[one.kind]}.")
