"""Who could go, and what keeps the others: read-only looks at the teams of a county."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.patrol import WouldFree
from services.contracts.words import Refusal
from services.patrol.domain.candidates import COULD_BE_FREE, Call, Candidate, rank
from services.patrol.domain.geography import TravelRule, choose_travel, county_of
from services.patrol.domain.rescue import Rescue
from services.patrol.domain.team import Status, Team
from services.patrol.repository import registers, rescues, teams


class Ranker:
    """The teams of one county at one instant. `crews` by id; whoever sends one says so with `reserve`."""

    def __init__(self, session: AsyncSession, now: datetime, crews: dict[str, Team]) -> None:
        self.crews = crews
        self._session, self._now = session, now
        self._travel: dict[str, TravelRule] = {}

    @classmethod
    async def of_county(cls, session: AsyncSession, now: datetime, county: str) -> "Ranker":
        return cls(session, now, {team.id: team for team in await teams.of_county(session, county)})

    @classmethod
    async def of_unit(cls, session: AsyncSession, now: datetime, county: str) -> "Ranker":
        """The same one for all sightings of one unit of work: they change nothing about teams but through it. Whatever
        else changes them there makes the unit look again."""
        known: dict[str, Ranker] = session.info.setdefault("rankers", {})
        if county not in known:
            known[county] = await cls.of_county(session, now, county)
        return known[county]

    @classmethod
    async def afresh(cls, session: AsyncSession, now: datetime, county: str) -> "Ranker":
        """Teams as they are now; the unit of work does not go on with what it saw before."""
        session.info.pop("rankers", None)
        return await cls.of_county(session, now, county)

    def reserve(self, team: str, rescue: str) -> None:
        self.crews[team] = replace(self.crews[team], rescue=rescue)

    def free_areas(self) -> set[str]:
        """The areas of the teams that could be sent somewhere; empty when nobody is free."""
        return {
            team.area
            for team in self.crews.values()
            if team.status_at(self._now) is Status.FREE and team.position is not None
        }

    async def rank(self, rescue: Rescue) -> tuple[Candidate, ...]:
        return await self.rank_for(rescue.call)

    async def rank_for(self, call: Call) -> tuple[Candidate, ...]:
        if call.area not in self._travel:
            plans = await registers.plans_around(self._session, call.area)
            rules = (rule for plan in plans for rule in plan.travel)
            self._travel[call.area] = choose_travel(rules, call.area)
        return rank(self.crews.values(), call, self._travel[call.area], self._now)

    async def would_free(self, rescue: Rescue) -> tuple[WouldFree, ...]:
        """The teams that could go if they were not kept from it, nearest first, and when that may end."""
        kept = [one for one in await self.rank(rescue) if one.refused in COULD_BE_FREE]
        arrivals = await rescues.promised_arrivals(self._session, [one.team for one in kept])
        return tuple(self._would_free(one, arrivals.get(one.team)) for one in kept)

    def _would_free(self, one: Candidate, arrives_at: datetime | None) -> WouldFree:
        assert one.refused is not None, "only refused candidates are asked about"
        coming = self.crews[one.team].next_shift_after(self._now)
        begins_at = coming.begins if coming and one.refused is Refusal.OFF_SHIFT else None
        return WouldFree(team=one.team, name=one.name, state=one.refused, expected_at=arrives_at or begins_at)


async def candidates_for(session: AsyncSession, now: datetime, rescue: Rescue) -> tuple[Candidate, ...]:
    """Every team of the county, ranked for this rescue."""
    return await (await Ranker.of_county(session, now, county_of(rescue.area))).rank(rescue)
