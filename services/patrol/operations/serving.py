"""The queue: whoever waits is served by urgency the instant a team is free, in the unit of work that freed it."""

from services.chassis.log import Work
from services.contracts.patrol import RescueFact, RescueQueued
from services.patrol.domain.candidates import Candidate, best
from services.patrol.domain.dispatch import Asked, offer, queue
from services.patrol.domain.rescue import Rescue
from services.patrol.operations import saying
from services.patrol.operations.ranking import Ranker
from services.patrol.operations.recording import record
from services.patrol.repository import rescues


async def serve_fresh(work: Work, county: str, fresh: Rescue, *more: RescueFact) -> None:
    """Open a rescue and give it a team, in one step where nobody waits who may be more urgent. The county is held.
    `more`: what is said beside that it is open."""
    opened = [saying.opened(fresh), *more]
    ranker = await Ranker.of_unit(work.session, work.now, county)
    areas = ranker.free_areas()
    if areas and await rescues.waiting(work.session, areas, limit=1):
        await record(work, None, fresh, opened)
        await _serve(work, county, ranker)
        return
    ranking = await ranker.rank(fresh) if areas else ()
    if (chosen := best(ranking)) is not None:
        after = offer(fresh, Asked(str(work.ids.new()), chosen), work.now)
        await record(work, None, after, [*opened, saying.offered(after, ranking)])
        ranker.reserve(chosen.team, fresh.id)
    else:
        after = queue(fresh)
        await record(work, None, after, [*opened, await _queued(work, ranker, fresh, after)])


async def serve_waiting(work: Work, county: str) -> None:
    """Give every free team of the county to the most urgent rescue that can use it, and tell the leader of each
    rescue for which there is nobody. The county is held."""
    await _serve(work, county, await Ranker.afresh(work.session, work.now, county))


async def _serve(work: Work, county: str, ranker: Ranker) -> None:
    last, more = None, True
    while more and (areas := ranker.free_areas()):
        page = await rescues.waiting(work.session, areas, last)
        for rescue in page:
            await _send_best(work, ranker, rescue)
        more = len(page) == rescues.PAGE
        last = page[-1].urgency if page else None
    for rescue in await rescues.waiting_unsaid(work.session, county):
        await _queue_up(work, ranker, rescue)


async def _send_best(work: Work, ranker: Ranker, rescue: Rescue) -> None:
    ranking = await ranker.rank(rescue)
    if (chosen := best(ranking)) is not None:
        await send(work, rescue, chosen, ranking)
        ranker.reserve(chosen.team, rescue.id)


async def send(
    work: Work, rescue: Rescue, chosen: Candidate, ranking: tuple[Candidate, ...], reason: str | None = None
) -> Rescue:
    """Offer and so reserve the team. The database refuses a second live offer; then all is decided again.

    `reason`: of the person who chose the team."""
    by = work.origin.actor if reason else None
    after = offer(rescue, Asked(str(work.ids.new()), chosen, reason, by), work.now)
    return await record(work, rescue, after, [saying.offered(after, ranking)])


async def _queue_up(work: Work, ranker: Ranker, rescue: Rescue) -> None:
    after = queue(rescue)
    await record(work, rescue, after, [await _queued(work, ranker, rescue, after)])


async def _queued(work: Work, ranker: Ranker, rescue: Rescue, after: Rescue) -> RescueQueued:
    return RescueQueued(
        rescue=rescue.id,
        round=after.queued_round,
        place_in_queue=await rescues.place_in_queue(work.session, rescue),
        grade=rescue.grade,
        would_free=await ranker.would_free(rescue),
    )
