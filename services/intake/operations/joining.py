"""Two sightings of one person: proposed by a desk, decided by patrol, followed by every report of both."""

from collections.abc import Sequence

from services.chassis.access import Actor, Hidden
from services.chassis.log import Work
from services.contracts.intake import JoinProposed, SplitProposed
from services.contracts.words import Kind
from services.intake.domain import report as decisions
from services.intake.domain.conversation import Joining
from services.intake.domain.errors import NothingToJoin
from services.intake.domain.report import Report
from services.intake.operations.clocks import (
    await_join,
    await_split,
    stop_awaiting_join,
    stop_awaiting_split,
)
from services.intake.operations.handling import find, person
from services.intake.operations.hearing import Heard, follow, sighting_of, where_it_went
from services.intake.operations.telling import tell
from services.intake.repository import reports


async def propose_join(work: Work, actor: Actor, report_id: str, other_id: str) -> Report:
    """Raises Hidden, NothingToJoin, NotTheOwner, StepOutOfOrder."""
    before = await find(work, actor, Kind.SIGHTING, report_id)
    try:
        other = await find(work, actor, Kind.SIGHTING, other_id)
    except Hidden:
        raise NothingToJoin from None
    proposed = decisions.propose_join(before, other, person(actor))
    await reports.save(work.session, before, proposed)
    await await_join(work, proposed)
    fact = JoinProposed(report=proposed.id, other=other.id, join=proposed.joins, area=proposed.area)
    await tell(work, proposed, fact, {"other": other.number, "sighting": other.id, "join": proposed.joins})
    return proposed


async def propose_split(work: Work, actor: Actor, report_id: str, other_id: str) -> Report:
    """Raises Hidden, NothingToJoin, NotTheOwner, StepOutOfOrder."""
    before = await find(work, actor, Kind.SIGHTING, report_id)
    proposed = decisions.propose_split(before, person(actor))
    await reports.save(work.session, before, proposed)
    await await_split(work, proposed)
    fact = SplitProposed(report=proposed.id, other=other_id, join=proposed.joins, area=proposed.area)
    await tell(work, proposed, fact, {"join": proposed.joins})
    return proposed


async def rescue_was_split(work: Work, rescue: str, sightings: Sequence[str], heard: Heard) -> None:
    """Its reports follow it again."""
    await follow(work, rescue, heard)
    for sighting in sightings:
        before = await sighting_of(work, sighting)
        if before is not None:
            await reports.save(work.session, before, decisions.take_over(before, rescue))


async def split_was_answered(work: Work, sighting: str, number: int, answer: Joining) -> bool:
    """False for a report that nobody here knows."""
    await stop_awaiting_split(work, sighting, number)
    before = await sighting_of(work, sighting)
    if before is None:
        return False
    after = decisions.hear_split(before, number, answer)
    if after != before:
        await reports.save(work.session, before, after)
    return True


async def rescue_was_merged(work: Work, rescue: str, heard: Heard) -> None:
    """Every report of the rescue belongs to the one that goes on."""
    known = await follow(work, rescue, heard)
    goes_on = await where_it_went(work, known)
    for before in await reports.of_rescue(work.session, rescue):
        await reports.save(work.session, before, decisions.take_over(before, goes_on))


async def join_was_answered(work: Work, sighting: str, number: int, answer: Joining) -> bool:
    """False for a report that nobody here knows."""
    await stop_awaiting_join(work, sighting, number)
    before = await sighting_of(work, sighting)
    if before is None:
        return False
    after = decisions.hear_join(before, number, answer)
    if after != before:
        await reports.save(work.session, before, after)
    return True
