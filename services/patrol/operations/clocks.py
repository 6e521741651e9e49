"""What time alone brings about. Each looks again: the rescue may have gone on since the clock was set."""

from datetime import datetime

from services.chassis.log import Work
from services.contracts import patrol as facts
from services.patrol.domain import dispatch, risk
from services.patrol.domain.geography import county_of
from services.patrol.domain.offer import OfferState
from services.patrol.operations.crews import fall_silent
from services.patrol.operations.recording import hold, record
from services.patrol.operations.serving import serve_waiting


async def lapse(work: Work, rescue_id: str, round_: int, due_at: datetime) -> None:
    """Nobody answered: the next team is asked, or the rescue waits."""
    before = await hold(work, rescue_id)
    live = before.live_offer
    if live is None or live.round != round_ or live.state is not OfferState.OFFERED:
        return
    after = dispatch.lapse(before, live.id, due_at)
    lapsed = facts.OfferLapsed(rescue=before.id, offer=live.id, team=live.team)
    await record(work, before, after, [lapsed], due_at)
    await fall_silent(work, live.team, due_at)
    await serve_waiting(work, county_of(before.area))


async def warn(work: Work, rescue_id: str, due_at: datetime) -> None:
    """At risk by time alone. After the deadline the breach says all there is to say."""
    before = await hold(work, rescue_id)
    if work.now >= before.clock.deadline:
        return
    if risk.reassess(before, due_at) != before:
        await record(work, before, before, [], due_at)


async def breach(work: Work, rescue_id: str, due_at: datetime) -> None:
    """The promise is broken; a reason is owed."""
    before = await hold(work, rescue_id)
    if risk.breach_due(before) != due_at:
        return
    after = risk.breach(before, due_at)
    await record(work, before, after, [facts.RescueBreached(rescue=before.id, deadline=due_at)], due_at)
