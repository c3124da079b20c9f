"""`amends decide`: what the policy says of every order at a moment, on what was known by then."""

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import click

from amends.orders.asof import Judged, judged_as_of

from .database import bring_up_to_date
from .saying import AskedWrongly, answer, rfc3339, table, tell

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NO_REASON = "no reason to dispute"
NO_RULE = "no rule"
COLUMNS = ("order", "reason", "rule", "outcome", "automatic")


@click.command("decide")
@click.option(
    "--as-of",
    "moment",
    required=True,
    metavar="MOMENT",
    help="A moment like 2018-06-01T12:00:00Z, or a day, which means its end in UTC.",
)
@click.option("--json", "as_json", is_flag=True, help="One object a line, with every fact.")
def command(moment: str, *, as_json: bool) -> None:
    """Print what the policy says of every order that was protected by a moment.

    Nothing that was dated or recorded after the moment is used, and nothing is changed. An order
    without a dispute is judged by the reason that its strongest finding suggests; one of which
    nothing speaks for a dispute has neither reason nor rule. How often each rule decided stands
    on standard error.
    """
    as_of = moment_of(moment)
    bring_up_to_date()
    counts: Counter[tuple[str, str]] = Counter()
    rows: list[tuple[object, ...]] = []
    for judged in judged_as_of(as_of):
        line = row_of(judged)
        counts[str(line["rule"] or _why_none(judged)), str(line["outcome"] or "-")] += 1
        if as_json:
            answer(line)
        else:
            rows.append(_cells(line))
    if not as_json:
        table(COLUMNS, rows)
    tell(f"{counts.total()} orders as of {rfc3339(as_of)}")
    for (rule, outcome), count in sorted(counts.items(), key=lambda item: -item[1]):
        tell(f"{count:>8}  {rule}  {outcome}")


def moment_of(text: str) -> datetime:
    """Read a moment with its offset, or a day, which is over at its end in UTC."""
    try:
        if DAY.fullmatch(text):
            day = date.fromisoformat(text)
            end = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
            return end - timedelta(microseconds=1)
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError) as error:
        raise AskedWrongly(_MOMENT.format(text)) from error
    if moment.tzinfo is None:
        raise AskedWrongly(_MOMENT.format(text))
    return moment.astimezone(UTC)


def row_of(judged: Judged) -> dict[str, object]:
    """Return an order's answer as one flat object."""
    ruling = judged.ruling
    return {
        "order_id": judged.order_id,
        "as_of": rfc3339(judged.as_of),
        "reason": judged.reason.value if judged.reason else None,
        "facts": judged.facts,
        "rule": ruling.rule or None if ruling else None,
        "outcome": ruling.outcome.value if ruling else None,
        "automatic": ruling.automatic if ruling else False,
    }


def _cells(line: dict[str, object]) -> tuple[object, ...]:
    automatic = "yes" if line["automatic"] else "no"
    return (
        line["order_id"],
        line["reason"] or "-",
        line["rule"] or "-",
        line["outcome"] or "-",
        automatic,
    )


def _why_none(judged: Judged) -> str:
    return NO_RULE if judged.reason else NO_REASON


_MOMENT = "{} is no moment. Write it like 2018-06-01T12:00:00Z, or a day like 2018-06-01."
