"""A desk says that two sightings are one person: their rescues become one, or both stay as they are."""

from dataclasses import dataclass

from services.chassis.log import Work
from services.contracts.patrol import (
    JoinRefused,
    RescueFact,
    RescueMerged,
    SightingJoined,
    SplitRefused,
)
from services.patrol.domain import merging
from services.patrol.domain.geography import county_of, metres_between
from services.patrol.domain.rescue import Rescue
from services.patrol.operations import saying
from services.patrol.operations.recording import hold, record
from services.patrol.operations.serving import serve_waiting
from services.patrol.operations.withdrawing import withdraw
from services.patrol.repository import rescues


@dataclass(frozen=True)
class Proposed:
    sighting: str
    other: str
    join: int
    area: str
    drill: bool


NOT_TAKEN_OVER = "not_taken_over"


async def rescues_of(work: Work, proposed: Proposed) -> tuple[str | None, str | None]:
    """In which rescue each of both sightings is; None for one that nobody has taken over."""
    one = await rescues.of_sighting(work.session, proposed.sighting)
    return one, await rescues.of_sighting(work.session, proposed.other)


async def join_rescues(work: Work, proposed: Proposed) -> None:
    """Answer with RescueMerged or JoinRefused."""
    one, other = await rescues_of(work, proposed)
    if one is None or other is None:
        _refuse(work, proposed, NOT_TAKEN_OVER)
        return
    mine = await where_it_went(work, await hold(work, one))
    theirs = await where_it_went(work, await read(work, other))
    if (why := merging.refusal(mine, theirs)) is not None:
        _refuse(work, proposed, why)
        return
    kept, gone = merging.in_order(mine, theirs)
    await _merge(work, kept, gone, proposed)


async def _merge(work: Work, kept: Rescue, gone: Rescue, proposed: Proposed) -> None:
    if gone.live_offer is not None:
        gone = await withdraw(work, gone, None)
    ended = merging.end(gone, kept.id, work.now, work.origin.actor)
    merged = RescueMerged(
        rescue=gone.id,
        into=kept.id,
        sighting=proposed.sighting,
        other=proposed.other,
        join=proposed.join,
        sightings=saying.sightings_of(gone),
    )
    await record(work, gone, ended, [merged], measured=False)
    grown = merging.absorb(kept, gone)
    rose: list[RescueFact] = [saying.regraded(grown)] if grown.grade is not kept.grade else []
    await record(work, kept, grown, [*_joined(grown, gone), *rose])
    await serve_waiting(work, county_of(kept.area))


def _joined(grown: Rescue, gone: Rescue) -> list[RescueFact]:
    metres = round(metres_between(grown.point, gone.point))
    return [
        SightingJoined(
            rescue=grown.id,
            sighting=sighting,
            metres=metres,
            deadline=grown.clock.deadline,
            grade=grown.grade,
        )
        for sighting in saying.sightings_of(gone)
    ]


async def where_it_went(work: Work, rescue: Rescue) -> Rescue:
    """A rescue that was merged before stands for the one that goes on."""
    while rescue.merged_into is not None:
        rescue = await read(work, rescue.merged_into)
    return rescue


async def read(work: Work, rescue_id: str) -> Rescue:
    rescue = await rescues.find(work.session, rescue_id)
    assert rescue is not None, "rescues are never deleted"
    return rescue


def _refuse(work: Work, proposed: Proposed, reason: str) -> None:
    say_no(work, proposed, JoinRefused(sighting=proposed.sighting, join=proposed.join, reason=reason))


def say_no(work: Work, proposed: Proposed, fact: JoinRefused | SplitRefused) -> None:
    sequence = 1 + proposed.join  # after the answer about the sighting itself
    work.say(fact, area=proposed.area, sequence=sequence, story=proposed.sighting, drill=proposed.drill)
