"""A sighting becomes a rescue, joins one, or is declined; whichever it is, exactly once."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.clock import office_day
from services.chassis.log import Work
from services.contracts.patrol import SightingDeclined, SightingJoined
from services.contracts.reference.divisions import middle_of
from services.contracts.words import Sign
from services.patrol.domain.geography import Point, county_of
from services.patrol.domain.grades import Grading
from services.patrol.domain.opening import Identity, find_same, join, metres_to, open_rescue
from services.patrol.domain.profile import ResponseProfile, choose
from services.patrol.domain.rescue import Sighting
from services.patrol.operations import saying
from services.patrol.operations.recording import record
from services.patrol.operations.serving import serve_fresh
from services.patrol.policy import Seen, grade_of
from services.patrol.repository import hold_circle, next_number, registers, rescues

NO_PROFILE, NO_PLACE = "no_profile", "no_place"
FIRST_MONTH_OF_WINTER = 7
"""Rescues are numbered anew from July: a winter has two calendar years."""


@dataclass(frozen=True)
class Reported:
    """What intake heard. `place` and `words` are sealed text."""

    sighting: str
    area: str
    received_at: datetime
    people: int
    signs: tuple[Sign, ...]
    point: Point | None = None
    place: str | None = None
    words: str | None = None
    road: str | None = None
    kilometre: float | None = None
    drill: bool = False


async def take_over(work: Work, reported: Reported) -> None:
    """Answer a sighting with RescueOpened, SightingJoined or SightingDeclined. Heard before: nothing happens."""
    if await rescues.sighting_known(work.session, reported.sighting):
        return
    await hold_circle(work.session, county_of(reported.area))
    sighting = _located(reported, work.now)
    if sighting is None:
        _decline(work, reported, NO_PLACE)
        return
    grading, profile = await judge(work.session, reported.area, Seen(reported.signs, reported.people))
    if profile is None:
        _decline(work, reported, NO_PROFILE)
    elif not await _join(work, reported, sighting, grading, profile):
        await _open(work, reported, sighting, grading, profile)


async def judge(session: AsyncSession, area: str, seen: Seen) -> tuple[Grading, ResponseProfile | None]:
    """What was seen there, and what is promised for it; no profile where nobody is sent on purpose."""
    plans = await registers.plans_around(session, area)
    rules = [rule for plan in plans for rule in plan.grade_rules]
    grading = grade_of(rules, area, seen)
    profiles = [profile for plan in plans for profile in plan.profiles]
    return grading, choose(profiles, area, grading.grade)


async def _join(
    work: Work, reported: Reported, sighting: Sighting, grading: Grading, profile: ResponseProfile
) -> bool:
    near = await rescues.open_near(work.session, reported.area, sighting.point, reported.drill)
    before = find_same(near, sighting)
    if before is None:
        return False
    after = join(before, sighting, grading, profile)
    joined = SightingJoined(
        rescue=after.id,
        sighting=sighting.id,
        metres=metres_to(before, sighting),
        deadline=after.clock.deadline,
        grade=after.grade,
    )
    rose = [saying.regraded(after)] if after.grade is not before.grade else []
    await record(work, before, after, [joined, *rose])
    return True


async def _open(
    work: Work, reported: Reported, sighting: Sighting, grading: Grading, profile: ResponseProfile
) -> None:
    identity = next_identity(work, reported.area, reported.drill)
    rescue = open_rescue(identity, sighting, grading, profile, work.now)
    await serve_fresh(work, county_of(reported.area), rescue)


def next_identity(work: Work, area: str, drill: bool) -> Identity:
    today = office_day(work.now)
    winter = today.year if today.month >= FIRST_MONTH_OF_WINTER else today.year - 1
    number = f"{next_number(work.session, county_of(area), winter):03}"
    return Identity(str(work.ids.new()), number, area, drill)


def _decline(work: Work, reported: Reported, reason: str) -> None:
    rescues.keep_declined(work.session, _declined_values(reported, reason, work.now))
    fact = SightingDeclined(sighting=reported.sighting, reason=reason)
    work.say(fact, area=reported.area, sequence=1, story=reported.sighting, drill=reported.drill)


def _declined_values(reported: Reported, reason: str, now: datetime) -> dict[str, object]:
    return {
        "id": reported.sighting,
        "declined": reason,
        "area": reported.area,
        "heard_at": now,
        "place_in_rescue": 0,
        "received_at": reported.received_at,
        "approximate": reported.point is None,
        "people": reported.people,
        "signs": list(reported.signs),
        "place": reported.place,
        "words": reported.words,
        "road": reported.road,
        "kilometre": reported.kilometre,
    }


def _located(reported: Reported, now: datetime) -> Sighting | None:
    """With its point, or the middle of its area; None where nobody can say where that is."""
    sighting = Sighting(
        id=reported.sighting,
        received_at=min(reported.received_at, now),
        point=reported.point or Point(0, 0),
        people=reported.people,
        signs=reported.signs,
        place=reported.place,
        words=reported.words,
        road=reported.road,
        kilometre=reported.kilometre,
    )
    if reported.point is not None:
        return sighting
    middle = middle_of(reported.area, office_day(now))
    return replace(sighting, point=Point(*middle), approximate=True) if middle else None
