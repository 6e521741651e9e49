"""A decision becomes rows, clocks, a sample and facts: the same way for every step of every rescue."""

from collections.abc import Iterable
from datetime import datetime

from services.chassis.access import Actor, Hidden
from services.chassis.clock import Timer
from services.chassis.log import Work
from services.contracts.patrol import RescueAtRisk, RescueFact
from services.patrol.domain.candidates import free
from services.patrol.domain.geography import county_of
from services.patrol.domain.offer import OfferState
from services.patrol.domain.rescue import Rescue
from services.patrol.domain.risk import breach_due, next_check, outlook, reassess
from services.patrol.operations import saying
from services.patrol.operations.ranking import candidates_for
from services.patrol.repository import hold_circle, rescues, samples

OFFER_LAPSES, AT_RISK, BREACH = "offer_lapses", "at_risk", "breach"


async def hold(work: Work, rescue_id: str, actor: Actor | None = None) -> Rescue:
    """The rescue, with its county held. Raises Hidden when there is none, or none that the actor may see."""
    area = await rescues.area_of(work.session, rescue_id)
    if area is None or (actor is not None and not actor.may_see(area)):
        raise Hidden
    await hold_circle(work.session, county_of(area))
    rescue = await rescues.find(work.session, rescue_id)
    assert rescue is not None, "rescues are never deleted"
    return rescue


async def hold_county(work: Work, rescue_id: str) -> None:
    if (area := await rescues.area_of(work.session, rescue_id)) is not None:
        await hold_circle(work.session, county_of(area))


async def record(
    work: Work,
    before: Rescue | None,
    after: Rescue,
    facts: Iterable[RescueFact],
    at: datetime | None = None,
    measured: bool = True,
) -> Rescue:
    """Save `after`, set its clocks, keep the sample of a clock that stopped, say the facts, then whether it is at risk.

    `at`: when it happened, where that is not now (the due time of a clock). `measured`: whether a clock that stopped
    says something about the response. Returns the saved rescue.
    """
    assessed = reassess(after, at or work.now)
    saved = await rescues.save(work.session, before, assessed, work.now)
    await _set_clocks(work, before, saved)
    if measured and not saved.clock.running and (before is None or before.clock.running):
        samples.keep(work.session, saved)
    for fact in facts:
        saying.say(work, saved, fact, at)
    if saved.clock.risk_round > (before.clock.risk_round if before else 0):
        saying.say(work, saved, await _at_risk(work, saved, at or work.now), at)
    return saved


async def _at_risk(work: Work, rescue: Rescue, at: datetime) -> RescueAtRisk:
    look = outlook(rescue, at)
    helps = free(await candidates_for(work.session, work.now, rescue))
    return RescueAtRisk(
        rescue=rescue.id,
        round=rescue.clock.risk_round,
        deadline=rescue.clock.deadline,
        promised_at=look.promised_at,
        margin_seconds=look.margin_seconds,
        wanted_margin_seconds=rescue.profile.at_risk_margin_seconds,
        helps=tuple(saying.candidate(one) for one in helps),
    )


async def _set_clocks(work: Work, before: Rescue | None, after: Rescue) -> None:
    former = _clocks_of(before) if before else set()
    wanted = _clocks_of(after)
    for timer in sorted(former - wanted, key=_in_order):
        await work.timers.cancel(timer.kind, timer.subject, timer.round)
    work.timers.set(*sorted(wanted - former, key=_in_order))


def _clocks_of(rescue: Rescue) -> set[Timer]:
    clocks = set()
    live = rescue.live_offer
    if live is not None and live.state is OfferState.OFFERED:
        clocks.add(Timer(OFFER_LAPSES, rescue.id, live.lapses_at, live.round))
    if (due_at := next_check(rescue)) is not None:
        clocks.add(Timer(AT_RISK, rescue.id, due_at, rescue.clock.risk_round + 1))
    if (due_at := breach_due(rescue)) is not None:
        clocks.add(Timer(BREACH, rescue.id, due_at))
    return clocks


def _in_order(timer: Timer) -> tuple[str, int]:
    return (timer.kind, timer.round)
