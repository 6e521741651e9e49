"""Patrol's pages: the dispatch board with its wall, and the phone of a team."""

from services.patrol.screens import board, board_panels, field, field_acts
from services.patrol.screens.kit import PAGES

ROUTERS = (PAGES.static, PAGES.router)

__all__ = ["ROUTERS", "board", "board_panels", "field", "field_acts"]
