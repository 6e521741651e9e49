"""What would become of a call that is not saved yet: its grade and who could go. Only looked at: nobody is reserved."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.patrol.domain.candidates import COULD_BE_FREE, Call, Candidate, free
from services.patrol.domain.geography import county_of
from services.patrol.domain.grades import Grading
from services.patrol.domain.profile import ResponseProfile
from services.patrol.domain.team import Team
from services.patrol.operations.ranking import Ranker
from services.patrol.operations.sightings import judge
from services.patrol.policy import Seen

MOST = 3
"""So many teams can be told over the telephone."""


@dataclass(frozen=True)
class Foreseen:
    """`profile`: the promise, or None where nobody is sent on purpose. `free`, `kept`: the nearest that could go, and
    that are kept from it. `crews` by id."""

    grading: Grading
    profile: ResponseProfile | None
    free: tuple[Candidate, ...]
    kept: tuple[Candidate, ...]
    crews: dict[str, Team]


async def foresee(session: AsyncSession, now: datetime, call: Call, seen: Seen) -> Foreseen:
    grading, profile = await judge(session, call.area, seen)
    ranker = await Ranker.of_county(session, now, county_of(call.area))
    ranked = await ranker.rank_for(call)
    kept = tuple(one for one in ranked if one.refused in COULD_BE_FREE)
    return Foreseen(grading, profile, free(ranked)[:MOST], kept[:MOST], ranker.crews)
