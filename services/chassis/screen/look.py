"""How one device wants to see pages: language, theme, single-letter keys. Kept in cookies, no secrets in them."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import Request

from services.chassis.clock import office_time
from services.chassis.web.problems import language_of

LANGUAGE_COOKIE, THEME_COOKIE, KEYS_COOKIE = "relief_language", "relief_theme", "relief_keys"
THEMES = ("auto", "light", "dark")
DARK_FROM, DARK_UNTIL = 18, 7  # office hours of the day between which a phone is dark unless its owner chose


@dataclass(frozen=True)
class Look:
    """`language`: zh | en. `theme`: auto | light | dark. `keys`: whether single letters act."""

    language: str = "zh"
    theme: str = "auto"
    keys: bool = True

    @property
    def html_language(self) -> str:
        return "en" if self.language == "en" else "zh-CN"

    def on_a_phone(self, now: datetime) -> str:
        """The theme of a phone: dark in the evening and at night, where nobody chose."""
        if self.theme != "auto":
            return self.theme
        hour = office_time(now).hour
        return "dark" if hour >= DARK_FROM or hour < DARK_UNTIL else "light"


def look_of(request: Request) -> Look:
    theme = request.cookies.get(THEME_COOKIE, "auto")
    return Look(
        language=language_of(request),
        theme=theme if theme in THEMES else "auto",
        keys=request.cookies.get(KEYS_COOKIE) != "off",
    )
