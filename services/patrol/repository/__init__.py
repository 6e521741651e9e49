"""Queries, and rows into domain values and back. Nobody above knows a table."""

from services.patrol.repository.circles import hold_circle, next_number
from services.patrol.tables import COMMON, Base

__all__ = ["COMMON", "Base", "hold_circle", "next_number"]
