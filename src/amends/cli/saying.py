"""How commands speak: answers on standard output, everything else on standard error."""

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

# A table in a file or a pipe is not cut to a screen that is not there.
WIDE = 200


class AskedWrongly(click.ClickException):
    """The question cannot be answered as it was asked; the text says what to do."""

    exit_code = 2

    def show(self, file: object = None) -> None:
        """Say it on standard error."""
        del file
        tell(f"amends: {self.message}")


def answer(line: Mapping[str, object]) -> None:
    """Print one answer as one line of JSON."""
    click.echo(json.dumps(line, ensure_ascii=False, default=str))


def rfc3339(moment: datetime) -> str:
    """Return a moment as every answer writes it: 2026-03-01T08:00:00Z."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def say(text: str) -> None:
    """Print an answer in words."""
    click.echo(text)


def tell(text: str) -> None:
    """Say something that is no answer: where things stand, or what is wrong."""
    click.echo(text, err=True)


def table(columns: Sequence[str], rows: Sequence[Sequence[object]], title: str = "") -> None:
    """Print answers as a table."""
    shown = Table(*columns, title=title or None, title_justify="left", box=None, pad_edge=False)
    for row in rows:
        shown.add_row(*(str(cell) for cell in row))
    terminal = sys.stdout.isatty()
    console = Console(file=sys.stdout, width=None if terminal else WIDE, markup=False)
    console.print(shown)


def progress() -> Progress:
    """Return a bar on standard error; nothing is drawn where nobody sees it."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    console = Console(file=sys.stderr)
    return Progress(*columns, console=console, disable=not console.is_terminal)


def stopped(error: Exception) -> str | None:
    """Return the sentence for an error that says what to do, or None for a mistake of ours."""
    known = {
        "SettingsRefused": "{}.",
        "UnsafeDatabase": "{}.",
        "SourceRefused": "{}.",
        "BackupRefused": "{}.",
        "FileRefused": "{}.",
        "Unreachable": "A payment provider does not answer: {}. Try again later.",
        "TermsRefused": "The marketplace's terms do not hold. {}.",
        "PackError": "The policy cannot be used. {}.",
        "DataError": "The database does not take what was given: {}. Write it shorter.",
        "OperationalError": "The database cannot be used: {}. Look at AMENDS_DATABASE_URL,"
        " whether the database runs, and whether its disk is full.",
    }
    # Compared by name, so that nothing is loaded before it is needed.
    for kind in type(error).__mro__:
        if kind.__name__ in known:
            return known[kind.__name__].format(_one_line(error))
    if type(error).__name__ == "DatabaseError":
        # The engine itself cannot go on; what is more exact has a name of its own.
        return (
            f"The database cannot be read: {_one_line(error)}. If its file was damaged or is"
            " another one, move it away and put a backup back with amends restore."
        )
    return _of_the_machine(error) if isinstance(error, OSError) else None


def _of_the_machine(error: OSError) -> str:
    """Say what the machine refused: a file, a folder, or room on the disk."""
    what = error.filename or "A file or an address"
    why = error.strerror or _one_line(error)
    return f"{what} cannot be used: {why}. Look at its name, its permissions and the disk's room."


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".")
