"""What every test stands on: a home folder of its own, and the database that was asked for.

SQLite by default; AMENDS_TEST_DATABASE=postgresql starts a real PostgreSQL once for the whole run.
All of it happens while this file is read, so that every other conftest finds Django loaded.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import django
import hypothesis
import pytest
from django.conf import settings

from tests.postgres import cluster
from tests.tables import empty_tables

assert not settings.configured, "unset DJANGO_SETTINGS_MODULE: the tests choose their own home"

# Nothing of the person who runs the tests is read or written.
_home = tempfile.mkdtemp(prefix="amends-test-")
_running = ExitStack()
_running.callback(shutil.rmtree, _home, ignore_errors=True)
os.environ["AMENDS_HOME"] = _home
os.environ["DJANGO_SETTINGS_MODULE"] = "amends.config.settings"
if os.environ.get("AMENDS_TEST_DATABASE", "sqlite") != "postgresql":
    os.environ.pop("AMENDS_DATABASE_URL", None)
elif "PYTEST_XDIST_WORKER" not in os.environ:
    # Workers inherit the address; each makes a database of its own name there.
    os.environ["AMENDS_DATABASE_URL"] = _running.enter_context(cluster())
django.setup()
# Workers inherit the environment, and would load Django before they have a home of their own.
del os.environ["DJANGO_SETTINGS_MODULE"]

# A slow machine is no failure, and the gate draws the same examples everywhere; campaigns wander.
hypothesis.settings.register_profile("gate", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))


def pytest_unconfigure() -> None:
    """Stop the server and remove the folder."""
    _running.close()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Keep SQLite's test database in a file, as in life: in memory, writers would never meet."""
    for connection in django.db.connections.all():
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = f"{_home}/test.sqlite3"


@pytest.fixture(scope="session")
def places_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home for one file of places in the whole run: making it takes half a minute."""
    return tmp_path_factory.mktemp("places")


@pytest.fixture(autouse=True)
def _emptied_afterwards(request: pytest.FixtureRequest) -> Iterator[None]:
    """Empty the tables that Django does not know after a test that committed to them."""
    marker = request.node.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & set(request.fixturenames)
    if not commits and (marker is None or not marker.kwargs.get("transaction")):
        yield
        return
    blocker = request.getfixturevalue("django_db_blocker")
    yield
    with blocker.unblock():
        empty_tables()
