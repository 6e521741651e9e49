"""What a device remembers of its person's wishes, so that every service's pages follow them."""

from fastapi import Request, Response

from services.chassis.screen.look import KEYS_COOKIE, LANGUAGE_COOKIE, THEME_COOKIE

YEAR_SECONDS = 365 * 86400


def remember(response: Response, request: Request, language: str, theme: str, keys: bool) -> None:
    """`language`: zh-CN or en. Scripts of the pages read and write these cookies; nothing in them is secret."""
    wishes = {
        LANGUAGE_COOKIE: language.split("-", 1)[0],
        THEME_COOKIE: theme,
        KEYS_COOKIE: "on" if keys else "off",
    }
    secure = request.url.scheme == "https"
    for name, value in wishes.items():
        response.set_cookie(name, value, max_age=YEAR_SECONDS, path="/", secure=secure, samesite="lax")
