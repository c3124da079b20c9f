"""`amends number`: which carriers may have issued a tracking number, and whether it can be real."""

import click

from amends.core.parcel import Validity
from amends.parcels.numbers.cleaning import NumberRefused
from amends.parcels.numbers.reading import NumberReading, read_number

from .saying import AskedWrongly, answer, say, tell
from .texts import texts_of


@click.command("number")
@click.argument("numbers", nargs=-1, metavar="[NUMBER]...")
@click.option("--carrier", default="", help="Whom the seller named, such as ups.")
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
def command(numbers: tuple[str, ...], carrier: str, *, as_json: bool) -> None:
    """Say what tracking numbers show by themselves, from arguments or from standard input.

    Exits 1 when a number is proven invalid, and 2 when a text is no number at all; the others are
    answered before.
    """
    wrong = refused = 0
    for text in texts_of(numbers, "number"):
        try:
            reading = read_number(text, carrier)
        except NumberRefused as error:
            refused += 1
            tell(f"amends: {error}")
            continue
        wrong += reading.validity is Validity.PROVEN_INVALID
        if as_json:
            answer(row_of(reading))
        else:
            say(f"{reading.number}  {reading.validity.value}  {reading.why}")
    if refused:
        raise AskedWrongly(f"{refused} of the texts cannot be a tracking number; see above.")
    if wrong:
        raise click.exceptions.Exit(1)


def row_of(reading: NumberReading) -> dict[str, object]:
    """Return a reading as one flat object; `carriers` are names, each once."""
    return {
        "number": reading.number,
        "validity": reading.validity.value,
        "carriers": reading.names,
        "why": reading.why,
    }
