"""Two rescues of one person become one: who goes on, and what it takes over."""

from dataclasses import replace
from datetime import datetime

from services.contracts.words import ClockStop, Outcome
from services.patrol.domain.errors import NeverMerged
from services.patrol.domain.geography import county_of
from services.patrol.domain.grades import is_more_urgent
from services.patrol.domain.rescue import Answer, Rescue
from services.patrol.domain.states import State, Trigger, step

PROGRESS = (State.WAITING, State.OFFERED, State.ACCEPTED, State.EN_ROUTE)
"""Once a team has arrived, it has seen for itself who is there."""


def refusal(one: Rescue, other: Rescue) -> str | None:
    """Why both stay as they are; None when they may become one."""
    if one.id == other.id:
        return "already_one"
    for state in (State.ARRIVED, State.ANSWERED):
        if state in (one.state, other.state):
            return str(state)
    if county_of(one.area) != county_of(other.area):
        return "other_county"
    return "drill" if one.drill != other.drill else None


def in_order(one: Rescue, other: Rescue) -> tuple[Rescue, Rescue]:
    """The one that goes on, and the one that ends: whose team is further goes on, then the earlier call."""
    kept, gone = sorted((one, other), key=_claim)
    return kept, gone


def _claim(rescue: Rescue) -> tuple[int, datetime, str]:
    return -PROGRESS.index(rescue.state), rescue.clock.received_at, rescue.id


def absorb(kept: Rescue, gone: Rescue) -> Rescue:
    """The earliest clock survives and no deadline moves later; the graver grade counts; every caller is told."""
    state = step(kept.state, Trigger.JOIN)
    grown = replace(kept, state=state, also=(*kept.also, *gone.calls))
    if is_more_urgent(gone.grade, kept.grade):
        grown = replace(grown, grading=gone.grading, profile=gone.profile)
    if not kept.clock.running:
        return grown
    received_at = min(kept.clock.received_at, gone.clock.received_at)
    deadline = min(kept.clock.deadline, gone.clock.deadline, received_at + grown.limit)
    return replace(grown, clock=replace(kept.clock, received_at=received_at, deadline=deadline))


def end(gone: Rescue, into: str, now: datetime, who: str) -> Rescue:
    """It has no outcome of its own: nobody was found, nobody was missed. Its team was taken back before."""
    state = step(gone.state, Trigger.MERGE)
    clock = gone.clock
    if clock.running:
        clock = replace(
            clock, stopped_at=now, stopped_by=ClockStop.PERSON, stopped_by_whom=who, at_risk=False
        )
    answer = Answer(Outcome.MERGED, now)
    return replace(gone, state=state, queued=False, clock=clock, answer=answer, merged_into=into)


def split(kept: Rescue, gone: Rescue) -> tuple[Rescue, Rescue]:
    """Two again: the one that went on without the other's calls, and the other as it was, waiting, on its old clock.

    Raises NeverMerged. Whatever the first has taken over of clock and grade stays with it.
    """
    state = step(gone.state, Trigger.SPLIT)
    if gone.merged_into is None or gone.answer is None:
        raise NeverMerged
    clock = gone.clock
    if clock.stopped_at == gone.answer.at:
        clock = replace(clock, stopped_at=None, stopped_by=None, stopped_by_whom=None)
    calls = {call.id for call in gone.calls}
    left = replace(kept, also=tuple(call for call in kept.also if call.id not in calls))
    return left, replace(gone, state=state, clock=clock, answer=None, merged_into=None)
