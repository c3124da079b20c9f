"""The accountant's file: transfers that no gateway moves, given out once, and the receipt for them.

The receipt is the same file with two columns filled in, signed with a key that only the operator
and the accountant have. It is taken whole or not at all.
"""

import csv
import hmac
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from hashlib import sha256

from django.db import connection, transaction

from amends.core.commands import ConfirmTransfer, SendTransfer
from amends.core.parties import PLATFORM
from amends.core.transfers import TransferKind
from amends.orders import door, keys, queries, watch
from amends.orders.clock import Clocks

from . import earlier, rows
from .gateways.contract import GatewayMissing, Instruction
from .gateways.known import Known
from .rows import Row
from .sums import major

COLUMNS = (
    *("transfer", "order", "kind", "person", "amount", "minor_units", "currency", "method"),
    *("payment", "quote", "paid_on", "bank_reference"),
)
LINES_MOST = 5000
BYTES_MOST = 5_000_000
REFERENCE_MOST = 200
WRONG_MOST = 20
# A table program takes a cell that begins so for a formula, and runs it.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
# Where a table program parts cells by these, a formula can begin after each.
PARTED = re.compile(r"([;\t\r\n])(?=[=+\-@])")


class FileRefused(Exception):
    """A file cannot be made, or a receipt not be taken; the text says why. Nothing changed."""


@dataclass(frozen=True, slots=True)
class _Paid:
    """One line of a receipt that fits its transfer."""

    row: Row
    reference: str


def export(known: Known, now: datetime, *, again: bool = False) -> tuple[str, int]:
    """Mark what no gateway moves as sent; return its file, and how many lines it has.

    With `again` it names what was given out before and has no receipt, and changes nothing.
    Raises `FileRefused` while a hold is open.
    """
    with connection.cursor() as cursor:
        if watch.standing(cursor, Clocks(now)).held_since is not None:
            raise FileRefused("Money is held; amends holds says why, and how to go on")
        state = "sent" if again else "intent"
        found = rows.in_state(cursor, state, tuple(TransferKind), LINES_MOST)
    lines = []
    for row, instruction in _by_hand(known, found, again=again):
        if again or _sent(row, now):
            # When it was sent is part of what is quoted, and known only now.
            sent = _row(row.id)
            assert sent is not None, "it was sent just now"
            lines.append(_line(sent, instruction))
    return _written(lines), len(lines)


def signature_of(body: bytes, key: str) -> str:
    """Return the HMAC-SHA256 of a file in hex, as `openssl dgst -sha256 -hmac KEY` makes it."""
    return hmac.new(key.encode(), body, sha256).hexdigest()


def take_receipt(body: bytes, signature: str, key: str, now: datetime) -> int:
    """Confirm what a receipt says was paid; return how many transfers that were.

    Raises `FileRefused` with every line that is wrong; then nothing has changed.
    """
    if not hmac.compare_digest(
        signature_of(body, key).encode(), signature.strip().lower().encode()
    ):
        raise FileRefused("The signature is not that of this file; sign the file as it is now")
    paid, wrong = _read(body, now)
    if wrong:
        raise FileRefused("Nothing was taken: " + "; ".join(wrong[:WRONG_MOST]))
    with transaction.atomic():
        for one in paid:
            _confirm(one, now)
    return len(paid)


def _by_hand(
    known: Known, found: Sequence[Row], *, again: bool
) -> Iterator[tuple[Row, Instruction]]:
    for row in found:
        try:
            gateway, instruction = known.of(row, queries.particulars(row.key), row.id)
        except GatewayMissing:
            continue
        if gateway is None and not again and _nowhere_else(row):
            yield row, instruction
        # What went out by file stays the accountant's, also where a gateway was set since.
        if again and (earlier.by_file(row) or (gateway is None and earlier.given(row))):
            yield row, instruction


def _nowhere_else(row: Row) -> bool:
    """Whether no earlier try can have been made by a gateway."""
    history = rows.attempts(row.key, row.number)
    return not earlier.doubtful(row) or earlier.surely_missing(row, history)


def _sent(row: Row, now: datetime) -> bool:
    asked = door.Asked(row.key[1], PLATFORM, SendTransfer(row.number))
    with transaction.atomic():
        sent = door.handle(asked, now).refused is None
        if sent:
            rows.note(row, now, rows.BY_FILE)
    return sent


def _line(row: Row, instruction: Instruction) -> Mapping[str, str]:
    return {
        "transfer": row.id,
        "order": instruction.order,
        "kind": row.kind,
        "person": instruction.person,
        "amount": major(row.minor, row.currency),
        "minor_units": str(row.minor),
        "currency": row.currency,
        "method": row.method,
        "payment": instruction.payment,
        "quote": _quote(row),
        "paid_on": "",
        "bank_reference": "",
    }


def _written(lines: Sequence[Mapping[str, str]]) -> str:
    written = io.StringIO()
    writer = csv.DictWriter(written, COLUMNS)
    writer.writeheader()
    writer.writerows({name: _harmless(cell) for name, cell in line.items()} for line in lines)
    return written.getvalue()


def _harmless(cell: str) -> str:
    apart = PARTED.sub(r"\1'", cell)
    return f"'{apart}" if apart.startswith(FORMULA) else apart


def _quote(row: Row) -> str:
    """Return what is quoted to the bank: the transfer, and which time it was tried.

    A receipt for one time is none for another.
    """
    return f"{row.id}.{row.updated_at:x}"


def _read(body: bytes, now: datetime) -> tuple[list[_Paid], list[str]]:
    paid: list[_Paid] = []
    wrong: list[str] = []
    seen: set[str] = set()
    for number, line in enumerate(_lines(body), start=2):
        name = line["transfer"]
        if not line["paid_on"] and not line["bank_reference"]:
            continue
        row = _row(name)
        problem = f"{name} is there twice" if name in seen else _problem(line, row, now)
        seen.add(name)
        if problem or row is None:
            wrong.append(f"line {number}: {problem}")
        else:
            paid.append(_Paid(row, line["bank_reference"]))
    return paid, wrong


def _lines(body: bytes) -> list[dict[str, str]]:
    if len(body) > BYTES_MOST:
        raise FileRefused(f"A receipt has at most {BYTES_MOST} bytes")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused("The receipt is not UTF-8 text; save it as CSV in UTF-8") from error
    # Where sums have a decimal comma, table programs part cells by semicolons.
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise FileRefused(f"The receipt lacks the column {missing[0]}; keep them all as they were")
    lines = [{name: (line[name] or "").strip() for name in COLUMNS} for line in reader]
    if len(lines) > LINES_MOST:
        raise FileRefused(f"A receipt has at most {LINES_MOST} lines")
    return lines


def _row(name: str) -> Row | None:
    found = keys.read_part(name, "t")
    if found is None:
        return None
    key, number = found
    with connection.cursor() as cursor:
        return rows.read(cursor, (keys.bucket_of(key), key), number)


def _problem(line: Mapping[str, str], row: Row | None, now: datetime) -> str:
    if row is None:
        return f"there is no transfer {line['transfer'] or 'without a name'}"
    if row.state == "confirmed":
        return f"{row.id} is confirmed already, under {row.reference}; take its line out"
    if row.state != "sent" or not earlier.given(row):
        return f"{row.id} was not given to the accountant"
    if line["quote"] != _quote(row):
        return f"{row.id} was tried again since; fill in the file that was given out last"
    if not _same_sum(line, row):
        due = f"{major(row.minor, row.currency)} {row.currency}"
        return f"the sum or the currency of {row.id} was changed; {due} are due"
    return _unpaid(line, now)


def _same_sum(line: Mapping[str, str], row: Row) -> bool:
    try:
        written = Decimal(line["amount"].replace(",", "."))
    except InvalidOperation:
        return False
    asked = (str(row.minor), row.currency, Decimal(major(row.minor, row.currency)))
    return (line["minor_units"], line["currency"], written) == asked


def _unpaid(line: Mapping[str, str], now: datetime) -> str:
    if not line["paid_on"] or not line["bank_reference"]:
        return "paid_on and bank_reference are filled in together"
    if len(line["bank_reference"]) > REFERENCE_MOST:
        return f"a bank_reference has at most {REFERENCE_MOST} characters"
    try:
        paid_on = date.fromisoformat(line["paid_on"])
    except ValueError:
        return f"paid_on is a date such as 2026-03-31, not {line['paid_on'][:40]}"
    return "paid_on is in the future" if (paid_on - now.date()).days > 1 else ""


def _confirm(one: _Paid, now: datetime) -> None:
    command = ConfirmTransfer(one.row.number, one.reference)
    refused = door.handle(door.Asked(one.row.key[1], PLATFORM, command), now).refused
    if refused is not None:
        raise FileRefused(f"Nothing was taken. {one.row.id} was changed meanwhile; try again")
