"""The pages of notify: templates, words and static files beside this file."""

from pathlib import Path

from services.chassis.screen import Pages

PAGES = Pages("notify", Path(__file__).parent)
