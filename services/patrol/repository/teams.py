"""Teams with their position and what they are reserved for."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, insert, select, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from services.chassis.store import insert_into
from services.patrol.domain.geography import Point, county_of
from services.patrol.domain.offer import OfferState
from services.patrol.domain.team import LiveOffer, Position, Shift, Team
from services.patrol.repository.mapping import instant
from services.patrol.tables import IS_LIVE, OFFER, TEAM, TEAM_POSITION

LIVE_OFFER = and_(OFFER.c.team == TEAM.c.id, IS_LIVE)
WHOLE = (
    select(
        TEAM,
        TEAM_POSITION.c.longitude,
        TEAM_POSITION.c.latitude,
        TEAM_POSITION.c.received_at,
        TEAM_POSITION.c.device_at,
        TEAM_POSITION.c.moves,
        OFFER.c.rescue,
        OFFER.c.id.label("offer"),
        OFFER.c.state,
        OFFER.c.promised_at,
    )
    .select_from(TEAM)
    .outerjoin(TEAM_POSITION, TEAM_POSITION.c.team == TEAM.c.id)
    .outerjoin(OFFER, LIVE_OFFER)
)
"""Select over the table `team`; narrow and order it further, then `read` it."""
OF_COUNTY = WHOLE.where(TEAM.c.county == bindparam("county")).order_by(TEAM.c.id)


THESE = WHOLE.where(TEAM.c.id.in_(bindparam("teams", expanding=True)))


async def read(session: AsyncSession, wanted: Select[Any], **values: Any) -> list[Team]:
    return [_team(row) for row in (await session.execute(wanted, values)).mappings()]


async def find(session: AsyncSession, team_id: str) -> Team | None:
    return next(iter(await read(session, WHOLE.where(TEAM.c.id == team_id))), None)


async def among(session: AsyncSession, ids: Collection[str]) -> list[Team]:
    return await read(session, THESE, teams=list(ids))


async def of_county(session: AsyncSession, county: str) -> list[Team]:
    return await read(session, OF_COUNTY, county=county)


async def area_of(session: AsyncSession, team_id: str) -> str | None:
    """A light look, to know whose circle must be held before the team is loaded."""
    return (await session.execute(select(TEAM.c.area).where(TEAM.c.id == team_id))).scalar()


async def is_answering(session: AsyncSession, team_id: str) -> bool | None:
    return (await session.execute(select(TEAM.c.answering).where(TEAM.c.id == team_id))).scalar()


async def save(session: AsyncSession, before: Team | None, after: Team) -> Team:
    """Write the register entry (not the position). Raises StaleDataError when somebody else was first."""
    saved = replace(after, version=after.version + 1)
    if before is None:
        await session.execute(insert(TEAM).values(id=saved.id, **_values(saved)))
        return saved
    loaded = (TEAM.c.id == saved.id) & (TEAM.c.version == after.version)
    written = await session.execute(update(TEAM).where(loaded).values(_values(saved)))
    if not written.rowcount:  # type: ignore[attr-defined]
        raise StaleDataError(f"team {saved.id} is no longer at version {after.version}")
    return saved


async def count_change(session: AsyncSession, ids: Collection[str]) -> None:
    """What these teams are reserved for has changed: whoever saw them before sees an older version."""
    if ids:
        changed = update(TEAM).where(TEAM.c.id.in_(ids)).values(version=TEAM.c.version + 1)
        await session.execute(changed)


async def moves_since(session: AsyncSession, since: datetime) -> dict[str, tuple[int, datetime]]:
    """By team: how often it has moved, and when last; of those that moved at or after that moment."""
    position = TEAM_POSITION.c
    wanted = select(position.team, position.moves, position.received_at).where(position.received_at >= since)
    return {team: (moves, at) for team, moves, at in await session.execute(wanted)}


async def put_position(session: AsyncSession, team_id: str, position: Position) -> None:
    """The later position by the server's clock stays."""
    values = {
        "longitude": position.point.longitude,
        "latitude": position.point.latitude,
        "received_at": position.received_at,
        "device_at": position.device_at,
    }
    new = insert_into(session, TEAM_POSITION).values(team=team_id, **values)
    older = TEAM_POSITION.c.received_at <= new.excluded.received_at
    moved = {**values, "moves": TEAM_POSITION.c.moves + 1}
    await session.execute(new.on_conflict_do_update(index_elements=["team"], set_=moved, where=older))


def _team(row: RowMapping) -> Team:
    point = None if row["longitude"] is None else Point(row["longitude"], row["latitude"])
    return Team(
        id=row["id"],
        name=row["name"],
        area=row["area"],
        vehicle=row["vehicle"],
        members=row["members"],
        shifts=tuple(Shift(instant(begins), instant(ends)) for begins, ends in row["shifts"]),
        position=None if point is None else Position(point, row["received_at"], row["device_at"]),
        answering=row["answering"],
        stock=row["stock"],
        rescue=row["rescue"],
        offer=_live_offer(row),
        drill=row["drill"],
        version=row["version"],
        moves=row["moves"] or 0,
    )


def _live_offer(row: RowMapping) -> LiveOffer | None:
    if row["offer"] is None:
        return None
    return LiveOffer(row["offer"], OfferState(row["state"]), row["promised_at"])


def _values(team: Team) -> dict[str, Any]:
    return {
        "name": team.name,
        "area": team.area,
        "county": county_of(team.area),
        "vehicle": team.vehicle,
        "members": team.members,
        "shifts": [[shift.begins.isoformat(), shift.ends.isoformat()] for shift in team.shifts],
        "answering": team.answering,
        "stock": dict(team.stock),
        "drill": team.drill,
        "version": team.version,
    }
