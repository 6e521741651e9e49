"""A desk closes a sighting by hand: what that means for its rescue.

Before a team has said yes nobody goes. Once one has, it is told, and a dispatcher decides.
"""

from services.chassis.log import Work
from services.contracts.patrol import SightingClosed
from services.contracts.words import Outcome
from services.patrol.domain import answering
from services.patrol.domain.answering import Found
from services.patrol.domain.geography import county_of
from services.patrol.domain.rescue import Closing, Rescue
from services.patrol.domain.states import State
from services.patrol.operations import saying
from services.patrol.operations.recording import hold, record
from services.patrol.operations.serving import serve_waiting
from services.patrol.operations.withdrawing import withdraw
from services.patrol.repository import rescues

NOBODY_GOES_YET = (State.WAITING, State.OFFERED)


async def sighting_was_closed(work: Work, sighting_id: str, closing: Closing) -> None:
    """Heard before, of a sighting that was declined, or when all is over: nothing happens."""
    rescue_id = await rescues.of_sighting(work.session, sighting_id)
    if rescue_id is None:
        return
    before = await hold(work, rescue_id)
    if before.state is State.ANSWERED:
        return
    after = answering.close_sighting(before, sighting_id, closing)
    if after == before:
        return
    saved = await record(work, before, after, [_closed(after, sighting_id, closing)])
    if saved.last_closing is None or saved.state not in NOBODY_GOES_YET:
        return
    if saved.state is State.OFFERED:
        saved = await withdraw(work, saved, closing.reason)
    await close_uncalled(work, saved)
    await serve_waiting(work, county_of(saved.area))


async def close_uncalled(work: Work, before: Rescue) -> Rescue:
    """Nobody calls for it any more and nobody goes. The caller serves the queue afterwards."""
    closing = before.last_closing
    assert closing is not None, "somebody still calls"
    found = Found(Outcome.CLOSED_BY_DESK, words=closing.reason)
    after = answering.close(before, found, closing.reason, work.now, closing.by)
    return await record(work, before, after, [*saying.clock_stopped(before, after), saying.answered(after)])


def _closed(rescue: Rescue, sighting_id: str, closing: Closing) -> SightingClosed:
    live = None if rescue.state in NOBODY_GOES_YET else rescue.live_offer
    return SightingClosed(
        rescue=rescue.id,
        sighting=sighting_id,
        sightings_left=sum(sighting.closing is None for sighting in rescue.sightings),
        team=live.team if live else None,
        offer=live.id if live else None,
        reason=closing.reason,
    )
