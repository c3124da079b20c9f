"""`amends tracking read`: what trackers' replies, or copied tracking text, say and show."""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from amends.core.findings import Finding
from amends.orders.clock import now
from amends.orders.supposed import Known, Moments, Told, found
from amends.parcels.trackers import TRACKERS
from amends.parcels.trackers.reading import Read, Reading, merged
from amends.parcels.trackers.shapes import BYTES_MOST
from amends.words import say as words

from . import knowing
from .saying import AskedWrongly, answer, say, table, tell

COLUMNS = ("", "number", "time", "status", "cause", "place", "words")
FINDING_COLUMNS = ("number", "finding", "grade", "rests on", "what it says")
NO_CHECKPOINT = "No checkpoint could be read."
FILES_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything that was read, the events in their order, and what each number shows."""

    read: Read
    told: Sequence[Told]
    shows: Sequence[tuple[str, Finding]]


@click.group("tracking")
def command() -> None:
    """Read what trackers say."""


@command.command("read")
@click.option(
    "--format",
    "names",
    type=click.Choice(list(TRACKERS)),
    default=["pasted"],
    show_default=True,
    multiple=True,
    help="Whose reply it is, or once for each file; pasted is what people copy or bring.",
)
@click.option("--as-of", default="", metavar="MOMENT", help="When to look at it; now by default.")
@knowing.options
@click.option("--count", is_flag=True, help="Count what each file shows by itself, all together.")
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
@click.argument("paths", nargs=-1, metavar="[FILE]...")
@click.pass_context
def read_command(
    ctx: click.Context, /, names: Sequence[str], paths: Sequence[str], as_of: str, **known: str
) -> None:
    """Print the checkpoints of files or the standard input, and what they show by themselves.

    Nothing is recorded. What an order would add to it can be said with options; what nobody said
    speaks against no parcel. Exits with 1 when something was not understood; each kind is counted
    on standard error.
    """
    as_json, count = bool(known.pop("as_json")), known.pop("count")
    read_at = now()
    moments = Moments(knowing.moment("--as-of", as_of) or read_at, read_at)
    reads, around = _reads(names, paths or ("-",)), knowing.known_of(known)
    if count:
        wholes = [_whole([one], around, moments) for one in reads]
        _show_counts(wholes, as_json=as_json)
    else:
        wholes = [_whole(reads, around, moments)]
        show(wholes[0], as_json=as_json)
        tell(_counted(wholes[0].read))
    problems = [problem for whole in wholes for problem in whole.read.problems]
    for problem in problems:
        tell(f"{problem.times:>6}  {problem.trouble.value}: {problem.what}")
    if problems or not any(whole.told for whole in wholes):
        ctx.exit(1)


def show(whole: Whole, *, as_json: bool) -> None:
    """Print checkpoints, then findings, as one object a line or as tables."""
    if as_json:
        for told in whole.told:
            answer({"checkpoint": checkpoint(told)})
        for number, finding in whole.shows:
            answer({"finding": _finding(number, finding)})
        return
    if whole.told:
        table(COLUMNS, [_cells(told) for told in whole.told])
    else:
        say(NO_CHECKPOINT)
    if whole.shows:
        table(FINDING_COLUMNS, [_shown(*one) for one in whole.shows])


def checkpoint(told: Told) -> dict[str, object]:
    """Return an event in the words of the domain; `position` is what findings call it."""
    reading = told.reading
    place, when = reading.place, reading.when
    return {
        "position": told.position,
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


def _whole(reads: Sequence[tuple[str, Read]], around: Known, moments: Moments) -> Whole:
    events = ((name, reading) for name, read in reads for reading in read.checkpoints)
    told = [Told(position, *event) for position, event in enumerate(events, start=1)]
    read = merged(read for _, read in reads)
    return Whole(read, told, list(found(told, list(read.outcomes), around, moments)))


def _reads(names: Sequence[str], paths: Sequence[str]) -> list[tuple[str, Read]]:
    if len(paths) > FILES_MOST:
        raise AskedWrongly(f"Give at most {FILES_MOST} files at once.")
    if len(names) not in {1, len(paths)}:
        raise AskedWrongly("Give --format once, or once for each file in their order.")
    every = names if len(names) == len(paths) else list(names) * len(paths)
    return [
        (name, TRACKERS[name].read(_bytes(path))) for name, path in zip(every, paths, strict=True)
    ]


def _bytes(path: str) -> bytes:
    """Read at most what a reply may have, and one byte more, so that too much is seen as such."""
    if path == "-":
        return sys.stdin.buffer.read(BYTES_MOST + 1)
    try:
        with Path(path).open("rb") as file:
            return file.read(BYTES_MOST + 1)
    except OSError as error:
        raise AskedWrongly(f"{path} cannot be read ({error.strerror}).") from error


def _finding(number: str, finding: Finding) -> dict[str, object]:
    return {
        "number": number,
        "name": finding.code.value,
        "grade": finding.worth.grade.value,
        "rests_on": list(finding.rests_on),
        "words": words(f"finding.{finding.code}"),
    }


def _written(reading: Reading) -> str | None:
    moment = reading.when.happened_at
    return moment.isoformat().replace("+00:00", "Z") if moment else None


def _cells(told: Told) -> tuple[object, ...]:
    reading = told.reading
    place = reading.place
    town = " ".join(part for part in (place.city, place.postal_code, place.country) if part)
    when = _written(reading) or reading.when.local or "-"
    cause = reading.cause.value if reading.cause else "-"
    status = reading.status.value
    return (told.position, reading.number, when, status, cause, town or place.text, reading.text)


def _shown(number: str, finding: Finding) -> tuple[object, ...]:
    line = _finding(number, finding)
    rests = ", ".join(map(str, finding.rests_on)) or "-"
    return (number, line["name"], line["grade"], rests, line["words"])


def _show_counts(wholes: Sequence[Whole], *, as_json: bool) -> None:
    counts = list(_counts(wholes))
    if as_json:
        for what, name, times in counts:
            answer({"what": what, "name": name, "times": times})
    else:
        table(("what", "name", "times"), counts)


def _counts(wholes: Sequence[Whole]) -> Iterator[tuple[str, str, int]]:
    outcomes = (outcome for whole in wholes for outcome in whole.read.outcomes.values())
    for what, counted in (
        ("status", Counter(told.reading.status.value for one in wholes for told in one.told)),
        ("number", Counter(outcome.value for outcome in outcomes)),
        ("finding", Counter(finding.code.value for one in wholes for _, finding in one.shows)),
    ):
        yield from ((what, name, times) for name, times in counted.most_common())


def _counted(read: Read) -> str:
    counts = Counter(one.status.value for one in read.checkpoints)
    listed = ", ".join(f"{count} {status}" for status, count in counts.most_common())
    outcomes = Counter(outcome.value for outcome in read.outcomes.values())
    numbers = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common())
    return f"{len(read.checkpoints)} checkpoints: {listed or '-'}; numbers: {numbers or '-'}"
