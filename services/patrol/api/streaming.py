"""Screens subscribe: the whole rescue or team, each time it changed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
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
from services.patrol.domain.team import Team
from services.patrol.repository import rescues, teams
from services.patrol.schemas.showing import rescue_told, team_told

CLOCKS_DIFFER = timedelta(seconds=30)
"""Positions are dated by whichever replica took them, and committed a moment later than dated."""


def look_with(clock: Clock) -> Look:
    """Reads what a fact of ours is about, as it is now: the rescue, the team, or the rescue with the team it names."""

    async def look(session: AsyncSession, envelope: Envelope) -> list[Changed]:
        kind = FACTS.get(envelope.type)
        if kind is None or issubclass(kind, SightingFact):
            return []
        if issubclass(kind, TeamFact):
            found = [await _team(session, envelope.subject, clock.now())]
        else:
            team = envelope.data.get("team")
            found = [await _rescue(session, envelope)]
            found += [await _team(session, team, clock.now())] if team else []
        return [changed for changed in found if changed is not None]

    return look


class Movements:
    """Which teams have moved since it was asked last, whichever replica took their positions.

    One look at an index; nothing else while nobody moves.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen: dict[str, int] = {}
        self._latest: datetime | None = None

    async def __call__(self, session: AsyncSession) -> Mapping[str, Changed]:
        now = self._clock.now()
        found = await teams.moves_since(session, (self._latest or now) - CLOCKS_DIFFER)
        moved = [team for team, (moves, _) in found.items() if self._seen.get(team) != moves]
        self._seen = {team: moves for team, (moves, _) in found.items()}
        self._latest = max((at for _, at in found.values()), default=self._latest or now)
        return {team.id: _told(team, now) for team in await teams.among(session, moved)} if moved else {}


async def _team(session: AsyncSession, team_id: str, now: datetime) -> Changed | None:
    known: dict[str, Changed | None] = session.info.setdefault("teams", {})
    if team_id not in known:
        team = await teams.find(session, team_id)
        known[team_id] = _told(team, now) if team else None
    return known[team_id]


def _told(team: Team, now: datetime) -> Changed:
    return Changed("team", team.area, team_told(team, now), team.id)


async def _rescue(session: AsyncSession, envelope: Envelope) -> Changed | None:
    known: dict[str, Changed | None] = session.info.setdefault("rescues", {})
    if envelope.subject not in known:
        rescue = await rescues.find(session, envelope.subject)
        shown = rescue and Changed("rescue", rescue.area, rescue_told(rescue), rescue.team)
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
        `beat` every 5 s with the server's time, `bye`.

        A thing has the fields that it has when it is read, and under the same version the same values. Absent are
        only words, which not every role may read (`place`, `words`, `members`, every `…_reason`), and what depends on
        the time of reading (`candidates`, `margin_seconds`, `age_seconds`).
        """
        return screens.response(call.service, call.actor, key_of(call.request), last_event_id)

    return router
