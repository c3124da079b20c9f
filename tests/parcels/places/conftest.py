"""One file of places for the whole run: making it takes half a minute."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from amends.parcels.places.resolving import Resolver, open_resolver


@pytest.fixture(scope="session")
def places_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("places")


@pytest.fixture(scope="session")
def resolver(places_home: Path) -> Iterator[Resolver]:
    opened = open_resolver(places_home)
    yield opened
    opened.close()
