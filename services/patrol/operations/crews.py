"""Teams: on the register, on duty, moving, silent, heard from again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from services.chassis.access import Actor, Hidden
from services.chassis.clock import Timer
from services.chassis.log import Work
from services.patrol.domain import team as duty
from services.patrol.domain.geography import county_of
from services.patrol.domain.team import Position, Shift, Team
from services.patrol.operations import saying
from services.patrol.operations.serving import serve_waiting
from services.patrol.repository import hold_circle, teams
from services.patrol.repository.lists import team_of

DUTY_CHANGES = "duty_changes"


@dataclass(frozen=True)
class NewTeam:
    """`members` in the clear; they are sealed before they are kept."""

    name: str
    area: str
    stock: Mapping[str, int]
    vehicle: str | None = None
    members: str | None = None
    drill: bool = False


async def register(work: Work, actor: Actor, new: NewTeam) -> Team:
    actor.must_see(new.area)
    members = work.keyring.seal_or_none("words", new.members)
    team = Team(
        str(work.ids.new()), new.name, new.area, vehicle=new.vehicle, members=members, drill=new.drill
    )
    saved = await teams.save(work.session, None, duty.restock(team, new.stock))
    saying.say_team_changed(work, saved)
    return saved


async def set_stock(work: Work, actor: Actor, team_id: str, stock: Mapping[str, int]) -> Team:
    before = await own(work, actor, team_id)
    return await _keep(work, before, duty.restock(before, stock))


async def begin_shift(
    work: Work,
    actor: Actor,
    team_id: str,
    shift: Shift,
    position: Position | None,
    stock: Mapping[str, int] | None,
) -> Team:
    """On duty, now or later; a team that is free now is given to who waits."""
    before = await own(work, actor, team_id)
    after = duty.add_shift(before, shift, work.now)
    if stock is not None:
        after = duty.restock(after, stock)
    if position is not None:
        after = await _put(work, after, position)
    saved = await _keep(work, before, replace(after, answering=True))
    await serve_waiting(work, county_of(saved.area))
    return await _reread(work, saved)


async def end_shift(work: Work, actor: Actor, team_id: str) -> Team:
    before = await own(work, actor, team_id)
    return await _keep(work, before, duty.end_shift(before, work.now))


async def move(work: Work, actor: Actor, team_id: str, position: Position) -> Team:
    """Where the team is. One that was silent, or that nobody knew where to find, is given to who waits."""
    team = await see(work, actor, team_id)
    if team.answering and team.position is not None:
        return await _put(work, team, position)
    team = await own(work, actor, team_id)
    moved = await _put(work, team, position)
    await heard(work, team_id)
    await serve_waiting(work, county_of(team.area))
    return await _reread(work, moved)


async def hear(work: Work, team_id: str) -> None:
    """A silent team has called about something: it answers again, and is given to who waits."""
    team = await teams.find(work.session, team_id)
    if team is not None and not team.answering:
        await hold_circle(work.session, county_of(team.area))
        await heard(work, team_id)
        await serve_waiting(work, county_of(team.area))


async def heard(work: Work, team_id: str) -> None:
    """The team answers again, if it did not. The caller holds the county and serves the queue."""
    team = await teams.find(work.session, team_id)
    if team is not None and not team.answering:
        await _keep(work, team, replace(team, answering=True))


async def fall_silent(work: Work, team_id: str, at: datetime) -> None:
    """It let an offer lapse: no offers until it is heard from again."""
    team = await teams.find(work.session, team_id)
    if team is not None and team.answering:
        await _keep(work, team, replace(team, answering=False), at)


async def take_from_stock(work: Work, team_id: str, goods: Mapping[str, int]) -> None:
    """Raises StockShort."""
    team = await teams.find(work.session, team_id)
    if team is not None and goods:
        left = duty.hand_out(team, goods)
        if left.stock != team.stock:
            await _keep(work, team, left)


async def hold_county(work: Work, team_id: str) -> None:
    if (area := await teams.area_of(work.session, team_id)) is not None:
        await hold_circle(work.session, county_of(area))


async def change_duty(work: Work, team_id: str, due_at: datetime) -> None:
    """A shift begins or ends: everybody hears of it, and a team that is free now is given to who waits."""
    await hold_county(work, team_id)
    team = await teams.find(work.session, team_id)
    if team is None:
        return
    await _keep(work, team, team, due_at)
    await serve_waiting(work, county_of(team.area))


async def see(work: Work, actor: Actor, team_id: str) -> Team:
    """Raises Hidden; a team's own key sees only its own team."""
    team = await teams.find(work.session, team_id)
    if team is None or not actor.may_see(team.area) or team_of(actor) not in (None, team_id):
        raise Hidden
    return team


async def own(work: Work, actor: Actor, team_id: str) -> Team:
    """The team, with its county held."""
    await hold_circle(work.session, county_of((await see(work, actor, team_id)).area))
    return await see(work, actor, team_id)


async def _keep(work: Work, before: Team, after: Team, at: datetime | None = None) -> Team:
    saved = await teams.save(work.session, before, after)
    await _set_duty_clock(work, saved, at or work.now)
    saying.say_team_changed(work, saved, at)
    return saved


async def _set_duty_clock(work: Work, team: Team, since: datetime) -> None:
    # Since the change that is being told of, not since now: a late sweep still tells of every one in between.
    changes = [moment for shift in team.shifts for moment in (shift.begins, shift.ends) if moment > since]
    await work.timers.cancel(DUTY_CHANGES, team.id)
    if changes:
        work.timers.set(Timer(DUTY_CHANGES, team.id, min(changes)))


async def _put(work: Work, team: Team, position: Position) -> Team:
    await teams.put_position(work.session, team.id, position)
    return duty.move(team, position)


async def _reread(work: Work, team: Team) -> Team:
    found = await teams.find(work.session, team.id)
    assert found is not None, "teams are never deleted"
    return found
