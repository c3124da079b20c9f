"""`amends transfers`: the accountant's file, the key that signs receipts, and the receipts."""

import os
import secrets
from pathlib import Path

import click
from django.conf import settings

from amends.orders import clock
from amends.payments.accountant import BYTES_MOST, FileRefused, export, take_receipt
from amends.payments.gateways.known import known

from .database import ready
from .saying import AskedWrongly, say, tell

KEY_FILE = "transfers.key"
SIGNATURE_MOST = 200


@click.group("transfers")
def command() -> None:
    """Give an accountant what no gateway moves, and take the receipt back."""


@command.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--again", is_flag=True, help="What was given out before and has no receipt yet.")
def exported(file: Path, *, again: bool) -> None:
    """Write FILE for the accountant: what is in it counts as sent from now on."""
    ready()
    try:
        # Made first: where nothing can be written, nothing is marked as sent.
        place = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise AskedWrongly(f"{file} cannot be made: {error.strerror}. Name a new file.") from error
    with os.fdopen(place, "w", encoding="utf-8", newline="") as writing:
        try:
            text, count = export(known(), clock.now(), again=again)
        except FileRefused:
            file.unlink()
            raise
        writing.write(text)
    tell(f"{count} transfers are in {file}. Should it get lost, --again writes them once more.")


@command.command("receipt")
@click.argument("file", type=click.Path(path_type=Path))
def receipt(file: Path) -> None:
    """Take FILE back, with paid_on and bank_reference filled in, and its signature FILE.sig."""
    ready()
    key = _read(_key_path(), SIGNATURE_MOST, "Make the key with amends transfers key.")
    signed = file.with_name(f"{file.name}.sig")
    signature = _read(signed, SIGNATURE_MOST, "The receipt comes with its signature beside it.")
    body = _read(file, BYTES_MOST + 1, "Name the file that the accountant gave back.")
    # What openssl writes has the name of the file beside the signature.
    words = signature.decode(errors="replace").split()
    given = words[0] if words else ""
    count = take_receipt(body, given, key.decode().strip(), clock.now())
    tell(f"{count} transfers are confirmed.")


@command.command("key")
def key() -> None:
    """Make the key that signs receipts, for the accountant, and print it once."""
    path = _key_path()
    made = secrets.token_hex(32)
    try:
        place = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise AskedWrongly(
            f"There is a key in {path}. Remove it first, to make another."
        ) from error
    with os.fdopen(place, "w", encoding="ascii") as writing:
        writing.write(f"{made}\n")
    say(made)
    tell('The accountant signs with: openssl dgst -sha256 -hmac "KEY" -r FILE > FILE.sig')


def _key_path() -> Path:
    return Path(settings.AMENDS_HOME) / KEY_FILE


def _read(path: Path, most: int, otherwise: str) -> bytes:
    try:
        with path.open("rb") as reading:
            return reading.read(most)
    except OSError as error:
        raise AskedWrongly(f"{path} cannot be read: {error.strerror}. {otherwise}") from error
