"""Screens subscribe: the whole rescue, team or warning, each time it changed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
from services.contracts.weather import WarningFact
from services.patrol.api.asking import Reading
from services.patrol.domain.team import Team
from services.patrol.repository import rescues, teams, warnings
from services.patrol.schemas.showing import rescue_told, team_told
from services.patrol.schemas.warnings import warning_told

CLOCKS_DIFFER = timedelta(seconds=30)
"""Positions are dated by whichever replica took them, and committed a moment later than dated."""


@dataclass(frozen=True)
class About:
    """What a fact of ours is about, by id. `rescues` with the version that the fact tells of, where it tells."""

    rescues: Mapping[str, int | None] = field(default_factory=dict)
    team: str | None = None
    warning: str | None = None


def look_with(clock: Clock) -> Look:
    """Reads what facts of ours are about, as it is now."""

    async def look(session: AsyncSession, envelopes: Sequence[Envelope]) -> list[list[Changed]]:
        about = [_about(envelope) for envelope in envelopes]
        shown_rescues = await _rescues(session, _newest(about))
        shown_teams = await _teams(session, {one.team for one in about if one.team}, clock.now())
        shown_warnings = await _warnings(session, {one.warning for one in about if one.warning})
        return [
            [
                *_rescue(shown_rescues, one),
                *_of(shown_teams, one.team),
                *_of(shown_warnings, one.warning),
            ]
            for one in about
        ]

    return look


def _about(envelope: Envelope) -> About:
    kind = FACTS.get(envelope.type)
    if kind is None or issubclass(kind, SightingFact):
        return About()
    if issubclass(kind, TeamFact):
        return About(team=envelope.subject)
    if issubclass(kind, WarningFact):
        return About(warning=envelope.subject)
    left = envelope.data.get("from_rescue")  # has changed as well, and says nothing of it
    also = {left: None} if left else {}
    return About({envelope.subject: envelope.sequence, **also}, envelope.data.get("team"))


def _newest(about: Iterable[About]) -> dict[str, int | None]:
    newest: dict[str, int | None] = {}
    for one in about:
        for id, version in one.rescues.items():
            known = newest.get(id, version)
            newest[id] = None if known is None or version is None else max(known, version)
    return newest


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


def _told(team: Team, now: datetime) -> Changed:
    return Changed("team", team.area, team_told(team, now), team.id)


async def _rescues(session: AsyncSession, versions: Mapping[str, int | None]) -> dict[str, Changed]:
    found = await rescues.among(session, versions)
    return {one.id: Changed("rescue", one.area, rescue_told(one), one.team) for one in found}


async def _teams(session: AsyncSession, ids: Collection[str], now: datetime) -> dict[str, Changed]:
    return {team.id: _told(team, now) for team in (await teams.among(session, ids) if ids else ())}


async def _warnings(session: AsyncSession, ids: Collection[str]) -> dict[str, Changed]:
    found = await warnings.among(session, ids)
    return {one.id: Changed("warning", one.area, warning_told(one)) for one in found}


def _rescue(shown: Mapping[str, Changed], about: About) -> list[Changed]:
    """A team whose offer ended must hear of it too: the fact names it, the rescue no longer does."""
    found = (one for id in about.rescues for one in _of(shown, id))
    return [replace(one, team=about.team or one.team) for one in found]


def _of(shown: Mapping[str, Changed], id: str | None) -> list[Changed]:
    return [shown[id]] if id is not None and id in shown else []


def stream_router(screens: Screens) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["stream"])

    @router.get("/stream", response_class=StreamingResponse)
    async def stream(
        call: Reading, last_event_id: Annotated[str | None, Header(max_length=400)] = None
    ) -> StreamingResponse:
        """Server-sent events: `rescue`, `team`, `warning` (keep the newer `version`), `snapshot` (read the
        lists again), `beat` every 5 s with the server's time, `bye`.

        A thing has the fields that it has when it is read, and under the same version the same values. Absent are
        only words, which not every role may read (`place`, `words`, `members`, every `…_reason`), and what depends on
        the time of reading (`candidates`, `margin_seconds`, `age_seconds`).
        """
        return screens.response(call.service, call.actor, key_of(call.request), last_event_id)

    return router
