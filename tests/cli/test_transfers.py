"""The accountant's file and its receipt, and the simulated payment provider, as commands."""

import csv
import errno
import io
import os
import signal
import subprocess
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from amends.core.commands import FreezeForChargeback, RefuseTransfer, RetryTransfer
from amends.orders import watch
from amends.orders.watch import Hold, HoldKind
from amends.outbound.client import Reach
from amends.payments import accountant
from amends.payments.accountant import FileRefused, signature_of, take_receipt
from amends.payments.gateways.contract import Fate, Instruction
from amends.payments.gateways.known import known
from amends.payments.gateways.stripe import StripeGateway, StripeSettings

from tests.cli.conftest import Amends, clean, command_line
from tests.orders.orders import day, eur
from tests.payments.ground import DUE, due, operate, row, tell

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "secret"


@pytest.fixture(autouse=True)
def _home(settings: Settings, tmp_path: Path) -> None:
    settings.AMENDS_CLOCK = lambda: day(3)
    settings.AMENDS_HOME = tmp_path


def filled(text: str, **changed: str) -> bytes:
    """What an accountant gives back, each line paid, and perhaps changed otherwise."""
    reader = csv.DictReader(io.StringIO(text))
    written = io.StringIO()
    writer = csv.DictWriter(written, accountant.COLUMNS)
    writer.writeheader()
    for line in reader:
        paid = {"paid_on": "2026-03-04", "bank_reference": f"SEPA {line['order']}"}
        writer.writerow({**line, **paid, **changed})
    return written.getvalue().encode()


def given(amends: Amends, tmp_path: Path) -> str:
    """The file of one refund that a bank has to move."""
    made = amends("transfers", "export", tmp_path / "out.csv")
    assert made.exit_code == 0, made.output
    return (tmp_path / "out.csv").read_text()


def taken(body: bytes) -> int:
    return take_receipt(body, signature_of(body, KEY), KEY, day(3))


def test_what_no_gateway_moves_goes_to_the_accountant_once(amends: Amends, tmp_path: Path) -> None:
    key = due("bank", "=order-1", "pay-1")
    stripe = due("stripe", "order-2")
    (line,) = csv.DictReader(io.StringIO(given(amends, tmp_path)))
    assert line == {
        "transfer": row(key).id,
        "order": "'=order-1",
        "kind": "refund",
        "person": "alice-7",
        "amount": "45.00",
        "minor_units": "4500",
        "currency": "EUR",
        "method": "original_payment",
        "payment": "pay-1",
        "quote": f"{row(key).id}.{row(key).updated_at:x}",
        "paid_on": "",
        "bank_reference": "",
    }
    assert (row(key).state, row(stripe).state) == ("sent", "intent")
    second = amends("transfers", "export", tmp_path / "second.csv")
    assert "Nothing waits for the accountant" in second.stderr
    assert not (tmp_path / "second.csv").exists()
    assert "Name a new file" in amends("transfers", "export", tmp_path / "out.csv").stderr
    again = amends("transfers", "export", tmp_path / "again.csv", "--again")
    assert "1 transfer is in" in again.stderr
    assert (tmp_path / "again.csv").read_text() == (tmp_path / "out.csv").read_text()


def test_a_receipt_for_one_try_is_none_for_another(amends: Amends, tmp_path: Path) -> None:
    key = due("bank")
    old = filled(given(amends, tmp_path))
    operate(key, RefuseTransfer(1, "The account is closed."), day(3))
    operate(key, RetryTransfer(1), day(3))
    accountant.export(known(), day(4))
    with pytest.raises(FileRefused, match="was tried again since"):
        taken(old)


def test_no_formula_begins_where_a_table_program_parts_cells() -> None:
    assert accountant._harmless("a;=b\t+c") == "a;'=b\t'+c"


def test_a_signed_receipt_confirms_what_was_paid(amends: Amends, tmp_path: Path) -> None:
    key = due("bank")
    body = filled(given(amends, tmp_path))
    made = amends("transfers", "key")
    signed = signature_of(body, made.stdout.strip())
    (tmp_path / "back.csv").write_bytes(body)
    (tmp_path / "back.csv.sig").write_text(f"{signed} *back.csv\n")
    told = amends("transfers", "receipt", tmp_path / "back.csv")
    assert (told.exit_code, told.stderr) == (0, "1 transfers are confirmed.\n")
    assert (row(key).state, row(key).reference) == ("confirmed", "SEPA order-1")
    repeated = amends("transfers", "receipt", tmp_path / "back.csv")
    assert repeated.exit_code == 2
    assert "is confirmed already, under SEPA order-1; take its line out" in repeated.stderr


def test_a_receipt_with_a_wrong_signature_changes_nothing(amends: Amends, tmp_path: Path) -> None:
    key = due("bank")
    body = filled(given(amends, tmp_path))
    absent = amends("transfers", "receipt", tmp_path / "back.csv")
    assert "Name the file that the accountant gave back" in absent.stderr
    (tmp_path / "back.csv").write_bytes(body)
    assert "transfers key" in amends("transfers", "receipt", tmp_path / "back.csv").stderr
    amends("transfers", "key")
    assert amends("transfers", "key").exit_code == 2
    missing = amends("transfers", "receipt", tmp_path / "back.csv")
    assert "signature beside it" in missing.stderr
    for signature in (signature_of(body, "another"), ""):
        (tmp_path / "back.csv.sig").write_text(signature)
        refused = amends("transfers", "receipt", tmp_path / "back.csv")
        assert refused.exit_code == 2
        assert "The signature is not that of this file" in refused.stderr
    assert row(key).state == "sent"


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"amount": "44.00"}, "the sum or the currency of"),
        ({"amount": "much"}, "the sum or the currency of"),
        ({"minor_units": "4400"}, "the sum or the currency of"),
        ({"currency": "USD"}, "45.00 EUR are due"),
        ({"transfer": "x"}, "there is no transfer x"),
        ({"transfer": ""}, "there is no transfer without a name"),
        ({"quote": "x"}, "was tried again since"),
        ({"paid_on": ""}, "filled in together"),
        ({"bank_reference": ""}, "filled in together"),
        ({"bank_reference": "x" * 201}, "at most 200 characters"),
        ({"paid_on": "04.03.2026"}, "is a date such as"),
        ({"paid_on": "2026-03-09"}, "is in the future"),
    ],
)
def test_a_line_that_does_not_fit_refuses_the_whole_receipt(
    amends: Amends, tmp_path: Path, changed: dict[str, str], problem: str
) -> None:
    keys = [due("bank"), due("bank", "order-2")]
    good, *bad = filled(given(amends, tmp_path)).splitlines(keepends=True)[1:]
    worse = filled((tmp_path / "out.csv").read_text(), **changed).splitlines(keepends=True)
    with pytest.raises(FileRefused, match=problem):
        taken(worse[0] + good + worse[2])
    assert {row(key).state for key in keys} == {"sent"}
    assert taken(worse[0] + good + bad[0]) == 2


def test_a_receipt_may_leave_lines_open_and_come_from_a_table_program(
    amends: Amends, tmp_path: Path
) -> None:
    key = due("bank")
    text = given(amends, tmp_path)
    assert taken(text.encode()) == 0
    semicolons = filled(text, amount="45").decode().replace(",", ";")
    assert taken(b"\xef\xbb\xbf" + semicolons.encode()) == 1
    assert row(key).state == "confirmed"


def test_what_is_no_receipt_is_refused(amends: Amends, tmp_path: Path) -> None:
    due("bank")
    body = filled(given(amends, tmp_path))
    head, line = body.splitlines(keepends=True)
    with pytest.raises(FileRefused, match="there twice"):
        taken(head + line + line)
    with pytest.raises(FileRefused, match="lacks the column paid_on"):
        taken(body.replace(b"paid_on", b"paid"))
    with pytest.raises(FileRefused, match="not UTF-8"):
        taken(b"\xff")
    with pytest.raises(FileRefused, match="bytes"):
        taken(b"x" * (accountant.BYTES_MOST + 1))
    with pytest.raises(FileRefused, match="lines"):
        taken(head + b",".join([b""] * len(accountant.COLUMNS)).join([b"x\n"] * 5002))


def test_what_a_gateway_moves_is_not_confirmed_by_a_receipt(amends: Amends, tmp_path: Path) -> None:
    due("bank")
    stripe = due("stripe", "order-2")
    text = given(amends, tmp_path)
    with pytest.raises(FileRefused, match="was not given to the accountant"):
        taken(filled(text, transfer=row(stripe).id))


def test_a_receipt_is_taken_whole_or_not_at_all(
    amends: Amends, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [due("bank"), due("bank", "order-2")]
    body = filled(given(amends, tmp_path))
    first = row(keys[0])
    # The same one twice, past the check: the second confirmation is refused by the order.
    paid = [accountant._Paid(first, "a"), accountant._Paid(first, "b")]
    monkeypatch.setattr(accountant, "_read", lambda *_: (paid, []))
    with pytest.raises(FileRefused, match="changed meanwhile"):
        taken(body)
    assert {row(key).state for key in keys} == {"sent"}


def test_nothing_is_given_out_while_money_is_held_or_a_chargeback_runs(
    amends: Amends, tmp_path: Path
) -> None:
    key = due("bank")
    tell(key, FreezeForChargeback(eur(4500), "dp_1"), DUE)
    assert "was not made" in amends("transfers", "export", tmp_path / "frozen.csv").stderr
    with connection.cursor() as cursor:
        watch.hold(cursor, Hold(HoldKind.RESTORED, DUE, "A backup was put back."))
    held = amends("transfers", "export", tmp_path / "held.csv")
    assert held.exit_code == 2
    assert "Money is held" in held.stderr
    assert not (tmp_path / "held.csv").exists()
    assert amends("transfers", "export", tmp_path / "frozen.csv").exit_code == 2


def test_where_nothing_can_be_written_nothing_is_marked_as_sent(
    amends: Amends, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = due("bank")

    def full(number: int) -> None:
        raise OSError(errno.ENOSPC, f"No space left on device {number}")

    monkeypatch.setattr(os, "fsync", full)
    for command in (("export", tmp_path / "out.csv"), ("key",)):
        refused = amends("transfers", *command)
        assert (refused.exit_code, "No space left" in refused.stderr) == (2, True)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == []
    monkeypatch.undo()
    assert row(key).state == "intent"


def test_a_transfer_of_a_gateway_that_is_off_is_not_the_accountants(
    amends: Amends, tmp_path: Path
) -> None:
    due("stripe")
    made = amends("transfers", "export", tmp_path / "out.csv")
    assert "Nothing waits for the accountant" in made.stderr


def test_a_simulator_that_cannot_run_as_asked_says_so(amends: Amends, taken_port: int) -> None:
    used = amends("gateway-simulator", "--port", taken_port)
    assert (used.exit_code, "Name another --port" in used.stderr) == (2, True)
    lost = amends("gateway-simulator", "--hook-to", "nonsense")
    assert (lost.exit_code, "nonsense is no address" in lost.stderr) == (2, True)


def test_the_simulator_answers_until_it_is_stopped(tmp_path: Path) -> None:
    command = command_line(["gateway-simulator", "--fault", "pending", "--fault", "all"])
    environ = clean(tmp_path / "home")
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        address = running.stdout.readline().strip()
        reach = Reach(frozenset({address.removeprefix("http://")}))
        stripe = StripeGateway(StripeSettings("sk_test", "whsec", address), reach)
        asked = Instruction("a-t1", "order-1", "alice", "refund", 4500, "EUR", "pi_1")
        assert stripe.look_up(asked).fate is Fate.NOT_FOUND
        running.send_signal(signal.SIGTERM)
        assert running.wait(60) == 0
