"""The pages of intake: templates, words and static files beside this file."""

from pathlib import Path

from services.chassis.screen import Pages

PAGES = Pages("intake", Path(__file__).parent)
