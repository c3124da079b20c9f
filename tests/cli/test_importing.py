"""`amends import`: what it makes, checks without writing, and says of clocks that have run out."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from amends.accounts.models import Marketplace, Person

from tests.cli.conftest import Amends, order

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = Path(__file__).parents[2] / "docs" / "import.md"
Written = Callable[[str | bytes], Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    def write(content: str | bytes) -> Path:
        path = tmp_path / "orders"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def test_a_file_without_a_good_order_leaves_no_marketplace(
    amends: Amends, written: Written
) -> None:
    ahead = json.dumps(order("A-2", 2500)).replace("2026-03-", "2096-03-")
    for line in (json.dumps(order("A-1", 2600)), ahead):
        ran = amends("import", written(line), "--marketplace", "shpo")
        assert (ran.exit_code, "was made" in ran.stderr) == (1, False)
    assert amends("import", written("typo\n"), "--marketplace", "shpo").exit_code == 2
    assert not Marketplace.objects.exists()
    made = amends("import", written(json.dumps(order("A-1", 2500))), "--marketplace", "shop")
    assert (made.exit_code, "The marketplace shop is new" in made.stderr) == (0, True)


def test_a_check_says_what_would_be_and_writes_nothing(
    amends: Amends, written: Written, settings: Settings, tmp_path: Path
) -> None:
    settings.AMENDS_HOME = tmp_path / "home"
    path = written(json.dumps(order("A-1", 2500)))
    checked = amends("import", path, "--check")
    assert checked.exit_code == 0, checked.output
    assert "1 row read, 1 taken, 1 entry." in checked.stdout
    assert "1 order of main would be past a clock" in checked.stderr
    assert "It would then refund to buyers 25.00 EUR, in 1 transfer." in checked.stderr
    assert "Nothing was written" in checked.stderr
    assert not Marketplace.objects.exists()
    assert not Person.objects.exists()
    assert _orders() == 0
    assert not (tmp_path / "home").exists()
    assert amends("import", path).exit_code == 0
    assert amends("worker", "--once").exit_code == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, minor FROM transfers")
        assert cursor.fetchall() == [("refund", 2500)]


def test_an_import_warns_of_clocks_and_names_its_report(amends: Amends, written: Written) -> None:
    ran = amends("import", written(json.dumps(order("A-1", 2500))))
    assert "1 order of main is past a clock" in ran.stderr
    assert "stop the workers" in ran.stderr
    assert ".report.jsonl" in ran.stderr
    listed = amends("import", written(json.dumps(order("A-1", 2500))), "--json")
    assert json.loads(listed.stdout.splitlines()[-1])["listing"].endswith(".report.jsonl")
    assert "Without it main" in " ".join(amends("import", "--help").stdout.split())


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "latin-1"])
def test_what_is_not_utf_8_is_refused_with_how_to_save_it(
    amends: Amends, written: Written, encoding: str
) -> None:
    refused = amends("import", written("order_id,kücken\n1,2\n".encode(encoding)))
    assert refused.exit_code == 2
    assert "is not text in UTF-8" in refused.stderr
    assert "CSV UTF-8" in refused.stderr


def test_a_broken_line_is_named_by_its_line_in_the_file_only(
    amends: Amends, written: Written
) -> None:
    good = json.dumps(order("A-1", 2500))
    *refused, _ = amends("import", written(f'{good}\n{{"kind"\n'), "--json").stdout.splitlines()
    (line,) = map(json.loads, refused)
    assert line["line"] == 2
    (problem,) = line["problems"]
    assert "This is not JSON" in problem["problem"]
    assert "column" not in problem["problem"]


def test_the_example_of_the_page_can_be_imported(amends: Amends, written: Written) -> None:
    example = PAGE.read_text(encoding="utf-8").partition("```csv\n")[2].partition("```")[0]
    ran = amends("import", written(example))
    assert ran.exit_code == 0, ran.output
    assert _orders() == 2


def _orders() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM orders")
        count: int = cursor.fetchone()[0]
        return count
