"""How a rescue ends: what was found and done, the clock stopped by a person, a breach explained."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from services.contracts.words import ClockStop, Outcome
from services.patrol.domain.dispatch import live_offer_of
from services.patrol.domain.errors import (
    ClockNotStoppedThisWay,
    ClockStoppedBefore,
    NoBreachToExplain,
    NotATeamsAnswer,
    NoTeamsAnswer,
    ReasonMissing,
)
from services.patrol.domain.offer import Moment, OfferState
from services.patrol.domain.rescue import Answer, Closing, Rescue, ResponseClock
from services.patrol.domain.states import Trigger, step

FROM_THE_DESK = (Outcome.FALSE_REPORT, Outcome.REFERRED, Outcome.CLOSED_BY_DESK)
"""Answers that can be known without going there."""
COME_BACK_AFTER = (Outcome.REFUSED, Outcome.GIVEN_AND_LEFT)


@dataclass(frozen=True)
class Found:
    """What a team reports. `words` is sealed text."""

    outcome: Outcome
    people: int = 0
    handed_out: dict[str, int] = field(default_factory=dict)
    place: str | None = None
    words: str | None = None


def answer(rescue: Rescue, offer_id: str, found: Found, when: Moment, who: str) -> Rescue:
    """The team's answer. "Nobody there" needs no arrival before it: it was confirmed at the place.

    A clock that nothing has stopped yet is stopped by whoever gives the answer. Raises NoTeamsAnswer for what only
    a desk can say.
    """
    if found.outcome in (Outcome.CLOSED_BY_DESK, Outcome.MERGED):
        raise NoTeamsAnswer(found.outcome)
    gone = found.outcome is Outcome.NOT_FOUND
    state = step(rescue.state, Trigger.FIND_GONE if gone else Trigger.ANSWER)
    live = live_offer_of(rescue, offer_id)
    done = replace(live, state=OfferState.DONE, arrived=live.arrived or when, ended_at=when.received_at)
    offers = tuple(done if known.id == done.id else known for known in rescue.offers)
    stop = ClockStop.FOUND_GONE if gone and ClockStop.FOUND_GONE in rescue.profile.stops else ClockStop.PERSON
    clock = _stopped(rescue.clock, stop, when.received_at, who)
    given = _answer(rescue, found, when.received_at, live.team)
    return replace(rescue, state=state, offers=offers, clock=clock, answer=given)


def close(rescue: Rescue, found: Found, reason: str, now: datetime, who: str) -> Rescue:
    """The desk's answer without a team: a false report, or for somebody else to help. Sealed reason."""
    if found.outcome not in FROM_THE_DESK:
        raise NotATeamsAnswer(found.outcome)
    if not reason:
        raise ReasonMissing
    state = step(rescue.state, Trigger.CLOSE)
    clock = _stopped(rescue.clock, ClockStop.PERSON, now, who, reason)
    return replace(rescue, state=state, queued=False, clock=clock, answer=_answer(rescue, found, now, None))


def close_sighting(rescue: Rescue, sighting_id: str, closing: Closing) -> Rescue:
    """A desk needs nobody to go for this call any more. Once; what it says of others stays."""
    state = step(rescue.state, Trigger.CLOSE_SIGHTING)
    sightings = tuple(
        replace(one, closing=closing) if one.id == sighting_id and one.closing is None else one
        for one in rescue.sightings
    )
    return replace(rescue, state=state, sightings=sightings)


def stop_clock(rescue: Rescue, reason: str, now: datetime, who: str) -> Rescue:
    """A named person stops the clock and says why; the rescue goes on. Counted apart."""
    state = step(rescue.state, Trigger.STOP_CLOCK)
    if not reason:
        raise ReasonMissing
    if not rescue.clock.running:
        raise ClockStoppedBefore
    if ClockStop.PERSON not in rescue.profile.stops:
        raise ClockNotStoppedThisWay(ClockStop.PERSON)
    return replace(rescue, state=state, clock=_stopped(rescue.clock, ClockStop.PERSON, now, who, reason))


def explain_breach(rescue: Rescue, reason: str) -> Rescue:
    """The reason that is owed for a broken promise; a better one may follow."""
    state = step(rescue.state, Trigger.EXPLAIN)
    if not reason:
        raise ReasonMissing
    if rescue.clock.breached_at is None:
        raise NoBreachToExplain
    return replace(rescue, state=state, clock=replace(rescue.clock, breach_reason=reason))


def _stopped(
    clock: ResponseClock, stop: ClockStop, now: datetime, who: str, reason: str | None = None
) -> ResponseClock:
    if not clock.running:
        return clock
    by_person = who if stop is ClockStop.PERSON else None
    return replace(
        clock, stopped_at=now, stopped_by=stop, stop_reason=reason, stopped_by_whom=by_person, at_risk=False
    )


def _answer(rescue: Rescue, found: Found, now: datetime, team: str | None) -> Answer:
    after = rescue.profile.revisit_after_seconds
    comes_back = found.outcome in COME_BACK_AFTER and after is not None
    return Answer(
        outcome=found.outcome,
        at=now,
        people=found.people,
        handed_out=dict(found.handed_out),
        team=team,
        place=found.place,
        words=found.words,
        revisit_at=now + timedelta(seconds=after) if comes_back and after is not None else None,
    )
