"""`amends import`: orders, parcels and checkpoints from files, with a report of every refusal."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import fields
from itertools import islice
from pathlib import Path

import click
from django.conf import settings

from amends.orders import clock
from amends.orders.importers.entries import Source
from amends.orders.importers.neutral import open_file
from amends.orders.importers.olist import Olist
from amends.orders.importers.report import Report
from amends.orders.importers.run import Imported, run
from amends.orders.importing import ImportDoor

from .database import ready
from .marketplaces import marketplace_of, site_of
from .saying import AskedWrongly, answer, progress, say, table, tell

OLIST = "olist"
SHOWN_MOST = 50
NOTHING_REFUSED = "Nothing was refused."


@click.command("import")
@click.argument("sources", nargs=-1, required=True, metavar="FILE... | olist DIR")
@click.option("--marketplace", help="Whose orders these are; made when it is missing.")
@click.option("--zone", help="The marketplace's time zone, like Europe/Paris.")
@click.option("--json", "as_json", is_flag=True, help="The report as one object a line.")
@click.pass_context
def command(
    ctx: click.Context,
    sources: tuple[str, ...],
    marketplace: str | None,
    zone: str | None,
    *,
    as_json: bool,
) -> None:
    """Bring orders, parcels and checkpoints, as JSON lines or as CSV, or the public Olist set.

    A killed import goes on where it was when it is started again, and one that is repeated
    changes nothing. Exits with 1 when a row was refused; each of them is named with its reason.
    """
    slug = marketplace or (OLIST if sources[0] == OLIST else "main")
    opened = open_sources(sources, slug, zone)
    ready()
    marketplace_of(slug, zone)
    refused = [import_one(source, slug, as_json=as_json) for source in opened]
    if any(refused):
        ctx.exit(1)


def open_sources(sources: Sequence[str], slug: str, zone: str | None) -> list[Source]:
    """Open files of the neutral format, or the folder of the Olist set, for one marketplace."""
    if sources[0] != OLIST:
        return [open_file(_path(name), slug) for name in sources]
    if len(sources) != 2 or not _path(sources[1]).is_dir():
        raise AskedWrongly("Name the folder with the tables: amends import olist DIR.")
    folder = _path(sources[1])
    return [Olist(folder, slug, zone) if zone else Olist(folder, slug)]


def import_one(source: Source, slug: str, *, as_json: bool) -> int:
    """Import one source and report; return how many rows and orders were refused."""
    door = ImportDoor(site_of(slug), clock.now())
    with progress() as bar:
        task = bar.add_task(source.name, total=None)
        imported = run(
            source,
            door,
            settings.AMENDS_HOME,
            told=lambda done, of: bar.update(task, completed=done, total=of),
        )
    if as_json:
        _report_json(imported)
    else:
        _report_words(source.name, imported)
    return _refused(imported.report)


def _path(name: str) -> Path:
    path = Path(name)
    if not path.exists():
        raise AskedWrongly(f"{name} is not there. Name a file that is.")
    return path


def _refused(report: Report) -> int:
    return report.rows_refused.total() + report.orders_refused.total()


def _report_json(imported: Imported) -> None:
    for line in _listed(imported.listing):
        answer(line)
    report = imported.report
    counts = {field.name: getattr(report, field.name) for field in fields(report)}
    answer({"kind": "report", **counts})


def _report_words(name: str, imported: Imported) -> None:
    report = imported.report
    say(f"{name}: {report.rows} rows read, {report.rows_taken} taken, {report.orders} entries.")
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
        return
    rows = [_refusal(line) for line in _listed(imported.listing) if line["kind"] != "note"]
    table(("line", "row", "reason", "what to do"), rows[:SHOWN_MOST], title="Refused")
    if len(rows) > SHOWN_MOST:
        tell(f"{len(rows) - SHOWN_MOST} more are refused; all of them stand in {imported.listing}.")


def _refusal(line: dict[str, object]) -> tuple[object, ...]:
    problems = line.get("problems") or []
    assert isinstance(problems, list), "a report lists problems"
    words = " ".join(f"{one['field']}: {one['problem']}" for one in islice(problems, 5))
    return line["line"], line["row"], line["reason"], words


def _listed(listing: Path) -> Iterator[dict[str, object]]:
    with listing.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
