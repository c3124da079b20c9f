"""The people and the clock of the API's tests are those of the journeys."""

from tests.api.conftest import on, them

__all__ = ["on", "them"]
