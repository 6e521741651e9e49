"""The duty roster: who leads an area when something must be told, and how people are reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.access import Actor, Hidden
from services.chassis.log import Work
from services.contracts.notify import DutyChanged, DutyEnded, DutyGiven
from services.notify.domain import duty as domain
from services.notify.domain.addresses import Contact
from services.notify.domain.duty import Duty
from services.notify.domain.errors import NotALeader
from services.notify.domain.message import Party
from services.notify.domain.routes import check_route
from services.notify.operations import secrets
from services.notify.operations.keys import check_division
from services.notify.operations.telling import find_way
from services.notify.repository import duty as repository
from services.notify.repository import messages
from services.notify.repository.duty import DutyRow
from services.notify.repository.people import PersonRow


@dataclass(frozen=True)
class Leading:
    """`acting`: the person on duty, or who stands in."""

    duty: Duty
    acting: PersonRow


async def give_duty(
    work: Work,
    actor: Actor,
    area: str,
    person: str,
    stand_in: str | None,
    begins_at: datetime,
    ends_at: datetime,
) -> Duty:
    """Raises DutyUnfit, NotALeader, DivisionUnknown, Hidden. Messages that had no way are tried again when it holds
    already."""
    actor.must_see(area)
    check_division(area)
    domain.check_duty(person, stand_in, begins_at, ends_at)
    await _must_lead(work, area, person, stand_in)
    row = DutyRow(
        id=str(work.ids.new()),
        area=area,
        person=person,
        stand_in=stand_in,
        begins_at=begins_at,
        ends_at=ends_at,
        made_at=work.now,
        made_by=work.origin.actor,
    )
    work.session.add(row)
    given = DutyGiven(
        duty=row.id, person=person, stand_in=stand_in, area=area, begins_at=begins_at, ends_at=ends_at
    )
    work.say(given, area=area, sequence=1, story=row.id)
    await work.session.flush()
    await _try_again(work, area)
    return repository.duty_from(row)


async def change_duty(work: Work, actor: Actor, id: str, away: bool | None, stand_in: str | None) -> Duty:
    """What is None stays as it is. Raises Hidden, DutyUnfit, NotALeader."""
    row = await _visible(work, actor, id)
    domain.check_duty(row.person, stand_in, row.begins_at, row.ends_at)
    await _must_lead(work, row.area, stand_in)
    before = repository.duty_from(row)
    row.away = row.away if away is None else away
    row.stand_in = stand_in or row.stand_in
    if repository.duty_from(row) == before:
        return before
    changed = DutyChanged(duty=row.id, stand_in=row.stand_in, away=row.away)
    work.say(changed, area=row.area, sequence=row.version + 1, story=row.id)
    await work.session.flush()
    await _try_again(work, row.area)
    return repository.duty_from(row)


async def end_duty(work: Work, actor: Actor, id: str) -> Duty:
    """Now, or before it begins. Ended twice is ended. Raises Hidden."""
    row = await _visible(work, actor, id)
    if row.ends_at > work.now:
        row.ends_at = work.now
        work.say(DutyEnded(duty=row.id), area=row.area, sequence=row.version + 1, story=row.id)
    return repository.duty_from(row)


async def leading(session: AsyncSession, area: str, now: datetime) -> Leading | None:
    """Who leads the area at this moment."""
    duties = await repository.around(session, area, now)
    known = await repository.people(
        session, [id for one in duties for id in (one.person, one.stand_in) if id]
    )
    gone = {row.id for row in known.values() if row.disabled_at is not None}
    found = domain.leading(duties, now, gone)
    return Leading(found[0], known[found[1]]) if found else None


async def set_ways(work: Work, person: str, ways: Sequence[Contact]) -> list[str | None]:
    """In clear, the first to be tried first. Gives the secrets that were made for them, in clear. Raises AddressUnfit,
    SecretUnfit."""
    check_route(Party.LEADER, "", *ways)
    before = await repository.ways_of(work.session, person)
    kept = [secrets.keep(work, way, before) for way in ways]
    await repository.set_ways(work.session, person, [one.contact for one in kept])
    return [one.made for one in kept]


async def _visible(work: Work, actor: Actor, id: str) -> DutyRow:
    row = await repository.duty(work.session, id)
    if row is None:
        raise Hidden(id)
    actor.must_see(row.area)
    return row


async def _must_lead(work: Work, area: str, *people: str | None) -> None:
    entitled = {row.id for row in await repository.leaders(work.session, area)}
    if any(one not in entitled for one in people if one is not None):
        raise NotALeader


async def _try_again(work: Work, area: str) -> None:
    for message in await messages.waiting_for_a_way(work.session, messages.told_to_leaders_in(area)):
        await find_way(work, message)
