"""Who is asked, and what they say: offer, accept, decline, lapse, withdraw, depart, estimate, arrive.

Every decision takes a rescue and gives the new one back; what cannot happen raises.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from services.contracts.words import ClockStop
from services.patrol.domain.candidates import Candidate
from services.patrol.domain.errors import EstimateInThePast, EstimateTooFar, OfferNotLive, ReasonMissing
from services.patrol.domain.offer import Moment, Offer, OfferState
from services.patrol.domain.rescue import Rescue
from services.patrol.domain.states import State, Trigger, step

FURTHEST_ESTIMATE = timedelta(days=1)


@dataclass(frozen=True)
class Asked:
    """A candidate about to be asked, under the id that the offer will have."""

    offer: str
    candidate: Candidate
    override_reason: str | None = None
    by: str | None = None


def offer(rescue: Rescue, asked: Asked, now: datetime) -> Rescue:
    """Ask a team. From now until the answer it is reserved."""
    state = step(rescue.state, Trigger.OFFER)
    seconds = asked.candidate.seconds
    assert seconds is not None, "a candidate that can go has an estimate"
    made = Offer(
        id=asked.offer,
        team=asked.candidate.team,
        team_name=asked.candidate.name,
        round=len(rescue.offers) + 1,
        offered_at=now,
        lapses_at=now + timedelta(seconds=rescue.profile.offer_lasts_seconds),
        estimated_seconds=seconds,
        promised_at=now + timedelta(seconds=seconds),
        override_reason=asked.override_reason,
        offered_by=asked.by,
    )
    return replace(rescue, state=state, offers=(*rescue.offers, made), queued=False)


def queue(rescue: Rescue) -> Rescue:
    """Nobody can be asked: wait in the queue, as long as it takes."""
    state = step(rescue.state, Trigger.QUEUE)
    return replace(rescue, state=state, queued=True, queued_round=rescue.queued_round + 1)


def accept(rescue: Rescue, offer_id: str, when: Moment) -> Rescue:
    """The team goes. Its promise counts from now: it has not left before it said yes."""
    state = step(rescue.state, Trigger.ACCEPT)
    live = _live(rescue, offer_id)
    promised_at = when.received_at + live.travel
    taken = replace(live, state=OfferState.ACCEPTED, accepted=when, promised_at=promised_at)
    return _with(rescue, state, taken)


def decline(rescue: Rescue, offer_id: str, reason: str, now: datetime) -> Rescue:
    """The team cannot go, or cannot go on; it is not asked for this rescue again. Sealed reason."""
    state = step(rescue.state, Trigger.DECLINE)
    if not reason:
        raise ReasonMissing
    live = _live(rescue, offer_id)
    return _with(rescue, state, replace(live, state=OfferState.DECLINED, ended_at=now, end_reason=reason))


def lapse(rescue: Rescue, offer_id: str, due_at: datetime) -> Rescue:
    """Nobody answered in time: not a refusal, and the team may be asked again when it is heard from."""
    state = step(rescue.state, Trigger.LAPSE)
    ended = replace(_live(rescue, offer_id), state=OfferState.LAPSED, ended_at=due_at)
    return _with(rescue, state, ended)


def withdraw(rescue: Rescue, reason: str | None, now: datetime) -> Rescue:
    """A person takes the offer back: somebody else shall go, or nobody needs to."""
    state = step(rescue.state, Trigger.WITHDRAW)
    assert rescue.live_offer is not None, "only a rescue that is under way can be withdrawn from"
    ended = replace(rescue.live_offer, state=OfferState.WITHDRAWN, ended_at=now, end_reason=reason)
    return _with(rescue, state, ended)


def depart(rescue: Rescue, offer_id: str, when: Moment) -> Rescue:
    """En route: the promise is the departure plus the estimated travel."""
    state = step(rescue.state, Trigger.DEPART)
    live = _live(rescue, offer_id)
    gone = replace(live, state=OfferState.EN_ROUTE, departed=when, promised_at=when.received_at + live.travel)
    return _with(rescue, state, gone)


def estimate(rescue: Rescue, offer_id: str, arrive_at: datetime, now: datetime) -> Rescue:
    """The team knows better when it will be there."""
    state = step(rescue.state, Trigger.ESTIMATE)
    live = _live(rescue, offer_id)
    if arrive_at < now:
        raise EstimateInThePast
    if arrive_at > now + FURTHEST_ESTIMATE:
        raise EstimateTooFar
    return _with(rescue, state, replace(live, promised_at=arrive_at))


def reroute(rescue: Rescue, seconds: int, now: datetime) -> Rescue:
    """The way of the team that was asked, or is on its way, is another one now."""
    live = rescue.live_offer
    assert live is not None, "somebody was asked"
    promised_at = now + timedelta(seconds=seconds)
    return _with(rescue, rescue.state, replace(live, estimated_seconds=seconds, promised_at=promised_at))


def arrive(rescue: Rescue, offer_id: str, when: Moment) -> Rescue:
    """Somebody is there. The clock stops, where the profile says that arrival stops it."""
    state = step(rescue.state, Trigger.ARRIVE)
    there = replace(_live(rescue, offer_id), state=OfferState.ARRIVED, arrived=when)
    arrived = _with(rescue, state, there)
    if not arrived.clock.running or ClockStop.ARRIVAL not in rescue.profile.stops:
        return arrived
    stopped = replace(arrived.clock, stopped_at=when.received_at, stopped_by=ClockStop.ARRIVAL, at_risk=False)
    return replace(arrived, clock=stopped)


def live_offer_of(rescue: Rescue, offer_id: str) -> Offer:
    """Raises OfferNotLive."""
    return _live(rescue, offer_id)


def _live(rescue: Rescue, offer_id: str) -> Offer:
    live = rescue.live_offer
    if live is None or live.id != offer_id:
        raise OfferNotLive(offer_id)
    return live


def _with(rescue: Rescue, state: State, changed: Offer) -> Rescue:
    offers = tuple(changed if offer.id == changed.id else offer for offer in rescue.offers)
    return replace(rescue, state=state, offers=offers)
