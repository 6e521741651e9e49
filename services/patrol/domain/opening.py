"""From sightings to a rescue: open, join, grade again."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from services.contracts.words import Grade
from services.patrol.domain.errors import ReasonMissing
from services.patrol.domain.geography import metres_between
from services.patrol.domain.grades import Grading, is_more_urgent
from services.patrol.domain.profile import ResponseProfile
from services.patrol.domain.rescue import Rescue, ResponseClock, Sighting
from services.patrol.domain.states import State, Trigger, step

BY_PERSON = "by_person"


@dataclass(frozen=True)
class Identity:
    """What the database hands out to a new rescue."""

    id: str
    number: str
    area: str
    drill: bool = False


def open_rescue(
    identity: Identity, sighting: Sighting, grading: Grading, profile: ResponseProfile, now: datetime
) -> Rescue:
    """A new rescue, waiting. Its clock runs from the first receipt, which is never later than now."""
    received_at = min(sighting.received_at, now)
    deadline = received_at + timedelta(seconds=profile.limit_seconds)
    return Rescue(
        id=identity.id,
        number=identity.number,
        area=identity.area,
        point=sighting.point,
        approximate=sighting.approximate,
        grading=grading,
        profile=profile,
        clock=ResponseClock(received_at, now, deadline),
        sightings=(sighting,),
        drill=identity.drill,
    )


def find_same(rescues: Iterable[Rescue], sighting: Sighting) -> Rescue | None:
    """The open rescue that the sighting is about: near enough in place and time by the rescue's own profile.

    The nearest one, then the older one.
    """
    near = [rescue for rescue in rescues if _same(rescue, sighting)]
    return min(near, key=lambda rescue: (metres_to(rescue, sighting), rescue.id), default=None)


def metres_to(rescue: Rescue, sighting: Sighting) -> int:
    return round(metres_between(rescue.point, sighting.point))


def join(rescue: Rescue, sighting: Sighting, grading: Grading, profile: ResponseProfile) -> Rescue:
    """One more call about the same person. The earliest clock survives, the grade may only rise.

    No deadline moves later, and a clock that has stopped is measured and stays as it is.
    """
    state = step(rescue.state, Trigger.JOIN)
    joined = replace(rescue, state=state, sightings=(*rescue.sightings, sighting))
    rises = is_more_urgent(grading.grade, rescue.grade)
    if rises:
        joined = replace(joined, grading=grading, profile=profile)
    if not rescue.clock.running:
        return joined
    received_at = min(rescue.clock.received_at, sighting.received_at)
    deadline = min(rescue.clock.deadline, received_at + joined.limit)
    return replace(joined, clock=replace(rescue.clock, received_at=received_at, deadline=deadline))


def let_go(rescue: Rescue, call_id: str) -> Rescue:
    """A call that had joined it is about another person after all. Never the one that it began with.

    Whatever it has taken over of clock and grade stays.
    """
    state = step(rescue.state, Trigger.LET_GO)
    assert call_id != rescue.story, "a rescue keeps the call that it began with"
    return replace(rescue, state=state, sightings=tuple(one for one in rescue.sightings if one.id != call_id))


def regrade(rescue: Rescue, grade: Grade, profile: ResponseProfile, reason: str) -> Rescue:
    """A person judges otherwise, up or down, and says why (sealed); the deadline follows, from first receipt."""
    state = step(rescue.state, Trigger.REGRADE)
    if not reason:
        raise ReasonMissing
    grading = Grading(grade, (BY_PERSON,), BY_PERSON)
    deadline = rescue.clock.received_at + timedelta(seconds=profile.limit_seconds)
    clock = replace(rescue.clock, deadline=deadline) if rescue.clock.running else rescue.clock
    return replace(rescue, state=state, grading=grading, profile=profile, clock=clock, regrade_reason=reason)


def relocate(rescue: Rescue, corrected: Sighting, area: str, profile: ResponseProfile) -> Rescue:
    """Its first call was about another place. The deadline follows, from first receipt; a broken promise stays so."""
    state = step(rescue.state, Trigger.RELOCATE)
    clock = rescue.clock
    if clock.running and clock.breached_at is None:
        clock = replace(clock, deadline=clock.received_at + timedelta(seconds=profile.limit_seconds))
    return replace(
        rescue,
        state=state,
        area=area,
        point=corrected.point,
        approximate=corrected.approximate,
        sightings=(corrected, *rescue.sightings[1:]),
        profile=profile,
        clock=clock,
    )


def _same(rescue: Rescue, sighting: Sighting) -> bool:
    if rescue.state is State.ANSWERED or rescue.approximate or sighting.approximate:
        return False
    apart = min(abs(sighting.received_at - known.received_at) for known in rescue.sightings)
    return rescue.profile.joins.holds(metres_to(rescue, sighting), apart)
