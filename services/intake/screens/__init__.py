"""Intake's pages: the desk that takes calls, and what a reporter may see of theirs."""

from services.intake.screens import (
    complaints,
    desk,
    finding,
    following,
    foreseeing,
    looking,
    looking_up,
    same,
    taking,
)
from services.intake.screens.kit import PAGES

ROUTERS = (PAGES.static, PAGES.router)

__all__ = [
    "PAGES",
    "ROUTERS",
    "complaints",
    "desk",
    "finding",
    "following",
    "foreseeing",
    "looking",
    "looking_up",
    "same",
    "taking",
]
