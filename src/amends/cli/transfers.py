"""`amends transfers`: the accountant's file, the key that signs receipts, and the receipts."""

import os
import secrets
from pathlib import Path

import click
from django.conf import settings
from django.db import transaction

from amends.orders import clock
from amends.payments.accountant import BYTES_MOST, export, take_receipt
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
    if file.exists():
        raise AskedWrongly(f"{file} exists. Name a new file.")
    aside = file.with_name(f".{file.name}.writing")
    try:
        count = _given_out(aside, again=again)
    except OSError as error:
        raise AskedWrongly(
            f"{file} cannot be written: {error.strerror}. Nothing was marked as sent; name a file"
            " in a folder that can be written, on a disk with room."
        ) from error
    if not count:
        aside.unlink()
        tell(f"Nothing waits for the accountant, so that {file} was not made.")
        return
    aside.replace(file)
    which = "1 transfer is" if count == 1 else f"{count} transfers are"
    tell(f"{which} in {file}. Should it get lost, --again writes them once more.")


@command.command("receipt")
@click.argument("file", type=click.Path(path_type=Path))
def receipt(file: Path) -> None:
    """Take FILE back, with paid_on and bank_reference filled in, and its signature FILE.sig."""
    ready()
    body = _read(file, BYTES_MOST + 1, "Name the file that the accountant gave back.")
    key = _read(_key_path(), SIGNATURE_MOST, "Make the key with amends transfers key.")
    signed = file.with_name(f"{file.name}.sig")
    signature = _read(signed, SIGNATURE_MOST, "The receipt comes with its signature beside it.")
    # What openssl writes has the name of the file beside the signature.
    words = signature.decode(errors="replace").split()
    given = words[0] if words else ""
    count = take_receipt(body, given, key.decode().strip(), clock.now())
    tell(f"{count} transfers are confirmed.")


@command.command("key")
def key() -> None:
    """Make the key that signs receipts, for the accountant, and print it once."""
    path = _key_path()
    if path.exists():
        raise AskedWrongly(f"There is a key in {path}. Remove it first, to make another.")
    made = secrets.token_hex(32)
    aside = path.with_name(f".{path.name}.writing")
    try:
        _write(aside, f"{made}\n")
        # A link is made only where nothing is: of two that begin at once, one key stands.
        path.hardlink_to(aside)
    except OSError as error:
        raise AskedWrongly(
            f"{path} cannot be written: {error.strerror}. No key was made; look at the folder's"
            " permissions and the disk's room."
        ) from error
    finally:
        aside.unlink(missing_ok=True)
    say(made)
    tell('The accountant signs with: openssl dgst -sha256 -hmac "KEY" -r FILE > FILE.sig')


def _given_out(aside: Path, *, again: bool) -> int:
    """Have the file whole on the disk, and only then what is in it marked as sent."""
    try:
        with transaction.atomic():
            text, count = export(known(), clock.now(), again=again)
            _write(aside, text)
    except Exception:
        aside.unlink(missing_ok=True)
        raise
    return count


def _write(path: Path, text: str) -> None:
    place = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(place, "w", encoding="utf-8", newline="") as writing:
        writing.write(text)
        writing.flush()
        os.fsync(writing.fileno())


def _key_path() -> Path:
    return Path(settings.AMENDS_HOME) / KEY_FILE


def _read(path: Path, most: int, otherwise: str) -> bytes:
    try:
        with path.open("rb") as reading:
            return reading.read(most)
    except OSError as error:
        raise AskedWrongly(f"{path} cannot be read: {error.strerror}. {otherwise}") from error
