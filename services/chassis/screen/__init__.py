"""The kit of the pages: templates and macros, tokens, vendored assets, words in both languages, headers."""

from services.chassis.screen.clocks import ClockFace
from services.chassis.screen.formats import Formats
from services.chassis.screen.languages import Catalogue, read_catalogue
from services.chassis.screen.look import Look, look_of
from services.chassis.screen.pages import Pages

__all__ = ["Catalogue", "ClockFace", "Formats", "Look", "Pages", "look_of", "read_catalogue"]
