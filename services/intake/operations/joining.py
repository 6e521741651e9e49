"""Two sightings of one person: proposed by a desk, decided by patrol, followed by every report of both."""

from collections.abc import Sequence

from services.chassis.access import Actor, Hidden
from services.chassis.log import Work
from services.contracts.intake import JoinProposed, SplitProposed
from services.contracts.words import Kind
from services.intake.domain import report as decisions
from services.intake.domain.errors import NothingToJoin
from services.intake.domain.report import Report
from services.intake.operations.handling import find, person
from services.intake.operations.hearing import Heard, follow, where_it_went
from services.intake.operations.telling import tell
from services.intake.operations.wishes import JOIN, SPLIT, await_answer
from services.intake.repository import reports


async def propose_join(work: Work, actor: Actor, report_id: str, other_id: str) -> Report:
    """Raises Hidden, NothingToJoin, NotTheOwner, StepOutOfOrder."""
    before, other = await _both(work, actor, report_id, other_id)
    proposed = decisions.propose_join(before, other, person(actor))
    await reports.save(work.session, before, proposed)
    await await_answer(work, JOIN, proposed, proposed.joins)
    fact = JoinProposed(report=proposed.id, other=other.id, join=proposed.joins, area=proposed.area)
    await tell(work, proposed, fact, {"other": other.number, "sighting": other.id, "join": proposed.joins})
    return proposed


async def propose_split(work: Work, actor: Actor, report_id: str, other_id: str) -> Report:
    """Raises Hidden, NothingToJoin, NotTheOwner, StepOutOfOrder."""
    before, other = await _both(work, actor, report_id, other_id)
    proposed = decisions.propose_split(before, other, person(actor))
    await reports.save(work.session, before, proposed)
    await await_answer(work, SPLIT, proposed, proposed.joins)
    fact = SplitProposed(report=proposed.id, other=other.id, join=proposed.joins, area=proposed.area)
    await tell(work, proposed, fact, {"other": other.number, "join": proposed.joins})
    return proposed


async def _both(work: Work, actor: Actor, report_id: str, other_id: str) -> tuple[Report, Report]:
    before = await find(work, actor, Kind.SIGHTING, report_id)
    try:
        return before, await find(work, actor, Kind.SIGHTING, other_id)
    except Hidden:
        raise NothingToJoin from None


async def rescue_was_split(work: Work, rescue: str, sightings: Sequence[str], heard: Heard) -> None:
    """Its reports follow it again."""
    await follow(work, rescue, heard)
    for sighting in sightings:
        before = await reports.load_sighting(work.session, sighting)
        if before is not None:
            await reports.save(work.session, before, decisions.stand_alone(before, rescue))


async def rescue_was_merged(work: Work, rescue: str, heard: Heard) -> None:
    """Every report of the rescue belongs to the one that goes on."""
    known = await follow(work, rescue, heard)
    goes_on = await where_it_went(work, known)
    for before in await reports.of_rescue(work.session, rescue):
        await reports.save(work.session, before, decisions.take_over(before, goes_on))
