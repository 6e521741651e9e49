"""Everything the board shows, gathered in one read: the same for everybody of an area and role."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.access import Actor
from services.chassis.clock import night_begins
from services.chassis.web import Call
from services.contracts.words import Role
from services.patrol.api.asking import opener_of
from services.patrol.domain.candidates import best
from services.patrol.domain.geography import COUNTY_DIGITS, county_of
from services.patrol.domain.night import Tonight
from services.patrol.domain.rescue import Rescue
from services.patrol.domain.states import State
from services.patrol.domain.team import Team
from services.patrol.operations.ranking import Ranker
from services.patrol.repository import lists, nights, readings, rescues, warnings
from services.patrol.repository.lists import Part, RescueFilter
from services.patrol.repository.registers import Place
from services.patrol.repository.samples import Period
from services.patrol.repository.standing import OpenCount, open_count
from services.patrol.schemas.showing import Opener
from services.patrol.screens.board_alerts import Alert, alerts_of, kinds_of
from services.patrol.screens.board_circle import Circle, circle_of
from services.patrol.screens.board_rows import Row, row_of, sorted_rows
from services.patrol.screens.board_teams import TeamRow, team_rows
from services.patrol.screens.board_warnings import Strip, Warmth, strips, warmth_of

MOST = 200
"""Of anything that one board shows, the most urgent; its figures are about all."""


@dataclass(frozen=True)
class Board:
    """`open`: all that are open, counted. `waiting`: of these the most urgent where nobody is yet. `there`: the newest
    where a team is, its clock stopped. `teams`: every one."""

    now: datetime
    may_send: bool
    open: OpenCount
    waiting: tuple[Row, ...]
    there: tuple[Row, ...]
    teams: tuple[TeamRow, ...]
    places: tuple[Place, ...]
    circle: Circle
    tonight: Tonight
    alerts: tuple[Alert, ...]
    warnings: tuple[Strip, ...]
    counties: frozenset[str]

    @property
    def offers(self) -> tuple[Row, ...]:
        return tuple(row for row in self.waiting if row.asked)

    @property
    def queue(self) -> tuple[Row, ...]:
        queued = [row for row in self.waiting if row.place_in_queue is not None]
        return tuple(sorted(queued, key=lambda row: row.place_in_queue or 0))

    @property
    def shown_teams(self) -> tuple[TeamRow, ...]:
        return self.teams[:MOST]

    @property
    def on_duty(self) -> tuple[TeamRow, ...]:
        return tuple(row for row in self.teams if row.on_duty)

    @property
    def warmth(self) -> Warmth:
        return warmth_of(self.places)

    @property
    def read_by(self) -> dict[str, str]:
        """When each reader last read one of these alerts."""
        readings = sorted(
            (one for alert in self.alerts for one in alert.readings), key=lambda one: one.read_at
        )
        return {one.reader: one.read_at.isoformat() for one in readings}

    @property
    def can_go(self) -> int:
        return sum(row.can_go for row in self.teams)


async def gather(call: Call) -> Board:
    now, actor = call.service.clock.now(), call.actor
    begins = night_begins(now)
    async with call.read() as session:
        arrived = await lists.rescue_page(session, actor, RescueFilter(State.ARRIVED), Part(MOST))
        open_ones = [*await lists.most_urgent(session, actor, MOST), *arrived[:MOST]]
        counted = await open_count(session, actor, now, begins)
        teams = await lists.all_teams(session, actor)
        places = tuple(await lists.all_places(session, actor))
        tonight = await nights.tonight(session, actor, Period(begins))
        owed = await nights.answered(session, actor, begins, MOST, owed=True)
        rows = await _rows(session, open_ones, now, opener_of(call))
        alerted = [*rows, *(row_of(rescue, now, opener_of(call)) for rescue in owed)]
        read = await readings.of_rescues(session, [row.rescue.id for row in alerted if any(kinds_of(row))])
        circle = await circle_of(session, places, teams, now)
        warned = await warnings.in_force(session, actor)
        tasks = await _tasks(session, open_ones, teams)
    return Board(
        now=now,
        may_send=actor.role in (Role.DISPATCHER, Role.ADMIN),
        open=counted,
        waiting=sorted_rows(row for row in rows if not row.arrived),
        there=tuple(row for row in rows if row.arrived),
        teams=team_rows(teams, tasks, places, now),
        places=places,
        circle=circle,
        tonight=tonight,
        alerts=alerts_of(alerted, read),
        warnings=strips(warned, opener_of(call), call),
        counties=_counties(actor, [*open_ones, *teams, *places]),
    )


def _counties(actor: Actor, shown: Iterable[Rescue | Team | Place]) -> frozenset[str]:
    """The reader's own; of whoever sees more than one, those that anything shown is in."""
    if len(actor.scope) >= COUNTY_DIGITS:
        return frozenset({county_of(actor.scope)})
    return frozenset(county_of(one.area) for one in shown)


async def _rows(
    session: AsyncSession, open_ones: Sequence[Rescue], now: datetime, opened: Opener
) -> list[Row]:
    """Rows with who could be asked next, where nobody has accepted yet."""
    undecided = [rescue for rescue in open_ones if rescue.state in (State.WAITING, State.OFFERED)]
    rankers = {
        county: await Ranker.of_county(session, now, county)
        for county in {county_of(rescue.area) for rescue in undecided}
    }
    places = await rescues.places_in_queue(session, [rescue for rescue in open_ones if rescue.queued])
    rows = []
    for rescue in open_ones:
        nearest = best(await rankers[county_of(rescue.area)].rank(rescue)) if rescue in undecided else None
        rows.append(row_of(rescue, now, opened, nearest, places.get(rescue.id)))
    return rows


async def _tasks(
    session: AsyncSession, shown: Sequence[Rescue], teams: Iterable[Team]
) -> Mapping[str, Rescue]:
    """What each busy team is at, also beyond what is shown."""
    known = {rescue.id: rescue for rescue in shown}
    missing = {team.rescue: None for team in teams if team.rescue and team.rescue not in known}
    return known | {rescue.id: rescue for rescue in await rescues.among(session, missing)}
