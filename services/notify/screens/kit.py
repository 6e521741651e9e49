"""The pages of notify: templates, words and static files beside this file."""

from pathlib import Path

from services.chassis.screen import Pages, look_of
from services.chassis.web import Call
from services.notify.api.problems import PROBLEMS

PAGES = Pages("notify", Path(__file__).parent)


def said_of(call: Call, error: Exception) -> str:
    """Why it was refused, as the API says it, in the reader's language."""
    return PROBLEMS[type(error)].text.spoken(look_of(call.request).language, vars(error))
