"""The clock of the pages is injected, as in the journeys: `clock.day(21)` makes it that day."""

from collections.abc import Callable

import pytest
from pytest_django import Settings

from tests.web.site import day

SetDay = Callable[[float], None]


@pytest.fixture
def on(settings: Settings) -> SetDay:
    """Make it a day, counted from the day of payment."""

    def set_day(number: float) -> None:
        settings.AMENDS_CLOCK = lambda: day(number)

    set_day(0)
    return set_day
