"""`amends import`: orders, parcels and checkpoints from files, with a report of every refusal."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import fields
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from django.conf import settings
from django.db import transaction

from amends.core.transfers import TransferKind
from amends.orders import clock
from amends.orders.foreseen import foresee
from amends.orders.importers.entries import Source
from amends.orders.importers.neutral import open_file
from amends.orders.importers.olist import Olist
from amends.orders.importers.report import Report
from amends.orders.importers.run import Imported, run
from amends.payments.sums import major

from .database import ready
from .import_door import Into, MakingDoor
from .marketplaces import require_named
from .saying import AskedWrongly, answer, progress, say, table, tell

OLIST = "olist"
MAIN = "main"
WHOSE = (
    f"Whose orders these are; made when it is missing. Without it {MAIN}, or {OLIST} for its set."
)
MOVED = {
    TransferKind.REFUND: "refund to buyers",
    TransferKind.PAYOUT: "pay out to sellers",
    TransferKind.COLLECT: "collect back from sellers",
    TransferKind.CLAIM: "claim from buyers",
    TransferKind.RECLAIM: "claim from buyers for the platform",
}
SHOWN_MOST = 50
NOTHING_REFUSED = "Nothing was refused."


@click.command("import")
@click.argument("sources", nargs=-1, required=True, metavar="FILE... | olist DIR")
@click.option("--marketplace", help=WHOSE)
@click.option("--zone", help="The marketplace's time zone, like Europe/Paris.")
@click.option("--check", is_flag=True, help="Read everything, write nothing, say what would be.")
@click.option("--json", "as_json", is_flag=True, help="The report as one object a line.")
def command(
    sources: tuple[str, ...],
    marketplace: str | None,
    zone: str | None,
    *,
    check: bool,
    as_json: bool,
) -> None:
    """Bring orders, parcels and checkpoints, as JSON lines or as CSV, or the public Olist set.

    A killed import goes on where it was when it is started again, and one that is repeated
    changes nothing. Exits with 1 when a row was refused; each of them is named with its reason.
    At its end it says what a worker will do with orders that are past a clock already; --check
    says so before anything is written. While it checks, others wait for the database.
    """
    slug = marketplace or (OLIST if sources[0] == OLIST else MAIN)
    require_named(slug, zone)
    opened = open_sources(sources, slug, zone)
    ready()
    into = Into(slug, zone)
    if check:
        refused = _checked(opened, into, as_json=as_json)
    else:
        refused = sum(import_one(source, into, as_json=as_json) for source in opened)
        _warn(slug, checked=False)
    if refused:
        click.get_current_context().exit(1)


def open_sources(sources: Sequence[str], slug: str, zone: str | None) -> list[Source]:
    """Open files of the neutral format, or the folder of the Olist set, for one marketplace."""
    if sources[0] != OLIST:
        return [open_file(_path(name), slug) for name in sources]
    if len(sources) != 2 or not _path(sources[1]).is_dir():
        raise AskedWrongly("Name the folder with the tables: amends import olist DIR.")
    folder = _path(sources[1])
    return [Olist(folder, slug, zone) if zone else Olist(folder, slug)]


def import_one(source: Source, into: Into, *, as_json: bool, home: Path | None = None) -> int:
    """Import one source and report; return how many rows and orders were refused.

    Where it stands is kept in `home`, without one in that of the installation.
    """
    door = MakingDoor.to(into, clock.now())
    with progress() as bar:
        task = bar.add_task(source.name, total=None)
        imported = run(
            source,
            door,
            home or settings.AMENDS_HOME,
            told=lambda done, of: bar.update(task, completed=done, total=of),
        )
    if as_json:
        _report_json(imported, kept=home is None)
    else:
        _report_words(source.name, imported, kept=home is None)
    return _refused(imported.report)


def _checked(opened: Sequence[Source], into: Into, *, as_json: bool) -> int:
    """Import as always, within a transaction that is taken back."""
    with TemporaryDirectory(prefix="amends-check-") as home, transaction.atomic():
        refused = sum(import_one(one, into, as_json=as_json, home=Path(home)) for one in opened)
        _warn(into.slug, checked=True)
        transaction.set_rollback(True)
    tell("Nothing was written. Leave out --check to import.")
    return refused


def _warn(slug: str, *, checked: bool) -> None:
    """Say what a worker will do with orders that are past a clock, before it does."""
    found = foresee(slug, clock.now())
    if not found.due and not found.transfers:
        tell(f"No order of {slug} is past a clock.")
        return
    would = "would be" if checked else "is" if found.due == 1 else "are"
    orders = f"{_counted(found.due, 'order')} of {slug} {would} past a clock"
    tell(f"{orders}, and a running worker goes on at once.")
    for (kind, currency), count in sorted(found.transfers.items()):
        sum_ = f"{major(found.minor[kind, currency], currency)} {currency}"
        tell(f"It would then {MOVED[kind]} {sum_}, in {_counted(count, 'transfer')}.")
    if not checked:
        tell("To prevent that, stop the workers before they come to it, and look at the orders.")


def _counted(count: int, what: str, many: str = "") -> str:
    return f"1 {what}" if count == 1 else f"{count} {many or what + 's'}"


def _path(name: str) -> Path:
    path = Path(name)
    if not path.exists():
        raise AskedWrongly(f"{name} is not there. Name a file that is.")
    return path


def _refused(report: Report) -> int:
    return report.rows_refused.total() + report.orders_refused.total()


def _report_json(imported: Imported, *, kept: bool) -> None:
    for line in _listed(imported.listing):
        answer(line)
    report = imported.report
    counts = {field.name: getattr(report, field.name) for field in fields(report)}
    listing = {"listing": str(imported.listing)} if kept else {}
    answer({"kind": "report", **counts, **listing})


def _report_words(name: str, imported: Imported, *, kept: bool) -> None:
    report = imported.report
    read, entries = _counted(report.rows, "row"), _counted(report.orders, "entry", "entries")
    say(f"{name}: {read} read, {report.rows_taken} taken, {entries}.")
    counts = [
        *(("orders", what, count) for what, count in report.taken.items()),
        *(("rows refused", why, count) for why, count in report.rows_refused.items()),
        *(("orders refused", why, count) for why, count in report.orders_refused.items()),
        *(("notes", what, count) for what, count in report.notes.items()),
        *(("counted", what, count) for what, count in report.counted.items()),
    ]
    if report.split:
        counts.append(("orders", "more than one out of a row", report.split))
    table(("", "which", "how many"), counts)
    if not _refused(report):
        say(NOTHING_REFUSED)
    rows = [_refusal(line) for line in _listed(imported.listing) if line["kind"] != "note"]
    if rows:
        table(("line", "row", "reason", "what to do"), rows[:SHOWN_MOST], title="Refused")
    if len(rows) > SHOWN_MOST:
        tell(f"{len(rows) - SHOWN_MOST} more are refused.")
    if kept:
        tell(f"Every refused row and every note stands in {imported.listing}.")


def _refusal(line: dict[str, object]) -> tuple[object, ...]:
    problems = line.get("problems") or []
    assert isinstance(problems, list), "a report lists problems"
    words = " ".join(f"{one['field']}: {one['problem']}" for one in islice(problems, 5))
    return line["line"], line["row"], line["reason"], words


def _listed(listing: Path) -> Iterator[dict[str, object]]:
    with listing.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
