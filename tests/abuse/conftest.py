"""As for journeys through the whole platform."""

from tests.journeys.conftest import log

__all__ = ["log"]
