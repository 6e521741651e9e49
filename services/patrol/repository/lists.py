"""What somebody may see: every list is narrowed to the actor's area, and a team's to its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.access import Actor, visible
from services.contracts.words import Role
from services.patrol.domain.figures import Sample
from services.patrol.domain.rescue import Rescue
from services.patrol.domain.states import State
from services.patrol.domain.team import Team
from services.patrol.repository import registers, rescues, samples, teams
from services.patrol.repository.registers import Place
from services.patrol.repository.samples import Period
from services.patrol.tables import IS_LIVE, IS_OPEN, IS_WAITING, OFFER, PLACE, RESCUE, SAMPLE, TEAM

NO_TEAM = ""


def team_of(actor: Actor) -> str | None:
    """The only team that the actor may see and speak for; a team's key that names none speaks for nobody."""
    return (actor.team or NO_TEAM) if actor.role is Role.TEAM else actor.team


@dataclass(frozen=True)
class Part:
    """One page: so many, after this position of the list's own order."""

    limit: int
    after: Sequence[Any] | None = None


@dataclass(frozen=True)
class RescueFilter:
    state: State | None = None
    area: str | None = None
    open: bool | None = None


async def rescue_page(session: AsyncSession, actor: Actor, wanted: RescueFilter, part: Part) -> list[Rescue]:
    """Newest first; position: id. One more than the limit, to know whether there is another page."""
    rows = _own_rescues(actor)
    if wanted.state is not None:
        rows = rows.where(RESCUE.c.state == wanted.state)
    if wanted.open is not None:
        rows = rows.where(IS_OPEN if wanted.open else RESCUE.c.state == State.ANSWERED)
    if wanted.area is not None:
        rows = rows.where(RESCUE.c.area.startswith(wanted.area, autoescape=True))
    if part.after is not None:
        rows = rows.where(RESCUE.c.id < part.after[0])
    return await rescues.read(session, rows.order_by(RESCUE.c.id.desc()).limit(part.limit + 1))


async def most_urgent(session: AsyncSession, actor: Actor, limit: int) -> list[Rescue]:
    """Open rescues where nobody is yet, in the order of the queue: urgency, deadline, id."""
    rows = _own_rescues(actor).where(IS_OPEN, RESCUE.c.state != State.ARRIVED)
    return await rescues.read(session, rows.order_by(*rescues.URGENCY).limit(limit))


async def open_numbered(session: AsyncSession, actor: Actor, number: str) -> str | None:
    """The id of the open rescue of this number; of several counties' the newest."""
    rows = visible(select(RESCUE.c.id), actor, RESCUE.c.area).where(IS_OPEN, RESCUE.c.number == number)
    return (await session.execute(rows.order_by(RESCUE.c.id.desc()).limit(1))).scalar()


async def rescue_seen(session: AsyncSession, actor: Actor, rescue_id: str) -> Rescue | None:
    return next(iter(await rescues.read(session, _own_rescues(actor).where(RESCUE.c.id == rescue_id))), None)


async def queue_page(session: AsyncSession, actor: Actor, part: Part) -> list[Rescue]:
    """Who waits, most urgent first; position: urgency, deadline, id."""
    rows = _own_rescues(actor).where(IS_WAITING)
    if part.after is not None:
        rows = rows.where(rescues.further_than(tuple(part.after)))
    return await rescues.read(session, rows.order_by(*rescues.URGENCY).limit(part.limit + 1))


async def offered_rescues(
    session: AsyncSession, actor: Actor, team: str | None, live: bool | None, part: Part
) -> list[tuple[str, Rescue]]:
    """Offers by their id, newest first, each with its rescue."""
    rows = visible(select(OFFER.c.id, OFFER.c.rescue).join(RESCUE), actor, RESCUE.c.area)
    own = team_of(actor)
    asked = team if own is None else own
    if asked is not None:
        rows = rows.where(OFFER.c.team == asked)
    if live is not None:
        rows = rows.where(IS_LIVE if live else OFFER.c.live.is_(False))
    if part.after is not None:
        rows = rows.where(OFFER.c.id < part.after[0])
    found = (await session.execute(rows.order_by(OFFER.c.id.desc()).limit(part.limit + 1))).all()
    wanted = select(RESCUE).where(RESCUE.c.id.in_({row.rescue for row in found}))
    whole = {rescue.id: rescue for rescue in await rescues.read(session, wanted)}
    return [(row.id, whole[row.rescue]) for row in found]


async def all_teams(session: AsyncSession, actor: Actor) -> list[Team]:
    """The whole register of the actor's area: figures about teams are about every one."""
    return await teams.read(session, _own_teams(actor).order_by(TEAM.c.id))


async def team_page(session: AsyncSession, actor: Actor, area: str | None, part: Part) -> list[Team]:
    """By id, the order in which they were registered."""
    rows = _own_teams(actor)
    if area is not None:
        rows = rows.where(TEAM.c.area.startswith(area, autoescape=True))
    if part.after is not None:
        rows = rows.where(TEAM.c.id > part.after[0])
    return await teams.read(session, rows.order_by(TEAM.c.id).limit(part.limit + 1))


async def team_seen(session: AsyncSession, actor: Actor, team_id: str) -> Team | None:
    return next(iter(await teams.read(session, _own_teams(actor).where(TEAM.c.id == team_id))), None)


async def place_page(session: AsyncSession, actor: Actor, part: Part) -> list[Place]:
    rows = _own_places(actor)
    if part.after is not None:
        rows = rows.where(PLACE.c.id > part.after[0])
    return await registers.read_places(session, rows.order_by(PLACE.c.id).limit(part.limit + 1))


async def all_places(session: AsyncSession, actor: Actor) -> list[Place]:
    return await registers.read_places(session, _own_places(actor).order_by(PLACE.c.id))


async def samples_of(session: AsyncSession, actor: Actor, period: Period, area: str | None) -> list[Sample]:
    rows = visible(samples.wanted(period), actor, SAMPLE.c.area)
    if area is not None:
        rows = rows.where(SAMPLE.c.area.startswith(area, autoescape=True))
    return await samples.read(session, rows)


def _own_rescues(actor: Actor) -> Select[Any]:
    rows = visible(select(RESCUE), actor, RESCUE.c.area)
    own = team_of(actor)
    if own is not None:
        rows = rows.where(exists().where(OFFER.c.rescue == RESCUE.c.id, OFFER.c.team == own))
    return rows


def _own_places(actor: Actor) -> Select[Any]:
    return visible(registers.PLACES, actor, PLACE.c.area)


def _own_teams(actor: Actor) -> Select[Any]:
    rows = visible(teams.WHOLE, actor, TEAM.c.area)
    own = team_of(actor)
    return rows.where(TEAM.c.id == own) if own is not None else rows
