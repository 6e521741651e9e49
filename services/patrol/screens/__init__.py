"""Patrol's pages: the dispatch board with its wall."""

from services.patrol.screens import board, board_panels
from services.patrol.screens.kit import PAGES

ROUTERS = (PAGES.static, PAGES.router)

__all__ = ["ROUTERS", "board", "board_panels"]
