"""One order of the set made into one protected order per seller, or refused with its reasons."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pydantic import ValidationError

from amends.orders.importers.entries import Entry, RefusedRow, Row, Step
from amends.orders.intake import OrderBody, Problem, problems
from amends.orders.intake.decimals import NotMoney

from .bodies import body_of
from .facts import Facts, facts_of
from .notes import notes_of
from .parcels import checkpoints_of, parcels_of
from .tables import Cells, Tables


def steps_of(cells: Cells, tables: Tables, row: Row, marketplace: str) -> Iterator[Step]:
    """Yield an entry for each seller of an order, or the one refusal of its row."""
    facts = facts_of(cells, tables)
    if not isinstance(facts, Facts):
        found = tuple(unfit.problem for unfit in facts)
        yield RefusedRow(row, facts[0].reason, found)
        return
    try:
        bodies = [body_of(facts, seller, tables) for seller in facts.sellers]
        row = replace(row, notes=notes_of(facts))
    except ValidationError as error:
        yield RefusedRow(row, "malformed", tuple(problems(error)))
    except NotMoney as error:
        yield RefusedRow(
            row, "malformed", (Problem("price, freight_value or payment_value", str(error)),)
        )
    else:
        for entry in _entries(facts, bodies, row):
            yield replace(entry, marketplace=marketplace)


def _entries(facts: Facts, bodies: Sequence[OrderBody], row: Row) -> Iterator[Entry]:
    several = len(bodies) > 1
    for number, body in enumerate(bodies, start=1):
        yield Entry(
            marketplace="",
            reference=f"{facts.order_id}-{number}" if several else facts.order_id,
            order=body,
            parcels=parcels_of(facts),
            checkpoints=checkpoints_of(facts),
            row=_place(row, number, len(bodies)),
        )


def _place(row: Row, number: int, of: int) -> Row:
    """Return the place of one of several orders out of a row: only the last one ends it."""
    position = row.position if number == of else row.position - 1
    if number == 1:
        return replace(row, position=position)
    return replace(row, position=position, rows=0, notes=(), counted=())
