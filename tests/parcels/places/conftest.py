"""One resolver for all tests of places."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from amends.parcels.places.resolving import Resolver, open_resolver


@pytest.fixture(scope="session")
def resolver(places_home: Path) -> Iterator[Resolver]:
    opened = open_resolver(places_home)
    yield opened
    opened.close()
