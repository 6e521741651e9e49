"""Contact routes, providers, and the register of keys."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.chassis.access import EVERYWHERE, Actor, visible
from services.chassis.store import Keyring
from services.contracts.words import Role
from services.notify.domain.addresses import Contact
from services.notify.domain.message import Channel, Party
from services.notify.domain.outgoing import MailProvider, SmsProvider
from services.notify.domain.routes import Route, areas_around
from services.notify.repository.pages import Position, oldest_first
from services.notify.tables import COMMON, ApiKeyRow, ContactRouteRow, ProviderRow

__all__ = ["ApiKeyRow"]


# Built once: putting a statement together costs as much as sending it.
AROUND = and_(
    col(ContactRouteRow.team) == "", col(ContactRouteRow.area).in_(bindparam("around", expanding=True))
)
OWN = and_(col(ContactRouteRow.team) == bindparam("of"), col(ContactRouteRow.team) != "")
LEADING_TO = select(ContactRouteRow).where(
    col(ContactRouteRow.party) == bindparam("party_told"), or_(AROUND, OWN)
)


async def routes_for(session: AsyncSession, party: Party, area: str, team: str) -> Sequence[Route]:
    """Every route that may lead to the party: the team's own, and those of the areas around."""
    asked = {"party_told": party, "around": areas_around(area), "of": team}
    return [_route_from(row) for row in (await session.execute(LEADING_TO, asked)).scalars()]


async def route(session: AsyncSession, key: tuple[str, str, str]) -> Route | None:
    row = await session.get(ContactRouteRow, key)
    return _route_from(row) if row else None


async def keep_route(session: AsyncSession, route: Route) -> None:
    values = asdict(route)
    first, *further = values.pop("contacts")
    await session.merge(ContactRouteRow(**values, **first, further=further))


async def delete_route(session: AsyncSession, actor: Actor, key: tuple[str, str, str]) -> bool:
    """False when there is none for this actor."""
    row = await session.get(ContactRouteRow, key)
    if row is None or not actor.may_see(row.area):
        return False
    await session.delete(row)
    return True


async def listed_routes(
    session: AsyncSession, actor: Actor, limit: int, after: tuple[str, str, str] | None
) -> Sequence[Route]:
    """By party, area and team."""
    party, area, team = col(ContactRouteRow.party), col(ContactRouteRow.area), col(ContactRouteRow.team)
    rows = visible(select(ContactRouteRow), actor, area)
    if after is not None:
        later = and_(party == after[0], or_(area > after[1], and_(area == after[1], team > after[2])))
        rows = rows.where(or_(party > after[0], later))
    rows = rows.order_by(party, area, team).limit(limit + 1)
    return [_route_from(row) for row in (await session.execute(rows)).scalars()]


def _route_from(row: ContactRouteRow) -> Route:
    first = Contact(Channel(row.channel), row.address, row.secret)
    further = [Contact(Channel(one["channel"]), one["address"], one["secret"]) for one in row.further]
    return Route(
        party=Party(row.party),
        area=row.area,
        team=row.team,
        contacts=(first, *further),
        language=row.language,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
    )


async def sms_provider(session: AsyncSession, keyring: Keyring) -> SmsProvider | None:
    settings = await _settings(session, keyring, Channel.SMS)
    return SmsProvider(**settings) if settings else None


async def mail_provider(session: AsyncSession, keyring: Keyring) -> MailProvider | None:
    settings = await _settings(session, keyring, Channel.MAIL)
    return MailProvider(**settings) if settings else None


async def keep_provider(
    session: AsyncSession, keyring: Keyring, provider: SmsProvider | MailProvider, now: datetime, who: str
) -> None:
    channel = Channel.SMS if isinstance(provider, SmsProvider) else Channel.MAIL
    sealed = keyring.seal("contact", json.dumps(asdict(provider), ensure_ascii=False))
    await session.merge(ProviderRow(channel=channel, settings=sealed, changed_at=now, changed_by=who))


async def _settings(session: AsyncSession, keyring: Keyring, channel: Channel) -> dict[str, Any] | None:
    row = await session.get(ProviderRow, channel)
    return dict(json.loads(keyring.open(row.settings))) if row else None


async def add_key(session: AsyncSession, row: ApiKeyRow, hashed: str) -> None:
    """Into the register and, in the same unit, into what the door looks at."""
    session.add(row)
    access = {"id": row.id, "hash": hashed, "name": row.name, "role": row.role, "scope": row.scope}
    await session.execute(COMMON.access.insert().values(**access, team=row.team, revoked=False))


async def key(session: AsyncSession, id: str) -> ApiKeyRow | None:
    return await session.get(ApiKeyRow, id)


async def revoke_key(session: AsyncSession, row: ApiKeyRow, now: datetime, who: str) -> None:
    row.revoked_at, row.revoked_by = now, who
    await session.execute(COMMON.access.update().where(COMMON.access.c.id == row.id).values(revoked=True))


async def administrators(session: AsyncSession) -> Sequence[str]:
    """Ids of the valid keys that may do everything everywhere, locked until the end of the unit of work."""
    valid = col(ApiKeyRow.revoked_at).is_(None)
    everything = (col(ApiKeyRow.role) == Role.ADMIN) & (col(ApiKeyRow.scope) == EVERYWHERE)
    wanted = select(col(ApiKeyRow.id)).where(valid, everything).order_by(col(ApiKeyRow.id)).with_for_update()
    return (await session.execute(wanted)).scalars().all()


async def listed_keys(
    session: AsyncSession, actor: Actor | None, limit: int | None = None, after: Position | None = None
) -> Sequence[ApiKeyRow]:
    """Oldest first; `actor` None sees all (the command line)."""
    rows = select(ApiKeyRow)
    if actor is not None:
        rows = visible(rows, actor, col(ApiKeyRow.scope))
    rows = oldest_first(rows, col(ApiKeyRow.made_at), col(ApiKeyRow.id), limit, after)
    return (await session.execute(rows)).scalars().all()
