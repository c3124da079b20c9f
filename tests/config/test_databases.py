"""Which database an address means, and that durability is never left to a default."""

from pathlib import Path

import pytest

from amends.config.databases import database
from amends.config.refused import SettingsRefused


def test_without_an_address_the_embedded_one_stands_in_the_home(tmp_path: Path) -> None:
    found = database(tmp_path, {})
    options = found["OPTIONS"]
    assert isinstance(options, dict)
    assert found["NAME"] == str(tmp_path / "amends.sqlite3")
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in options["init_command"]


def test_an_sqlite_of_ones_own_is_as_durable(tmp_path: Path) -> None:
    found = database(tmp_path, {"AMENDS_DATABASE_URL": f"sqlite:///{tmp_path}/other.sqlite3"})
    options = found["OPTIONS"]
    assert isinstance(options, dict)
    assert str(found["NAME"]).endswith("other.sqlite3")
    assert "synchronous=FULL" in options["init_command"]


def test_an_address_of_postgresql_keeps_its_connections(tmp_path: Path) -> None:
    found = database(tmp_path, {"AMENDS_DATABASE_URL": "postgresql://a:b@db.example/amends"})
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert found["HOST"] == "db.example"
    assert found["CONN_HEALTH_CHECKS"] is True
    assert found["OPTIONS"] == {"server_side_binding": True, "prepare_threshold": 5}


def test_options_of_the_address_stand_beside_our_own(tmp_path: Path) -> None:
    url = "postgresql://a:b@db.example/amends?sslmode=require"
    options = database(tmp_path, {"AMENDS_DATABASE_URL": url})["OPTIONS"]
    assert isinstance(options, dict)
    assert (options["sslmode"], options["server_side_binding"]) == ("require", True)


@pytest.mark.parametrize(
    "url",
    ["mysql://a:hidden@b/c", "postgresql://a:hidden@b/", "hidden", "postgresql://a:hidden@b:x/c"],
)
def test_another_address_is_refused_without_repeating_it(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsRefused, match="write it as postgresql://") as refused:
        database(tmp_path, {"AMENDS_DATABASE_URL": url})
    assert "hidden" not in str(refused.value)
