"""The people and the clock of the journeys are those of the API's tests; trackers stand beside."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytest_django import Settings

from amends.parcels import asking
from amends.parcels.trackers import TRACKERS

from tests.api.conftest import SetDay, on, them
from tests.api.machine import body
from tests.journeys.following import KEY, Story, begun
from tests.parcels.trackers.world import Answer, World, world

__all__ = ["aftership_on", "edges", "on", "posted", "promised", "story", "them"]


@pytest.fixture
def edges(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[World, World]]:
    """17TRACK, with a key, and AfterShip, which has none yet."""
    settings.AMENDS_OPTIONS = replace(settings.AMENDS_OPTIONS, track17_key=KEY)
    with world(Answer({})) as first, world(Answer({})) as second:
        at = {TRACKERS["track17"].base: first, TRACKERS["aftership"].base: second}
        monkeypatch.setattr(asking, "Line", lambda access: at[access.base].line())
        yield first, second


@pytest.fixture
def aftership_on(edges: tuple[World, World], settings: Settings) -> None:
    """AfterShip is asked too."""
    del edges
    settings.AMENDS_OPTIONS = replace(settings.AMENDS_OPTIONS, aftership_key="key-1")


@pytest.fixture
def story(on: SetDay, edges: tuple[World, World]) -> Story:
    """An order from China to Porto."""
    return begun(on, edges)


@pytest.fixture
def posted(on: SetDay, edges: tuple[World, World]) -> Story:
    """The same order, where the marketplace takes a seller's word that it was posted."""
    return begun(on, edges, terms={"untracked_posting": True})


@pytest.fixture
def promised(on: SetDay, edges: tuple[World, World]) -> Story:
    """The same order, of a listing that says who pays at the border."""
    lines = body()["lines"]
    words = {"listing_text": "Brass lamp. Customs fees included."}
    return begun(on, edges, lines=[{**line, **words} for line in lines])
