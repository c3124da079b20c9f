"""`amends tracking read`: what a tracker's reply, or copied tracking text, says, event by event."""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from amends.parcels.trackers import TRACKERS
from amends.parcels.trackers.reading import Read, Reading
from amends.parcels.trackers.shapes import BYTES_MOST

from .saying import AskedWrongly, answer, say, table, tell

COLUMNS = ("number", "time", "status", "cause", "place", "words")
NO_CHECKPOINT = "No checkpoint could be read."


@click.group("tracking")
def command() -> None:
    """Read what trackers say."""


@command.command("read")
@click.option(
    "--format",
    "name",
    type=click.Choice(list(TRACKERS)),
    default="pasted",
    show_default=True,
    help="Whose reply it is; pasted is text, CSV or JSON that people bring.",
)
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
@click.argument("path", default="-", metavar="[FILE]")
@click.pass_context
def read_command(ctx: click.Context, name: str, path: str, *, as_json: bool) -> None:
    """Print the checkpoints that a file or the standard input holds; nothing is recorded.

    Exits with 1 when something in it was not understood; each kind is counted on standard error.
    """
    read = TRACKERS[name].read(_bytes(path))
    lines = list(lines_of(read))
    show(lines, as_json=as_json)
    tell(_counted(read))
    for problem in read.problems:
        tell(f"{problem.times:>6}  {problem.trouble.value}: {problem.what}")
    if read.problems or not read.checkpoints:
        ctx.exit(1)


def lines_of(read: Read) -> Iterator[dict[str, object]]:
    """Yield what a reply says as objects, one a line: `{"checkpoint": {...}}`."""
    for reading in read.checkpoints:
        yield {"checkpoint": checkpoint(reading)}


def show(lines: Sequence[Mapping[str, object]], *, as_json: bool) -> None:
    """Print objects that hold a `checkpoint` or a `finding` each, as JSON or as tables."""
    if as_json:
        for line in lines:
            answer(line)
        return
    checkpoints = [line["checkpoint"] for line in lines if "checkpoint" in line]
    if checkpoints:
        table(COLUMNS, [_cells(one) for one in checkpoints])
    else:
        say(NO_CHECKPOINT)
    findings = [line["finding"] for line in lines if "finding" in line]
    if findings:
        table(("finding", "grade", "what it says"), [_finding(one) for one in findings])


def checkpoint(reading: Reading) -> dict[str, object]:
    """Return a reading in the words of the domain."""
    place, when = reading.place, reading.when
    return {
        "number": reading.number,
        "status": reading.status.value,
        "cause": reading.cause.value if reading.cause else None,
        "leg": reading.leg.value,
        "physical": reading.physical,
        "local_time": when.local or None,
        "utc_offset_minutes": when.offset_minutes,
        "happened_at": _written(reading),
        "precision": when.precision.value,
        "place": {
            "text": place.text,
            "city": place.city,
            "region": place.region,
            "postal_code": place.postal_code,
            "country": place.country,
            "latitude": place.latitude,
            "longitude": place.longitude,
        },
        "source": reading.source.value,
        "carrier": reading.carrier,
        "code": reading.code,
        "text": reading.text,
        "weight_grams": reading.weight_grams,
        "recipient": reading.recipient,
        "signed": reading.signed,
    }


def _written(reading: Reading) -> str | None:
    moment = reading.when.happened_at
    return moment.isoformat().replace("+00:00", "Z") if moment else None


def _bytes(path: str) -> bytes:
    """Read at most what a reply may have, and one byte more, so that too much is seen as such."""
    if path == "-":
        return sys.stdin.buffer.read(BYTES_MOST + 1)
    try:
        with Path(path).open("rb") as file:
            return file.read(BYTES_MOST + 1)
    except OSError as error:
        raise AskedWrongly(f"{path} cannot be read ({error.strerror}).") from error


def _cells(line: object) -> tuple[object, ...]:
    assert isinstance(line, dict), "made above"
    place = line["place"]
    town = " ".join(
        part for part in (place["city"], place["postal_code"], place["country"]) if part
    )
    shown = line["happened_at"] or line["local_time"] or "-"
    cause = line["cause"] or "-"
    return (line["number"], shown, line["status"], cause, town or place["text"], line["text"])


def _finding(line: object) -> tuple[object, ...]:
    assert isinstance(line, dict), "a finding is an object"
    return (line.get("finding", line.get("code")), line.get("grade"), line.get("words"))


def _counted(read: Read) -> str:
    counts = Counter(one.status.value for one in read.checkpoints)
    listed = ", ".join(f"{count} {status}" for status, count in counts.most_common())
    outcomes = Counter(outcome.value for outcome in read.outcomes.values())
    numbers = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common())
    return f"{len(read.checkpoints)} checkpoints: {listed or '-'}; numbers: {numbers or '-'}"
