"""The pages of patrol: templates, words and static files beside this file."""

from pathlib import Path

from services.chassis.screen import Pages

PAGES = Pages("patrol", Path(__file__).parent)
