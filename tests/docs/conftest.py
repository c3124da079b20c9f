"""The clock that the requests of the documentation are sent under is set by the test."""

from tests.web.conftest import on

__all__ = ["on"]
