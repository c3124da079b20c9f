"""Commands that answer: what stands on standard output, and with which exit code they end."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection

from amends.accounts.models import ApiKey, Person
from amends.cli import commands

from tests.cli.conftest import Amends, lines

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_import_names_what_it_refused_and_ends_with_one(
    amends: Amends, order_file: Path
) -> None:
    result = amends("import", order_file, "--marketplace", "shop", "--json")
    assert result.exit_code == 1, result.output
    *listed, report = lines(result)
    assert [one["row"] for one in listed] == ["A-2"]
    assert "payment.captured" in json.dumps(listed[0]["problems"])
    assert report["taken"] == {"protected": 1}


def test_an_import_in_words_says_the_reason_and_what_to_do(
    amends: Amends, order_file: Path
) -> None:
    result = amends("import", order_file)
    assert result.exit_code == 1
    assert "A-2" in result.stdout
    assert "add up to" in " ".join(result.stdout.split())


def test_a_repeated_import_changes_nothing(amends: Amends, order_file: Path) -> None:
    amends("import", order_file)
    report = lines(amends("import", order_file, "--json"))[-1]
    assert report["taken"] == {"already_there": 1}


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "not-there.csv"),
        ("import", "olist"),
        ("import", "olist", "not-there"),
        ("decide", "--as-of", "yesterday"),
        ("decide", "--as-of", "2026-03-01T00:00:00"),
        ("key", "make"),
        ("key", "make", "--marketplace", "shop", "--name", "x" * 81),
        ("key", "revoke", "amk_nobody"),
        ("key", "make", "--person", "nobody"),
        ("key", "make", "--marketplace", "No Slug"),
        ("person", "nobody", "--generate"),
        ("no-such-command",),
    ],
)
def test_a_question_asked_wrongly_ends_with_two_and_says_what_to_do(
    amends: Amends, arguments: tuple[str, ...]
) -> None:
    result = amends(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) <= 4


def test_decide_prints_one_object_for_an_order_that_was_protected_by_then(
    amends: Amends, order_file: Path
) -> None:
    amends("import", order_file)
    assert lines(amends("decide", "--as-of", "2026-02-28", "--json")) == []
    (early,) = lines(amends("decide", "--as-of", "2026-03-02", "--json"))
    assert (early["order_id"], early["reason"], early["rule"]) == ("A-1", None, None)
    result = amends("decide", "--as-of", "2026-03-09T00:00:00+01:00", "--json")
    (late,) = lines(result)
    wanted = ("not_shipped", "not-shipped-1", "refund", True)
    assert (late["reason"], late["rule"], late["outcome"], late["automatic"]) == wanted
    assert set(late) >= {"as_of", "facts"}
    assert "not-shipped-1" in result.stderr


def test_a_day_means_its_end_in_utc(amends: Amends, order_file: Path) -> None:
    amends("import", order_file)
    (row,) = lines(amends("decide", "--as-of", "2026-03-01", "--json"))
    assert row["as_of"] == "2026-03-01T23:59:59.999999Z"


def test_verify_names_the_order_that_was_changed_by_hand(amends: Amends, order_file: Path) -> None:
    amends("import", order_file)
    (whole,) = lines(amends("verify", "--json"))
    assert whole == {"kind": "report", "what": "orders", "looked_at": 1, "faults": 0}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE orders SET captured = captured + 1")
    result = amends("verify", "--json")
    assert result.exit_code == 1
    *faults, report = lines(result)
    assert [one["order_id"] for one in faults] == ["A-1"]
    assert report == {"kind": "report", "what": "orders", "looked_at": 1, "faults": 1}
    assert "A-1" in amends("verify").stdout


def test_a_key_is_shown_once_and_kept_as_a_hash(amends: Amends) -> None:
    result = amends("key", "make", "--marketplace", "shop", "--name", "web shop")
    assert result.exit_code == 0
    assert result.stdout.startswith("amk_")
    kept = ApiKey.objects.get()
    assert kept.hash not in result.stdout
    assert kept.marketplace_id == "shop"


def test_staff_get_a_password_and_can_get_another(amends: Amends) -> None:
    first = amends("person", "mira", "--mediator", "--generate").stdout.strip()
    second = amends("person", "mira", "--generate").stdout.strip()
    mira = Person.objects.get(login="mira")
    assert mira.is_mediator
    assert not mira.is_operator
    assert not mira.check_password(first)
    assert mira.check_password(second)


def test_a_weak_password_is_refused_with_its_reason() -> None:
    arguments = ["person", "oscar", "--operator"]
    result = CliRunner().invoke(commands, arguments, input="short\n")
    assert result.exit_code == 2
    assert "too short" in result.stderr
    assert not Person.objects.exists()
