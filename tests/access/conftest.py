"""What tests of the doors stand on: the log of the chosen kind, as journeys do."""

from tests.journeys.conftest import log

__all__ = ["log"]
