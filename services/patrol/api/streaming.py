"""Screens subscribe: the whole rescue or team, each time it changed."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import StreamingResponse
from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.clock import Clock
from services.chassis.web.calls import key_of
from services.chassis.web.streams import Changed, Look, Screens
from services.contracts.catalogue import FACTS
from services.contracts.envelope import Envelope
from services.contracts.patrol import SightingFact, TeamFact
from services.patrol.api.asking import Reading
from services.patrol.repository import rescues, teams
from services.patrol.schemas.showing import closed, rescue_shown, team_shown


def look_with(clock: Clock) -> Look:
    """Reads what a fact of ours is about, as it is now. Words stay sealed: one message goes to every role."""

    async def look(session: AsyncSession, envelope: Envelope) -> Changed | None:
        kind = FACTS.get(envelope.type)
        if kind is None or issubclass(kind, SightingFact):
            return None
        if issubclass(kind, TeamFact):
            return await _team(session, envelope, clock.now())
        return await _rescue(session, envelope, clock.now())

    return look


async def _team(session: AsyncSession, envelope: Envelope, now: datetime) -> Changed | None:
    known: dict[str, Changed | None] = session.info.setdefault("teams", {})
    if envelope.subject not in known:
        team = await teams.find(session, envelope.subject)
        shown = team and Changed("team", team.area, team_shown(team, now, closed), team.id)
        known[envelope.subject] = shown or None
    return known[envelope.subject]


async def _rescue(session: AsyncSession, envelope: Envelope, now: datetime) -> Changed | None:
    known: dict[str, Changed | None] = session.info.setdefault("rescues", {})
    if envelope.subject not in known:
        rescue = await rescues.find(session, envelope.subject)
        shown = rescue and Changed("rescue", rescue.area, rescue_shown(rescue, now, closed), rescue.team)
        known[envelope.subject] = shown or None
    found = known[envelope.subject]
    # A team whose offer ended must hear of it too: the fact names it, the rescue no longer does.
    return found and replace(found, team=envelope.data.get("team", found.team))


def stream_router(screens: Screens) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["stream"])

    @router.get("/stream", response_class=StreamingResponse)
    async def stream(
        call: Reading, last_event_id: Annotated[str | None, Header(max_length=400)] = None
    ) -> StreamingResponse:
        """Server-sent events: `rescue`, `team` (keep the newer `version`), `snapshot` (read the lists again),
        `beat` every 5 s with the server's time, `bye`."""
        return screens.response(call.service, call.actor, key_of(call.request), last_event_id)

    return router
