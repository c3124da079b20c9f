"""The body of an order out of its rows: cells put in place, sums made whole, gaps filled."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

from babel.core import get_global

from amends.orders.intake import Problem
from amends.orders.intake.decimals import NotMoney, minor_of
from amends.orders.intake.fields import is_country, is_currency, zones
from amends.orders.intake.instants import day_end, read_day, read_moment

from .columns import LINE, ORDER, SUMS, TIMES
from .csv_rows import Cells, CsvRow
from .csv_times import in_row_zone

Nested: TypeAlias = dict[str, object]


@dataclass(slots=True)
class Written:
    """A body that is not yet checked, and what went wrong on the way to it.

    `borrowed` are columns that took another one's cell: what is wrong there is said of that one.
    """

    body: Nested = field(default_factory=dict)
    borrowed: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)


def body_of(rows: Sequence[CsvRow]) -> Written:
    """Return the body that the rows of one order make."""
    written = Written()
    own = _agreed([row.cells for row in rows], written)
    lines = []
    for number, row in enumerate(rows, start=1):
        before = len(written.problems)
        lines.append(_line(number, row.cells, own, written))
        if len(rows) > 1:
            written.problems[before:] = [on_line(row, p) for p in written.problems[before:]]
    cells = _filled(own, rows[0].cells["order_id"], written)
    for column, path in ORDER.items():
        if column in cells:
            _put(written.body, path, _sum(column, cells, written))
    written.body["lines"] = lines
    if "captured" not in own and not written.problems:
        _put(written.body, ORDER["captured"], _captured(written.body, str(own.get("currency"))))
    return written


def on_line(row: CsvRow, problem: Problem) -> Problem:
    """Say on which line of the file a problem is."""
    return Problem(problem.field, f"Line {row.line}: {problem.problem}")


def _agreed(rows: Sequence[Cells], written: Written) -> dict[str, str]:
    """Return the cells that all rows of an order share."""
    own: dict[str, str] = {}
    for column in (*ORDER, "zone"):
        values = {cells[column]: None for cells in rows if cells.get(column)}
        if len(values) > 1:
            first, second = list(values)[:2]
            words = f"The rows of this order differ: {first[:50]}, then {second[:50]}."
            written.problems.append(Problem(column, f"{words} Write the same in all of them."))
        if values:
            own[column] = next(iter(values))
    return own


def _filled(own: dict[str, str], order_id: str, written: Written) -> Mapping[str, object]:
    """Return the cells of the order with those that an export may leave out."""
    cells = in_row_zone(own, TIMES)
    cells.pop("zone", None)
    defaults = {
        "buyer_locale": "en",
        "seller_locale": "en",
        "seller_tz": _zone(own, "ships_from") or "UTC",
        "ship_to_name": cells.get("buyer_name", ""),
        "placed_at": cells.get("paid_at", ""),
        "payment_gateway": "unstated",
        "payment_reference": order_id,
    }
    written.borrowed = frozenset({"placed_at", "ship_to_name"} - cells.keys())
    cells = {**defaults, **cells}
    cells["ship_to_lines"] = [part for part in own.get("ship_to_lines", "").split("|") if part]
    if "refund_methods" in own:
        cells["refund_methods"] = own["refund_methods"].split()
    if "buyer_tz" not in cells:
        zone = _zone(own, "ship_to_country")
        words = "This is needed: in this country the promised day does not end everywhere at once."
        if zone is None and is_country(own.get("ship_to_country", "")):
            written.problems.append(Problem("buyer_tz", words))
        cells["buyer_tz"] = zone or "UTC"
    return cells


def _zone(own: Cells, column: str) -> str | None:
    """Return a zone of a country, if the promised day ends at the same moment in all of them."""
    promised = read_day(own.get("promised_by", "")) or _day(read_moment(own.get("promised_by", "")))
    known = get_global("territory_zones").get(own.get(column, ""), [])
    names = [name for name in known if name in zones()]
    if promised is None or not 2000 <= promised.year < 2100:
        return names[0] if names else None
    ends = {day_end(promised, name) for name in names}
    return names[0] if len(ends) == 1 else None


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _line(number: int, cells: Cells, own: Cells, written: Written) -> Nested:
    line: Nested = {"id": str(number), "quantity": "1"}
    filled = {column: cells[column] for column in LINE if cells.get(column)}
    for column in filled:
        value = _sum(column, {**filled, "currency": own.get("currency", "")}, written)
        _put(line, LINE[column], value)
    return line


def _sum(column: str, cells: Mapping[str, object], written: Written) -> object:
    """Return a cell, one of money as whole minor units."""
    currency = str(cells.get("currency", ""))
    if column not in SUMS or not is_currency(currency):
        return cells[column]
    try:
        return {"minor": minor_of(str(cells[column]), currency), "currency": currency}
    except NotMoney as refused:
        written.problems.append(Problem(column, str(refused)))
        return None


def _captured(body: Nested, currency: str) -> Nested:
    """Return what was paid, where the export does not say: everything together."""
    return {"minor": sum(_minors(body)), "currency": currency}


def _minors(body: Nested) -> Iterator[int]:
    lines = body["lines"]
    assert isinstance(lines, list)
    for line in lines:
        quantity = str(line["quantity"])
        yield _minor(line.get("unit_price")) * (int(quantity) if quantity.isdecimal() else 0)
    tax = body.get("tax")
    yield _minor(tax.get("collected")) if isinstance(tax, dict) else 0
    yield _minor(body.get("shipping"))


def _minor(money: object) -> int:
    return money["minor"] if isinstance(money, dict) else 0


def _put(body: Nested, path: Sequence[str], value: object) -> None:
    for part in path[:-1]:
        inner = body.setdefault(part, {})
        assert isinstance(inner, dict)
        body = inner
    body[path[-1]] = value
