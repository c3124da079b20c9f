"""The operator's commands: backup, restore, reconcile, holds and outages."""

import json
import os
import re
import socket
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from amends.core.commands import AcceptClaim, ConfirmTransfer
from amends.core.parties import PLATFORM
from amends.orders import clock, watch
from amends.orders.backups.divergence import Divergence, DivergenceKind, keep
from amends.orders.clock import Clocks
from amends.orders.loaded import Key
from amends.orders.watch import Hold, HoldKind

from tests.cli.conftest import Amends
from tests.orders.orders import SELLER, ask, day, disputed, eur, protected
from tests.payments.ground import paid

RFC_3339 = r"\d{4}-\d\d-\d\dT[\d:.]+Z"
pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_backed_up_comes_back_and_is_held_until_it_is_reconciled(
    amends: Amends, tmp_path: Path
) -> None:
    protected("kept")
    place = tmp_path / "backup.tar"
    made = amends("backup", place, "--json")
    assert made.exit_code == 0, made.output
    answered = json.loads(made.stdout)
    assert answered["orders"] == 1
    assert all(re.fullmatch(RFC_3339, answered[name]) for name in ("taken_at", "last_event_at"))
    assert "Keys and secrets are not in it" in made.stderr
    protected("lost")
    refused = amends("restore", place)
    assert refused.exit_code == 2
    assert "--replace" in refused.stderr
    back = amends("restore", place, "--replace", "--json")
    assert back.exit_code == 0, back.output
    assert json.loads(back.stdout)["held"] == "restored"
    listed = amends("holds")
    assert "Go on with: amends reconcile" in listed.stdout
    unlooked = amends("holds", "release", "restored")
    assert (unlooked.exit_code, "--without-reconciling" in unlooked.stderr) == (2, True)
    # Nothing was to be paid, so there is nothing to ask.
    explained = amends("reconcile")
    assert explained.exit_code == 0, explained.output
    assert "All is explained" in explained.stderr
    assert json.loads(amends("holds", "--json").stdout)["released_by"] == "amends reconcile"


def test_nothing_is_reconciled_while_a_provider_that_took_payments_is_not_set(
    amends: Amends,
) -> None:
    paid("paypal")
    refused = amends("reconcile")
    assert (refused.exit_code, "paypal_client_id" in refused.stderr) == (2, True)
    assert amends("reconcile", "--without", "stripe").exit_code == 2
    assert amends("reconcile", "--without", "paypal").exit_code == 0


def test_nothing_is_put_back_while_workers_run(amends: Amends, tmp_path: Path) -> None:
    protected("kept")
    place = tmp_path / "backup"
    assert amends("backup", place).exit_code == 0
    with subprocess.Popen([sys.executable, "-c", "pass"]) as ended:
        ended.wait()
    names = {
        f"{socket.gethostname()} {os.getppid()}": True,
        f"{socket.gethostname()} {ended.pid}": False,
        f"{socket.gethostname()} {os.getpid()}": False,
        "elsewhere 7": True,
    }
    with connection.cursor() as cursor:
        for name in names:
            watch.beat(cursor, name, clock.clocks())
    refused = amends("restore", place, "--replace")
    assert refused.exit_code == 2
    assert {name: name in refused.stderr for name in names} == names
    with connection.cursor() as cursor:
        watch.forget_beats(cursor)
    assert amends("restore", place, "--replace").exit_code == 0


def test_a_file_that_is_no_backup_is_refused_in_our_words(amends: Amends, tmp_path: Path) -> None:
    other = tmp_path / "notes.tar"
    other.write_bytes(b"notes" * 200)
    refused = amends("restore", other)
    assert refused.exit_code == 2
    assert "it is no tar file" in refused.stderr
    assert "not a" not in refused.stderr


def test_a_backup_where_nothing_can_be_made_is_refused(amends: Amends) -> None:
    refused = amends("backup", "/proc/backup.tar")
    assert refused.exit_code == 2
    assert "Nothing can be made in the folder /proc" in refused.stderr


def test_a_backup_into_a_place_that_exists_is_refused(amends: Amends, tmp_path: Path) -> None:
    refused = amends("backup", tmp_path)
    assert refused.exit_code == 2
    assert "exists" in refused.stderr


def test_where_nobody_can_be_asked_a_person_says_that_a_payment_is_settled(
    amends: Amends,
) -> None:
    key = disputed("due").key
    ask(key[1], SELLER, AcceptClaim(), 22)
    with connection.cursor() as cursor:
        watch.hold(cursor, Hold(HoldKind.RESTORED, day(23), "A backup was put back."))
    found = amends("reconcile", "--json")
    assert found.exit_code == 1
    line = json.loads(found.stdout)
    assert (line["divergence"], line["needs_a_person"]) == ("unasked", True)
    assert "need you" in found.stderr
    assert "nobody can be asked" in amends("reconcile").stdout
    transfer = line["transfer"]
    assert amends("reconcile", "--settled", transfer).exit_code == 2
    assert amends("reconcile", "--settled", "none", "--by", "oscar").exit_code == 2
    word = ("reconcile", "--settled", transfer, "--by", "oscar")
    for unclear in (word, (*word, "--paid", "SEPA 1", "--not-paid"), (*word, "--paid", " ")):
        refused = amends(*unclear)
        assert (refused.exit_code, "reference" in refused.stderr.lower()) == (2, True)
    assert amends("reconcile", "--not-paid").exit_code == 2
    said = amends(*word, "--paid", "SEPA 1")
    assert said.exit_code == 0, said.output
    assert "is not paid again" in said.stderr
    again = amends(*word, "--not-paid")
    assert "waits for nobody" in again.stderr
    assert amends("reconcile").exit_code == 0
    assert _made(key) == ("confirmed", "SEPA 1")
    with connection.cursor() as cursor:
        assert watch.standing(cursor).held_since is None


def test_what_was_not_paid_stays_open_and_what_was_never_made_is_refused(amends: Amends) -> None:
    unpaid, missing = disputed("unpaid").key, disputed("missing").key
    for key in (unpaid, missing):
        ask(key[1], SELLER, AcceptClaim(), 22)
    ask(missing[1], PLATFORM, ConfirmTransfer(1, "re_1"), 22)
    for key, kind in ((unpaid, DivergenceKind.UNASKED), (missing, DivergenceKind.MISSING)):
        found = Divergence(key, 1, kind, eur(4500), "", day(23))
        with connection.cursor() as cursor:
            keep(cursor, found)
        word = ("reconcile", "--settled", found.transfer, "--by", "oscar", "--not-paid")
        assert "counts as not paid" in amends(*word).stderr
    assert _made(unpaid)[0] == "intent"
    assert _made(missing)[0] == "refused"


def test_what_the_books_do_not_have_cannot_be_said_to_be_paid(amends: Amends) -> None:
    found = Divergence(disputed("due").key, 1, DivergenceKind.REWOUND, eur(4500), "re_1", day(23))
    with connection.cursor() as cursor:
        keep(cursor, found)
    word = ("reconcile", "--settled", found.transfer, "--by", "oscar")
    refused = amends(*word, "--paid", "re_1")
    assert (refused.exit_code, "do not have it yet" in refused.stderr) == (2, True)
    assert amends(*word, "--not-paid").exit_code == 0


def test_a_restored_hold_is_released_unlooked_only_by_saying_so(amends: Amends) -> None:
    with connection.cursor() as cursor:
        watch.hold(cursor, Hold(HoldKind.RESTORED, day(23), "A backup was put back."))
    assert amends("holds", "release", "restored").exit_code == 2
    released = amends("holds", "release", "restored", "--without-reconciling")
    assert released.exit_code == 0, released.output


def test_a_hold_is_listed_and_released_by_name(amends: Amends) -> None:
    assert "Nothing is held" in amends("holds").stdout
    since = clock.now() - timedelta(hours=2, minutes=1)
    with connection.cursor() as cursor:
        watch.hold(cursor, Hold(HoldKind.CLOCK_JUMP, since, "The clock went back."))
    assert "The clock went back." in amends("holds").stdout
    released = amends("holds", "release", "clock_jump", "--by", "oscar")
    assert released.exit_code == 0, released.output
    assert "2:01:" in released.stderr
    assert "released by oscar" in amends("holds").stdout
    refused = amends("holds", "release", "clock_jump")
    assert refused.exit_code == 2
    assert "no open hold" in refused.stderr


def test_an_outage_is_recorded_and_listed(amends: Amends) -> None:
    assert "No outage" in amends("outage", "list").stdout
    told = ("--from", "2026-03-01T08:00:00Z", "--because", "The network was out.")
    assert amends("outage", "add", *told, "--until", "2026-03-01T10:00Z").exit_code == 0
    assert "2026-03-01 08:00 to 2026-03-01 10:00 UTC" in amends("outage", "list").stdout
    assert json.loads(amends("outage", "list", "--json").stdout)["because"] == told[3]
    again = amends("outage", "add", *told, "--until", "2026-03-01 09:00Z")
    assert (again.exit_code, "already" in again.stderr) == (2, True)
    for moment in ("noon", "2026-03-01 09:00"):
        wrong = amends("outage", "add", *told, "--until", moment)
        assert (wrong.exit_code, "--until is no moment" in wrong.stderr) == (2, True)
    early = amends("outage", "add", *told, "--until", "0001-01-01T00:00:00+14:00")
    assert (early.exit_code, "between the years" in early.stderr) == (2, True)


def test_an_outage_is_taken_back_while_nothing_was_decided_with_it(amends: Amends) -> None:
    when = ("--from", "2026-03-01T08:00:00Z")
    told = (*when, "--until", "2026-03-01T10:00:00Z", "--because", "A typo.")
    absent = amends("outage", "remove", *when)
    assert (absent.exit_code, "No outage began then" in absent.stderr) == (2, True)
    amends("outage", "add", *told)
    removed = amends("outage", "remove", *when)
    assert (removed.exit_code, "not recorded any more" in removed.stderr) == (0, True)
    assert "No outage" in amends("outage", "list").stdout
    amends("outage", "add", *told)
    protected("since")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outages SET recorded_at = 0")
    used = amends("outage", "remove", *when)
    assert (used.exit_code, "Orders have moved since" in used.stderr) == (2, True)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outages SET because = %s", [watch.NOBODY_THERE])
    seen = amends("outage", "remove", *when)
    assert (seen.exit_code, "seen by the service" in seen.stderr) == (2, True)


def test_the_worker_says_that_it_is_held_and_does_nothing(
    amends: Amends, settings: Settings
) -> None:
    protected()
    settings.AMENDS_CLOCK = lambda: Clocks(day(30), timedelta(days=30), "boot")
    with connection.cursor() as cursor:
        watch.hold(cursor, Hold(HoldKind.CLOCK_JUMP, day(1), "The clock stepped."))
    ran = amends("worker", "--once")
    assert ran.exit_code == 1
    assert "amends holds" in ran.stderr
    assert amends("holds", "release", "clock_jump", "--by", "oscar").exit_code == 0
    assert amends("worker", "--once").exit_code == 0


def _made(key: Key) -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT state, reference FROM transfers WHERE key = %s", [key[1]])
        state, reference = cursor.fetchone()
        return state, reference
