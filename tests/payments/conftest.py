"""The simulator, run for as long as a test takes."""

from collections.abc import Iterator

import pytest

from tests.payments.ground import Ground, standing


@pytest.fixture
def ground() -> Iterator[Ground]:
    with standing() as stands:
        yield stands
