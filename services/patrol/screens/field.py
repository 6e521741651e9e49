"""`/patrol/field`: a team's phone. Where do I go, and what do I press now? With what makes it an app of its own."""

from typing import Annotated

from fastapi import Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from services.chassis.screen import look_of
from services.chassis.web import Call, page_by
from services.contracts.words import Role
from services.patrol.repository import lists
from services.patrol.repository.lists import Part
from services.patrol.screens import field_words as words
from services.patrol.screens.field_view import MOST, gather
from services.patrol.screens.kit import PAGES

PAGE = "/patrol/field"
Looking = Annotated[Call, Depends(page_by(Role.TEAM))]


@PAGES.router.get("/field")
async def field(call: Looking, team: Annotated[str | None, Query(max_length=40)] = None) -> Response:
    """A team sees itself; an administrator looks at any of them, and does nothing."""
    looking = call.actor.role is not Role.TEAM
    asked = team if looking else call.actor.team
    theme = look_of(call.request).on_a_phone(call.service.clock.now())
    if not asked:
        return await _choice(call, theme, looking)
    shown = await gather(call, asked)
    given = {"field": shown, "words": words, "looking": looking, "person": call.actor.id, "theme": theme}
    return PAGES.show(call.request, "field/page.html", 200, **given)


async def _choice(call: Call, theme: str, looking: bool) -> Response:
    """Which team to look at; an account of a team without a team is told so."""
    teams = []
    if looking:
        async with call.read() as session:
            teams = await lists.team_page(session, call.actor, None, Part(MOST))
    role = call.actor.role
    return PAGES.show(call.request, "field/choice.html", theme=theme, teams=teams, looking=looking, role=role)


@PAGES.router.get("/field-worker.js")
async def worker() -> Response:
    """The page's service worker; it may look after the page alone."""
    asset = PAGES.assets.files["own/field-worker.js"]
    headers = {"Service-Worker-Allowed": PAGE, "Cache-Control": "no-cache"}
    return Response(asset.body, headers=headers, media_type=asset.media_type)


@PAGES.router.get("/field.webmanifest")
async def manifest(request: Request) -> Response:
    look = look_of(request)
    icon = {"src": PAGES.assets.url("kit/mark.svg"), "sizes": "any", "type": "image/svg+xml"}
    told = {
        "id": PAGE,
        "name": PAGES.say(look, "暖冬救助"),
        "short_name": PAGES.say(look, "暖冬"),
        "lang": look.html_language,
        "start_url": PAGE,
        "scope": PAGE,
        "display": "standalone",
        "orientation": "portrait",
        "background_color": "#0E141A",
        "theme_color": "#0A1017",
        "icons": [{**icon, "purpose": purpose} for purpose in ("any", "maskable")],
    }
    return JSONResponse(told, headers={"Cache-Control": "no-cache"}, media_type="application/manifest+json")
