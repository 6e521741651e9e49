"""A call was about another place than it said: the rescue goes there, unless somebody is there already."""

from dataclasses import dataclass, replace

from services.chassis.clock import office_day
from services.chassis.log import Work
from services.contracts.patrol import CorrectionDeclined, EstimateChanged, RescueFact, RescueRelocated
from services.contracts.reference.divisions import middle_of
from services.contracts.values import Point as Place
from services.patrol.domain import dispatch, opening
from services.patrol.domain.geography import Point, county_of, metres_between
from services.patrol.domain.profile import ResponseProfile, choose
from services.patrol.domain.rescue import Rescue, Sighting
from services.patrol.domain.states import State
from services.patrol.operations import saying
from services.patrol.operations.ranking import candidates_for
from services.patrol.operations.recording import hold, record
from services.patrol.operations.serving import serve_waiting
from services.patrol.repository import registers, rescues


@dataclass(frozen=True)
class Corrected:
    """The whole place as it is known now. `place` is sealed text."""

    sighting: str
    correction: int
    area: str
    point: Point | None
    place: str | None
    road: str | None
    kilometre: float | None
    drill: bool


async def correct_place(work: Work, corrected: Corrected) -> None:
    """Answer with RescueRelocated or CorrectionDeclined."""
    rescue_id = await rescues.of_sighting(work.session, corrected.sighting)
    if rescue_id is None:
        _decline(work, corrected, "not_taken_over")
        return
    before = await hold(work, rescue_id)
    sighting = _located(before, corrected, work)
    profile = await _profile(work, before, corrected.area)
    if (why := _kept_from_it(before, corrected)) is not None:
        _decline(work, corrected, why)
    elif sighting is None:
        _decline(work, corrected, "no_place")
    elif profile is None:
        _decline(work, corrected, "no_profile")
    else:
        await _relocate(work, before, opening.relocate(before, sighting, corrected.area, profile), corrected)


def _kept_from_it(rescue: Rescue, corrected: Corrected) -> str | None:
    if rescue.state in (State.ARRIVED, State.ANSWERED):
        return str(rescue.state)
    if rescue.story != corrected.sighting:
        return "further_call"
    return "other_county" if county_of(corrected.area) != county_of(rescue.area) else None


async def _relocate(work: Work, before: Rescue, after: Rescue, corrected: Corrected) -> None:
    said: list[RescueFact] = [_relocated(before, after, corrected)]
    live = after.live_offer
    if live is not None and (seconds := await _way(work, after, live.team)) is not None:
        after = dispatch.reroute(after, seconds, work.now)
        promised_at = saying.live(after).promised_at
        said.append(EstimateChanged(rescue=after.id, offer=live.id, team=live.team, promised_at=promised_at))
    await record(work, before, after, said)
    await serve_waiting(work, county_of(after.area))


async def _way(work: Work, rescue: Rescue, team: str) -> int | None:
    """Seconds from where the team was last; None where nobody knows."""
    ranking = await candidates_for(work.session, work.now, rescue)
    return next((one.seconds for one in ranking if one.team == team), None)


async def _profile(work: Work, rescue: Rescue, area: str) -> ResponseProfile | None:
    plans = await registers.plans_around(work.session, area)
    return choose([profile for plan in plans for profile in plan.profiles], area, rescue.grade)


def _located(rescue: Rescue, corrected: Corrected, work: Work) -> Sighting | None:
    middle = middle_of(corrected.area, office_day(work.now)) if corrected.point is None else None
    point = corrected.point or (Point(*middle) if middle else None)
    if point is None:
        return None
    return replace(
        rescue.sightings[0],
        point=point,
        approximate=corrected.point is None,
        place=corrected.place,
        road=corrected.road,
        kilometre=corrected.kilometre,
    )


def _relocated(before: Rescue, after: Rescue, corrected: Corrected) -> RescueRelocated:
    live = after.live_offer
    return RescueRelocated(
        rescue=after.id,
        sighting=corrected.sighting,
        correction=corrected.correction,
        point=Place(longitude=after.point.longitude, latitude=after.point.latitude),
        metres=round(metres_between(before.point, after.point)),
        profile=after.profile.name,
        limit_seconds=after.profile.limit_seconds,
        deadline=after.clock.deadline,
        area=after.area,
        team=live.team if live else None,
        offer=live.id if live else None,
        join_metres=after.profile.join_metres,
        join_seconds=after.profile.join_seconds,
    )


def _decline(work: Work, corrected: Corrected, reason: str) -> None:
    fact = CorrectionDeclined(sighting=corrected.sighting, correction=corrected.correction, reason=reason)
    sequence = 1 + corrected.correction  # after the answer about the sighting itself
    work.say(fact, area=corrected.area, sequence=sequence, story=corrected.sighting, drill=corrected.drill)
