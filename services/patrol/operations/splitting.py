"""A desk says that two sightings are two persons after all: what was merged is two again, a call that had joined by
itself gets a rescue of its own."""

from services.chassis.log import Work
from services.contracts.patrol import RescueSplit, SplitRefused
from services.contracts.words import Sign
from services.patrol.domain import merging, opening
from services.patrol.domain.geography import county_of
from services.patrol.domain.rescue import Rescue, Sighting
from services.patrol.domain.states import State
from services.patrol.operations import saying
from services.patrol.operations.merging import (
    NOT_TAKEN_OVER,
    Proposed,
    read,
    rescues_of,
    say_no,
    where_it_went,
)
from services.patrol.operations.recording import hold, record
from services.patrol.operations.serving import serve_fresh, serve_waiting
from services.patrol.operations.sightings import NO_PROFILE, judge, next_identity
from services.patrol.policy import Seen

TOO_LATE = (State.ARRIVED, State.ANSWERED)


async def split_rescues(work: Work, proposed: Proposed) -> None:
    """Answer with RescueSplit or SplitRefused."""
    one, other = await rescues_of(work, proposed)
    if one is None or other is None:
        _refuse(work, proposed, NOT_TAKEN_OVER)
        return
    mine = await hold(work, one)
    if one == other:
        await _part(work, mine, proposed)
        return
    theirs = await read(work, other)
    gone = next((rescue for rescue in (mine, theirs) if rescue.merged_into is not None), None)
    if gone is None:
        _refuse(work, proposed, "not_merged")
        return
    kept = await where_it_went(work, gone)
    if kept.state in TOO_LATE:
        _refuse(work, proposed, str(kept.state))
        return
    await _unmerge(work, kept, gone, proposed)


async def _unmerge(work: Work, kept: Rescue, gone: Rescue, proposed: Proposed) -> None:
    left, again = merging.split(kept, gone)
    await record(work, kept, left, [])
    await record(work, gone, again, [_said(again, left, proposed)])
    await serve_waiting(work, county_of(again.area))


async def _part(work: Work, kept: Rescue, proposed: Proposed) -> None:
    """Both are calls of one rescue: the one that came later gets its own, on its own clock."""
    leaves, area = _who_leaves(kept, proposed)
    if kept.merged_into is not None or kept.state in TOO_LATE:
        _refuse(work, proposed, "merged" if kept.merged_into else str(kept.state))
        return
    signs = tuple(Sign(sign) for sign in leaves.signs)
    grading, profile = await judge(work.session, area, Seen(signs, leaves.people))
    if profile is None:
        _refuse(work, proposed, NO_PROFILE)
        return
    left = opening.let_go(kept, leaves.id)
    identity = next_identity(work, area, kept.drill)
    fresh = opening.open_rescue(identity, leaves, grading, profile, work.now)
    await record(work, kept, left, [])
    await serve_fresh(work, county_of(area), fresh, _said(fresh, left, proposed))


def _who_leaves(rescue: Rescue, proposed: Proposed) -> tuple[Sighting, str]:
    """And the area that it is in, as far as anybody has said."""
    stays = rescue.story == proposed.sighting
    id, area = (proposed.other, rescue.area) if stays else (proposed.sighting, proposed.area)
    return next(call for call in rescue.sightings if call.id == id), area


def _said(again: Rescue, left: Rescue, proposed: Proposed) -> RescueSplit:
    return RescueSplit(
        rescue=again.id,
        from_rescue=left.id,
        sighting=proposed.sighting,
        other=proposed.other,
        join=proposed.join,
        sightings=saying.sightings_of(again),
        deadline=again.clock.deadline,
    )


def _refuse(work: Work, proposed: Proposed, reason: str) -> None:
    say_no(work, proposed, SplitRefused(sighting=proposed.sighting, join=proposed.join, reason=reason))
