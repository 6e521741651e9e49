"""The cookie of a session, and what keeps other sites from using it."""

from datetime import datetime
from urllib.parse import quote, urlsplit

from fastapi import Request, Response

from services.chassis.access import COOKIE

SAFE = ("GET", "HEAD")
SIGN_IN = "/notify/sign-in"


class CrossSite(Exception):
    """A request that would change something came from another site, or does not say where it came from."""


class SignInFirst(Exception):
    """A page was asked for without a session."""

    def __init__(self, path: str, query: str) -> None:
        super().__init__(path)
        self.path, self.query = path, query


def cookie_of(request: Request) -> str | None:
    return request.cookies.get(COOKIE)


def must_be_same_site(request: Request) -> None:
    """For whoever is known by a cookie, which a browser also sends when another site tells it to. Raises CrossSite."""
    if request.method not in SAFE and not is_same_site(request):
        raise CrossSite


def must_not_be_cross_site(request: Request) -> None:
    """For signing in: machines may, and browsers on our own pages. Raises CrossSite."""
    says = any(name in request.headers for name in ("sec-fetch-site", "origin"))
    if says and not is_same_site(request):
        raise CrossSite


def is_same_site(request: Request) -> bool:
    """A browser's own word, which no script can change; an older browser says at least its origin."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == request.headers.get("host")


def give_session(
    response: Response, request: Request, token: str, now: datetime, until: datetime, keep: bool = True
) -> None:
    """`keep`: over the end of the browser, for a device that one person carries through the shift."""
    seconds = int((until - now).total_seconds()) if keep else None
    response.set_cookie(COOKIE, token, max_age=seconds, **_manner(request))  # type: ignore[arg-type]
    response.headers["Cache-Control"] = "no-store"


def end_session(response: Response, request: Request) -> None:
    response.delete_cookie(COOKIE, **_manner(request))  # type: ignore[arg-type]


def _manner(request: Request) -> dict[str, object]:
    secure = request.url.scheme == "https"  # as the gateway tells it
    return {"path": "/", "httponly": True, "secure": secure, "samesite": "strict"}


def sign_in_address(path: str, query: str = "") -> str:
    """The sign-in page, which leads back to a page of ours."""
    back = f"{path}?{query}" if query else path
    return f"{SIGN_IN}?next={quote(back, safe='/')}"


def own_path(address: str | None) -> str | None:
    """The address if it is a path of this site, else None: `next` comes from whoever made the link."""
    if not address or not address.startswith("/") or address[1:2] in ("/", "\\"):
        return None
    plain = address.isascii() and address.isprintable() and "\\" not in address
    parts = urlsplit(address) if plain else None
    return address if parts and not parts.scheme and not parts.netloc else None
