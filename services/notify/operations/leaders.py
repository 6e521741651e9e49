"""Who is meant by a rank at this moment: on duty, standing in, leading the county around."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.notify.domain.duty import acting_on
from services.notify.domain.escalation import DIGITS, Rank
from services.notify.domain.message import Party
from services.notify.domain.routes import best_route
from services.notify.operations import duty
from services.notify.repository import duty as roster
from services.notify.repository import registers
from services.notify.repository.people import PersonRow


@dataclass(frozen=True)
class Target:
    """`person`: none where nobody is on duty and only the area's route leads there; `area`: whose route comes last,
    none where no route does."""

    person: PersonRow | None
    area: str | None
    key: str


async def whom(session: AsyncSession, area: str, rank: Rank, now: datetime) -> Target | None:
    """None when there is nobody, or nobody besides those whom the ranks before have told."""
    told: set[str] = set()
    for one in Rank:
        target = await _of(session, area, one, now)
        if one is rank:
            return target if target is not None and target.key not in told else None
        if target is not None:
            told.add(target.key)
    return None


async def _of(session: AsyncSession, area: str, rank: Rank, now: datetime) -> Target | None:
    if rank is Rank.STAND_IN:
        return await _stand_in(session, area, now)
    around = area[: DIGITS.get(rank, len(area))]
    if rank is not Rank.ON_DUTY and len(around) < DIGITS[rank]:
        return None
    if found := await duty.leading(session, around, now):
        return Target(found.acting, around, f"person:{found.acting.id}")
    route = best_route(await registers.routes_for(session, Party.LEADER, around, ""), around, "")
    return Target(None, around, f"route:{route.id}") if route else None


async def _stand_in(session: AsyncSession, area: str, now: datetime) -> Target | None:
    """Of the duty that counts, where the person leads."""
    found = await duty.leading(session, area, now)
    other = found.duty.stand_in if found and found.acting.id == found.duty.person else None
    if found is None or other is None:
        return None
    row = (await roster.people(session, [other]))[other]
    gone = {other} if row.disabled_at is not None else set()
    stands_in = acting_on(found.duty, {found.duty.person, *gone})
    return Target(row, None, f"person:{other}") if stands_in else None
