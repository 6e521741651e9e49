"""How a rescue ends, and what persons decide about it on the way."""

from dataclasses import replace

from services.chassis.access import Actor, Hidden
from services.chassis.log import Work
from services.contracts import patrol as facts
from services.contracts.words import Grade, Outcome
from services.patrol.domain import answering, opening
from services.patrol.domain.answering import Found
from services.patrol.domain.errors import NobodyIsSent, PlaceNotNeeded
from services.patrol.domain.geography import county_of
from services.patrol.domain.offer import Moment
from services.patrol.domain.profile import choose
from services.patrol.domain.rescue import Rescue
from services.patrol.domain.states import UNDER_WAY
from services.patrol.operations import saying
from services.patrol.operations.crews import take_from_stock
from services.patrol.operations.recording import hold, record
from services.patrol.operations.serving import serve_waiting
from services.patrol.operations.steps import hold_own, put_at_the_place, seal_reason
from services.patrol.operations.withdrawing import withdraw
from services.patrol.repository import registers


async def answer(work: Work, actor: Actor, rescue_id: str, offer_id: str, found: Found) -> Rescue:
    """The team's answer: goods leave its stock, a person brought in takes a bed, and the team is free for the queue."""
    before = await hold_own(work, actor, rescue_id, offer_id)
    found = replace(found, words=work.keyring.seal_or_none("words", found.words or None))
    after = answering.answer(before, offer_id, found, Moment(work.now), work.origin.actor)
    team = saying.live(before).team
    came: list[facts.RescueFact] = []
    if saying.live(before).arrived is None:
        await put_at_the_place(work, before, team)
        came.append(facts.TeamArrived(rescue=before.id, offer=offer_id, team=team))
    await _take_bed(work, actor, found)
    stopped = saying.clock_stopped(before, after)
    saved = await record(work, before, after, [*came, *stopped, saying.answered(after)])
    await take_from_stock(work, team, found.handed_out)
    await serve_waiting(work, county_of(before.area))
    return saved


async def close(work: Work, actor: Actor, rescue_id: str, outcome: Outcome, reason: str) -> Rescue:
    """The desk's answer: nobody needs to go, and who was asked is free for the queue."""
    before = await hold(work, rescue_id, actor)
    sealed = seal_reason(work, reason)
    found = Found(outcome, words=sealed)
    if outcome in answering.FROM_THE_DESK and before.state in UNDER_WAY:
        before = await withdraw(work, before, sealed)
    after = answering.close(before, found, sealed, work.now, work.origin.actor)
    said = [*saying.clock_stopped(before, after), saying.answered(after)]
    saved = await record(work, before, after, said)
    await serve_waiting(work, county_of(before.area))
    return saved


async def regrade(work: Work, actor: Actor, rescue_id: str, grade: Grade, reason: str) -> Rescue:
    """A person judges otherwise. Raises NobodyIsSent where the area has no promise for that grade."""
    before = await hold(work, rescue_id, actor)
    sealed = seal_reason(work, reason)
    plans = await registers.plans_around(work.session, before.area)
    profile = choose([profile for plan in plans for profile in plan.profiles], before.area, grade)
    if profile is None:
        raise NobodyIsSent(grade)
    after = opening.regrade(before, grade, profile, sealed)
    return await record(work, before, after, [saying.regraded(after, sealed)])


async def stop_clock(work: Work, actor: Actor, rescue_id: str, reason: str) -> Rescue:
    before = await hold(work, rescue_id, actor)
    after = answering.stop_clock(before, seal_reason(work, reason), work.now, work.origin.actor)
    return await record(work, before, after, saying.clock_stopped(before, after))


async def explain_breach(work: Work, actor: Actor, rescue_id: str, reason: str) -> Rescue:
    before = await hold(work, rescue_id, actor)
    sealed = seal_reason(work, reason)
    after = answering.explain_breach(before, sealed)
    return await record(work, before, after, [facts.BreachExplained(rescue=before.id, reason=sealed)])


async def _take_bed(work: Work, actor: Actor, found: Found) -> None:
    if found.place is None:
        return
    if found.outcome is not Outcome.BROUGHT_IN:
        raise PlaceNotNeeded(found.outcome)
    place = await registers.find_place(work.session, found.place)
    if place is None or not actor.may_see(place.area):
        raise Hidden
    await registers.take_beds(work.session, place, found.people)
